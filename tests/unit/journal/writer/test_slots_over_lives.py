"""Starts, stops, kills, power cuts and full disks in any order: each planned slot has exactly one row.

The journal lies on a disk of its own that really fills, where one may be mounted; else the disk is full
at the room's own border, the transaction.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.journal.file.store import Store
from broadcaster.journal.file.transaction import Writer
from broadcaster.journal.log.journal import JOURNAL
from broadcaster.journal.writer.as_run_log import end_journal
from broadcaster.journal.writer.progress import AiringPosition, AiringProgress
from broadcaster.journal.writer.records import Records, open_records
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from tests.counts import counted
from tests.house import SETTINGS, House, local

SIZE = "4m"
BEGIN = local("2026-11-23T07:30")
STEPS = 30
FILES = {
    "station.yaml": SETTINGS,
    "messages/ngan.yaml": "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n",
    "schedules/deu.yaml": 'message: ngan\nevery: 3m\nbetween: "05:00-22:00"\n',
    "schedules/bu.yaml": 'message: ngan\nevery: 7m\nbetween: "05:01-22:00"\ncatch_up: 3m\n',
}
EVERY = {"deu": (timedelta(minutes=3), timedelta()), "bu": (timedelta(minutes=7), timedelta(minutes=1))}


class Disk:
    """A small disk under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full = False

    def fill(self) -> None:
        self.full = True
        with suppress(OSError), (self.folder / "day").open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 10))

    def free(self) -> None:
        self.full = False
        with suppress(FileNotFoundError):
            (self.folder / "day").unlink()


