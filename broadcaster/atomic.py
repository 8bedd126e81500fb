"""Files that are either whole or absent: write beside, then rename."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.errors import StoreError

_CHUNK = 1 << 20


def write_bytes(path: Path, data: bytes, *, durable: bool = False, mode: int = 0o644) -> None:
    """Replace `path` by `data`; a reader sees the old file or the new one, never a part.

    Args:
        path: the file; missing folders are made.
        data: the whole content.
        durable: also wait until the disk has it (never on the air path).
        mode: permission bits of the new file.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    with replacing(path, durable=durable, mode=mode) as draft:
        draft.write_bytes(data)


@contextmanager
def replacing(path: Path, *, durable: bool = False, mode: int = 0o644) -> Iterator[Path]:
    """Give a draft file beside `path` that replaces it if the block ends well.

    The draft keeps the ending of `path`, so that encoders that look at it work.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-", suffix=path.suffix)
        os.close(handle)
        draft = Path(name)
        yield draft
        draft.chmod(mode)
        if durable:
            sync(draft)
        draft.replace(path)
        if durable:
            sync(path.parent)
    except OSError as error:
        raise store_error(path, error) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


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
