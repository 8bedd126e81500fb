"""Connections, and SQLite's faults as our errors. The only user of the library."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection, Error
from urllib.parse import quote

from broadcaster.atomic import make_folder, store_error
from broadcaster.errors import BroadcasterError, StoreError

__all__ = ["MEMORY", "Connection", "Error", "Faults", "connect", "connect_to_read"]

MEMORY = Path(":memory:")
_LEAST = 32 << 10  # bytes; the first request of SQLite

# Our statements are constant. If SQLite does not understand one, or finds a row that cannot exist, the file
# is damaged.
_DAMAGED = {"CORRUPT", "NOTADB", "ERROR", "SCHEMA", "CONSTRAINT", "MISMATCH", "FORMAT"}
_CUT_OFF = ("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS")


def connect(path: Path = MEMORY, *, patience: float = 5.0) -> Connection:
    """A connection for reading and writing, in autocommit; a new file is of mode 0600.

    Args:
        path: the file, or `MEMORY`.
        patience: seconds to wait for another process that is writing.
    """
    if path != MEMORY:
        make_folder(path.parent)
        # SQLite would create it readable for all, and the files beside it have the same mode. Only a new
        # file is opened here: to close a file that SQLite has open drops SQLite's locks.
        with suppress(FileExistsError, PermissionError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)


def connect_to_read(path: Path, *, patience: float = 10.0) -> Connection:
    """A connection that changes nothing, also not when it is closed: the files beside it stay."""
    how = "mode=ro&immutable=1" if _cannot_change(path) else "mode=ro"
    return sqlite3.connect(
        f"file:{quote(str(path))}?{how}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )


def _cannot_change(path: Path) -> bool:
    """True on a read-only disk or in somebody else's folder, while nobody has the file open.

    SQLite would want to put the files of its write-ahead log there, for reading too. Where that log is
    there already, it holds rows that are not in the file yet.
    """
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The errors of a room for what SQLite says of its file; each takes the file's path."""

    error: type[BroadcasterError]
    damaged: str  # code
    busy: str  # code: another process keeps the file
    newer: str = ""  # code: a newer program wrote it
    other: str = ""  # code: anything else, with its reason; "": it is damaged

    @contextmanager
    def translated(self, path: Path) -> Iterator[None]:
        """Translate errors of SQLite and of the disk into ours.

        Raises:
            BroadcasterError: this room's, see the fields.
            StoreError: disk full, or not writable.
        """
        try:
            yield
        except Error as error:
            raise self.of(path, error) from error
        except OSError as error:
            raise store_error(path, error) from error

    def of(self, path: Path, error: Error) -> BroadcasterError:
        """This program's error for an error of SQLite."""
        name = getattr(error, "sqlite_errorname", "")
        kind = (name.split("_")[1:2] or [""])[0]
        if name in _CUT_OFF:
            return self.error(self.damaged, path=str(path))
        stored = _of_the_disk(path, name, kind, str(error))
        if stored is not None:
            return stored
        if kind in ("BUSY", "LOCKED"):
            return self.error(self.busy, path=str(path))
        if kind in _DAMAGED or not self.other:
            return self.error(self.damaged, path=str(path))
        return self.error(self.other, path=str(path), reason=str(error))


def _of_the_disk(path: Path, name: str, kind: str, reason: str) -> StoreError | None:
    if kind == "FULL" or (name == "SQLITE_IOERR_SHMSIZE" and not _has_room(path)):
        return StoreError("store.disk_full", path=str(path))
    if kind in ("READONLY", "CANTOPEN", "PERM"):
        return StoreError("store.not_writable", path=str(path))
    return StoreError("store.fault", path=str(path), reason=reason) if kind == "IOERR" else None


def _has_room(path: Path) -> bool:
    """False if the disk has no room for SQLite's shared memory."""
    try:
        return shutil.disk_usage(path.parent).free > _LEAST
    except OSError:
        return True
