"""The book follows the journal through a repair, and a clock that was wrong ends nothing for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.approval.decision import ApprovalDecision, DecisionKind, Version
from broadcaster.people.decisions.book import Book
from tests.house import STATION_ID, local

NOON = local("2026-11-23T12:00")
YEARS = timedelta(days=1500)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def journal(tmp_path: Path, clock: FakeClock) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db", clock) as opened:
        yield opened


def submit(book: Book, message: str) -> int:
    words = Version(words="a" * 64)
    decision = ApprovalDecision(
        what=DecisionKind.SUBMITTED, station=STATION_ID, by="Lan", message=message, version=words
    )
    return book.write(decision).seq


def lose_rows(journal: Journal, first: int, last: int) -> None:
    assert journal.path is not None
    with closing(sqlite3.connect(journal.path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM events WHERE seq BETWEEN ? AND ?", (first, last))
        connection.commit()
    journal.repairer.repair()


@pytest.mark.parametrize("later", [0, 1, 40])
def test_decisions_take_effect_after_a_repair_gave_the_rows_other_numbers(
    journal: Journal, clock: FakeClock, later: int
) -> None:
    book = Book(journal, STATION_ID, clock)
    for _ in range(30):
        journal.note(clock.now(), Reason(code="x"))
    before = submit(book, "a")
    lose_rows(journal, 5, 15)
    for _ in range(later):  # now there are rows with the number of the last one that was read, and greater
        journal.note(clock.now(), Reason(code="x"))
    after = submit(book, "b")
    assert (after < before) == (later < 40)
    assert sorted(book.decisions.messages) == ["a", "b"]
    submit(book, "c")
    assert sorted(book.decisions.messages) == ["a", "b", "c"]


def test_decision_whose_row_was_lost_with_a_repair_stays_known_until_the_next_start(
    journal: Journal, clock: FakeClock
) -> None:
    book = Book(journal, STATION_ID, clock)
    lost = submit(book, "a")
    submit(book, "b")
    lose_rows(journal, lost, lost)
    submit(book, "c")
    assert sorted(book.decisions.messages) == ["a", "b", "c"]
    assert sorted(Book(journal, STATION_ID, clock).decisions.messages) == ["b", "c"]


def test_decision_that_the_journal_only_collects_is_no_success(journal: Journal, clock: FakeClock) -> None:
    book = Book(journal, STATION_ID, clock)
    journal.collect()
    with pytest.raises(JournalError, match="not_written"):
        submit(book, "a")


def test_clock_that_nobody_trusts_makes_it_later_only_while_it_shows_that(
    journal: Journal, clock: FakeClock
) -> None:
    trusted = True
    book = Book(journal, STATION_ID, clock)
    book.judge_clock(lambda: trusted)
    assert book.now() == NOON
    trusted = False
    clock.step(YEARS.total_seconds())
    assert book.now() == NOON + YEARS
    clock.step(-YEARS.total_seconds())
    trusted = True
    assert book.now() == NOON
    clock.step(-3600)
    assert book.now() == NOON  # a clock that is set back revives nothing


def test_row_of_a_clock_that_was_wrong_counts_until_the_clock_is_trusted(
    journal: Journal, clock: FakeClock
) -> None:
    clock.step(YEARS.total_seconds())
    journal.note(clock.now(), Reason(code="x"))
    clock.step(-YEARS.total_seconds())
    trusted = False
    book = Book(journal, STATION_ID, clock)
    book.judge_clock(lambda: trusted)
    assert book.now() == NOON + YEARS
    trusted = True
    assert book.now() == NOON
