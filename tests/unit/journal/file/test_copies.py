"""A copy of the journal travels alone: one file with every row, and its head; a damaged one is evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.file import head
from broadcaster.journal.file.copies import clear, copy_journal, draft_of, evidence, move_away, put_in_place
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason

NOW = datetime(2026, 11, 23, 5, 6, 7, tzinfo=UTC)
CLOCK = FakeClock(NOW)


def noted(journal: Journal, *codes: str) -> None:
    for code in codes:
        journal.note(NOW, Reason(code=code))


def codes(path: Path) -> list[str]:
    with Journal.open_to_read(path, CLOCK) as journal:
        assert journal.verify().ok
        return [note.what.code for note in journal.notes()]


def test_copy_of_a_journal_that_is_written_has_its_rows_and_head_and_needs_no_second_file(
    tmp_path: Path,
) -> None:
    path, to = tmp_path / "journal.db", tmp_path / "copy" / "journal.db"
    to.parent.mkdir()
    with Journal.open(path, CLOCK) as journal:
        noted(journal, "a", "b")
        copy_journal(path, to)
        newest = journal.head()
        noted(journal, "c")
    assert {each.name for each in to.parent.iterdir()} == {"journal.db", "journal.head"}
    assert codes(to) == ["a", "b"]
    kept = head.read(to)
    assert kept is not None
    assert kept.hash == newest
    with pytest.raises(BroadcasterError):
        copy_journal(tmp_path / "none.db", tmp_path / "b.db")


def test_copy_of_an_empty_journal_has_no_head(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db", CLOCK):
        copy_journal(tmp_path / "journal.db", tmp_path / "copy.db")
    assert head.read(tmp_path / "copy.db") is None
    assert codes(tmp_path / "copy.db") == []


def test_draft_takes_the_place_and_what_was_there_stays_under_a_free_name(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    aside = evidence(path, NOW)
    assert aside == "journal-20261123-050607.damaged"
    (tmp_path / aside).touch()
    aside = evidence(path, NOW)
    assert aside == "journal-20261123-050607-1.damaged"
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).write_text(f"old{end}")
    draft = draft_of(path)
    assert draft.name == ".draft-journal.db"
    draft.write_text("new")
    put_in_place(draft, path, aside)
    found = {each.name: each.read_text() for each in tmp_path.iterdir() if each.read_text()}
    assert found == {"journal.db": "new", aside: "old", f"{aside}-wal": "old-wal"}


def test_damaged_journal_is_moved_away_with_all_its_files_and_its_head_goes(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).write_text(f"old{end}")
    head.write(path, head.Head(seq=1, hash="a" * 64, at="x"))
    move_away(path, "gone.damaged")
    found = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert found == {f"gone.damaged{end}": f"old{end}" for end in ("", "-wal", "-shm")}
    move_away(path, "gone.damaged")
    clear(tmp_path / "gone.damaged")
    assert list(tmp_path.iterdir()) == []
