"""The journal's file: the only module that knows SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from broadcaster.atomic import make_folder, store_error
from broadcaster.errors import BroadcasterError, JournalError, StoreError
from broadcaster.journal.chain import GENESIS, Link, Row, digest
from broadcaster.journal.fold import FINAL, Event
from broadcaster.journal.schema import BOOK, MIGRATIONS

_FINAL = ", ".join(f"'{event}'" for event in FINAL)
_ROW = "seq, written, event, airing, moment, slot, body"
_MEMORY = ":memory:"


class Store:
    """One open journal file. Thread-safe; other processes may write to it too.

    Readers have a connection of their own, so that a long look back never keeps a writer waiting.
    """

    def __init__(self, path: Path | None, now: str, *, patience: float = 10.0) -> None:
        """Open or create the file, and bring it to the newest version.

        Args:
            path: the file; None for a journal in memory.
            now: what to record as the time of a migration.
            patience: seconds to wait for another process that is writing.

        Raises:
            JournalError: the file is damaged, or was written by a newer version of the program.
            StoreError: the disk does not let it be opened or written.
        """
        self._path = path
        self._patience = patience
        self._write_lock = threading.RLock()
        with self._faults():
            self._writer = self._connect()
            self._reader, self._read_lock = self._writer, self._write_lock
        try:
            self._migrate(now)
            if path is not None:
                self._read_lock = threading.RLock()
                with self._faults():
                    self._reader = self._connect()
                    self._reader.execute("PRAGMA query_only = ON")
        except BroadcasterError:
            self.close()
            raise
        # Text that a stranger's hand left undecodable must be found by `verify`, not stop it.
        self._reader.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def close(self) -> None:
        """Close the file."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction, alone among all processes; durable on disk when the block ends well.

        Raises:
            JournalError: another process keeps the file, or it is damaged.
            StoreError: disk full, or not writable.
        """
        with self._write_lock, self._faults():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield Writer(self._writer)
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def tail(self) -> tuple[int, str, str | None]:
        """Number and hash of the last row and when it was written."""
        with self._reading() as reader:
            return _tail(reader)

    def open_rows(self) -> list[Row]:
        """All rows of the airings that have not ended."""
        with self._reading() as reader:
            return _open_rows(reader)

    def rows(self, first: str | None, last: str | None, event: str | None = None) -> list[Row]:
        """All rows of the airings whose moment lies in [first, last), by moment.

        Args:
            first: earliest moment, None for the beginning.
            last: moment before which they lie, None for the end.
            event: only airings to which this has happened.
        """
        with self._reading() as reader:
            return _at_once(
                reader,
                # Named columns: `events` is joined with the first row of the same airing.
                "SELECT e.seq, e.written, e.event, e.airing, e.moment, e.slot, e.body"
                " FROM events AS f JOIN events AS e ON e.airing = f.airing"
                " WHERE f.moment >= ? AND f.moment < ? AND f.event <> ? AND (? IS NULL OR EXISTS"
                " (SELECT 1 FROM events WHERE airing = f.airing AND event = ?))"
                " ORDER BY f.moment, f.seq, e.seq",
                (*_span(first, last), Event.NOTED, event, event),
            )

    def notes(self, first: str | None, last: str | None) -> list[Row]:
        """The notes whose moment lies in [first, last), by moment."""
        with self._reading() as reader:
            return _at_once(
                reader,
                f"SELECT {_ROW} FROM events"  # noqa: S608 - constants
                " WHERE moment >= ? AND moment < ? AND event = ? ORDER BY moment, seq",
                (*_span(first, last), Event.NOTED),
            )

    def holder(self, slot: str) -> str | None:
        """The airing that has that slot."""
        with self._reading() as reader:
            found = reader.execute("SELECT airing FROM events WHERE slot = ?", (slot,)).fetchone()
            return None if found is None else str(found[0])

    @contextmanager
    def links(self) -> Iterator[Iterator[Link]]:
        """All rows with their hashes, in order, as they were at one instant."""
        with self._reading() as reader:
            found = reader.execute(f"SELECT {_ROW}, prev, hash FROM events ORDER BY seq")  # noqa: S608 - constants
            yield (
                Link(row=_row(values[:-2]), prev=values[-2], hash=values[-1]) for values in map(_plain, found)
            )

    def seen(self) -> str | None:
        """The last sign of life that was stored."""
        with self._reading() as reader:
            found = reader.execute("SELECT seen FROM life").fetchone()
            return None if found is None else str(found[0])

    def _connect(self) -> sqlite3.Connection:
        if self._path is not None:
            make_folder(self._path.parent)
            # SQLite would make it readable for all; what it puts beside it gets the same mode. Only a
            # new file is opened here: to close one that SQLite has open would drop SQLite's locks.
            with suppress(OSError):
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(
            _MEMORY if self._path is None else self._path,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode = WAL")
            # A row that was told to be written must survive the power cut of the next second.
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _migrate(self, now: str) -> None:
        with self.writing() as writer:
            writer.migrate(now)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, self._faults():
            yield self._reader

    @contextmanager
    def _faults(self) -> Iterator[None]:
        path = Path(_MEMORY) if self._path is None else self._path
        try:
            yield
        except sqlite3.Error as error:
            raise _fault(path, error) from error
        except OSError as error:
            raise store_error(path, error) from error


class Writer:
    """What may be done inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

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
        last, prev, _ = _tail(self._connection)
        row = Row(
            seq=last + 1, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body
        )
        self._connection.execute(
            f"INSERT INTO events ({_ROW}, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
            (row.seq, written, event, airing, moment, slot, body, prev, digest(prev, row)),
        )

    def holder(self, slot: str) -> str | None:
        """The airing that holds `slot`."""
        found = self._connection.execute("SELECT airing FROM events WHERE slot = ?", (slot,)).fetchone()
        return None if found is None else str(found[0])

    def events(self, airing: str) -> list[str]:
        """The events of an airing, in order."""
        found = self._connection.execute("SELECT event FROM events WHERE airing = ? ORDER BY seq", (airing,))
        return [event for (event,) in found]

    def open_rows(self) -> list[Row]:
        """All rows of the airings that have not ended."""
        return _open_rows(self._connection)

    def touch(self, at: str) -> None:
        """Store a sign of life."""
        self._connection.execute("INSERT OR REPLACE INTO life (id, seen) VALUES (1, ?)", (at,))

    def migrate(self, now: str) -> None:
        """Apply the versions that the file has not seen yet, and record them in it.

        Raises:
            JournalError: the file was written by a newer version of the program.
        """
        self._connection.execute(BOOK)
        (version,) = self._connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()
        if version > len(MIGRATIONS):
            raise JournalError("journal.newer", version=version, known=len(MIGRATIONS))
        for number, (name, statements) in enumerate(MIGRATIONS[version:], start=version + 1):
            for statement in statements:
                self._connection.execute(statement)
            self._connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now))


