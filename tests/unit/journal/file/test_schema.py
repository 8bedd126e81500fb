"""A file of the first version opens; those before it and those of the future are left alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.file.database import BASE, VERSION
from broadcaster.journal.file.head import beside
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.verification import verify_file
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.writer.records import recover

BEFORE = Path(__file__).parents[3] / "data" / "station-03bad29e" / "state"
HEAD = "1bf27d457e907b86eef60e752706a2153fcaea277c78a5acd726657369c8b4f1"
NOT_TABLES = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"


def schema_of(path: Path) -> list[tuple[str, str, str]]:
    """All tables, indexes and triggers of a file, but for white space and comments."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(NOT_TABLES).fetchall()
    return [(kind, name, " ".join(sql.split())) for kind, name, sql in found]


def test_open_when_file_is_of_the_first_version_reads_and_goes_on_with_it(
    path: Path, clock: FakeClock
) -> None:
    path.parent.mkdir()
    shutil.copy(BEFORE / "journal.db", path)
    shutil.copy(BEFORE / "journal.head", beside(path))
    whole = verify_file(path, clock, HEAD)
    assert whole is not None
    assert (whole.ok, whole.rows) == (True, 51)
    clock.step((datetime(2026, 12, 2, tzinfo=UTC) - clock.now()).total_seconds())
    journal, faults = recover(path, clock)
    with journal:
        assert faults == []
        assert journal.head() == HEAD
        assert [airing.message for airing in journal.open_airings()] == ["ngan"]
        journal.plan(Entry(kind=AiringKind.MANUAL, message="ngan"))
        assert journal.verify(HEAD, thorough=True).ok


def test_file_of_the_first_version_becomes_what_a_new_one_is(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    older = tmp_path / "older.db"
    shutil.copy(BEFORE / "journal.db", older)
    Journal.open(older, clock).close()
    assert schema_of(older) == schema_of(path)


@pytest.mark.parametrize("version", range(1, BASE))
def test_open_when_file_is_of_a_version_before_the_first_is_refused_and_not_changed(
    journal: Journal, path: Path, clock: FakeClock, version: int
) -> None:
    """As a trial wrote it that nobody had: no damage, so that nothing is salvaged from it."""
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE migrations SET version = ? WHERE version = ?", (version, BASE))
        connection.execute("DELETE FROM migrations WHERE version > ?", (BASE,))
        connection.commit()
    for way in (Journal.open, Journal.open_to_read, recover):
        with pytest.raises(JournalError) as caught:
            way(path, clock)
        assert (caught.value.code, dict(caught.value.facts)) == (
            "journal.older",
            {"version": version, "known": BASE},
        )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version FROM migrations").fetchall() == [(version,)]


def test_open_when_file_is_new_records_its_versions_inside(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT version, applied FROM migrations").fetchall()
    now = clock.now().isoformat(timespec="microseconds")
    assert found == [(version, now) for version in range(BASE, VERSION + 1)]


def test_file_of_a_later_program_that_only_added_is_worked_with_and_left_as_it_is(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migrations VALUES (7, 'x', 'y')")
        connection.execute("ALTER TABLE events ADD COLUMN later TEXT NOT NULL DEFAULT ''")
        connection.execute(f"PRAGMA application_id = {VERSION}")
        connection.commit()
    for _ in range(2):
        with closing(Journal.open(path, clock)) as older:
            older.plan(Entry(kind=AiringKind.MANUAL, message="ngan"))
            assert older.verify(older.head(), thorough=True).ok
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT max(version) FROM migrations").fetchone() == (7,)
        assert connection.execute("PRAGMA application_id").fetchone() == (VERSION,)


def test_open_when_file_is_from_the_future_says_update(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migrations VALUES (7, 'x', 'y')")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()
    with pytest.raises(JournalError) as caught:
        Journal.open(path, clock)
    assert explain(caught.value) == (
        "Nhật ký phát do phiên bản mới hơn của chương trình ghi (dạng 7, bản này biết đến 6)"
        " (cập nhật chương trình)"
    )
