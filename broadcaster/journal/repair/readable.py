"""The rows that can still be read of a damaged journal file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.database import sqlite
from broadcaster.journal.file import queries
from broadcaster.journal.file.connection import connect_to_read
from broadcaster.journal.rows.chain import GENESIS, Link, digest

_AT_ONCE = 256  # rows of one query; where that meets a broken page they are read one by one


def open_damaged(path: Path) -> sqlite.Connection:
    """A connection to a damaged file; an empty database where the file cannot be opened at all."""
    try:
        return connect_to_read(path)
    except sqlite.Error:
        return sqlite.connect()


@contextmanager
def lenient(source: sqlite.Connection) -> Iterator[None]:
    """Let SQLite read a file that is shorter than its header says. Nothing is written to it."""
    source.execute("PRAGMA writable_schema = ON")
    try:
        yield
    finally:
        source.execute("PRAGMA writable_schema = OFF")


def last_number(source: sqlite.Connection) -> int | None:
    """The number of the last row, 0 where there is no row; None where it cannot be read."""
    try:
        found = source.execute("SELECT seq FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite.Error:
        return None
    return int(found[0]) if found else 0


def readable(source: sqlite.Connection, top: int) -> Iterator[Link]:
    """All rows up to number `top` that can be read, in order of their numbers."""
    for first in range(1, top + 1, _AT_ONCE):
        last = min(top, first + _AT_ONCE - 1)
        try:
            some = _between(source, first, last)
        except sqlite.Error:
            some = []
            for seq in range(first, last + 1):
                with suppress(sqlite.Error):
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


def _between(source: sqlite.Connection, first: int, last: int) -> list[Link]:
    return list(queries.links(source, f"NOT INDEXED WHERE seq BETWEEN {first} AND {last}"))


def _digest(link: Link) -> str | None:
    try:
        return digest(link.prev, link.row)
    except (TypeError, ValueError):
        return None
