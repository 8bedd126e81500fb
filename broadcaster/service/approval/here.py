"""The decisions of a station folder for a process that is not the running station."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import PeopleError
from broadcaster.journal import Journal
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.book import Book, rows_of
from broadcaster.service.approval.identity import identity_of, keep
from broadcaster.service.approval.versions.digests import Digests
from broadcaster.service.approval.versions.pinning import PinnedVersions, edited_since, with_versions
from broadcaster.service.approval.versions.pins import Pins
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.service.host.lock import StationLock
from broadcaster.station.model import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The decisions as another process sees them.

    Attributes:
        readable: false where this account may not look into `state/`, or nothing tells which station this is;
            then nothing counts as approved.
    """

    decisions: Decisions
    at: datetime
    readable: bool = True


def seen(station: Station, clock: Clock) -> Seen:
    """Look at the decisions about the messages of a station; nothing is changed.

    Args:
        station: as its files state it.
        clock: gives the time.

    Raises:
        JournalError: the journal is damaged or of a newer version.
        StoreError: it cannot be read.
    """
    state = station.root / "state"
    path, now = state / JOURNAL, clock.now()
    if not os.access(path, os.R_OK):
        may_look = not state.exists() or os.access(state, os.X_OK)
        return Seen(decisions=Decisions(station=""), at=now, readable=may_look)
    with Journal.open_to_read(path, clock) as journal:
        rows = rows_of(journal.decisions())
        try:
            identity = identity_of(state, lambda: rows)
        except PeopleError:
            return Seen(decisions=Decisions(station=""), at=now, readable=False)
        decisions = Decisions(station=identity.id).with_rows(rows)
        latest = max(now, journal.last_seen() or now)
    return Seen(decisions=decisions, at=latest)


def as_it_airs(station: Station, files: Mapping[str, bytes], looked: Seen) -> Station:
    """The station with its edited messages as they air meanwhile; see `pinning`.

    Args:
        station: as its files state it.
        files: these.
        looked: the decisions.
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
        clock: gives the time.

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
