"""A new journal file from the rows that can still be read of a damaged one.

Rows are copied unchanged while the chain is whole, so that a head hash of an earlier day still proves them.
At the first gap a new chain begins. A note there names the gap and the old head; then come the rows that
can be read behind the gap, each with the time at which it was written. Left out are rows whose own hash
does not fit, and rows whose airing has lost its first row. The damaged file is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from broadcaster.core import database
from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.core.whole_files import sync
from broadcaster.journal.file import queries
from broadcaster.journal.file.copies import clear, draft_of, evidence, put_in_place
from broadcaster.journal.file.database import FAULTS, connect, connect_to_read
from broadcaster.journal.file.head import Head, beside, read_or_none
from broadcaster.journal.file.transaction import Writer
from broadcaster.journal.log.recorder import write_note
from broadcaster.journal.rows.chain import GENESIS, Link, digest
from broadcaster.journal.rows.events import as_text
from broadcaster.journal.rows.model import Reason

_AT_ONCE = 256  # rows of one query; where that meets a broken page they are read one by one


def open_damaged(path: Path) -> database.Connection:
    """A connection to a damaged file; an empty database where the file cannot be opened at all."""
    try:
        return connect_to_read(path)
    except database.Error:
        return database.connect()


@contextmanager
def lenient(source: database.Connection) -> Iterator[None]:
    """Let SQLite read a file that is shorter than its header says. Nothing is written to it."""
    source.execute("PRAGMA writable_schema = ON")
    try:
        yield
    finally:
        source.execute("PRAGMA writable_schema = OFF")


def last_number(source: database.Connection) -> int | None:
    """The number of the last row, 0 where there is no row; None where it cannot be read."""
    try:
        found = source.execute("SELECT seq FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    except database.Error:
        return None
    return int(found[0]) if found else 0


def readable(source: database.Connection, top: int) -> Iterator[Link]:
    """All rows up to number `top` that can be read, in order of their numbers."""
    for first in range(1, top + 1, _AT_ONCE):
        last = min(top, first + _AT_ONCE - 1)
        try:
            some = _between(source, first, last)
        except database.Error:
            some = []
            for seq in range(first, last + 1):
                with suppress(database.Error):
                    some += _between(source, seq, seq)
        yield from some


@dataclass(slots=True)
class Survey:
    """Counts the rows that are worth keeping, in one pass over `readable`."""

    prefix: int = 0  # rows from the first one on whose chain is whole
    kept: int = 0  # rows that are kept, behind a gap too
    prev: str = GENESIS
    begun: set[str] = field(default_factory=set)

    def take(self, link: Link) -> bool:
        """Count a row. False for one that is left out.

        A row is left out if its own hash does not fit, or if the first row of its airing is lost.
        """
        row = link.row
        if link.hash != _digest(link) or not self._belongs(link):
            return False
        if row.seq == self.prefix + 1 and link.prev == self.prev and self.kept == self.prefix:
            self.prefix, self.prev = row.seq, link.hash
        self.kept += 1
        return True

    def _belongs(self, link: Link) -> bool:
        row = link.row
        if row.moment is not None:  # the first row of an airing, or a note
            self.begun.add(row.airing)
        return row.airing in self.begun


def _between(source: database.Connection, first: int, last: int) -> list[Link]:
    return list(queries.links(source, f"NOT INDEXED WHERE seq BETWEEN {first} AND {last}"))


def _digest(link: Link) -> str | None:
    try:
        return digest(link.prev, link.row)
    except (TypeError, ValueError):
        return None


SALVAGED = "journal.salvaged"
"""The note where rows were lost."""

SALVAGED_UNKNOWN = "journal.salvaged_unknown"
"""The note where nobody knows how many rows were lost."""

REBUILT = "journal.rebuilt"
"""The note where no row was lost."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedJournal:
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
    case, draft = DamagedJournal(head=read_or_none(path), now=now, aside=evidence(path, now)), draft_of(path)
    with FAULTS.translated(path):
        clear(draft)
        with closing(open_damaged(path)) as source:
            note = salvage(source, draft, case)
        put_in_place(draft, path, case.aside)
        # The note names the old head. The new file has another one.
        beside(path).unlink(missing_ok=True)
    log.error("the journal is repaired: %s", note)
    return JournalError(note.code, **dict(note.facts))


def salvage(source: database.Connection, draft: Path, case: DamagedJournal) -> Reason:
    """Write a new journal to `draft` with all rows that can be read of a damaged one; the note about it.

    Args:
        source: a connection to the damaged file, which is not changed. A connection from before the damage
            still holds pages that the file has lost.
        draft: the new file; not there yet.

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
    target: database.Connection,
    source: database.Connection,
    top: int,
    prefix: int,
    note: Reason,
    now: datetime,
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


def _note(survey: Survey, lost: int | None, case: DamagedJournal) -> Reason:
    facts = {"aside": case.aside, "rows": str(survey.kept), "row": str(survey.prefix)}
    if case.head is not None:
        facts |= {"last": str(case.head.seq), "head": case.head.hash, "at": case.head.at}
    if lost is None:
        return Reason(code=SALVAGED_UNKNOWN, facts=tuple(facts.items()))
    facts["lost"] = str(lost)
    return Reason(code=SALVAGED if lost else REBUILT, facts=tuple(facts.items()))


def _settled(source: database.Connection, lost: int | None, head: Head | None) -> str | None:
    """The instant to store as the last sign of life; None where none is known.

    Where rows are lost it is not before the last row: nothing planned before that airs a second time.
    """
    signs = []
    with suppress(database.Error, ValueError):
        sign = queries.seen(source)
        if sign is not None:
            datetime.fromisoformat(sign)
            signs.append(sign)
    if lost != 0 and head is not None:
        signs.append(head.at)
    return max(signs, default=None)
