"""What was saved a moment ago is meant; an emergency waits for no disk."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.core.errors import StationError
from broadcaster.station.acceptance import files
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.yaml.problems import Problem


class Follower:
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


def files_of(
    follower: Follower, *known: str, broken: int | None = None, approved: tuple[str, ...] = ()
) -> StationFiles:
    problems = () if broken is None else (Problem(file="station.yaml", line=broken, column=1, code="x"),)
    station = SimpleNamespace(messages=dict.fromkeys(known), approved=dict.fromkeys(approved, "w"))
    return cast(StationFiles, SimpleNamespace(follower=follower, station=station, problems=problems))


def test_emergency_goes_on_at_once_where_the_disk_does_not_answer() -> None:
    follower = Follower(None, None)
    files.await_taken(files_of(follower, "lu"), "lu", urgent=True)
    assert follower.asked == [0.0]
    follower.hang.set()


def test_emergency_whose_file_has_changed_waits_for_it_a_little() -> None:
    follower = Follower(False, True)
    files.await_taken(files_of(follower, "lu"), "lu", urgent=True)
    assert follower.asked == [0.0, files.URGENT]
    follower = Follower(False, False)
    files.await_taken(files_of(follower, "lu"), "lu", urgent=True)


def test_approved_emergency_whose_file_is_written_again_and_again_waits_for_nothing() -> None:
    follower = Follower()
    files.await_taken(files_of(follower, "lu", approved=("lu",)), "lu", urgent=True)
    assert follower.asked == []


def test_emergency_that_nobody_approved_waits_for_no_file_that_is_never_at_rest() -> None:
    assert files.QUICK + files.URGENT <= 0.31


def test_emergency_that_is_not_known_yet_is_waited_for_like_all_else() -> None:
    follower = Follower(True)
    files.await_taken(files_of(follower), "lu", urgent=True)
    assert follower.asked == [files.SAVE_PATIENCE]


def test_message_that_was_not_looked_at_in_time_is_refused_with_that_reason() -> None:
    with pytest.raises(StationError, match="not_looked_at"):
        files.await_taken(files_of(Follower(False), "a"), "a", urgent=False)


def test_message_that_cannot_be_known_names_the_fault_of_station_yaml() -> None:
    with pytest.raises(StationError, match="nothing_taken") as told:
        files.await_taken(files_of(Follower(True), broken=8), "moi", urgent=False)
    assert told.value.facts["place"] == "station.yaml:8"
    files.await_taken(files_of(Follower(True), "a", broken=8), "a", urgent=False)
