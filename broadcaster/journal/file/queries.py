"""The queries on the journal's tables."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from broadcaster.core.database import Connection
from broadcaster.core.errors import JournalError
from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link
from broadcaster.journal.rows.events import ALONE, FINAL, RowEvent

FINALS = ", ".join(f"'{event}'" for event in FINAL)
_ALONE = ", ".join(f"'{event}'" for event in ALONE)
ROW = "seq, written, event, airing, moment, slot, body"
_HASH = re.compile(r"[0-9a-f]{64}")
_SELECT_OPEN = (
    "SELECT airing FROM events GROUP BY airing"  # noqa: S608 - constants
    f" HAVING sum(event IN ({_ALONE}, {FINALS})) = 0"
)


def tail(connection: Connection) -> tuple[int, str, str | None]:
    """The number and hash of the last row, and when it was written.

    Raises:
        JournalError: the last row is damaged, so that no row can follow it.
    """
    found = connection.execute("SELECT seq, hash, written FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    if found is None:
        return 0, GENESIS, None
    seq, kept, written = found
    if not (isinstance(kept, str) and _HASH.fullmatch(kept) and isinstance(written, str)):
        raise JournalError("journal.unreadable_row", row=seq)
    return seq, kept, written


def hash_of(connection: Connection, seq: int) -> str | None:
    """The hash of the row with this number."""
    found = connection.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
    return None if found is None else str(found[0])


def has_headed(connection: Connection) -> bool:
    """True if any row was written with its head; false for a file without rows."""
    found = connection.execute("SELECT max(seq) > (SELECT seq FROM headless) FROM events").fetchone()
    return bool(found[0])


def holder(connection: Connection, slot: str) -> str | None:
    """The airing that has this slot."""
    found = connection.execute("SELECT airing FROM events WHERE slot = ?", (slot,)).fetchone()
    return None if found is None else str(found[0])


def open_rows(connection: Connection) -> list[ChainRow]:
    """All rows of the airings that have not ended."""
    return _at_once(
        connection,
        f"SELECT {_of('e')} FROM open AS o CROSS JOIN events AS e ON e.airing = o.airing ORDER BY e.seq",  # noqa: S608 - constants
        (),
    )


def open_is_right(connection: Connection) -> bool:
    """True if the table of open airings agrees with the rows; reads all rows."""
    differs = (
        f"SELECT airing FROM open EXCEPT {_SELECT_OPEN}",  # noqa: S608 - constants
        f"SELECT airing FROM ({_SELECT_OPEN}) EXCEPT SELECT airing FROM open",  # noqa: S608 - constants
    )
    return all(connection.execute(f"{select} LIMIT 1").fetchone() is None for select in differs)


def rows(
    connection: Connection, first: str | None, last: str | None, event: str | None = None
) -> list[ChainRow]:
    """All rows of the airings whose moment lies in [first, last), by moment.

    Args:
        first: earliest moment, None for the beginning.
        last: moment before which they lie, None for the end.
        event: only airings that have this event.
    """
    return _at_once(
        connection,
        # CROSS JOIN makes SQLite use the index of moments first, whatever it estimates.
        f"SELECT {_of('e')}"  # noqa: S608 - constants
        " FROM events AS f CROSS JOIN events AS e ON e.airing = f.airing"
        f" WHERE f.moment >= ? AND f.moment < ? AND f.event NOT IN ({_ALONE}) AND (? IS NULL OR EXISTS"
        " (SELECT 1 FROM events WHERE airing = f.airing AND event = ?))"
        " ORDER BY f.moment, f.seq, e.seq",
        (*_span(first, last), event, event),
    )


def notes(connection: Connection, first: str | None, last: str | None) -> list[ChainRow]:
    """The notes whose moment lies in [first, last), by moment."""
    return _at_once(
        connection,
        f"SELECT {ROW} FROM events"  # noqa: S608 - constants
        " WHERE moment >= ? AND moment < ? AND event = ? ORDER BY moment, seq",
        (*_span(first, last), RowEvent.NOTED),
    )


def decided(connection: Connection, after: int) -> list[Link]:
    """The decisions whose row has a greater number, with their hashes, in order.

    The index `events_decided` has them alone: a start does not read the airings of years.
    """
    columns = ROW.replace("body", "CAST(body AS TEXT)")
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array({columns}, prev, hash)) FROM"  # noqa: S608 - constants
        " (SELECT * FROM events WHERE event = 'decided' AND seq > ? ORDER BY seq)",
        (after,),
    ).fetchone()
    return [Link(row=_row(values[:-2]), prev=values[-2], hash=values[-1]) for values in json.loads(found)]


def to_confirm(connection: Connection, settled: Collection[str]) -> list[ChainRow]:
    """All rows of the airings that aired at once and wait for the leadership's word.

    Args:
        settled: the airings about which the leadership has said its word.
    """
    return _at_once(
        connection,
        f"SELECT {_of('e')} FROM (SELECT airing FROM events"  # noqa: S608 - constants
        """ WHERE event = 'planned' AND instr(body, '"confirm":true')"""
        " AND airing NOT IN (SELECT value FROM json_each(?))) AS f"
        " CROSS JOIN events AS e ON e.airing = f.airing ORDER BY e.seq",
        (json.dumps(sorted(settled)),),
    )


def people_stores(connection: Connection) -> dict[str, int]:
    """The stores of people whose rows are here, that of the newest row last → their highest change."""
    found = connection.execute(
        "SELECT json_extract(body, '$.note.facts.people_store') AS store,"
        " max(CAST(json_extract(body, '$.note.facts.people_change') AS INTEGER)) FROM events"
        """ WHERE event = 'noted' AND instr(body, '"people_store":"') AND json_valid(body)"""
        " GROUP BY store ORDER BY max(seq)"
    ).fetchall()
    return {str(store): int(change or 0) for store, change in found}


def after(connection: Connection, seq: int, most: int) -> list[ChainRow]:
    """At most `most` rows with a greater number, in order."""
    select = f"SELECT {ROW} FROM events WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - constants
    return _at_once(connection, select, (seq, most))


def links_after(connection: Connection, seq: int, most: int) -> tuple[str, list[Link]]:
    """The hash of a row, and at most `most` with a greater number, in order, with theirs."""
    columns = f"{ROW}, prev, hash"
    select = f"SELECT {columns} FROM events WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - constants
    found = _fetched(connection, columns, select, (seq, most))
    links = [Link(row=_row(values[:-2]), prev=values[-2], hash=values[-1]) for values in found]
    return hash_of(connection, seq) or GENESIS, links


def of_airings(connection: Connection, airings: Collection[str]) -> list[ChainRow]:
    """All rows of these airings, in order."""
    return _at_once(
        connection,
        f"SELECT {ROW} FROM events"  # noqa: S608 - constants
        " WHERE airing IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (json.dumps(sorted(airings)),),
    )


def links(connection: Connection, where: str = "") -> Iterator[Link]:
    """All rows with their hashes, in order."""
    found = connection.execute(f"SELECT {ROW}, prev, hash FROM events {where} ORDER BY seq")  # noqa: S608 - constants
    return (Link(row=_row(values[:-2]), prev=values[-2], hash=values[-1]) for values in map(_plain, found))


def seen(connection: Connection) -> str | None:
    """The last sign of life that was stored."""
    found = connection.execute("SELECT seen FROM life").fetchone()
    return None if found is None else str(found[0])


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in ROW.split(", "))


def _row(values: Sequence[Any]) -> ChainRow:
    seq, written, event, airing, moment, slot, body = values
    return ChainRow(seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body)


def _span(first: str | None, last: str | None) -> tuple[str, str]:
    """Two texts: all wanted moments lie between them."""
    return "" if first is None else first, "~" if last is None else last


def _plain(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Replace values of unexpected types by their `repr`, so that comparing them does not fail."""
    return tuple(v if v is None or isinstance(v, str | int) else repr(v) for v in values)


def _at_once(connection: Connection, select: str, values: tuple[str | int | None, ...]) -> list[ChainRow]:
    """The rows of a query for all columns of `ChainRow`, in its order, fetched in one step."""
    return [_row(row) for row in _fetched(connection, ROW, select, values)]


def _fetched(
    connection: Connection, columns: str, select: str, values: tuple[str | int | None, ...]
) -> list[list[Any]]:
    """The values of a query for these columns, fetched in one step.

    Each step of SQLite releases Python's lock and must get it back. With busy threads that takes 20 ms, and
    row by row it delayed the director by seconds.
    """
    told = columns.replace("body", "CAST(body AS TEXT)")
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array({told})) FROM ({select})",  # noqa: S608 - our own text
        values,
    ).fetchone()
    rows: list[list[Any]] = json.loads(found)
    return rows
