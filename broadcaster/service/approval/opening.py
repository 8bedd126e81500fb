"""The book of the running station: opened with its journal, whatever stands in for that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError, PeopleError, StoreError
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Row
from broadcaster.service.approval.book import Book, rows_of
from broadcaster.service.approval.deciding.adoption import adopt
from broadcaster.service.approval.deciding.deciding import Pin
from broadcaster.service.approval.identity import Identity, identity_of, keep
from broadcaster.service.approval.versions.pins import Pins
from broadcaster.service.as_run.records import JOURNAL, Records
from broadcaster.station.model import Message, Station
from broadcaster.studio.script.digest import words_digest

log = logging.getLogger(__name__)


def open_book(
    records: Records, station: Station, state: Path, clock: Clock, pin: Pin
) -> tuple[Book, list[BroadcasterError]]:
    """The book over an open journal, and what is wrong with it.

    Where another file stands in for the journal, the decisions of the journal count as far as it can be read:
    what was approved before the disk became full is approved. Nothing is adopted then.

    Args:
        records: the journal of the running station.
        station: its approvals are adopted if decisions were never rows here.
        state: the running station's own folder.
        clock: gives the time.
        pin: keeps the versions that are adopted.
    """
    stands_in = records.fault is not None
    before: list[Row] = []
    faults: list[BroadcasterError] = []
    try:
        before = _rows(state, clock) if stands_in else []
        identity = identity_of(state, lambda: [*before, *rows_of(records.journal.decisions())])
    except (PeopleError, JournalError, StoreError) as error:
        log.exception("nothing tells which station this is: no approval counts, and none is taken")
        return Book(records.journal, "", clock), [error]
    book = Book(records.journal, identity.id, clock, before)
    if not stands_in:
        try:
            settle(book, records.journal, station, state, identity, pin)
        except (JournalError, StoreError) as error:
            log.exception("the approvals of the time before are not adopted")
            faults.append(error)
    return book, [*faults, *foreign(book), *unconfirmed(book, station)]


def settle(book: Book, journal: Journal, station: Station, state: Path, identity: Identity, pin: Pin) -> None:
    """At the first run: adopt what was approved before, then keep the identity.

    In this order: once the file is there nothing is adopted any more, and a row names the station too.

    Raises:
        JournalError, StoreError: it cannot be written; the next start tries again.
    """
    if not identity.kept:
        adopt(book, journal, station, words_digest, pin)
    keep(state, identity)


def foreign(book: Book) -> list[BroadcasterError]:
    """What to tell people of decisions that count for nothing; nothing where there are none."""
    count = book.decisions.foreign
    return [PeopleError("people.foreign_decisions", count=count)] if count else []


def unconfirmed(book: Book, station: Station) -> list[BroadcasterError]:
    """What to tell people of adopted approvals that nobody has confirmed; nothing where there is none."""
    held = [standing.yes for standing in book.decisions.unconfirmed(book.now())]
    ends = [yes.until for yes in held if yes is not None and yes.until is not None]
    if not ends:
        return []
    until = min(ends).astimezone(station.settings.timezone)
    return [PeopleError("people.adopted", count=len(ends), until=f"{until:%d/%m/%Y}")]


def _rows(state: Path, clock: Clock) -> list[Row]:
    with Journal.open_to_read(state / JOURNAL, clock) as journal:
        return rows_of(journal.decisions())


class Pinning:
    """Keeps a version that is approved; where the disk does not take it, the approval counts all the same.

    Args:
        pins: the shelf.
        files: the station's files, as what is approved was read from.
    """

    def __init__(self, pins: Pins, files: Callable[[], Mapping[str, bytes]]) -> None:
        self._pins = pins
        self._files = files

    def __call__(self, station: Station, message: Message, words: str) -> str | None:
        """SHA-256 of the archive; None where there is none: then an edit stops the message."""
        try:
            return self._pins.keep(self._files(), station, message, words)
        except BroadcasterError:
            log.warning("the approved version of %s is not kept", message.id, exc_info=True)
            return None
