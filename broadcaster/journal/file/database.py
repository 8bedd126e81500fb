"""The journal's tables, version by version, and its connections. A version once released is never edited."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from broadcaster.core import database
from broadcaster.core.database import MEMORY, Connection, needed
from broadcaster.core.errors import JournalError

BASE = 5
"""The number of the first version in `MIGRATIONS`; no station has a file of one before it."""

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "events in a chain, what is open, and indexes that answer without the rows",
        (
            """CREATE TABLE events (
                seq INTEGER PRIMARY KEY,
                written TEXT NOT NULL,
                event TEXT NOT NULL,
                airing TEXT NOT NULL,
                moment TEXT,
                slot TEXT UNIQUE,
                body TEXT NOT NULL,
                prev TEXT NOT NULL,
                hash TEXT NOT NULL
            )""",
            """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            # Also stops INSERT OR REPLACE, which deletes rows without the trigger above.
            """CREATE TRIGGER events_in_order BEFORE INSERT ON events
            WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            "CREATE TABLE life (id INTEGER PRIMARY KEY CHECK (id = 1), seen TEXT NOT NULL)",
            "CREATE INDEX events_of_airing ON events (airing, event)",
            "CREATE INDEX events_by_moment ON events (moment, event, airing) WHERE moment IS NOT NULL",
            # Not part of the chain: computed from the rows, so that a start need not read all of them.
            "CREATE TABLE open (airing TEXT PRIMARY KEY) WITHOUT ROWID",
            # An intent behind the end of its airing opens nothing.
            """CREATE TRIGGER events_open AFTER INSERT ON events
            WHEN NEW.event = 'planned' AND NOT EXISTS (
                SELECT 1 FROM events WHERE airing = NEW.airing
                AND event IN ('ended', 'refused', 'missed', 'interrupted'))
            BEGIN INSERT OR IGNORE INTO open VALUES (NEW.airing); END""",
            """CREATE TRIGGER events_over AFTER INSERT ON events
            WHEN NEW.event IN ('ended', 'refused', 'missed', 'interrupted')
            BEGIN DELETE FROM open WHERE airing = NEW.airing; END""",
            # The last row that was written without a head beside the file: 0 for all that begin here.
            "CREATE TABLE headless (seq INTEGER NOT NULL)",
            "INSERT INTO headless VALUES (0)",
            "CREATE INDEX events_decided ON events (seq) WHERE event = 'decided'",
            # The body is canonical JSON: inside a text the quotes would have backslashes.
            """CREATE INDEX events_to_confirm ON events (airing)
            WHERE event = 'planned' AND instr(body, '"confirm":true')""",
        ),
    ),
    (
        "rows of stores of people, found without the other rows",
        (
            """CREATE INDEX events_of_people ON events (seq)
            WHERE event = 'noted' AND instr(body, '"people_store":"')""",
        ),
    ),
)
"""Name and statements of each version, from `BASE` on."""

VERSION = BASE + len(MIGRATIONS) - 1
"""The version that this program writes."""

NEEDED = BASE - 1 + needed([statements for _, statements in MIGRATIONS])
"""The version that a program must know to work with a file of ours."""

MIGRATIONS_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied TEXT NOT NULL
)"""
"""The table in which the file records which versions were applied, and when."""


PARTS = ("", "-wal", "-shm")
"""The suffixes of the files that SQLite has for one database."""

BEGUN = 2.0  # seconds to wait for the tables of a file that was just created
_TEXT = partial(str, encoding="utf-8", errors="replace")
"""Undecodable text must be found by `verify`, not stop it."""

FAULTS = database.Faults(
    error=JournalError, damaged="journal.damaged", busy="journal.busy", other="journal.fault"
)


def connect(path: Path | None, *, patience: float) -> Connection:
    """A connection for reading and writing; a new file is of mode 0600.

    Args:
        path: the file; None for a database in memory.
        patience: seconds to wait for another process that is writing.
    """
    connection = database.connect(path or MEMORY, patience=patience)
    try:
        connection.text_factory = _TEXT
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        # A row must survive a power cut as soon as its method has returned.
        connection.execute("PRAGMA synchronous = FULL")
    except database.Error:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, *, patience: float = 10.0) -> Connection:
    """A connection that changes nothing, also not when it is closed: the files beside it stay."""
    connection = database.connect_to_read(path, patience=patience)
    connection.text_factory = _TEXT
    return connection


def await_first_table(connection: Connection) -> None:
    """Wait for the tables of a file that a station has just created in its first start."""
    until = time.monotonic() + BEGUN
    while connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None:
        if time.monotonic() > until:
            return
        time.sleep(0.02)
