"""What was saved a moment ago is meant; an emergency waits for no disk."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.errors import StationError
from broadcaster.service.station.facade import Front
from broadcaster.service.taking import saved
from broadcaster.station.problems import Problem


class Files:
    """A follower that gives its answers in turn; None hangs as a disk may."""

    def __init__(self, *answers: bool | None) -> None:
        self.answers = list(answers)
        self.asked: list[float] = []
        self.hang = threading.Event()

    def await_message(self, _name: str, seconds: float) -> bool:
        self.asked.append(seconds)
        answer = self.answers.pop(0)
        if answer is None:
            self.hang.wait(20)
        return bool(answer)


def front(files: Files, *known: str, broken: int | None = None) -> Front:
    problems = () if broken is None else (Problem(file="station.yaml", line=broken, column=1, code="x"),)
    station = SimpleNamespace(messages=dict.fromkeys(known))
    return cast(Front, SimpleNamespace(files=files, station=station, problems=problems))


def test_emergency_goes_on_at_once_where_the_disk_does_not_answer() -> None:
    files = Files(None, None)
    saved.taken(front(files, "lu"), "lu", urgent=True)
    assert files.asked == [0.0]
    files.hang.set()


def test_emergency_whose_file_has_changed_waits_for_it_a_little() -> None:
    files = Files(False, True)
    saved.taken(front(files, "lu"), "lu", urgent=True)
    assert files.asked == [0.0, saved.URGENT]
    files = Files(False, False)
    saved.taken(front(files, "lu"), "lu", urgent=True)


def test_emergency_that_is_not_known_yet_is_waited_for_like_all_else() -> None:
    files = Files(True)
    saved.taken(front(files), "lu", urgent=True)
    assert files.asked == [saved.PATIENCE]


def test_message_that_was_not_looked_at_in_time_is_refused_with_that_reason() -> None:
    with pytest.raises(StationError, match="not_looked_at"):
        saved.taken(front(Files(False), "a"), "a", urgent=False)


def test_message_that_cannot_be_known_names_the_fault_of_station_yaml() -> None:
    with pytest.raises(StationError, match="nothing_taken") as told:
        saved.taken(front(Files(True), broken=8), "moi", urgent=False)
    assert told.value.facts["place"] == "station.yaml:8"
    saved.taken(front(Files(True), "a", broken=8), "a", urgent=False)
