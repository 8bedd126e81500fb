"""An edit that the disk kept from being taken is taken when the disk takes files again."""

from __future__ import annotations

import hashlib
import os
import queue
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.station.acceptance.follower import NOTICED, Follower
from broadcaster.station.acceptance.intake import Intake

PATIENCE = 20.0  # seconds
FULL = StoreError("store.disk_full", path="accepted.zip")
TAKEN = cast(Intake, SimpleNamespace(seen={}))


class Ward:
    """A followed folder whose disk is full until told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full = True
        self.seen: dict[str, str] = {}
        self.failed: queue.Queue[BroadcasterError] = queue.Queue()
        self.taken: queue.Queue[Intake] = queue.Queue()
        self.follower = Follower(folder, self._take, self.taken.put, self)

    def report(self, error: BroadcasterError) -> None:
        self.failed.put(error)

    def over(self, _errors: Sequence[BroadcasterError]) -> None:
        return

    def _take(self) -> Intake:
        if self.full:
            raise FULL
        return cast(Intake, SimpleNamespace(seen=self.seen)) if self.seen else TAKEN


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    made = Ward(tmp_path)
    yield made
    made.follower.close()


def test_station_that_could_not_be_kept_is_tried_again_when_told_until_it_is(ward: Ward) -> None:
    ward.follower.start(owed=True)
    ward.follower.retry()
    assert ward.failed.get(timeout=PATIENCE) is FULL
    ward.full = False
    ward.follower.retry()
    assert ward.taken.get(timeout=PATIENCE) is TAKEN


def test_nothing_is_taken_anew_where_nothing_is_owed(ward: Ward) -> None:
    ward.follower.start()
    ward.follower.retry()
    assert not ward.follower._again.is_set()


def write(ward: Ward, name: str, text: str) -> str:
    """Write a message; the digest of its file."""
    path = ward.folder / "messages" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return hashlib.sha256(text.encode()).hexdigest()


def test_edits_are_taken_while_a_name_that_is_no_text_keeps_the_files_from_being_watched(ward: Ward) -> None:
    ward.full = False
    (ward.folder / "recordings").mkdir()
    ward.follower.start()
    strange = Path(os.fsdecode(os.fsencode(ward.folder) + b"/recordings/\xff.wav"))
    until = time.monotonic() + PATIENCE
    while ward.failed.empty() and time.monotonic() < until:  # until it watches
        strange.touch()
        time.sleep(0.1)
        strange.unlink()
    ward.seen = {"messages/khan.yaml": write(ward, "khan", "title: Khẩn\n")}
    assert ward.follower.await_message("khan", NOTICED), "an emergency that was saved just now"


def test_message_that_was_looked_at_is_not_waited_for(ward: Ward) -> None:
    seen = {"messages/a.yaml": write(ward, "a", "title: A\n")}
    ward.follower.start(seen=seen)
    assert ward.follower.await_message("a", 0.0)
    assert ward.follower.await_message("khong-co", 0.0)
    assert ward.follower.await_message("../x", 0.0)
    write(ward, "a", "title: B\n")
    assert not ward.follower.await_message("a", 0.0)
    (ward.folder / "messages/a.yaml").unlink()
    assert not ward.follower.await_message("a", 0.0), "deleted, and not looked at since"


def test_message_that_was_saved_just_now_is_waited_for_until_it_is_taken(ward: Ward) -> None:
    ward.full = False
    ward.follower.start()
    digest = write(ward, "khan", "title: Khẩn\n")
    ward.seen = {"messages/khan.yaml": digest}
    assert ward.follower.await_message("khan", PATIENCE)
    assert ward.taken.get_nowait().seen == ward.seen