def _row(values: Sequence[Any]) -> Row:
    seq, written, event, airing, moment, slot, body = values
    return Row(seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body)


def _span(first: str | None, last: str | None) -> tuple[str, str]:
    """Texts between which every moment lies that is wanted."""
    return "" if first is None else first, "~" if last is None else last


def _plain(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values of types that the chain never holds, made comparable instead of failing."""
    return tuple(v if v is None or isinstance(v, str | int) else repr(v) for v in values)


def _tail(connection: sqlite3.Connection) -> tuple[int, str, str | None]:
    found = connection.execute("SELECT seq, hash, written FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return (0, GENESIS, None) if found is None else tuple(found)


def _open_rows(connection: sqlite3.Connection) -> list[Row]:
    return _at_once(
        connection,
        f"SELECT {_ROW} FROM events AS e WHERE event <> '{Event.NOTED}' AND NOT EXISTS"  # noqa: S608 - constants
        f" (SELECT 1 FROM events WHERE airing = e.airing AND event IN ({_FINAL})) ORDER BY seq",
        (),
    )


def _at_once(connection: sqlite3.Connection, select: str, values: tuple[str | None, ...]) -> list[Row]:
    """The rows of a query for all columns of `Row`, in its order, fetched in one step.

    Each step gives Python's lock away and has to win it back: with busy threads in the process that
    costs 20 ms, and the director, row by row, came seconds late.
    """
    columns = _ROW.replace("body", "CAST(body AS TEXT)")
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array({columns})) FROM ({select})",  # noqa: S608 - our own text
        values,
    ).fetchone()
    return [_row(row) for row in json.loads(found)]


def _fault(path: Path, error: sqlite3.Error) -> BroadcasterError:
    name = getattr(error, "sqlite_errorname", "")
    match name.split("_")[1:2]:
        case ["FULL"]:
            return StoreError("store.disk_full", path=str(path))
        case ["READONLY" | "CANTOPEN" | "PERM"]:
            return StoreError("store.not_writable", path=str(path))
        case ["IOERR"]:
            return StoreError("store.fault", path=str(path), reason=str(error))
        case ["BUSY" | "LOCKED"]:
            return JournalError("journal.busy", path=str(path))
        case ["CORRUPT" | "NOTADB"]:
            return JournalError("journal.damaged", path=str(path))
    return JournalError("journal.fault", path=str(path), reason=str(error))
