"""Files of every released version open, and those of the future are left alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.clock import FakeClock
from broadcaster.errors import JournalError
from broadcaster.journal import Entry, Journal, Kind, Outcome, Reason
from broadcaster.journal.file.head import beside
from broadcaster.journal.file.schema import MIGRATIONS
from broadcaster.journal.opening import recover
from broadcaster.journal.repair.verification import verify_file
from broadcaster.text import explain

DATA = Path(__file__).parents[3] / "data"
VERSION_2_HEAD = "25ea48270fae1d9a462ec28fa84b888c0f6eb3b2716e89a6b12e19c564143769"
VERSION_3_HEAD = "42e2a8f424697c201fddec48a193f6aaecb5406b0e706ac6c4581f476c95271e"
VERSION_1_HEAD = "eb753a96007fa3e6131b378fa26e042fb78ffa4e13292e98b91ca680ff3ed3bf"


def test_open_when_file_is_of_version_1_reads_and_goes_on_with_it(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir()
    shutil.copy(DATA / "journal-v1.db", path)
    with Journal.open(path, clock) as journal:
        assert journal.head() == VERSION_1_HEAD
        assert journal.verify(VERSION_1_HEAD).ok
        assert [(a.message, a.kind, a.outcome) for a in journal.airings()] == [
            ("bluezone", Kind.SCHEDULED, Outcome.AIRED),
            ("mong", Kind.SCHEDULED, Outcome.REFUSED),
            ("bluezone", Kind.MANUAL, Outcome.CUT),
            ("bluezone", Kind.SCHEDULED, Outcome.MISSED),
            (None, Kind.LIVE, Outcome.INTERRUPTED),
            ("bluezone", Kind.REHEARSAL, None),
        ]
        assert journal.last_seen() == datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
        journal.plan(Entry(kind=Kind.MANUAL, message="bluezone"))
        assert journal.verify(VERSION_1_HEAD).ok


def test_start_when_file_is_of_version_2_and_has_no_head_is_no_fault(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir()
    shutil.copy(DATA / "journal-v2.db", path)
    whole = verify_file(path, clock, VERSION_2_HEAD)
    assert whole is not None
    assert whole.ok
    journal, faults = recover(path, clock)
    with journal:
        assert faults == []
        assert journal.head() == VERSION_2_HEAD
        assert [(a.message, a.outcome) for a in journal.airings()] == [
            ("bluezone", Outcome.AIRED),
            ("mong", None),
        ]
        journal.note(clock.now(), Reason(code="x"))
        assert journal.verify(VERSION_2_HEAD).ok


def test_intent_behind_the_end_of_its_airing_in_a_file_of_version_3_is_neither_damage_nor_open(
    path: Path, clock: FakeClock
) -> None:
    path.parent.mkdir()
    shutil.copy(DATA / "journal-v3.db", path)
    shutil.copy(DATA / "journal-v3.head", beside(path))
    before = verify_file(path, clock, VERSION_3_HEAD)
    assert before is not None
    assert (before.ok, before.rows) == (True, 7)
    journal, faults = recover(path, clock)
    with journal:
        assert faults == []
        assert journal.close_interrupted(clock.now()) == []
        assert [airing.message for airing in journal.open_airings()] == ["mong"]
        assert [(a.message, a.outcome) for a in journal.airings()] == [
            ("bluezone", Outcome.AIRED),
            ("(say) Nước lên nhanh.", Outcome.REFUSED),
            ("mong", None),
        ]
        assert journal.verify(VERSION_3_HEAD, thorough=True).ok
        assert journal.head() == VERSION_3_HEAD


def test_open_when_file_is_new_records_its_versions_inside(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT version, applied FROM migrations").fetchall()
    now = clock.now().isoformat(timespec="microseconds")
    assert found == [(version, now) for version in range(1, len(MIGRATIONS) + 1)]


def test_open_when_file_is_from_the_future_says_update(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migrations VALUES (7, 'x', 'y')")
        connection.commit()
    with pytest.raises(JournalError) as caught:
        Journal.open(path, clock)
    assert explain(caught.value) == (
        "Nhật ký phát do phiên bản mới hơn của chương trình ghi (dạng 7, bản này biết đến 6)"
        " (cập nhật chương trình)"
    )
