"""A disk that takes nothing, or a damaged journal, costs the timetable but never the emergencies."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadcaster.api.protocol import station_socket
from broadcaster.app.station.supervision import may_begin_anew
from broadcaster.core import spare_folders
from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason
from broadcaster.journal.writer.misses import why_missed
from broadcaster.journal.writer.records import Records, open_records
from broadcaster.playout.keying.__main__ import own
from broadcaster.station.acceptance import intake
from broadcaster.station.acceptance.confirmation import Confirmed
from broadcaster.station.loading import archive
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.upkeep.host.lock import StationLock, is_held
from tests.house import local

NOW = local("2026-11-23T08:00")
WAL = ["journal.db-shm", "journal.db-wal"]  # while it is open


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


def test_journal_on_a_good_disk_is_the_file(tmp_path: Path, clock: FakeClock) -> None:
    with Journal.open(tmp_path / "journal.db", clock) as before:
        before.touch(NOW)
        before.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW))
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.fault, kept.seen) == (None, NOW)
    assert [str(airing.outcome) for airing in kept.journal.airings()] == ["interrupted"]
    kept.journal.close()


def of_a_newer_version(path: Path) -> None:
    """A journal that this program must not touch, nor mend."""
    Journal.open(path, FakeClock(NOW)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO migrations VALUES (99, 'x', 'y')")
        connection.execute("PRAGMA application_id = 99")
    connection.close()


def test_journal_that_cannot_be_opened_is_left_as_it_is_and_one_beside_it_takes_its_place(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "journal.db"
    of_a_newer_version(path)
    before = path.read_bytes()
    kept = open_records(path, clock, {})
    assert kept.fault is not None
    assert kept.fault.code == "service.no_journal"
    assert "99" in str(kept.fault.facts["reason"])
    kept.journal.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW))
    kept.close(clock)
    assert path.read_bytes() == before


def aired_once(kept: Records) -> None:
    """One emergency of the time without a journal."""
    airing = kept.journal.plan(Entry(kind=AiringKind.MANUAL, message="lũ về", planned=NOW))
    kept.journal.started(airing, NOW)
    kept.journal.ended(airing, NOW + timedelta(seconds=9), Outcome.AIRED)


def test_lines_written_while_there_is_no_journal_survive_a_power_cut_and_come_into_the_next_one(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "journal.db"
    of_a_newer_version(path)
    for _ in range(2):  # it is met at two starts
        kept = open_records(path, clock, {})
        aired_once(kept)
        kept.journal.plan(Entry(kind=AiringKind.MANUAL, message="dở dang", planned=NOW))
        kept.journal.close()  # as the kernel does it: nothing is tidied up
    path.rename(tmp_path / "evidence.db")
    kept = open_records(path, clock, {})
    told = [(airing.message, str(airing.outcome)) for airing in kept.journal.airings()]
    assert told == [("lũ về", "aired"), ("dở dang", "interrupted")] * 2
    assert (kept.fault, kept.journal.verify().ok) == (None, True)
    assert kept.interrupted == 1, "the first was ended by the second start"
    assert sorted(file.name for file in tmp_path.glob("journal.db*")) == ["journal.db", *WAL]
    kept.close(clock)


def test_lines_are_brought_in_once_where_the_file_cannot_be_removed(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(tmp_path / "meanwhile.db", clock) as beside:
        beside.note(NOW, Reason(code="playout.outage"))
        beside.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW))

    def refused(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refused)
        open_records(path, clock, {}).close(clock)
    kept = open_records(path, clock, {})
    assert [str(airing.outcome) for airing in kept.journal.airings()] == ["interrupted"]
    assert len(kept.journal.notes()) == 1
    assert not (tmp_path / "meanwhile.db").exists()
    kept.close(clock)


@pytest.mark.parametrize("no_journal", [False, True])
def test_damaged_file_of_the_meantime_is_kept_as_evidence_and_holds_up_nothing(
    tmp_path: Path, clock: FakeClock, no_journal: bool
) -> None:
    meanwhile = tmp_path / "meanwhile.db"
    meanwhile.write_text("this is no database " * 100)
    if no_journal:
        of_a_newer_version(tmp_path / "journal.db")
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.fault is not None, kept.rescue) == (no_journal, None)
    assert meanwhile.exists() == no_journal  # a new one stands in
    (evidence,) = tmp_path.glob("meanwhile-*.damaged")
    assert "no database" in evidence.read_text()
    aired_once(kept)
    kept.close(clock)


@pytest.mark.parametrize(
    ("changed", "told"), [(3, [("một", "aired")]), (4, [("một", "aired"), ("hai", "interrupted")])]
)
def test_line_of_the_meantime_that_was_changed_does_not_reach_the_journal(
    tmp_path: Path, clock: FakeClock, changed: int, told: list[tuple[str, str]]
) -> None:
    with Journal.open(tmp_path / "meanwhile.db", clock) as meanwhile:
        for name in ("một", "hai"):
            meanwhile.ended(
                meanwhile.plan(Entry(kind=AiringKind.MANUAL, message=name, planned=NOW)), NOW, Outcome.AIRED
            )
    with sqlite3.connect(tmp_path / "meanwhile.db") as torn:
        torn.execute("DROP TRIGGER events_no_update")
        torn.execute("UPDATE events SET body = '{' WHERE seq = ?", (changed,))
    torn.close()
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert [(airing.message, str(airing.outcome)) for airing in kept.journal.airings()] == told
    assert kept.interrupted == len(told) - 1
    assert kept.journal.verify().ok
    assert len(list(tmp_path.glob("meanwhile-*.damaged"))) == 1
    kept.close(clock)


def test_airing_that_the_damage_cut_ends_by_its_own_last_sign_not_by_what_was_written_since(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, clock) as before:
        before.started(before.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW)), NOW)
    path.rename(tmp_path / "elsewhere.db")
    of_a_newer_version(path)
    clock.advance(7200)
    kept = open_records(path, clock, {})
    aired_once(kept)
    kept.close(clock)
    (tmp_path / "elsewhere.db").rename(path)
    kept = open_records(path, clock, {})
    cut, emergency = sorted(kept.journal.airings(), key=lambda airing: airing.message or "", reverse=True)
    assert (cut.message, cut.ended) == ("m", NOW)
    assert (emergency.outcome, kept.last_row) == (Outcome.AIRED, NOW + timedelta(hours=2))
    kept.close(clock)


def test_disk_that_does_not_take_the_lines_of_the_meantime_costs_no_timetable(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(tmp_path / "meanwhile.db", clock) as meanwhile:
        meanwhile.note(NOW, Reason(code="playout.outage"))

    def full(*_arguments: object, **_more: object) -> int:
        raise StoreError("store.disk_full", path="journal.db")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "take_over", full)
        kept = open_records(tmp_path / "journal.db", clock, {})
    assert kept.fault is None
    kept.close(clock)
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert len(kept.journal.notes()) == 1
    kept.close(clock)


def test_lines_kept_in_memory_reach_the_disk_when_the_station_begins_anew(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state/journal.db"

    def full(*_arguments: object) -> Journal:
        raise StoreError("store.disk_full", path=str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "open", full)
        kept = open_records(path, clock, {})
        assert kept.fault is not None
        aired_once(kept)
    kept.close(clock)
    kept = open_records(path, clock, {})
    assert [(airing.message, str(airing.outcome)) for airing in kept.journal.airings()] == [
        ("lũ về", "aired")
    ]
    kept.close(clock)


def test_full_disk_at_the_end_too_loses_the_lines_in_memory_but_not_the_end(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_arguments: object) -> Journal:
        raise StoreError("store.disk_full", path="journal.db")

    monkeypatch.setattr(Journal, "open", full)
    kept = open_records(tmp_path / "journal.db", clock, {})
    aired_once(kept)
    kept.close(clock)
    assert "in memory of the journal is lost" in caplog.text
    with pytest.raises(JournalError):
        kept.journal.airings()


def test_disk_that_is_full_when_the_last_airings_are_closed_leaves_them_to_the_next_start(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, clock) as before:
        before.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW))
    close, asked = Journal.close_interrupted, []

    def full(self: Journal, *arguments: Any) -> Any:
        asked.append(arguments)
        if len(asked) == 1:
            raise StoreError("store.disk_full", path=str(path))
        return close(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "close_interrupted", full)
        kept = open_records(path, clock, {})
    assert kept.fault is not None
    assert kept.journal.airings() == []
    kept.journal.close()
    with Journal.open(path, clock) as again:
        assert len(again.open_airings()) == 1


def test_one_read_of_the_journal_that_fails_at_the_start_costs_nothing(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, clock) as before:
        before.touch(NOW)
    read, asked = Journal.open_airings, []

    def once(self: Journal) -> list[Airing]:
        asked.append(self)
        if len(asked) == 1:
            raise StoreError("store.fault", path=str(path), reason="disk I/O error")
        return read(self)

    monkeypatch.setattr(Journal, "open_airings", once)
    monkeypatch.setattr("broadcaster.journal.writer.records.PAUSE", 0)
    kept = open_records(path, clock, {})
    assert (kept.fault, kept.seen) == (None, NOW)
    kept.close(clock)


def test_journal_that_another_program_keeps_is_waited_for_by_a_new_start(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> Journal:
        raise JournalError("journal.busy", path="journal.db")

    monkeypatch.setattr(Journal, "open", busy)
    with pytest.raises(JournalError, match="journal"):
        open_records(tmp_path / "journal.db", clock, {})


def test_station_runs_on_its_files_where_the_disk_does_not_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài thử\n")

    def full(*_arguments: object) -> None:
        raise StoreError("store.disk_full", path="accepted.zip")

    monkeypatch.setattr(archive, "keep", full)
    confirmed, clock = Confirmed(tmp_path / "state"), SystemClock()
    taken = intake.take(tmp_path, tmp_path / "state", confirmed=confirmed, clock=clock)
    assert taken.station.settings.name == "Đài thử"
    assert taken.fault is not None
    with pytest.raises(StoreError):
        intake.take(tmp_path, tmp_path / "state", confirmed=confirmed, clock=clock, last=taken.station)


def test_locks_of_a_disk_that_became_read_only_hold_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StationLock(tmp_path):
        pass
    (tmp_path / "keyer.lock").touch()
    opened = os.open

    def read_only(path: Any, flags: int, *mode: int, **more: Any) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, flags, *mode, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", read_only)
        with StationLock(tmp_path):
            assert is_held(tmp_path)
        own(str(tmp_path / "keyer.lock"))


def test_door_opens_beside_a_folder_that_takes_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, aside = tmp_path / "state", tmp_path / "runtime"
    (state / station_socket.NAME / "in the way").mkdir(parents=True)
    monkeypatch.setattr(spare_folders, "places", lambda: (aside,))
    with pytest.raises(StoreError):
        station_socket.listen(state)
    aside.mkdir()
    with station_socket.listen(state) as listening, station_socket.connect(state) as knocking:
        knocking.sendall(b"!")
        with listening.accept()[0] as heard:
            assert heard.recv(1) == b"!"


class Degraded:
    """The parts of a station without its journal."""

    def __init__(
        self, state: Path, clock: FakeClock, *, timetable: bool, idle: bool = True, busy: bool = False
    ) -> None:
        self.busy = busy
        self.state, self.timetable = state, object() if timetable else None
        self.mode = SimpleNamespace(timetable=True)
        self.director = SimpleNamespace(desk=SimpleNamespace(idle=idle), call=self._call)
        self.clock = clock

    def _call(self, job: Callable[[], bool]) -> Future[bool]:
        future: Future[bool] = Future()
        if not self.busy:
            future.set_result(job())
        return future


def test_busy_station_without_its_journal_goes_on_and_is_asked_again(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.app.station.supervision._PATIENCE", 0.01)
    assert not may_begin_anew(cast("Any", Degraded(tmp_path, clock, timetable=False, busy=True)))


def test_station_without_its_journal_begins_anew_once_the_disk_takes_it_and_nothing_is_on_air(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    of_a_newer_version(path)

    def asked(**how: bool) -> bool:
        return may_begin_anew(cast("Any", Degraded(tmp_path, clock, **how)))

    assert not asked(timetable=False)
    path.write_bytes(b"no database" * 1000)
    assert asked(timetable=False)  # to be mended, now that there is room for it
    with monkeypatch.context() as patched:
        patched.setattr("broadcaster.app.station.supervision._room_for_another", lambda _: False)
        assert not asked(timetable=False)
    path.unlink()
    assert asked(timetable=False)
    assert not asked(timetable=False, idle=False)
    assert not asked(timetable=True)


def test_disk_fault_leaves_the_lines_of_the_meantime_where_they_are(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(tmp_path / "meanwhile.db", clock) as meanwhile:
        meanwhile.plan(Entry(kind=AiringKind.MANUAL, message="m", planned=NOW))
    close = Journal.close_interrupted

    def full(self: Journal, *arguments: Any) -> Any:
        if self.open_airings():
            raise StoreError("store.disk_full", path="meanwhile.db")
        return close(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "close_interrupted", full)
        kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.fault, kept.journal.airings()) == (None, [])
    kept.close(clock)
    assert (tmp_path / "meanwhile.db").exists()
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert [airing.message for airing in kept.journal.airings()] == ["m"]
    kept.close(clock)


def test_what_the_last_run_cut_off_is_counted_by_message(tmp_path: Path, clock: FakeClock) -> None:
    with Journal.open(tmp_path / "journal.db", clock) as before:
        message = before.plan(Entry(kind=AiringKind.MANUAL, message="tin", planned=NOW))
        relay = before.plan(Entry(kind=AiringKind.RELAY, message="(relay) vov1", planned=NOW))
        before.plan(Entry(kind=AiringKind.RELAY, message="(relay) tinh", planned=NOW))
        before.started(message, NOW)
        before.started(relay, NOW)
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.interrupted, [fault.code for fault in kept.faults]) == (1, ["service.interrupted"])
    kept.close(clock)
    with Journal.open(tmp_path / "journal.db", clock) as before:
        # A clean end: what waited with its session had its intent, and nothing was heard of it.
        before.plan(Entry(kind=AiringKind.RELAY, message="(relay) vov1", schedule="s", planned=NOW))
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.interrupted, kept.faults) == (0, [])
    kept.close(clock)


def test_disk_that_fills_up_once_the_lines_are_in_costs_no_start(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(tmp_path / "meanwhile.db", clock) as meanwhile:
        meanwhile.ended(meanwhile.plan(Entry(kind=AiringKind.MANUAL, message="m")), NOW, Outcome.AIRED)
    close = Journal.close_interrupted

    def full(self: Journal, *arguments: Any) -> Any:
        if self.lines():
            asked.append(self)
        if len(asked) == 2:  # of the meantime's file, then of the journal with its lines
            raise StoreError("store.disk_full", path="journal.db")
        return close(self, *arguments)

    asked: list[Journal] = []
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "close_interrupted", full)
        kept = open_records(tmp_path / "journal.db", clock, {})
    assert (kept.fault, len(asked)) == (None, 2)
    assert [airing.message for airing in kept.journal.airings()] == ["m"]
    kept.close(clock)
    kept = open_records(tmp_path / "journal.db", clock, {})
    assert [airing.message for airing in kept.journal.airings()] == ["m"]
    assert not (tmp_path / "meanwhile.db").exists()
    kept.close(clock)


@pytest.mark.parametrize("file_takes_them", [True, False])
def test_what_a_full_disk_kept_off_the_air_is_told_with_that_reason_and_what_was_off_is_not(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, file_takes_them: bool
) -> None:
    path = tmp_path / "journal.db"
    opened, full = Journal.open, StoreError("store.disk_full", path=str(path))

    def refused(place: Path, *arguments: Any) -> Journal:
        if file_takes_them and place != path:
            return opened(place, *arguments)
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "open", refused)
        kept = open_records(path, clock, {})
        assert kept.fault is not None
        clock.advance(600)
        if file_takes_them:
            kept.close(clock)
    if not file_takes_them:
        kept.close(clock)
    clock.advance(600)  # really off
    kept = open_records(path, clock, {})
    (outage,) = kept.outages
    assert (outage.since, outage.until) == (NOW, NOW + timedelta(minutes=10))
    assert why_missed(NOW + timedelta(minutes=5), kept.outages).code == "playout.no_disk"
    assert why_missed(NOW + timedelta(minutes=15), kept.outages).code == "playout.outage"
    at = NOW + timedelta(minutes=5)
    late = Occurrence(
        start=at,
        end=at,
        end_estimated=False,
        message="m",
        schedule="s",
        session="s",
        position=0,
        of=1,
        status=Status.PLANNED,
    )
    kept.ledger.decline(Outcome.MISSED, [late], None)
    (missed,) = kept.journal.airings()
    assert missed.reason is not None
    assert missed.reason.code == "playout.no_disk"
    kept.close(clock)
