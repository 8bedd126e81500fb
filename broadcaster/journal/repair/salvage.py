"""A new journal file from what can be read of a broken one.

Rows are taken as they are while the chain holds, so that a head hash of an earlier day still proves them.
From the first gap on a new chain begins: a row tells of the gap and names the old head, and what can be
read behind the gap follows, each row as it was written. A row that is not what its own hash says is left
out, and so is one whose airing has lost its beginning; the broken file is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from broadcaster.atomic import sync
from broadcaster.journal.file import queries
from broadcaster.journal.file.connection import PARTS, connect, connect_to_read
from broadcaster.journal.file.head import Head, beside
from broadcaster.journal.file.writer import Writer
from broadcaster.journal.model import Reason
from broadcaster.journal.rows.chain import GENESIS, Link, digest
from broadcaster.journal.rows.fold import Event, as_text, note_body
from broadcaster.journal.rows.ids import new_id

SALVAGED = "journal.salvaged"
"""The note where rows were lost."""

SALVAGED_UNKNOWN = "journal.salvaged_unknown"
"""The same, where nobody knows how many."""

REBUILT = "journal.rebuilt"
"""The note where none was."""

_AT_ONCE = 256  # rows asked for in one go, and one by one where that meets a broken page


@dataclass(slots=True)
class Salvaged:
    """What came of it."""

    kept: int = 0
    lost: int | None = 0  # None: nobody knows
    note: Reason = field(default_factory=lambda: Reason(code=REBUILT))


def salvage_file(broken: Path, draft: Path, *, head: Head | None, now: datetime, aside: str) -> Salvaged:
    """As `salvage`, of a file that nobody has open; it may be missing."""
    with closing(_opened(broken)) as source:
        return salvage(source, draft, head=head, now=now, aside=aside)


def salvage(
    source: sqlite3.Connection, draft: Path, *, head: Head | None, now: datetime, aside: str
) -> Salvaged:
    """Write a new journal to `draft` with all that can be read of a broken one, which is not changed.

    Args:
        source: a connection to it. One that was open before still has pages that the file has lost.
        draft: the new one; not there yet.
        head: what is known of the last row.
        now: for the row that tells of it.
        aside: the name under which the broken file is kept, for that row.

    Raises:
        sqlite3.Error: the disk does not take it.
        OSError: the same.
    """
    with _lenient(source):
        return _salvaged(source, draft, head=head, now=now, aside=aside)


@contextmanager
def _lenient(source: sqlite3.Connection) -> Iterator[None]:
    """Otherwise SQLite refuses a file that is shorter than its header says. Nothing is written to it."""
    source.execute("PRAGMA writable_schema = ON")
    try:
        yield
    finally:
        source.execute("PRAGMA writable_schema = OFF")


def _salvaged(
    source: sqlite3.Connection, draft: Path, *, head: Head | None, now: datetime, aside: str
) -> Salvaged:
    found = _Found()
    last = _top(source)
    top = max(last or 0, head.seq if head is not None else 0)
    for link in _readable(source, top):
        found.take(link)
    unknown = last is None and head is None
    result = Salvaged(kept=found.kept, lost=None if unknown else max(0, top - found.kept))
    result.note = _note(result, found.prefix, head, aside)
    with closing(connect(draft, patience=0)) as target:
        _write(target, source, top, found.prefix, result.note, now)
        sign = _sign(source, result, head)
        if sign is not None:
            Writer(target).touch(sign)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(draft)
    return result


def put_in_place(draft: Path, path: Path, aside: str) -> None:
    """Put `draft` where the broken file is, and keep that one as `aside`.

    What SQLite wrote beside it goes first: a new file must never meet an old write-ahead log.

    Raises:
        OSError: the disk does not take it.
    """
    kept = path.with_name(aside)
    with suppress(FileNotFoundError):
        try:
            kept.hardlink_to(path)
        except FileNotFoundError:
            raise
        except OSError:
            path.rename(kept)  # no links on this kind of disk
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-wal").rename(kept.with_name(f"{kept.name}-wal"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    draft.replace(path)
    sync(path.parent)


def move_away(path: Path, aside: str) -> None:
    """Keep a broken journal as `aside`, with what lies beside it.

    Raises:
        OSError: the disk does not let it be moved.
    """
    kept = path.with_name(aside)
    for end in (*PARTS[1:], ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(kept.with_name(kept.name + end))
    beside(path).unlink(missing_ok=True)


def clear(draft: Path) -> None:
    """Remove what is left of a new file that did not come to its place.

    Raises:
        OSError: the disk does not let it be removed.
    """
    for end in PARTS:
        draft.with_name(draft.name + end).unlink(missing_ok=True)


def evidence(path: Path, now: datetime) -> str:
    """A name for a file that is kept as evidence; of another stem than the journal's own files."""
    for number in range(100):
        name = f"{path.stem}-{now:%Y%m%d-%H%M%S}{f'-{number}' if number else ''}.damaged"
        if not path.with_name(name).exists():
            return name
    return name


