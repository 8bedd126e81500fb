"""The journal as the station opens it, where the disk fails on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.journal.file import queries
from broadcaster.journal.log import verification
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.writer.records import recover


@pytest.mark.parametrize(
    "error",
    [StoreError("store.disk_full", path="p"), JournalError("journal.busy", path="p")],
    ids=["full disk", "locked"],
)
def test_journal_whose_head_cannot_be_compared_is_closed_again(
    error: Exception, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Journal] = []
    close = Journal.close

    def noted(journal: Journal) -> None:
        closed.append(journal)
        close(journal)

    def failing(*_given: object) -> None:
        raise error

    monkeypatch.setattr(Journal, "close", noted)
    monkeypatch.setattr(verification, "compare_with_head", failing)
    with pytest.raises(type(error)):
        recover(path, clock)
    assert len(closed) == 1


def test_damage_that_shows_in_the_comparison_is_repaired(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_given: object) -> None:
        raise JournalError("journal.damaged", path=str(path))

    monkeypatch.setattr(verification, "compare_with_head", failing)
    journal, faults = recover(path, clock)
    with journal:
        assert [fault.code for fault in faults] == ["journal.rebuilt"]
        assert journal.repairer.watch() is None, (
            "the station repairs from now on, and there is nothing to repair"
        )


def test_damaged_journal_is_repaired_although_a_killed_repair_left_its_draft(
    path: Path, clock: FakeClock
) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"khong phai nhat ky " * 300)
    for end in ("", "-wal", "-shm"):
        path.with_name(f".draft-{path.name}{end}").write_bytes(b"a draft that was not finished " * 300)
    journal, faults = recover(path, clock)
    with journal:
        assert [fault.code for fault in faults] == ["journal.salvaged_unknown"]
        assert journal.verify(thorough=True).damage is None
    assert not list(path.parent.glob(".draft-*"))


def test_reader_that_meets_damage_says_so_and_repairs_nothing(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(path, clock) as journal:
        journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))

    def damaged(*_given: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error

    with Journal.open_to_read(path, clock) as reader:
        monkeypatch.setattr(queries, "open_rows", damaged)
        before = path.read_bytes()
        with pytest.raises(JournalError):
            reader.open_airings()
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.damaged"))
