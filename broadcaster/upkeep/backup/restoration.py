"""Put a backup back: whole, in one step of the kernel, or not at all."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from broadcaster.core.errors import BackupError, StoreError
from broadcaster.core.whole_files import make_folder, store_error, swapped, sync, write_bytes
from broadcaster.upkeep.backup.contents import (
    HEADER,
    LARGEST_PAGE,
    MANIFEST,
    Header,
    Written,
    belongs,
    header_of,
    manifest_of,
)
from broadcaster.upkeep.backup.encryption import is_sealed
from broadcaster.upkeep.backup.exchange import ASIDE, MARK, READY
from broadcaster.upkeep.backup.marks import RESTORE_FILE as RESTORED
from broadcaster.upkeep.backup.stream import check_whole, fed_by

Unseal = Callable[[IO[bytes], IO[bytes]], None]
"""Decrypts the first stream into the second; see `encryption`."""

Keeps = Callable[[Path, Header], Mapping[str, bytes]]
"""Gives the files that a station has in place of the backup's own, by its folder as it is being put back."""

_CHUNK = 1 << 20
_MOST_FILES = 500_000
_LEFT = 64 << 20  # bytes of a disk that stay free


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A station that was put back."""

    header: Header
    files: int
    before: Path | None  # where the station that stood there before is now


def restore(
    file: Path, folder: Path, unseal: Unseal, *, now: datetime, keeps: Keeps | None = None
) -> Restored:
    """Put the station of a backup at `folder`. A station that stands there is set aside, not removed.

    Until all of it was read and compared, nothing changes at `folder`; then the new folder takes its place in
    one step. The new station is *held*: see `restored`.

    Args:
        folder: where the station is to be; the caller has made sure that none runs there.
        now: for the name of what is set aside, and for the journal.
        keeps: gives what the new station has of the one that stands there, or is to know of it.

    Raises:
        BackupError: it is no backup, it was altered or cut off, or its secret is another one.
        StoreError: the disk does not take it.
    """
    folder = folder.resolve()
    try:
        with _draft(folder, folder.parent) as draft:
            header, count = _filled(draft, file, unseal, now, keeps)
            before = _put(draft, folder, now)
    except OSError as error:
        raise store_error(folder, error) from error
    return Restored(header=header, files=count, before=before)


def make_ready(
    file: Path, folder: Path, unseal: Unseal, *, now: datetime, keeps: Keeps | None = None
) -> Header:
    """Unpack and check a backup inside the folder of a station that runs, and may write nowhere else.

    `exchange.put_in_place` changes to it when the station begins anew. See `restore` for the rest.
    """
    folder = folder.resolve()
    try:
        with _draft(folder, folder) as draft:
            header, _ = _filled(draft, file, unseal, now, keeps)
            write_bytes(draft / "state" / MARK, ASIDE.encode(), durable=True)
            shutil.rmtree(folder / READY, ignore_errors=True)
            draft.rename(folder / READY)
            sync(folder)
    except OSError as error:
        raise store_error(folder, error) from error
    return header


def _filled(
    draft: Path, file: Path, unseal: Unseal, now: datetime, keeps: Keeps | None
) -> tuple[Header, int]:
    """Unpack a backup into a draft, with its mark and what is kept; its header, and how many files."""
    with _opened(file, unseal) as plain:
        header, count = _extract(plain, draft)
    _mark(draft, file, header, now)
    for name, content in (keeps(draft, header) if keeps else {}).items():
        write_bytes(draft / name, content)
    _flush(draft)
    return header, count


@contextmanager
def _draft(folder: Path, within: Path) -> Iterator[Path]:
    """A new folder in `within` for that of a station; those that killed processes left are removed."""
    within.mkdir(parents=True, exist_ok=True)
    begin = f".{folder.name}.restoring-"
    for left in within.glob(f"{begin}*"):
        _remove_if_left(left)
    draft = within / f"{begin}{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield draft
    finally:
        os.close(handle)
        shutil.rmtree(draft, ignore_errors=True)


def _remove_if_left(draft: Path) -> None:
    """Remove it unless another process fills it."""
    with suppress(OSError):
        handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(draft)
        finally:
            os.close(handle)


@contextmanager
def _opened(file: Path, unseal: Unseal) -> Iterator[IO[bytes]]:
    """The archive as a stream, decrypted on the way: it is never on a disk as a whole."""
    try:
        sealed = file.open("rb")
    except OSError as error:
        raise store_error(file, error) from error
    with sealed:
        encrypted = is_sealed(sealed.read(64))
        sealed.seek(0)
        if not encrypted:
            check_whole(sealed)
            sealed.seek(0)
            yield sealed
            return
        with fed_by(lambda plain: unseal(sealed, plain)) as plain:
            yield plain


def _extract(plain: IO[bytes], draft: Path) -> tuple[Header, int]:
    """Write all files below `draft`, and compare each with the manifest.

    Raises:
        BackupError: it is no backup, or not whole.
    """
    try:
        with gzip.GzipFile(fileobj=plain) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
            members = _members(archive)
            header = header_of(_page(archive, next(members, None), HEADER, "backup.foreign"))
            found: dict[str, Written] = {}
            for entry in members:
                if entry.name == MANIFEST:
                    break
                if not (entry.isreg() and belongs(entry.name)) or entry.name in found:
                    raise BackupError("backup.altered", name=entry.name[:200])
                found[entry.name] = _written(archive, entry, draft)
            else:
                raise BackupError("backup.broken")
            expected = manifest_of(_page(archive, entry, MANIFEST, "backup.broken")).files
            for name in sorted({*expected, *found}):
                if expected.get(name) != found.get(name):
                    raise BackupError("backup.altered", name=name)
            if next(members, None) is not None:
                raise BackupError("backup.altered", name=MANIFEST)
            while unpacked.read(_CHUNK):  # to the end: the checksum of the whole stands there
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError("backup.broken") from error
    return header, len(found)


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for count, entry in enumerate(archive):
        if count > _MOST_FILES:
            raise BackupError("backup.foreign")
        yield entry


def _page(archive: tarfile.TarFile, entry: tarfile.TarInfo | None, name: str, fault: str) -> bytes:
    """The bytes of a page."""
    content = archive.extractfile(entry) if entry is not None and entry.isreg() else None
    if entry is None or content is None or entry.name != name or entry.size > LARGEST_PAGE:
        raise BackupError(fault)
    return content.read()


def _written(archive: tarfile.TarFile, entry: tarfile.TarInfo, draft: Path) -> Written:
    """Write one file of the archive."""
    path = draft / entry.name
    if entry.size > shutil.disk_usage(draft).free - _LEFT:
        raise StoreError("store.disk_full", path=str(path))
    private = entry.name.startswith("state/") or entry.name == "secrets.yaml"
    make_folder(path.parent, shared=not private)
    content = archive.extractfile(entry)
    if content is None:
        raise BackupError("backup.altered", name=entry.name)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        while data := content.read(_CHUNK):
            file.write(data)
            digest.update(data)
    path.chmod(0o600 if private else 0o644)
    return Written(size=entry.size, sha256=digest.hexdigest())


def _mark(draft: Path, file: Path, header: Header, now: datetime) -> None:
    """Have the station held until a person says that it is to air here."""
    (draft / "state").mkdir(mode=0o700, exist_ok=True)
    page = {"file": file.name, "made": header.at.isoformat(), "box": header.box, "at": now.isoformat()}
    write_bytes(draft / "state" / RESTORED, json.dumps(page).encode())


def _flush(draft: Path) -> None:
    """Wait until the disk has all of it."""
    for parent, _, files in os.walk(draft):
        for name in files:
            sync(Path(parent) / name)
        sync(Path(parent))


def _put(draft: Path, folder: Path, now: datetime) -> Path | None:
    """Put the new folder in the place of the old one; the folder that is the old one now."""
    draft.chmod(0o755)
    if not folder.exists() or not any(folder.iterdir()):
        draft.rename(folder)
        sync(folder.parent)
        return None
    # Named first: a kill after the exchange must not leave the old station under the name of a draft.
    before = folder.with_name(f"{folder.name}.before-{now:%Y%m%dT%H%M%S}")
    draft.rename(before)
    if not swapped(before, folder):
        shutil.rmtree(before, ignore_errors=True)
        raise BackupError("backup.no_exchange", path=str(folder))
    sync(folder.parent)
    return before
