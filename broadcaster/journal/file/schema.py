"""The journal's tables, version by version. A version that was released is never edited."""

from __future__ import annotations

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

MIGRATIONS_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied TEXT NOT NULL
)"""
"""The table in which the file records which versions were applied, and when."""
