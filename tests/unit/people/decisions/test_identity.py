"""A station whose id is lost stays what it was, and takes no approval from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.writer.records import open_records
from broadcaster.people.approval.decision import ApprovalDecision, DecisionKind, Signer, Version
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.identity import IDENTITY_FILE
from broadcaster.people.decisions.opening import book_here, decisions_view, open_book
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.clearance import Approvals
from broadcaster.station.editing import approvals as copies
from broadcaster.station.loading.loader import take
from broadcaster.station.model.regulation import Approval
from broadcaster.studio.script.digest import words_digest
from tests.house import local

CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
HAND = Signer(by="Lan", person="lan", grant=Grant(role=Role.OFFICER))
Start = Callable[[], tuple[Book, list[str]]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(local("2026-11-23T08:00"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        path = tmp_path / f"messages/{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"title: {name}\nparts:\n  - say: Kính thưa bà con {name}.\n")
    (tmp_path / "station.yaml").write_text("name: x\nspeech: {engines: [tone]}\n")
    return tmp_path


@pytest.fixture
def start(folder: Path, clock: FakeClock) -> Start:
    """Start the station once and end it: its decisions, and the codes of the faults."""

    def started() -> tuple[Book, list[str]]:
        records = open_records(folder / "state" / JOURNAL, clock, {})
        try:
            book, faults = open_book(
                records.journal, folder / "state", clock, stands_in=records.fault is not None
            )
        finally:
            records.close(clock)
        return book, [fault.code for fault in faults]

    return started


def by_hand(folder: Path, name: str, clock: FakeClock) -> None:
    """An approval as somebody writes it by hand into a file."""
    found = take(folder)
    words = words_digest(found, found.messages[name])
    copies.write(folder, Approval(message=name, words_digest=words, by="An", at=clock.now()))


def used(folder: Path, clock: FakeClock) -> None:
    with Journal.open(folder / "state" / JOURNAL, clock) as journal:
        journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))


def submit(journal: Journal, station: str) -> None:
    journal.decide(
        {"what": "submitted", "station": station, "by": "Lan", "message": "a", "version": {"words": "0" * 64}}
    )


def approve(folder: Path, name: str, clock: FakeClock) -> None:
    found = take(folder)
    message = found.messages[name]
    with book_here(found, clock) as book:
        deciding = Deciding(book)
        deciding.submit(found, message, HAND)
        deciding.approve(found, message, CHI, AskApprove(message="m", words=words_digest(found, message)))


def airs(book: Book, folder: Path, name: str) -> bool:
    found = take(folder)
    return Approvals(book).objection(found, found.messages[name]) is None


def test_lost_id_comes_back_from_the_journal_and_no_file_approves(
    folder: Path, clock: FakeClock, start: Start
) -> None:
    approve(folder, "a", clock)
    used(folder, clock)
    before = (folder / "state" / IDENTITY_FILE).read_text()
    (folder / "state" / IDENTITY_FILE).unlink()
    by_hand(folder, "b", clock)
    book, faults = start()
    assert airs(book, folder, "a")
    assert not airs(book, folder, "b")
    assert (folder / "state" / IDENTITY_FILE).read_text() == before
    assert faults == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not an id\n"], ids=["empty", "no text", "other"])
def test_damaged_id_is_set_aside_and_comes_back(
    folder: Path, clock: FakeClock, start: Start, content: bytes
) -> None:
    approve(folder, "a", clock)
    before = (folder / "state" / IDENTITY_FILE).read_text()
    (folder / "state" / IDENTITY_FILE).write_bytes(content)
    book, _ = start()
    assert airs(book, folder, "a")
    assert (folder / "state" / IDENTITY_FILE).read_text() == before
    assert (folder / "state" / f"{IDENTITY_FILE}.junk").read_bytes() == content


def test_id_that_cannot_be_read_stays_as_it_is_and_the_journal_tells_it(
    folder: Path, clock: FakeClock, start: Start
) -> None:
    approve(folder, "a", clock)
    path = folder / "state" / IDENTITY_FILE
    path.unlink()
    path.symlink_to(path.name)  # ELOOP: no account can read it
    book, _ = start()
    assert airs(book, folder, "a")
    assert path.is_symlink()


def test_id_that_cannot_be_read_and_no_decision_is_a_fault_and_no_file_approves(
    folder: Path, clock: FakeClock, start: Start
) -> None:
    used(folder, clock)
    by_hand(folder, "a", clock)
    path = folder / "state" / IDENTITY_FILE
    path.symlink_to(path.name)
    book, faults = start()
    assert faults == ["people.station_unknown"]
    assert not airs(book, folder, "a")
    looked = decisions_view(take(folder), clock)
    assert not looked.readable
    assert looked.decisions.of("a").yes is None


def test_without_an_id_no_decision_is_taken(folder: Path, clock: FakeClock) -> None:
    decision = ApprovalDecision(
        what=DecisionKind.SUBMITTED, station="", by="Lan", message="a", version=Version(words="0" * 64)
    )
    with Journal.in_memory(clock) as journal:
        book = Book(journal, "", clock)
        with pytest.raises(PeopleError) as caught:
            book.write(decision)
    assert caught.value.code == "people.station_unknown"


def test_journal_of_two_stations_and_no_id_is_a_fault_and_makes_no_id(
    folder: Path, clock: FakeClock, start: Start
) -> None:
    approve(folder, "a", clock)
    with Journal.open(folder / "state" / JOURNAL, clock) as journal:
        submit(journal, "7" * 32)
    (folder / "state" / IDENTITY_FILE).unlink()
    _, faults = start()
    assert faults == ["people.station_unknown"]
    assert not (folder / "state" / IDENTITY_FILE).exists()


def test_changed_id_is_told_and_no_file_approves(folder: Path, clock: FakeClock, start: Start) -> None:
    approve(folder, "a", clock)
    by_hand(folder, "b", clock)
    (folder / "state" / IDENTITY_FILE).write_text("7" * 32 + "\n")
    book, faults = start()
    assert faults == ["people.foreign_decisions"]
    assert not airs(book, folder, "b")


def test_after_a_repair_that_lost_the_decisions_no_file_approves(
    folder: Path, clock: FakeClock, start: Start
) -> None:
    approve(folder, "a", clock)
    (folder / "state" / JOURNAL).unlink()
    (folder / "state/journal.head").unlink(missing_ok=True)
    used(folder, clock)
    by_hand(folder, "b", clock)
    book, _ = start()
    assert not airs(book, folder, "b")
