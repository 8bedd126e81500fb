"""The tables of the outbox. A step that was released is never changed: a new one is added."""

MIGRATIONS = (
    (
        "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
        "CREATE TABLE told (key TEXT PRIMARY KEY, at TEXT NOT NULL, standing INTEGER NOT NULL)",
        """CREATE TABLE lines (
            id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, key TEXT NOT NULL, over INTEGER NOT NULL,
            subject TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, due TEXT NOT NULL,
            urgent INTEGER NOT NULL, again INTEGER NOT NULL, count INTEGER NOT NULL,
            UNIQUE (recipient, key, over)
        )""",
        """CREATE TABLE messages (
            id TEXT PRIMARY KEY, recipient TEXT NOT NULL, way TEXT NOT NULL, queued TEXT NOT NULL,
            title TEXT NOT NULL, body TEXT NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,
            tries INTEGER NOT NULL, unsure INTEGER NOT NULL, due TEXT, error TEXT NOT NULL, settled TEXT
        )""",
        "CREATE INDEX messages_open ON messages (due) WHERE due IS NOT NULL",
        "CREATE INDEX messages_queued ON messages (queued)",
    ),
)