class Told(Disk):
    """One that cannot be mounted: what it does not take is told by the journal's own transaction."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        writing = Store.writing

        @contextmanager
        def bounded(store: Store) -> Iterator[Writer]:
            if self.full:
                raise StoreError("store.disk_full", path=str(store.path))
            with writing(store) as writer:
                yield writer

        monkeypatch.setattr(Store, "writing", bounded)

    def fill(self) -> None:
        self.full = True


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    folder = tmp_path / "state"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield Told(folder, monkeypatch)
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Ward:
    """A station over its lives, and what befalls it."""

    def __init__(self, disk: Disk, seed: int) -> None:
        self.random = random.Random(seed)
        self.disk = disk
        self.folder = disk.folder.parent
        self.clock = FakeClock(BEGIN)
        self.boots = 0
        self.records: Records | None = None
        self.house: House | None = None
        self.began: datetime | None = None  # the first start of which anything reached a disk
        self.started = BEGIN
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def step(self) -> None:
        up, down = (self.stop, self.kill, self.fill, self.free, self.wait), (self.start, self.fill, self.free)
        doing: Callable[[], None] = self.random.choice(down if self.records is None else up)
        doing()
        self.pass_time(self.random.choice((0.2, 3, 20, 70, 200, 500)))

    def pass_time(self, seconds: float) -> None:
        """Each minute the station notes that it lives."""
        until = self.clock.now() + timedelta(seconds=seconds)
        while (now := self.clock.now()) < until:
            then = min(until, now + timedelta(seconds=60))
            if self.house is None:
                self.clock.advance((then - now).total_seconds())
            else:
                self.house.run_until(then)
                self.house.touch()

    def start(self) -> None:
        # A clock of its own, as a new process has; its instant is the one that has come.
        self.clock = FakeClock(self.clock.now())
        self.started = self.clock.now()
        self.boots += 1
        self.records = open_records(self.disk.folder / JOURNAL, self.clock, {})
        if self.records.rescue is None:
            self.began = self.began or self.started
        if self.records.fault is not None:
            return  # the timetable is held
        source = FakeTimeSource(network=True, boot_id=f"boot-{self.boots}")
        self.house = House(self.folder, self.clock, self.records.journal, source=source)
        self.house.ledger.outages = self.records.outages
        self.house.since = self.records.since
        self.house.open()
        self.house.touch()

    def upkeep(self) -> None:
        """What the writer does when it has nothing to write."""
        assert self.records is not None
        with suppress(StoreError):
            self.records.journal.store.checkpoint()

    def stop(self) -> None:
        assert self.records is not None
        if self.house is not None:
            self.house.director.end()
            self.house.director.stop(everything=True, reason=CLOSING)
            self.house.run_until(self.clock.now() + timedelta(seconds=1))
            self.house.touch()
            self.clock = self.house.clock
            end_journal(self.records, self.house.writer, self.clock)
        else:
            self.records.close(self.clock)
            if not self.disk.full:
                self.began = self.began or self.started
        self.records = self.house = None

    def kill(self) -> None:
        """What is not on the disk is lost."""
        assert self.records is not None
        self.records.journal.close()
        self.records = self.house = None

    def fill(self) -> None:
        self.disk.fill()

    def free(self) -> None:
        self.disk.free()

    def wait(self) -> None:
        """Nothing."""

    def account(self) -> None:
        """All is well again; then every slot since the first start ever has its one row."""
        self.disk.free()
        if self.records is not None:
            self.stop()
        self.start()
        self.pass_time(1000)
        self.stop()
        self.start()
        self.pass_time(1000)
        assert self.records is not None
        assert self.house is not None
        assert self.began is not None
        rows = [row for row in self.house.log() if row.resumes is None]
        assert self.records.journal.verify().ok
        last = self.clock.now() - timedelta(minutes=4)
        for name, (every, offset) in EVERY.items():
            found = Counter(row.planned for row in rows if row.schedule == name)
            slot, due = local("2026-11-23T05:00") + offset, []
            while slot < last:
                if slot > self.began + timedelta(seconds=1):
                    due.append(slot)
                slot += every
            assert [f"{at:%H:%M}" for at in due if found[at] == 0] == [], f"{name}: no row, ever"
            assert [f"{at:%H:%M}" for at in due if found[at] > 1] == [], f"{name}: two rows"
        assert all(row.outcome is not None for row in rows if row.planned and row.planned < last)
        self.kill()


MORE = range(6, 6 + counted(54, least=9))


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(n, marks=pytest.mark.patient) for n in MORE)])
def test_each_slot_has_one_row_over_starts_stops_kills_and_full_disks(disk: Disk, seed: int) -> None:
    ward = Ward(disk, seed)
    for _ in range(STEPS):
        ward.step()
    if ward.began is None:
        ward.start()
    ward.account()


def test_slots_of_a_first_start_on_a_full_disk_have_their_rows(disk: Disk) -> None:
    ward = Ward(disk, 0)
    ward.fill()
    ward.start()
    ward.pass_time(600)
    ward.free()
    ward.stop()
    assert ward.began == BEGIN
    ward.pass_time(300)
    ward.account()


def test_slots_of_a_first_start_on_a_full_disk_that_loses_its_power_have_their_rows(disk: Disk) -> None:
    ward = Ward(disk, 0)
    ward.disk.fill()
    ward.free()
    ward.start()
    ward.pass_time(30)
    ward.kill()
    ward.disk.fill()
    ward.start()
    ward.pass_time(600)
    ward.kill()
    ward.pass_time(300)
    ward.account()


@pytest.fixture
def real_disk(disk: Disk) -> Disk:
    if isinstance(disk, Told):
        pytest.skip("no disk may be mounted here")
    return disk


@pytest.mark.parametrize("seconds", [1, 30], ids=["on air", "over"])
def test_what_was_heard_while_the_disk_filled_is_not_heard_again_after_a_power_cut(
    real_disk: Disk, seconds: float
) -> None:
    ward = Ward(real_disk, 0)
    ward.start()
    ward.pass_time(300 - 0.5)  # the intent of 07:35 is on the disk
    ward.upkeep()
    ward.fill()
    ward.upkeep()
    ward.pass_time(0.5 + seconds)
    ward.kill()
    ward.free()
    ward.pass_time(10)
    ward.start()
    ward.pass_time(100)
    assert ward.house is not None
    rows = [row for row in ward.house.log() if row.schedule == "bu"]
    (begun, *rests) = (row for row in rows if row.planned and row.planned >= local("2026-11-23T07:35"))
    assert begun.started == local("2026-11-23T07:35")
    assert (str(begun.outcome), len(rests)) == (("interrupted", 1) if seconds == 1 else ("aired", 0))
    ward.kill()


def test_nothing_planned_begins_where_the_disk_has_no_room_for_its_end(real_disk: Disk) -> None:
    ward = Ward(real_disk, 0)
    ward.start()
    ward.pass_time(280)
    ward.fill()
    day = ward.disk.folder / "day"
    os.truncate(day, day.stat().st_size - (40 << 10))  # enough for the intent
    ward.pass_time(60)
    ward.kill()
    ward.free()
    ward.pass_time(1000)
    ward.start()
    assert ward.house is not None
    (row,) = (r for r in ward.house.log() if r.planned == local("2026-11-23T07:35"))
    assert (row.started, str(row.outcome)) == (None, "missed")
    ward.kill()


def test_how_far_an_airing_has_come_is_kept_on_a_full_disk(real_disk: Disk) -> None:
    at = local("2026-11-23T07:35")
    progress = AiringProgress(real_disk.folder)
    for frame in (24_000_000, 7, 48_000):
        progress._open = {"one": AiringPosition(frame=frame, at=at)}
        progress.save()
        real_disk.fill()
        assert AiringProgress(real_disk.folder).read() == {"one": AiringPosition(frame=frame, at=at)}
