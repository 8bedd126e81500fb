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
from broadcaster.service.approval.identity import identity_of, keep
from broadcaster.service.approval.versions.pins import Pins
from broadcaster.service.as_run.records import JOURNAL, Records
from broadcaster.station.model import Message, Station

log = logging.getLogger(__name__)


def open_book(records: Records, state: Path, clock: Clock) -> tuple[Book, list[BroadcasterError]]:
    """The book over an open journal, and what is wrong with it.

    Where another file stands in for the journal, the decisions of the journal count as far as it can be read:
    what was approved before the disk became full is approved.

    Args:
        records: the journal of the running station.
        state: the running station's own folder.
        clock: gives the time.
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
            keep(state, identity)
        except StoreError as error:
            log.exception("the number of the station is not kept: the next start tries again")
            faults.append(error)
    return book, [*faults, *foreign(book)]


def foreign(book: Book) -> list[BroadcasterError]:
    """What to tell people of decisions that count for nothing; nothing where there are none."""
    count = book.decisions.foreign
    return [PeopleError("people.foreign_decisions", count=count)] if count else []


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
