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
            # Also stops INSERT OR REPLACE, which deletes rows without telling the trigger above.
            """CREATE TRIGGER events_in_order BEFORE INSERT ON events
            WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
            "CREATE TABLE life (id INTEGER PRIMARY KEY CHECK (id = 1), seen TEXT NOT NULL)",
        ),
    ),
)
"""Name and statements of each version, from version 1 on."""

BOOK = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied TEXT NOT NULL
)"""
"""Where the file itself records which versions were applied, and when."""
