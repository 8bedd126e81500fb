"""What SQLite's examination says of a file, and what it does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError
from broadcaster.journal.file import disk_file
from broadcaster.journal.file.disk_file import StructureCheck
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry


@pytest.fixture
def whole(path: Path, clock: FakeClock) -> Path:
    with Journal.open(path, clock) as journal:
        journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    return path


@pytest.mark.parametrize("thorough", [False, True])
def test_whole_file_has_no_damage(whole: Path, thorough: bool) -> None:
    assert StructureCheck(whole, 1.0).damage(thorough=thorough) is None


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("change", ["DELETE FROM open", "INSERT INTO open (airing) VALUES ('nobody')"])
def test_only_a_thorough_look_finds_that_the_open_airings_are_others(
    whole: Path, thorough: bool, change: str
) -> None:
    with closing(sqlite3.connect(whole)) as connection, connection:
        connection.execute(change)
    assert StructureCheck(whole, 1.0).damage(thorough=thorough) == ("open airings" if thorough else None)


def test_file_that_is_no_database_is_damaged_in_sqlite_s_words(whole: Path) -> None:
    whole.write_bytes(b"khong phai nhat ky " * 300)
    assert StructureCheck(whole, 1.0).damage(thorough=False) == "file is not a database"


def test_file_that_another_keeps_is_busy_and_not_damaged(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_path: Path, *, patience: float) -> sqlite3.Connection:
        error = sqlite3.OperationalError(f"locked for more than {patience} s")
        error.sqlite_errorname = "SQLITE_BUSY"
        raise error

    monkeypatch.setattr(disk_file, "connect_to_read", busy)
    with pytest.raises(JournalError) as caught:
        StructureCheck(whole, 1.0).damage(thorough=False)
    assert caught.value.code == "journal.busy"


def test_check_that_was_stopped_finds_nothing(whole: Path) -> None:
    whole.write_bytes(b"khong phai nhat ky " * 300)
    check = StructureCheck(whole, 1.0)
    check.stop()
    assert check.damage(thorough=False) is None
