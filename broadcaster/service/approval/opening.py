"""The book of the running station: opened with its journal, whatever stands in for that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError, PeopleError, StoreError
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Row
from broadcaster.service.approval.adoption import adopt
from broadcaster.service.approval.book import Book, rows_of
from broadcaster.service.approval.deciding import Pin
from broadcaster.service.approval.identity import known_id, station_id
from broadcaster.service.approval.pins import Pins
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
    if records.fault is not None:
        return Book(records.journal, known_id(state) or "", clock, _before(state, clock)), []
    faults: list[BroadcasterError] = []
    try:
        identity = station_id(state)
    except StoreError as error:
        log.exception("the id of the station cannot be kept")
        faults.append(error)
        return Book(records.journal, "", clock), faults
    book = Book(records.journal, identity, clock)
    try:
        adopt(book, records.journal, station, words_digest, pin)
    except (JournalError, StoreError) as error:
        log.exception("the approvals of the time before are not adopted")
        faults.append(error)
    return book, [*faults, *unconfirmed(book, station)]


def unconfirmed(book: Book, station: Station) -> list[BroadcasterError]:
    """What to tell people of adopted approvals that nobody has confirmed; nothing where there is none."""
    held = [standing.yes for standing in book.decisions.unconfirmed(book.now())]
    ends = [yes.until for yes in held if yes is not None and yes.until is not None]
    if not ends:
        return []
    until = min(ends).astimezone(station.settings.timezone)
    return [PeopleError("people.adopted", count=len(ends), until=f"{until:%d/%m/%Y}")]


def _before(state: Path, clock: Clock) -> list[Row]:
    try:
        with Journal.open_to_read(state / JOURNAL, clock) as journal:
            return rows_of(journal.decisions())
    except BroadcasterError:
        log.warning("the decisions of the journal cannot be read", exc_info=True)
        return []


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
