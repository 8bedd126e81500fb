"""Opens the decisions of a station: with its journal where it runs, from its folder for a command."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, JournalError, PeopleError, StoreError
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.approval.decision import DecisionEntry
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.book import Book, rows_of
from broadcaster.people.decisions.identity import identity_of, keep
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.selection import PinnedVersions, edited_since, with_versions
from broadcaster.people.versions.words import Digests
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.upkeep.host.lock import StationLock

log = logging.getLogger(__name__)


def open_book(
    journal: Journal, state: Path, clock: Clock, *, stands_in: bool
) -> tuple[Book, list[BroadcasterError]]:
    """The book over an open journal, and what is wrong with it.

    Where another file stands in for the journal, the decisions of the journal count as far as it can be read:
    what was approved before the disk became full is approved.

    Args:
        stands_in: another file stands in for the journal.
    """
    before: list[DecisionEntry] = []
    faults: list[BroadcasterError] = []
    try:
        before = _rows(state, clock) if stands_in else []
        identity = identity_of(state, lambda: [*before, *rows_of(journal.decisions())])
    except (PeopleError, JournalError, StoreError) as error:
        log.exception("nothing tells which station this is: no approval counts, and none is taken")
        return Book(journal, "", clock), [error]
    book = Book(journal, identity.id, clock, before)
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


def _rows(state: Path, clock: Clock) -> list[DecisionEntry]:
    with Journal.open_to_read(state / JOURNAL, clock) as journal:
        return rows_of(journal.decisions())


class TakenFiles(Protocol):
    """Has the files that a station was made of."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Them, as they were read."""


class Pinning:
    """Keeps a version that is approved; where the disk does not take it, the approval counts all the same.

    Args:
        taken: has the station's files, as what is approved was read from.
    """

    def __init__(self, pins: Pins, taken: TakenFiles) -> None:
        self._pins = pins
        self._taken = taken

    def __call__(self, station: Station, message: Message, words: str) -> str | None:
        """SHA-256 of the archive; None where there is none: then an edit stops the message."""
        try:
            return self._pins.keep(self._taken.files, station, message, words)
        except BroadcasterError:
            log.warning("the approved version of %s is not kept", message.id, exc_info=True)
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsView:
    """The decisions as another process sees them.

    Attributes:
        readable: false where this account may not look into `state/`, or nothing tells which station this is;
            then nothing counts as approved.
    """

    decisions: Decisions
    at: datetime
    readable: bool = True


def decisions_view(station: Station, clock: Clock) -> DecisionsView:
    """Look at the decisions about the messages of a station; nothing is changed.

    Args:
        station: as its files state it.

    Raises:
        JournalError: the journal is damaged or of a newer version.
        StoreError: it cannot be read.
    """
    state = station.root / "state"
    path, now = state / JOURNAL, clock.now()
    if not os.access(path, os.R_OK):
        may_look = not state.exists() or os.access(state, os.X_OK)
        return DecisionsView(decisions=Decisions(station=""), at=now, readable=may_look)
    with Journal.open_to_read(path, clock) as journal:
        rows = rows_of(journal.decisions())
        try:
            identity = identity_of(state, lambda: rows)
        except PeopleError:
            return DecisionsView(decisions=Decisions(station=""), at=now, readable=False)
        decisions = Decisions(station=identity.id).with_rows(rows)
        latest = max(now, journal.last_seen() or now)
    return DecisionsView(decisions=decisions, at=latest)


def as_it_airs(station: Station, files: Mapping[str, bytes], looked: DecisionsView) -> Station:
    """The station with its edited messages as they air meanwhile; see `pinning`.

    Args:
        station: as its files state it.
    """
    return with_versions(station, versions_here(station, files, looked.decisions))


def versions_here(station: Station, files: Mapping[str, bytes], decisions: Decisions) -> PinnedVersions:
    """What airs as it was approved; arguments as for `edited_since`."""
    pins = Pins(station.root / "state", station.root)
    return edited_since(station, files, decisions, pins, Digests().words)


@contextmanager
def book_here(station: Station, clock: Clock) -> Iterator[Book]:
    """The book of a station that does not run, open for writing. No station can start meanwhile.

    Args:
        station: as its files state it.

    Raises:
        ServiceError: a station runs here: ask it instead.
        PeopleError: nothing tells which station this is.
        JournalError, StoreError: the journal cannot be opened.
    """
    state = station.root / "state"
    with StationLock(state), Journal.open(state / JOURNAL, clock) as journal:
        identity = identity_of(state, lambda: rows_of(journal.decisions()))
        keep(state, identity)
        yield Book(journal, identity.id, clock)
