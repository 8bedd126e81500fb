"""The journal as it is found at the start; where it cannot be written, one in memory for emergencies.

A damaged file is left as it is. Without it nothing stops a planned airing from airing twice, so the
timetable is held; what a person asks for airs, for an emergency may not wait for a disk.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import JournalError, ServiceError, StoreError
from broadcaster.journal import Journal
from broadcaster.service.book import Book
from broadcaster.service.progress import Reached
from broadcaster.text import explain

JOURNAL = "journal.db"
"""The journal's name in the state folder."""

BUSY = "journal.busy"
"""Another program writes just now: that passes, so the start fails and is tried again by systemd."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The journal, what it says of the past, and why it is none on the disk."""

    journal: Journal
    book: Book
    seen: datetime | None  # when the timetable was settled last
    last_row: datetime | None
    fault: ServiceError | None = None


def open_records(path: Path, clock: Clock, reached: Mapping[str, Reached]) -> Records:
    """Open the journal at `path` and tell what the last process left open; see the module.

    Args:
        path: the file.
        clock: tells the time.
        reached: how far the airings of the last process had come.

    Raises:
        JournalError: another program keeps the file.
    """
    try:
        journal = Journal.open(path, clock)
    except (JournalError, StoreError) as error:
        return _in_memory(error, clock)
    try:
        return _begin(journal, clock, reached)
    except (JournalError, StoreError) as error:
        journal.close()
        return _in_memory(error, clock)


def _begin(
    journal: Journal, clock: Clock, reached: Mapping[str, Reached], fault: ServiceError | None = None
) -> Records:
    book = Book(journal, clock)
    seen, last_row = book.last_seen(), journal.last_seen()
    book.close_interrupted(reached)
    return Records(journal=journal, book=book, seen=seen, last_row=last_row, fault=fault)


def _in_memory(error: JournalError | StoreError, clock: Clock) -> Records:
    if error.code == BUSY:
        raise error
    log.error("the journal is kept in memory, the timetable is held: %s", error)
    return _begin(
        Journal.in_memory(clock), clock, {}, ServiceError("service.no_journal", reason=explain(error))
    )
