"""The file of the outbox."""

from __future__ import annotations

import logging
from pathlib import Path

from broadcaster.database.file import DatabaseFile
from broadcaster.database.sqlite import Faults
from broadcaster.errors import BroadcasterError, NoticesError
from broadcaster.notices.outbox.schema import MIGRATIONS

OUTBOX = "notices.db"
"""The file, in the station's own folder `state/`."""

CHECKPOINT = 16  # pages after which the write-ahead log is copied: it begins anew inside its reserve
RESERVE = 256 * 1024  # bytes: hundreds of messages
FAULTS = Faults(
    error=NoticesError,
    damaged="notices.store_damaged",
    busy="notices.store_busy",
    newer="notices.store_newer",
)

log = logging.getLogger(__name__)


class Database(DatabaseFile):
    """One connection; station and sender open the same file. See `DatabaseFile`.

    Args:
        path: the file.
        reserve: keep room in the file and in its log, so that a full disk can still be told of.
    """

    def __init__(self, path: Path, *, reserve: bool = False) -> None:
        super().__init__(
            path, MIGRATIONS, FAULTS, ("journal_mode = WAL", f"wal_autocheckpoint = {CHECKPOINT}")
        )
        if reserve:
            self._reserve()

    def _reserve(self) -> None:
        """Write ballast, and free its pages again: both files keep them. A full disk has no room for that."""
        try:
            self.write("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
            self.write("INSERT INTO ballast VALUES (zeroblob(?))", RESERVE)
            self.read("PRAGMA wal_checkpoint(FULL)")
            self.write("DROP TABLE ballast")
        except BroadcasterError as error:
            log.warning("the outbox has no reserve for a full disk: %s", error)
