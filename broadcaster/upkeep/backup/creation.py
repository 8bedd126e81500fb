"""Make a backup of a station, also while it runs."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from broadcaster import __version__
from broadcaster.alerts.inbox.database import copy_inbox
from broadcaster.core.confined_files import Astray
from broadcaster.core.errors import BackupError
from broadcaster.core.whole_files import make_folder, replacing, store_error
from broadcaster.journal.file.copies import copy_journal
from broadcaster.people.store.database import copy_people
from broadcaster.upkeep.backup.contents import (
    DATABASES,
    FORM,
    HEAD,
    HEADER,
    MANIFEST,
    SECRET,
    BackupItem,
    Header,
    Manifest,
    Written,
    items,
    page_of,
    voices,
)
from broadcaster.upkeep.backup.stream import Hashing, end_of, fed_by

Seal = Callable[[IO[bytes], IO[bytes]], None]
"""Encrypts the first stream into the second; see `encryption`."""

_WORK = "backup"
_WHOLE = 16 << 20  # bytes: a file up to this size is read at once, so that nobody changes it meanwhile
_CHUNK = 1 << 20
_LEVEL = 1  # of gzip: recordings are compressed already
_COPIES = {
    "journal.db": copy_journal,
    "meanwhile.db": copy_journal,
    "people.db": copy_people,
    "inbox.db": copy_inbox,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made."""

    path: Path
    header: Header
    size: int  # bytes of the file
    sha256: str  # of the file, as it was handed to the disk


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the backup's first page says of the station."""

    name: str
    station: str
    box: str
    at: datetime


def make(folder: Path, output: Path, about: About, seal: Seal | None = None) -> Made:
    """Write one file with all that cannot be made again; `output` is the old file or the new one, whole.

    Args:
        folder: the station's; it may be on the air.
        seal: encrypts it. Without it the people's secrets are left out.

    Raises:
        BackupError: another backup is being made here, or a file changes again and again.
        JournalError, PeopleError: a database cannot be read.
        StoreError: a file cannot be read, or the disk does not take the backup.
    """
    header = Header(
        form=FORM,
        name=about.name,
        station=about.station,
        box=about.box,
        at=about.at,
        version=__version__,
        secret=seal is not None,
        voices=tuple(voices(folder)),
    )
    with _workplace(folder / "state") as work, replacing(output, durable=True) as draft:
        # The databases first: what a row names was written before the row, and so is found by the listing.
        kept = [*_databases(folder, work, secret=header.secret), *items(folder, secret=header.secret)]
        with draft.open("wb") as file:
            hashing = Hashing(file)
            if seal is None:
                _write(cast("IO[bytes]", hashing), header, kept)
            else:
                with fed_by(lambda stream: _write(stream, header, kept)) as plain:
                    seal(plain, cast("IO[bytes]", hashing))
    return Made(path=output, header=header, size=hashing.size, sha256=hashing.digest.hexdigest())


@contextmanager
def _workplace(state: Path) -> Iterator[Path]:
    """A folder for the copies of databases; one backup at a time, and what a killed one left goes."""
    work = state / _WORK
    make_folder(state)
    make_folder(work)
    try:
        handle = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise store_error(work, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("backup.busy") from error
        # Only with the lock: what lies there else belongs to the backup that runs.
        _clear(work)
        try:
            yield work
        finally:
            _clear(work)
    finally:
        os.close(handle)


def _clear(work: Path) -> None:
    for left in work.iterdir():
        left.unlink(missing_ok=True)


def _databases(folder: Path, work: Path, *, secret: bool) -> Iterator[BackupItem]:
    """Copies of the databases, each as it is at one instant."""
    for name in DATABASES:
        path, named = folder / "state" / name, f"state/{name}"
        if not path.is_file() or (named in SECRET and not secret):
            continue
        copy = work / name
        _COPIES[name](path, copy)
        yield BackupItem(name=named, root=work, file=name, removable=False)
    if (work / HEAD).exists():
        yield BackupItem(name=f"state/{HEAD}", root=work, file=HEAD, removable=False)


def _write(output: IO[bytes], header: Header, kept: list[BackupItem]) -> None:
    """The archive: header, files, manifest."""
    files: dict[str, Written] = {}
    summed = Hashing(output)
    with (
        gzip.GzipFile("", "wb", _LEVEL, cast("IO[bytes]", summed), mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        _add_page(archive, HEADER, page_of(header))
        for item in kept:
            try:
                file = item.open()
            except OSError as error:
                if isinstance(error, FileNotFoundError | Astray) and item.removable:
                    continue  # somebody removed it meanwhile, or put a link there, which `check` tells
                raise store_error(item.path, error) from error
            with file:
                files[item.name] = _add(archive, item, file)
        _add_page(archive, MANIFEST, page_of(Manifest(files=files)))
    output.write(end_of(summed.digest.hexdigest()))


def _add(archive: tarfile.TarFile, item: BackupItem, file: IO[bytes]) -> Written:
    about = os.fstat(file.fileno())
    entry = tarfile.TarInfo(item.name)
    entry.mode, entry.mtime, entry.size = about.st_mode & 0o777, int(about.st_mtime), about.st_size
    if about.st_size <= _WHOLE:
        data = file.read()
        entry.size, file = len(data), io.BytesIO(data)
    hashing = _Hashed(file, item, entry.size)
    archive.addfile(entry, hashing)
    return Written(size=entry.size, sha256=hashing.digest.hexdigest())


def _add_page(archive: tarfile.TarFile, name: str, page: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(page), 0o600
    archive.addfile(entry, io.BytesIO(page))


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read.

    Raises:
        BackupError: it ends before its size: a program writes over it.
        StoreError: it cannot be read.
    """

    def __init__(self, file: IO[bytes], item: BackupItem, size: int) -> None:
        self._file, self._item, self._left = file, item, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            data = self._file.read(size)
        except OSError as error:
            raise store_error(self._item.path, error) from error
        self._left -= len(data)
        if self._left and len(data) < size:
            raise BackupError("backup.changed", file=self._item.name)
        self.digest.update(data)
        return data


def read_back(made: Made) -> None:
    """Read the backup from the disk again, not from memory, and compare it with what was written.

    Raises:
        BackupError: the disk gives something else back.
        StoreError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with made.path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while data := file.read(_CHUNK):
                digest.update(data)
    except OSError as error:
        raise store_error(made.path, error) from error
    if digest.hexdigest() != made.sha256:
        raise BackupError("backup.not_read_back", path=str(made.path))
