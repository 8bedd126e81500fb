"""The tables of people.db, version by version. A version that was released is never edited."""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # One row: the people in force, and the people.yaml that goes with them.
        """CREATE TABLE accepted (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            people TEXT NOT NULL,
            file BLOB NOT NULL,
            before TEXT NOT NULL,
            at TEXT NOT NULL
        )""",
        # A secret is an argon2id hash (password, pin) or the key of an authenticator (totp).
        """CREATE TABLE credentials (
            person TEXT NOT NULL,
            kind TEXT NOT NULL,
            secret TEXT NOT NULL,
            made TEXT NOT NULL,
            step INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (person, kind)
        ) WITHOUT ROWID""",
        # Person "" owns the one-time code that makes a technician.
        """CREATE TABLE codes (
            person TEXT NOT NULL,
            hash TEXT NOT NULL,
            until TEXT,
            PRIMARY KEY (person, hash)
        ) WITHOUT ROWID""",
        """CREATE TABLE attempts (
            place TEXT NOT NULL,
            account TEXT NOT NULL,
            person TEXT NOT NULL,
            failures INTEGER NOT NULL,
            last TEXT NOT NULL,
            boot TEXT NOT NULL,
            uptime REAL NOT NULL,
            PRIMARY KEY (place, account, person)
        ) WITHOUT ROWID""",
        """CREATE TABLE sessions (
            token TEXT PRIMARY KEY,
            person TEXT NOT NULL,
            place TEXT NOT NULL,
            opened TEXT NOT NULL,
            seen TEXT NOT NULL
        ) WITHOUT ROWID""",
        # Rows for the journal: written with the change that they tell, moved to the journal afterwards.
        """CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            code TEXT NOT NULL,
            facts TEXT NOT NULL
        )""",
    ),
    (
        # How persons are reached; who has no row is reached by no way.
        """CREATE TABLE contacts (
            person TEXT PRIMARY KEY,
            mail TEXT NOT NULL,
            phone TEXT NOT NULL,
            daily INTEGER NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # Whether a person showed a PIN and nothing else. Nobody knows that of older sessions: they end.
        "DELETE FROM sessions",
        "ALTER TABLE sessions ADD COLUMN by_pin INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # Which store this is; see `lineage`. `adopted`: it had people before it had a name.
        """CREATE TABLE lineage (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            store TEXT NOT NULL,
            adopted INTEGER NOT NULL,
            doubted INTEGER NOT NULL
        )""",
        """INSERT INTO lineage VALUES (1, lower(hex(randomblob(8))), EXISTS (SELECT 1 FROM accepted), 0)""",
    ),
)
"""The statements of each version, from version 1 on; `PRAGMA user_version` counts them."""
