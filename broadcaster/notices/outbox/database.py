"""The file of the outbox."""

from __future__ import annotations

import logging
from pathlib import Path

from broadcaster.atomic import make_folder, store_error
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

_KEPT = "junk"  # in the same folder
_BESIDE = ("-wal", "-shm")

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


def put_aside(path: Path) -> NoticesError:
    """Keep a damaged outbox in `junk/`, so that another one can be made; the fault to report.

    Nobody may have it open.

    Raises:
        StoreError: the disk does not let it be moved.
    """
    kept = path.parent / _KEPT / path.name
    try:
        make_folder(kept.parent)
        path.replace(kept)
        for name in _BESIDE:
            path.with_name(path.name + name).unlink(missing_ok=True)
    except OSError as error:
        raise store_error(path, error) from error
    return NoticesError("notices.store_anew", path=str(kept))
