"""A row about people that waits for the journal comes into it once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access.housekeeping import RowsInTurn
from broadcaster.people.store.store import NAME, PeopleStore

SHORT, LONG = 0.02, 10.0  # seconds


class Journal:
    """The journal's thread, and what it has written."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.written: list[str] = []
        self.writing, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.faults: list[StoreError] = []

    def rows(self, patience: float) -> RowsInTurn:
        return RowsInTurn(self.thread.submit, self._row, patience)

    def _row(self, _: datetime, what: Reason) -> None:
        self.writing.set()
        self.go_on.wait(LONG)
        if self.faults:
            raise self.faults.pop()
        self.written.append(what.code)

    def settle(self) -> None:
        """Let it do all that was asked."""
        self.go_on.set()
        self.thread.submit(lambda: None).result(LONG)


@pytest.fixture
def journal() -> Iterator[Journal]:
    made = Journal()
    yield made
    made.settle()
    made.thread.shutdown()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PeopleStore]:
    made = PeopleStore(tmp_path / NAME, FakeClock(datetime(2026, 11, 20, tzinfo=UTC)))
    made.tell("people.row.code", by="pi")
    yield made
    made.close()


def test_journal_that_has_other_work_for_long_has_the_row_once(store: PeopleStore, journal: Journal) -> None:
    journal.go_on.clear()
    journal.thread.submit(journal.go_on.wait, LONG)
    rows = journal.rows(SHORT)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            store.outbox.deliver(rows)
    journal.settle()
    assert (journal.written, store.outbox.waiting) == ([], True)
    store.outbox.deliver(journal.rows(LONG))
    assert (journal.written, store.outbox.waiting) == (["people.row.code"], False)


def test_row_that_takes_long_is_not_written_again(store: PeopleStore, journal: Journal) -> None:
    journal.go_on.clear()
    rows = journal.rows(SHORT)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            store.outbox.deliver(rows)
        assert journal.writing.wait(LONG)
    journal.settle()
    store.outbox.deliver(rows)
    assert (journal.written, store.outbox.waiting) == (["people.row.code"], False)


def test_row_that_the_disk_did_not_take_is_written_again(store: PeopleStore, journal: Journal) -> None:
    journal.faults = [StoreError("store.disk_full", path="x")]
    rows = journal.rows(LONG)
    with pytest.raises(StoreError):
        store.outbox.deliver(rows)
    store.outbox.deliver(rows)
    assert (journal.written, store.outbox.waiting) == (["people.row.code"], False)
