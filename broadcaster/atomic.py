"""Files that are either whole or absent: write beside, then rename. Private unless said otherwise."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.errors import StoreError

_CHUNK = 1 << 20
_DRAFT = ".draft-"
_ABANDONED = 3600.0  # seconds
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_SHARED_FILE, _SHARED_FOLDER = 0o666, 0o777  # the kernel takes away what the umask says


def write_bytes(path: Path, data: bytes, *, durable: bool = False, shared: bool = False) -> None:
    """Replace `path` by `data`; a reader sees the old file or the new one, never a part.

    Args:
        path: the file; missing folders are made.
        data: the whole content.
        durable: also wait until the disk has it (never on the air path).
        shared: see `replacing`.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    with replacing(path, durable=durable, shared=shared) as draft:
        draft.write_bytes(data)


@contextmanager
def replacing(path: Path, *, durable: bool = False, shared: bool = False) -> Iterator[Path]:
    """Give a draft file beside `path` that replaces it if the block ends well.

    The draft keeps the ending of `path`, so that encoders that look at it work.

    Args:
        path: the file; missing folders are made.
        durable: also wait until the disk has it.
        shared: false for what belongs to the program alone: mode 0600, in new folders of mode 0700.
            True for files of people and for the cache: a file keeps the mode that it has, a new file
            and new folders get the mode that the umask leaves.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    draft: Path | None = None
    try:
        make_folder(path.parent, shared=shared)
        draft = _draft(path, shared=shared)
        yield draft
        if durable:
            sync(draft)
        draft.replace(path)
        if durable:
            sync(path.parent)
    except OSError as error:
        raise store_error(path, error) from error
    finally:
        if draft is not None:
            with suppress(OSError):  # a disk that became read-only has its own error by now
                draft.unlink(missing_ok=True)


def make_folder(folder: Path, *, shared: bool = False) -> None:
    """Make a folder and those above it that are missing: of mode 0700, or as the umask says if `shared`.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent, shared=shared)
    # Another thread or process may have made it meanwhile.
    folder.mkdir(mode=_SHARED_FOLDER if shared else _PRIVATE_FOLDER, exist_ok=True)


def make_private(folder: Path) -> None:
    """Take from other accounts what they may do in a folder of ours and with all that lies in it.

    Earlier versions left files there that everyone could read. What belongs to another account is
    left as it is, and so is a disk that takes no change.
    """
    for place, _, files in os.walk(folder.resolve()):
        for path in (Path(place), *(Path(place, name) for name in files)):
            with suppress(OSError):
                mode = path.lstat().st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    path.chmod(stat.S_IMODE(mode) & ~0o077)


def clear_drafts(folder: Path) -> None:
    """Remove the drafts that killed processes left in a folder; one that is being written is young."""
    for draft in folder.glob(f"{_DRAFT}*"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED:
                draft.unlink()


def _draft(path: Path, *, shared: bool) -> Path:
    """A new empty file beside `path`; the kernel applies the umask, which no thread can read safely."""
    draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}{path.suffix}"
    mode = _SHARED_FILE if shared else _PRIVATE_FILE
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        if shared:
            with suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))
    finally:
        os.close(handle)
    return draft


def store_error(path: Path, error: OSError) -> StoreError:
    """The error of this program for a fault of the disk at `path`."""
    codes = {errno.ENOSPC: "store.disk_full", errno.EDQUOT: "store.disk_full"}
    codes |= dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "store.not_writable")
    code = codes.get(error.errno or 0, "store.fault")
    return StoreError(code, path=str(path), reason=error.strerror or str(error))


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Wait until the disk has a file or what a folder names.

    Raises:
        OSError: the disk failed.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