@dataclass(slots=True)
class _Found:
    """What a first walk along the rows has found."""

    prefix: int = 0  # rows from the first on that are whole, without a gap
    kept: int = 0
    prev: str = GENESIS
    begun: set[str] = field(default_factory=set)

    def take(self, link: Link) -> bool:
        """Count a row; false if it is left out."""
        row = link.row
        if link.hash != _digest(link) or not self._belongs(link):
            return False
        if row.seq == self.prefix + 1 and link.prev == self.prev and self.kept == self.prefix:
            self.prefix, self.prev = row.seq, link.hash
        self.kept += 1
        return True

    def _belongs(self, link: Link) -> bool:
        row = link.row
        if row.moment is not None:  # the first of its airing, or a note
            self.begun.add(row.airing)
        return row.airing in self.begun


def _digest(link: Link) -> str | None:
    try:
        return digest(link.prev, link.row)
    except (TypeError, ValueError):
        return None


def _opened(broken: Path) -> sqlite3.Connection:
    try:
        return connect_to_read(broken)
    except sqlite3.Error:
        return sqlite3.connect(":memory:")


def _top(source: sqlite3.Connection) -> int | None:
    """The number of the last row; None where that cannot be read."""
    try:
        found = source.execute("SELECT seq FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    return int(found[0]) if found else 0


def _readable(source: sqlite3.Connection, top: int) -> Iterator[Link]:
    """All rows that can be read, in order of their numbers."""
    for first in range(1, top + 1, _AT_ONCE):
        last = min(top, first + _AT_ONCE - 1)
        try:
            some = _between(source, first, last)
        except sqlite3.Error:
            some = []
            for seq in range(first, last + 1):
                with suppress(sqlite3.Error):
                    some += _between(source, seq, seq)
        yield from some


def _between(source: sqlite3.Connection, first: int, last: int) -> list[Link]:
    return list(queries.links(source, f"NOT INDEXED WHERE seq BETWEEN {first} AND {last}"))


def _write(
    target: sqlite3.Connection, source: sqlite3.Connection, top: int, prefix: int, note: Reason, now: datetime
) -> None:
    writer, again, told = Writer(target), _Found(), False
    target.execute("BEGIN IMMEDIATE")
    writer.migrate(as_text(now))
    for link in _readable(source, top):
        if not again.take(link):
            continue
        if again.kept <= prefix:
            writer.copy(link)
            continue
        if not told:
            tell(writer, note, now)
            told = True
        row = link.row
        free = row.slot is not None and writer.holder(row.slot) is None
        writer.append(
            written=row.written,
            event=row.event,
            airing=row.airing,
            body=row.body,
            moment=row.moment,
            slot=row.slot if free else None,
        )
    if not told:
        tell(writer, note, now)
    target.execute("COMMIT")


def tell(writer: Writer, note: Reason, now: datetime) -> None:
    """Write a note that is about the journal itself."""
    moment = as_text(now)
    writer.append(
        written=moment,
        event=Event.NOTED,
        airing=new_id(now),
        body=note_body(now, note, None),
        moment=moment,
    )


def _note(result: Salvaged, prefix: int, head: Head | None, aside: str) -> Reason:
    facts = {"aside": aside, "rows": str(result.kept), "row": str(prefix)}
    facts |= {"last": str(head.seq), "head": head.hash, "at": head.at} if head is not None else {}
    if result.lost is None:
        return Reason(code=SALVAGED_UNKNOWN, facts=tuple(facts.items()))
    facts["lost"] = str(result.lost)
    return Reason(code=SALVAGED if result.lost else REBUILT, facts=tuple(facts.items()))


def _sign(source: sqlite3.Connection, result: Salvaged, head: Head | None) -> str | None:
    """Until when all is settled: where rows are lost, nothing of their time is aired a second time."""
    signs = []
    with suppress(sqlite3.Error, ValueError):
        sign = queries.seen(source)
        if sign is not None:
            datetime.fromisoformat(sign)
            signs.append(sign)
    if result.lost != 0 and head is not None:
        signs.append(head.at)
    return max(signs, default=None)
