"""The file people.db: its tables, version by version, its connection, and its copy for a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from broadcaster.core.database import PATIENCE, DatabaseFile, Faults, connect, connect_to_read
from broadcaster.core.errors import PeopleError

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
    (
        # Who may send alerts, as accepted, and whom of them a leader trusts to speak.
        "ALTER TABLE accepted ADD COLUMN senders TEXT NOT NULL DEFAULT '{}'",
    ),
)
"""The statements of each version, from version 1 on; `PRAGMA user_version` counts them."""


FAULTS = Faults(
    error=PeopleError, damaged="people.store_damaged", busy="people.store_busy", newer="people.store_newer"
)


class Database(DatabaseFile):
    """One connection; see `DatabaseFile`.

    The rollback journal is kept: unlike a write-ahead log it lets a file on a disk that takes no writes be
    read. What is deleted is overwritten.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        super().__init__(path, MIGRATIONS, FAULTS, ("secure_delete = ON",), patience)

    @property
    def version(self) -> tuple[int, int]:
        """Differs after each change, of this process or another.

        Raises:
            PeopleError: `people.store_gone` where the file was removed; or see `DatabaseFile`.
            StoreError: see `DatabaseFile`.
        """
        (changed,) = self.read("PRAGMA data_version")[0]
        if self.gone:
            raise PeopleError("people.store_gone", path=str(self.path))
        return int(changed or 0), self.own_changes


_OF_THE_MOMENT = ("sessions", "attempts")


def copy_people(path: Path, to: Path) -> None:
    """Write a copy of the store at `path` as it is at one instant: who is signed in there is not here.

    Args:
        path: the store; a station may be writing.
        to: the copy, which must not exist; of mode 0600.

    Raises:
        PeopleError: `people.store_damaged`.
        StoreError: the disk takes no copy.
    """
    with FAULTS.translated(path), closing(connect_to_read(path)) as source, closing(connect(to)) as copied:
        source.backup(copied)
        for table in _OF_THE_MOMENT:
            copied.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        copied.execute("VACUUM")  # what was deleted is in no free page either
