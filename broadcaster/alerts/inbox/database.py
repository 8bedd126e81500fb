"""The file inbox.db: its tables, and its copy for a backup.

A migration that was released is never changed, a new one is added.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from broadcaster.core.database import DatabaseFile, Faults, connect, connect_to_read
from broadcaster.core.errors import AlertsError

CHECKPOINT = 16  # pages after which the write-ahead log is copied: it begins anew inside its reserve
RESERVE = 512 * 1024  # bytes: a hundred alerts
INBOX = "inbox.db"
"""The file, in the station's own folder `state/`; what came lies beside it in `inbox/`, each by its hash."""

MIGRATIONS = (
    (
        # `received` is the whole as JSON; the others are those of its values that are asked for.
        """CREATE TABLE alerts (
            id TEXT PRIMARY KEY, sender TEXT NOT NULL, proof TEXT NOT NULL, author TEXT NOT NULL,
            identifier TEXT NOT NULL, sent TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,
            size INTEGER NOT NULL, state TEXT NOT NULL, ended INTEGER NOT NULL, why TEXT NOT NULL,
            received TEXT NOT NULL
        )""",
        # What came or was ended, by whom it was proven, longer than the alerts themselves are kept.
        """CREATE TABLE marks (
            sender TEXT NOT NULL, proof TEXT NOT NULL, author TEXT NOT NULL, identifier TEXT NOT NULL,
            sent TEXT NOT NULL, seen INTEGER NOT NULL, ended INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (sender, proof, author, identifier, sent)
        ) WITHOUT ROWID""",
        # What the journal is to be told: one row for each sender, verdict and reason a minute.
        """CREATE TABLE tally (
            sender TEXT NOT NULL, verdict TEXT NOT NULL, code TEXT NOT NULL, minute TEXT NOT NULL,
            name TEXT NOT NULL, why TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (sender, verdict, code, minute)
        ) WITHOUT ROWID""",
    ),
)
FAULTS = Faults(
    error=AlertsError, damaged="alerts.store_damaged", busy="alerts.store_busy", newer="alerts.store_newer"
)


class InboxDatabase(DatabaseFile):
    """One connection; see `DatabaseFile`."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, MIGRATIONS, FAULTS, ("journal_mode = WAL", f"wal_autocheckpoint = {CHECKPOINT}")
        )
        self.reserve(RESERVE)


def copy_inbox(path: Path, to: Path) -> None:
    """Write a copy of the inbox at `path` as it is at one instant; a station may be writing.

    Raises:
        AlertsError: `alerts.store_damaged`.
        StoreError: the disk takes no copy.
    """
    with FAULTS.translated(path), closing(connect_to_read(path)) as source, closing(connect(to)) as copied:
        source.backup(copied)
