"""The journal's tables, version by version. A version that was released is never edited."""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "events in a chain, last sign of life",
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
            "CREATE INDEX events_airing ON events (airing)",
            "CREATE INDEX events_moment ON events (moment) WHERE moment IS NOT NULL",
            """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            # Also stops INSERT OR REPLACE, which deletes rows without the trigger above.
            """CREATE TRIGGER events_in_order BEFORE INSERT ON events
            WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            "CREATE TABLE life (id INTEGER PRIMARY KEY CHECK (id = 1), seen TEXT NOT NULL)",
        ),
    ),
    (
        "what is open, and indexes that answer without the rows",
        (
            "CREATE INDEX events_of_airing ON events (airing, event)",
            "DROP INDEX events_airing",
            "CREATE INDEX events_by_moment ON events (moment, event, airing) WHERE moment IS NOT NULL",
            "DROP INDEX events_moment",
            # Not part of the chain: computed from the rows, so that a start need not read all of them.
            "CREATE TABLE open (airing TEXT PRIMARY KEY) WITHOUT ROWID",
            """INSERT INTO open SELECT airing FROM events GROUP BY airing
            HAVING sum(event IN ('noted', 'ended', 'refused', 'missed', 'interrupted')) = 0""",
            """CREATE TRIGGER events_open AFTER INSERT ON events WHEN NEW.event = 'planned'
            BEGIN INSERT OR IGNORE INTO open VALUES (NEW.airing); END""",
            """CREATE TRIGGER events_over AFTER INSERT ON events
            WHEN NEW.event IN ('ended', 'refused', 'missed', 'interrupted')
            BEGIN DELETE FROM open WHERE airing = NEW.airing; END""",
        ),
    ),
    (
        "from which row on a head is kept beside the file",
        (
            # Rows of earlier versions may have none: that is no fault.
            "CREATE TABLE headless (seq INTEGER NOT NULL)",
            "INSERT INTO headless SELECT coalesce(max(seq), 0) FROM events",
        ),
    ),
    (
        "an intent behind the end of its airing opens nothing",
        (
            # Earlier programs could write both at a stop: a request was refused, and its intent followed.
            "DROP TRIGGER events_open",
            """CREATE TRIGGER events_open AFTER INSERT ON events
            WHEN NEW.event = 'planned' AND NOT EXISTS (
                SELECT 1 FROM events WHERE airing = NEW.airing
                AND event IN ('ended', 'refused', 'missed', 'interrupted'))
            BEGIN INSERT OR IGNORE INTO open VALUES (NEW.airing); END""",
            """DELETE FROM open WHERE EXISTS (
                SELECT 1 FROM events WHERE airing = open.airing
                AND event IN ('ended', 'refused', 'missed', 'interrupted'))""",
        ),
    ),
    (
        "decisions of people and airings that wait for one, found without the other rows",
        (
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
"""Name and statements of each version, from version 1 on."""

HEADS = 3
"""The version from which on a head is kept beside the file."""

MIGRATIONS_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied TEXT NOT NULL
)"""
"""The table in which the file records which versions were applied, and when."""
