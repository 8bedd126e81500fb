"""An edit that the disk kept from being taken is taken when the disk takes files again."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from broadcaster.errors import BroadcasterError, StoreError
from broadcaster.service.opening import Taken
from broadcaster.service.reload import Follower

PATIENCE = 20.0  # seconds
FULL = StoreError("store.disk_full", path="accepted.zip")
TAKEN = cast(Taken, object())


class Ward:
    """A followed folder whose disk is full until told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full = True
        self.failed: queue.Queue[BroadcasterError] = queue.Queue()
        self.taken: queue.Queue[Taken] = queue.Queue()
        self.follower = Follower(folder, self._take, self.taken.put, self.failed.put)

    def _take(self) -> Taken:
        if self.full:
            raise FULL
        return TAKEN


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
