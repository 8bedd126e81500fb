"""One open transaction on the journal's tables; where the file takes no rows, they are collected instead."""

from __future__ import annotations

from broadcaster.core.database import Connection, needed_by, tell_needed
from broadcaster.core.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.database import BASE, MIGRATIONS, MIGRATIONS_TABLE, NEEDED, VERSION
from broadcaster.journal.rows.chain import ChainRow, Link, digest


class Writer:
    """One transaction that is open on `connection`.

    Attributes:
        appended: true once a row was added.
    """

    def __init__(self, connection: Connection) -> None:
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
        row = ChainRow(
            seq=last + 1, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body
        )
        self.copy(Link(row=row, prev=prev, hash=digest(prev, row)))

    def append_again(self, row: ChainRow) -> None:
        """Add a row of another file at the end of this chain, without its slot where that is taken."""
        free = row.slot is not None and self.holder(row.slot) is None
        self.append(
            written=row.written,
            event=row.event,
            airing=row.airing,
            body=row.body,
            moment=row.moment,
            slot=row.slot if free else None,
        )

    def copy(self, link: Link) -> None:
        """Add a row with the number and the hashes that it has; the chain must end just before it."""
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

    def has(self, row: ChainRow) -> bool:
        """True if an airing has such an event, with the same body."""
        where = (row.airing, row.event, row.body)
        select = "SELECT 1 FROM events WHERE airing = ? AND event = ? AND body = ?"
        return self._connection.execute(select, where).fetchone() is not None

    def open_rows(self) -> list[ChainRow]:
        """All rows of the airings that have not ended."""
        return queries.open_rows(self._connection)

    def touch(self, at: str) -> None:
        """Store until when the station was alive."""
        self._connection.execute("INSERT OR REPLACE INTO life (id, seen) VALUES (1, ?)", (at,))

    def migrate(self, now: str) -> None:
        """Apply the schema versions that the file does not have yet, and record them in it.

        Raises:
            JournalError: the file is of a version that this program does not know.
        """
        self._connection.execute(MIGRATIONS_TABLE)
        version = version_of(self._connection)
        check_known(self._connection, version)
        if version >= VERSION:
            return
        for number, (name, statements) in enumerate(MIGRATIONS, start=BASE):
            if number > version:
                for statement in statements:
                    self._connection.execute(statement)
                self._connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now))
        tell_needed(self._connection, NEEDED)


def check_known(connection: Connection, version: int) -> None:
    """Raise `JournalError` for a version before the first that this program knows.

    One after its own is worked with if all that it has more was only added (`core.database.Adding`).
    """
    if version > VERSION and needed_by(connection, version) > VERSION:
        raise JournalError("journal.newer", version=version, known=VERSION)
    if 0 < version < BASE:
        raise JournalError("journal.older", version=version, known=BASE)


def version_of(connection: Connection) -> int:
    """The schema version of the file; 0 for a new one."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if known is None:
        return 0
    (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()
    return int(version)


class UnwrittenRows(Writer):
    """Answers like a transaction on the file, and adds each row to a list.

    Args:
        rows: takes the rows; those that are in it already count as written.
    """

    def __init__(self, connection: Connection, rows: list[ChainRow]) -> None:
        super().__init__(connection)
        self._rows = rows

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
        """Collect one row."""
        seq = len(self._rows) + 1
        self._rows.append(
            ChainRow(
                seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body
            )
        )

    def holder(self, slot: str) -> str | None:
        """The airing that holds `slot`."""
        collected = next((row.airing for row in self._rows if row.slot == slot), None)
        return collected or super().holder(slot)

    def events(self, airing: str) -> list[str]:
        """The events of an airing, in order."""
        return [*super().events(airing), *(row.event for row in self._rows if row.airing == airing)]

    def touch(self, at: str) -> None:
        """Nothing: a sign of life that is not on the disk is none."""
