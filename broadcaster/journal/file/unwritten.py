"""The rows that a journal would write, where its file takes none: they are collected instead."""

from __future__ import annotations

from broadcaster.database.sqlite import Connection
from broadcaster.journal.file.writer import Writer
from broadcaster.journal.rows.chain import Row


class UnwrittenRows(Writer):
    """Answers like a transaction on the file, and adds each row to a list.

    Args:
        connection: reads the file.
        rows: takes the rows; those that are in it already count as written.
    """

    def __init__(self, connection: Connection, rows: list[Row]) -> None:
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
            Row(seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body)
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
