"""What may be done to the journal's tables inside one transaction."""

from __future__ import annotations

import sqlite3

from broadcaster.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.schema import BOOK, MIGRATIONS
from broadcaster.journal.rows.chain import Link, Row, digest


class Writer:
    """One transaction that is open on `connection`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.appended = False

    def append(
        self,
        *,
        written: str,
        event: str,
        airing: str,
        body: str,
        moment: str | None = None,
        slot: str | None = None,
    ) -> None:
        """Add one row at the end of the chain."""
        last, prev, _ = queries.tail(self._connection)
        row = Row(
            seq=last + 1, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body
        )
        self.copy(Link(row=row, prev=prev, hash=digest(prev, row)))

    def copy(self, link: Link) -> None:
        """Add a row of this very chain, with the hashes that it has."""
        row = link.row
        self._connection.execute(
            f"INSERT INTO events ({queries.ROW}, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
            (
                row.seq,
                row.written,
                row.event,
                row.airing,
                row.moment,
                row.slot,
                row.body,
                link.prev,
                link.hash,
            ),
        )
        self.appended = True

    def holder(self, slot: str) -> str | None:
        """The airing that holds `slot`."""
        return queries.holder(self._connection, slot)

    def events(self, airing: str) -> list[str]:
        """The events of an airing, in order."""
        found = self._connection.execute("SELECT event FROM events WHERE airing = ? ORDER BY seq", (airing,))
        return [event for (event,) in found]

    def open_rows(self) -> list[Row]:
        """All rows of the airings that have not ended."""
        return queries.open_rows(self._connection)

    def touch(self, at: str) -> None:
        """Store a sign of life."""
        self._connection.execute("INSERT OR REPLACE INTO life (id, seen) VALUES (1, ?)", (at,))

    def migrate(self, now: str) -> None:
        """Apply the versions that the file has not seen yet, and record them in it.

        Raises:
            JournalError: the file was written by a newer version of the program.
        """
        self._connection.execute(BOOK)
        version = version_of(self._connection)
        if version > len(MIGRATIONS):
            raise JournalError("journal.newer", version=version, known=len(MIGRATIONS))
        for number, (name, statements) in enumerate(MIGRATIONS[version:], start=version + 1):
            for statement in statements:
                self._connection.execute(statement)
            self._connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now))


def version_of(connection: sqlite3.Connection) -> int:
    """The version that the file says it has; 0 for one that is new."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if known is None:
        return 0
    (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()
    return int(version)
