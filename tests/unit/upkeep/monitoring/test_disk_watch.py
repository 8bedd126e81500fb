"""A disk's fault ends when the disk takes files again, and not before."""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadcaster.core.errors import BroadcasterError, PlayoutError, StoreError
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import FaultLog
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.upkeep.monitoring import disk
from broadcaster.upkeep.monitoring.disk import DiskWatch, LastingFaults, takes_files

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
ASIDE = StoreError("store.set_aside", name="held.json", path="/tmp/held.json")  # noqa: S108 - only named
OTHER = PlayoutError("playout.output_lost", reason="gone")


class Station:
    """The faults of a station, and its director without a thread."""

    def __init__(self, *errors: BroadcasterError, lasting: tuple[BroadcasterError, ...] = ()) -> None:
        self.lasting = LastingFaults(lasting)
        self.tried = 0
        self.faults = FaultLog()
        for error in errors:
            self.faults.keep(error, NOW)
        director = SimpleNamespace(faults=self.faults, call=self._call, post=lambda job: job())
        self.watch = DiskWatch(cast(Director, director), self.lasting, cast(StationFiles, self))

    def _call(self, job: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(job())
        return future

    def retry(self) -> None:
        self.tried += 1

    def left(self) -> list[BroadcasterError]:
        return [*self.lasting, *(fault.error for fault in self.faults)]


@pytest.mark.parametrize("link", [False, True], ids=["a file", "a link to a disk that is gone"])
def test_fault_ends_with_its_cause_and_what_the_disk_kept_off_is_tried_again(
    tmp_path: Path, link: bool
) -> None:
    barred, good = tmp_path / "barred", tmp_path / "good"
    if link:
        barred.symlink_to(tmp_path / "gone")
    else:
        barred.write_bytes(b"")
    good.mkdir()
    stays = StoreError("store.not_writable", path=str(barred / "programmes"))
    over = StoreError("store.disk_full", path=str(good / "programmes"))
    lasting = StoreError("store.disk_full", path=str(good / "accepted.zip"))
    station = Station(stays, over, ASIDE, OTHER, lasting=(lasting,))
    watch = station.watch
    watch.look()
    assert station.left() == [stays, ASIDE, OTHER]
    assert station.tried == 1
    assert list(good.iterdir()) == []
    watch.look()
    assert station.tried == 1, "nothing was over"
    barred.unlink()
    watch.look()
    assert station.left() == [ASIDE, OTHER]


def test_disk_is_left_alone_while_it_has_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "takes_files", lambda _: pytest.fail("looked at"))
    Station(OTHER).watch.look()


def test_folder_that_is_not_there_is_judged_by_the_one_above_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "audio_cache" / "programmes"
    assert takes_files(missing)
    assert list(tmp_path.iterdir()) == []

    def full_half_way(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", full_half_way)
    assert not takes_files(missing)
    assert list(tmp_path.iterdir()) == []
