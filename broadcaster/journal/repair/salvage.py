"""A new journal file from what can be read of a damaged one.

Rows are copied unchanged while the chain is whole, so that a head hash of an earlier day still proves them.
At the first gap a new chain begins. A note there names the gap and the old head; then come the rows that
can be read behind the gap, each with the time at which it was written. Left out are rows whose own hash
does not fit, and rows whose airing has lost its first row. The damaged file is kept.
"""

from __future__ import annotations

import logging
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.atomic import sync
from broadcaster.clock import Clock
from broadcaster.database import sqlite
from broadcaster.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.connection import connect, faults
from broadcaster.journal.file.head import Head, beside, read_or_none
from broadcaster.journal.file.replacement import clear, draft_of, evidence, put_in_place
from broadcaster.journal.file.writer import Writer
from broadcaster.journal.model import Reason
from broadcaster.journal.recorder import write_note
from broadcaster.journal.repair.readable import Survey, last_number, lenient, open_damaged, readable
from broadcaster.journal.rows.events import as_text

SALVAGED = "journal.salvaged"
"""The note where rows were lost."""

SALVAGED_UNKNOWN = "journal.salvaged_unknown"
"""The note where nobody knows how many rows were lost."""

REBUILT = "journal.rebuilt"
"""The note where no row was lost."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a damaged file before its rows are read.

    Attributes:
        head: the head that was kept of it; None for none.
        now: the time of the note.
        aside: the name under which the damaged file is kept, for the note.
    """

    head: Head | None
    now: datetime
    aside: str


def salvage_closed(path: Path, clock: Clock) -> JournalError:
    """Salvage a journal that cannot even be opened; no connection to it may be open in this process.

    Returns:
        The fault, which is repaired.

    Raises:
        JournalError, StoreError: it cannot be repaired.
    """
    now = clock.now()
    case, draft = Case(head=read_or_none(path), now=now, aside=evidence(path, now)), draft_of(path)
    with faults(path):
        clear(draft)
        with closing(open_damaged(path)) as source:
            note = salvage(source, draft, case)
        put_in_place(draft, path, case.aside)
        # The note names the old head. The new file has another one.
        beside(path).unlink(missing_ok=True)
    log.error("the journal is repaired: %s", note)
    return JournalError(note.code, **dict(note.facts))


def salvage(source: sqlite.Connection, draft: Path, case: Case) -> Reason:
    """Write a new journal to `draft` with all rows that can be read of a damaged one; the note about it.

    Args:
        source: a connection to the damaged file, which is not changed. A connection from before the damage
            still holds pages that the file has lost.
        draft: the new file; not there yet.
        case: what is known of the damaged file.

    Raises:
        sqlite.Error: the disk does not take it.
        OSError: the disk does not take it.
    """
    with lenient(source):
        survey, last = Survey(), last_number(source)
        top = max(last or 0, case.head.seq if case.head is not None else 0)
        for link in readable(source, top):
            survey.take(link)
        unknown = last is None and case.head is None
        lost = None if unknown else max(0, top - survey.kept)
        note = _note(survey, lost, case)
        with closing(connect(draft, patience=0)) as target:
            _write(target, source, top, survey.prefix, note, case.now)
            settled = _settled(source, lost, case.head)
            if settled is not None:
                Writer(target).touch(settled)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(draft)
    return note


def _write(
    target: sqlite.Connection, source: sqlite.Connection, top: int, prefix: int, note: Reason, now: datetime
) -> None:
    writer, survey, noted = Writer(target), Survey(), False
    target.execute("BEGIN IMMEDIATE")
    writer.migrate(as_text(now))
    for link in readable(source, top):
        if not survey.take(link):
            continue
        if survey.kept <= prefix:
            writer.copy(link)
            continue
        if not noted:
            write_note(writer, note, at=now, written=now)
            noted = True
        writer.append_again(link.row)
    if not noted:
        write_note(writer, note, at=now, written=now)
    target.execute("COMMIT")


def _note(survey: Survey, lost: int | None, case: Case) -> Reason:
    facts = {"aside": case.aside, "rows": str(survey.kept), "row": str(survey.prefix)}
    if case.head is not None:
        facts |= {"last": str(case.head.seq), "head": case.head.hash, "at": case.head.at}
    if lost is None:
        return Reason(code=SALVAGED_UNKNOWN, facts=tuple(facts.items()))
    facts["lost"] = str(lost)
    return Reason(code=SALVAGED if lost else REBUILT, facts=tuple(facts.items()))


def _settled(source: sqlite.Connection, lost: int | None, head: Head | None) -> str | None:
    """The instant to store as the last sign of life; None where none is known.

    Where rows are lost it is not before the last row: nothing planned before that airs a second time.
    """
    signs = []
    with suppress(sqlite.Error, ValueError):
        sign = queries.seen(source)
        if sign is not None:
            datetime.fromisoformat(sign)
            signs.append(sign)
    if lost != 0 and head is not None:
        signs.append(head.at)
    return max(signs, default=None)
