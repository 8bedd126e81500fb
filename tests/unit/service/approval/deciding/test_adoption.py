"""Approvals of the time before are adopted once, and nothing that somebody writes later is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.clock import FakeClock
from broadcaster.journal import Entry, Journal, Kind
from broadcaster.people.approval.decision import Signer
from broadcaster.people.model import Grant, Role
from broadcaster.service.approval.book import Book
from broadcaster.service.approval.deciding.adoption import GRACE, adopt
from broadcaster.service.approval.deciding.deciding import Deciding
from broadcaster.service.approval.here import book_here, seen
from broadcaster.service.guard.approved import Approvals
from broadcaster.station.editing import approvals as copies
from broadcaster.station.loading.loading import take
from broadcaster.station.model import Approval, Station
from broadcaster.studio.script.digest import words_digest

from ...conftest import STATION_ID, local

CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
FILES = {
    "station.yaml": "name: x\nspeech: {engines: [tone]}\n",
    "messages/a.yaml": "title: A\nparts:\n  - say: Kính thưa bà con.\n",
    "messages/b.yaml": "title: B\nparts:\n  - say: Xin hết.\n",
}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(local("2026-11-23T08:00"))


@pytest.fixture
def station(tmp_path: Path, clock: FakeClock) -> Station:
    """A station with approvals as an earlier version wrote them: of `b`, the text has changed since."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    found = take(tmp_path)
    for name in ("a", "b"):
        words = words_digest(found, found.messages[name])
        copies.write(tmp_path, Approval(message=name, words_digest=words, by="An", at=clock.now()))
    (tmp_path / "messages/b.yaml").write_text(FILES["messages/b.yaml"].replace("Xin", "Xin được"))
    return take(tmp_path)


@pytest.fixture
def journal(clock: FakeClock, station: Station) -> Iterator[Journal]:
    with Journal.open(station.root / "state/journal.db", clock) as opened:
        yield opened


def ran(journal: Journal) -> None:
    """The station aired something before."""
    journal.plan(Entry(kind=Kind.MANUAL, message="a"))


def objection(book: Book, station: Station, name: str) -> str | None:
    found = Approvals(lambda: book.decisions, book.now).objection(station, station.messages[name])
    return None if found is None else found.code


def test_what_holds_at_the_first_run_airs_for_two_weeks(
    journal: Journal, station: Station, clock: FakeClock
) -> None:
    ran(journal)
    book = Book(journal, STATION_ID, clock)
    assert [former.message for former in adopt(book, journal, station, words_digest)] == ["a"]
    assert objection(book, station, "a") is None
    assert objection(book, station, "b") == "timetable.not_approved"
    clock.advance(GRACE.total_seconds())
    assert objection(book, station, "a") == "timetable.approval_lapsed"
    clock.step(-GRACE.total_seconds())
    assert (
        objection(book, station, "a") == "timetable.approval_lapsed"
    )  # a clock that is set back revives nothing


def test_leader_s_yes_makes_rows_of_all(journal: Journal, station: Station, clock: FakeClock) -> None:
    ran(journal)
    book = Book(journal, STATION_ID, clock)
    adopt(book, journal, station, words_digest)
    Deciding(book).confirm_adopted(station, CHI)
    clock.advance(2 * GRACE.total_seconds())
    assert objection(book, station, "a") is None
    assert take(station.root).approvals["a"].row is not None


def test_leader_s_yes_revives_what_has_lapsed(journal: Journal, station: Station, clock: FakeClock) -> None:
    ran(journal)
    book = Book(journal, STATION_ID, clock)
    adopt(book, journal, station, words_digest)
    clock.advance(2 * GRACE.total_seconds())
    assert objection(book, station, "a") == "timetable.approval_lapsed"
    Deciding(book).confirm_adopted(station, CHI)
    assert objection(book, station, "a") is None


@pytest.mark.parametrize("with_rows", [True, False])
def test_file_that_is_written_after_the_first_run_is_never_adopted(
    journal: Journal, station: Station, clock: FakeClock, with_rows: bool
) -> None:
    if with_rows:
        ran(journal)
    forged = take(station.root)
    book = Book(journal, STATION_ID, clock)
    adopt(
        book,
        journal,
        Station(root=station.root, settings=station.settings, messages={}, schedules={}),
        words_digest,
    )
    ran(journal)
    again = Book(journal, STATION_ID, clock)
    assert adopt(again, journal, forged, words_digest) == ()
    assert objection(again, forged, "a") == "timetable.not_approved"


def test_station_that_never_ran_adopts_nothing(journal: Journal, station: Station, clock: FakeClock) -> None:
    book = Book(journal, STATION_ID, clock)
    assert adopt(book, journal, station, words_digest) == ()
    assert book.decisions.adopted is not None
    assert objection(book, station, "a") == "timetable.not_approved"


def test_rows_of_another_station_count_for_nothing(
    journal: Journal, station: Station, clock: FakeClock
) -> None:
    ran(journal)
    book = Book(journal, STATION_ID, clock)
    adopt(book, journal, station, words_digest)
    Deciding(book).confirm_adopted(station, CHI)
    elsewhere = Book(journal, "6" * 32, clock)
    assert objection(elsewhere, station, "a") == "timetable.not_approved"


def test_other_processes_see_it_before_the_first_run_as_the_station_will(
    journal: Journal, station: Station, clock: FakeClock
) -> None:
    ran(journal)
    journal.close()
    looked = seen(station, clock)
    assert looked.decisions.yes("a", looked.now()) is not None
    assert looked.decisions.yes("a", looked.now() + GRACE + timedelta(seconds=1)) is None
    with book_here(station, clock, lambda _station, _message, _words: None) as book:
        assert [s.message for s in book.decisions.unconfirmed(book.now())] == ["a"]
    assert seen(station, clock).decisions.yes("a", clock.now()) is not None
