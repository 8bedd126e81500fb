"""Compare the journal file with the head kept beside it: are rows missing that were durable?"""

from __future__ import annotations

import logging
import shutil
import time
from contextlib import suppress
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.journal.file import queries
from broadcaster.journal.file.file_watch import write_ahead_log
from broadcaster.journal.file.head import DamagedHead, Head
from broadcaster.journal.file.replacement import evidence
from broadcaster.journal.file.store import Store
from broadcaster.journal.model import Reason
from broadcaster.journal.recorder import write_note

LOST = "journal.rows_lost"
"""The note where rows at the end of the file were lost."""

HEAD_DAMAGED = "journal.head_damaged"
"""The note where the head beside the file could not be read."""

HEAD_GONE = "journal.head_gone"
"""The note where there was no head beside the file, and should have been."""

FIRST_HEAD = 0.1  # seconds from the first row to its head, at most

log = logging.getLogger(__name__)


def compare(store: Store, clock: Clock) -> Reason | None:
    """Compare the file with its head before any row is written, and write a note about each difference.

    Returns:
        The note, if rows are missing that were durable, or the head cannot be read or is gone.
    """
    try:
        kept = store.kept_head()
    except DamagedHead:
        return _noted(store, Reason(code=HEAD_DAMAGED), clock.now())
    if kept is None:
        if is_gone(store):
            return note_gone(store, clock)
        store.keep_head()
        return None
    if store.has(kept):
        return None
    now = clock.now()
    facts = {"row": str(kept.seq), "head": kept.hash, "at": kept.at, "rows": str(_rows(store))}
    note = Reason(code=LOST, facts=(*facts.items(), ("aside", _keep_log(store, now))))
    _noted(store, note, now)
    _settle(store, kept)
    return note


def is_gone(store: Store) -> bool:
    """True if there must be a head beside the file, and there is none.

    First whether there must be one: a row may be written between the two questions. Then twice: another
    process may have written its first row and not yet its first head.
    """
    if not store.owes_head() or not store.lacks_head():
        return False
    time.sleep(FIRST_HEAD)
    return store.lacks_head()


def note_gone(store: Store, clock: Clock) -> Reason:
    """Write the note that the head is gone; with that row comes a new head."""
    return _noted(store, Reason(code=HEAD_GONE), clock.now())


def _noted(store: Store, note: Reason, now: datetime) -> Reason:
    with store.writing() as writer:
        write_note(writer, note, at=now, written=now)
    return note


def _rows(store: Store) -> int:
    with store.reading() as reader:
        return queries.tail(reader)[0]


def _settle(store: Store, kept: Head) -> None:
    """Store the time of the lost row as a sign of life: nothing planned before it airs any more.

    Nobody knows what of it has aired.
    """
    with suppress(ValueError), store.reading() as reader:
        sign = queries.seen(reader) or ""
        datetime.fromisoformat(kept.at)
        if sign < kept.at:
            with store.writing() as writer:
                writer.touch(kept.at)


def _keep_log(store: Store, now: datetime) -> str:
    """Copy the write-ahead log, in which the rows are missing; the copy's name, "" where there is no log.

    The next row begins to overwrite the log.
    """
    path = store.path
    if path is None:
        return ""
    found, aside = write_ahead_log(path), f"{evidence(path, now)}-wal"
    try:
        if not found.stat().st_size:
            return ""
        shutil.copyfile(found, path.with_name(aside))
    except OSError:
        log.exception("the write-ahead log is not kept")
        return ""
    return aside
