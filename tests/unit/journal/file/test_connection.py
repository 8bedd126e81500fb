"""What each fault of SQLite means for the journal."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest

from broadcaster.journal.file.database import FAULTS


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def of_sqlite(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("free", [0, 1 << 30], ids=["no room", "room"])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_FULL", "store.disk_full"),
        ("SQLITE_READONLY_DBMOVED", "store.not_writable"),
        ("SQLITE_CANTOPEN", "store.not_writable"),
        ("SQLITE_PERM", "store.not_writable"),
        ("SQLITE_IOERR_WRITE", "store.fault"),
        ("SQLITE_IOERR_SHORT_READ", "journal.damaged"),
        ("SQLITE_IOERR_CORRUPTFS", "journal.damaged"),
        ("SQLITE_BUSY_SNAPSHOT", "journal.busy"),
        ("SQLITE_LOCKED", "journal.busy"),
        ("SQLITE_CORRUPT", "journal.damaged"),
        ("SQLITE_NOTADB", "journal.damaged"),
        ("SQLITE_CONSTRAINT_UNIQUE", "journal.damaged"),
        ("SQLITE_NOMEM", "journal.fault"),
        ("", "journal.fault"),
    ],
)
def test_fault_of_sqlite_is(
    name: str, code: str, free: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, free))
    found = FAULTS.of(tmp_path / "journal.db", of_sqlite(name))
    assert (found.code, found.facts["path"]) == (code, str(tmp_path / "journal.db"))


@pytest.mark.parametrize(
    ("free", "code"),
    [(0, "store.disk_full"), (32 << 10, "store.disk_full"), ((32 << 10) + 1, "store.fault")],
    ids=["no room", "too little", "just enough"],
)
def test_shared_memory_that_cannot_grow_is_a_full_disk_where_the_disk_is_full(
    free: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, free))
    assert FAULTS.of(tmp_path / "journal.db", of_sqlite("SQLITE_IOERR_SHMSIZE")).code == code


def test_shared_memory_on_a_disk_that_cannot_be_asked_is_a_fault_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_path: Path) -> Usage:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", gone)
    assert FAULTS.of(tmp_path / "journal.db", of_sqlite("SQLITE_IOERR_SHMSIZE")).code == "store.fault"
