"""A head that another thread or process is about to write is not missing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.file import head
from broadcaster.journal.file.store import Store
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry


def codes(journal: Journal) -> list[str]:
    return [note.what.code for note in journal.notes()]


def test_row_that_another_writes_while_the_head_is_looked_for_is_no_missing_head(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(path, clock) as journal, Journal.open(path, clock) as other:
        looked_for = Store.lacks_head

        def lacks_head(store: Store) -> bool:
            found = looked_for(store)
            monkeypatch.setattr(Store, "lacks_head", looked_for)
            other.plan(Entry(kind=AiringKind.MANUAL, message="b"))
            return found

        monkeypatch.setattr(Store, "lacks_head", lacks_head)
        journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
        assert codes(journal) == []


def test_head_that_another_process_writes_a_moment_after_its_row_is_not_missing(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(path, clock) as other, Journal.open(path, clock) as journal:
        other.plan(Entry(kind=AiringKind.MANUAL, message="b"))
        head.beside(path).unlink()  # as between the row's commit and its head

        def sleep(_seconds: float) -> None:
            other.store.keep_head()

        monkeypatch.setattr(time, "sleep", sleep)
        journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
        assert codes(journal) == []
