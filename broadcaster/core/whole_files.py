"""Write files that are either complete or absent: a draft beside each, then a rename. Private by default."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.core.errors import StoreError

_CHUNK = 1 << 20
_DRAFT = ".draft-"
_YOUNG = 0.5  # seconds: such a draft may have been created and not locked yet
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_SHARED_FILE, _SHARED_FOLDER = 0o666, 0o777  # the kernel removes the bits of the umask


def write_bytes(path: Path, data: bytes, *, durable: bool = False, shared: bool = False) -> None:
    """Replace the content of `path` by `data`; a reader sees the old file or the new one, never a part.

    Args:
        path: the file; missing folders are made.
        durable: also wait until the disk has it. Never on the path to the air.
        shared: see `replacing`.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    with replacing(path, durable=durable, shared=shared) as draft:
        draft.write_bytes(data)


@contextmanager
def replacing(path: Path, *, durable: bool = False, shared: bool = False) -> Iterator[Path]:
    """A draft beside `path` that replaces it if the block ends without an error.

    The draft has the suffix of `path`: encoders choose their format by it.

    Args:
        path: the file; missing folders are made.
        durable: also wait until the disk has it.
        shared: false for files of the program alone: mode 0600, in new folders of mode 0700. True for
            files of people and for the cache: a file keeps its mode; a new file and new folders get
            the mode that the umask leaves.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    draft: Path | None = None
    handle = -1
    try:
        make_folder(path.parent, shared=shared)
        draft, handle = _draft(path, shared=shared)
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
            with suppress(OSError):  # a disk that became read-only has raised its own error already
                draft.unlink(missing_ok=True)
        if handle >= 0:
            os.close(handle)


def exchange(path: Path, data: bytes, aside: Path) -> bytes | None:
    """Put `data` in place of a file of people, and return what stood there in that very moment.

    Reading first and replacing then would lose what a text editor saves in between, unseen. The kernel swaps
    the two files in one step instead, so that after a kill at any moment both are there: one at `path`, the
    other at `aside`. Where the file system cannot swap, the old file is linked to `aside` first.

    Args:
        path: the file; a symbolic link is not followed.
        aside: where what was replaced stays, on the same disk; nothing stands there.

    Returns:
        The bytes that were replaced, which are at `aside` too; None if there was no file.

    Raises:
        StoreError: disk full, no permission or another fault of the disk; or a link stands there.
    """
    try:
        make_folder(path.parent, shared=True)
        make_folder(aside.parent)
        draft, handle = _draft(path, shared=True)
        os.close(handle)  # from here on it is no draft that may be cleared: it holds somebody's words
        draft.write_bytes(data)
        sync(draft)
        draft.replace(aside)
        if not swapped(aside, path):
            return _put(aside, path)
        sync(path.parent)
        return _held(aside, path)
    except OSError as error:
        raise store_error(path, error) from error


def put_new(path: Path, data: bytes) -> bool:
    """Write a file of people that must not exist yet; false if one stands there by now.

    Raises:
        StoreError: disk full, no permission or another fault of the disk.
    """
    draft: Path | None = None
    handle = -1
    try:
        make_folder(path.parent, shared=True)
        draft, handle = _draft(path, shared=True)
        draft.write_bytes(data)
        sync(draft)
        os.link(draft, path)
        sync(path.parent)
    except FileExistsError:
        return False
    except OSError as error:
        raise store_error(path, error) from error
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        if handle >= 0:
            os.close(handle)
    return True


def take_away(path: Path, aside: Path) -> bytes | None:
    """Move a file of people to `aside`, on the same disk, and return what it held; None if there was none.

    Raises:
        StoreError: a fault of the disk.
    """
    try:
        make_folder(aside.parent)
        path.replace(aside)
        sync(path.parent)
        return _held(aside, path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_error(path, error) from error


_HERE, _SWAP = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


def swapped(one: Path, other: Path) -> bool:
    """Swap two files or two folders in one step; false where one is missing or the file system cannot."""
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return bool(swap(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP) == 0)


def _put(aside: Path, path: Path) -> bytes | None:
    """Put the file at `aside` at `path` without a swap; what stood there is at `aside` afterwards."""
    held = aside.with_name(f"{aside.name}.new")
    aside.replace(held)
    with suppress(FileNotFoundError):
        os.link(path, aside, follow_symlinks=False)
    held.replace(path)
    sync(path.parent)
    return _held(aside, path) if os.path.lexists(aside) else None


def _held(aside: Path, path: Path) -> bytes:
    """What a file held that was moved; one that is a link in fact is put back, unread.

    Raises:
        OSError: it cannot be read.
    """
    try:
        # O_NONBLOCK: to open a pipe would wait for its writer.
        handle = os.open(aside, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if aside.is_symlink():
            aside.replace(path)
        raise
    with os.fdopen(handle, "rb") as file:
        return file.read()


def make_folder(folder: Path, *, shared: bool = False) -> None:
    """Create a folder and its missing parents, with mode 0700, or by the umask if `shared`.

    Raises:
        OSError: it cannot be created.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent, shared=shared)
    # `exist_ok`: another thread or process may have created it meanwhile.
    folder.mkdir(mode=_SHARED_FOLDER if shared else _PRIVATE_FOLDER, exist_ok=True)
    # Not a private one: state/ is of the account that runs the station, whoever has the folder above.
    if shared and os.geteuid() == 0:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            _give_to_owner(handle, folder.parent)
        finally:
            os.close(handle)


def make_private(folder: Path) -> list[Path]:
    """Remove the permissions of other accounts from a folder and from everything in it; what was changed.

    A copied or restored folder may be open to everyone. Files of another account stay as they are,
    and so does everything on a disk that takes no change.
    """
    changed = []
    for place, _, files in os.walk(folder.resolve()):
        for path in (Path(place), *(Path(place, name) for name in files)):
            with suppress(OSError):
                mode = path.lstat().st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    path.chmod(stat.S_IMODE(mode) & ~0o077)
                    if not path.lstat().st_mode & 0o077:  # some disks say yes and change nothing
                        changed.append(path)
    return changed


def clear_drafts(folder: Path) -> None:
    """Remove the drafts that killed processes left in a folder: nobody holds their lock any more."""
    for draft in folder.glob(f"{_DRAFT}*"):
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - draft.stat().st_mtime > _YOUNG:
                draft.unlink()


def _draft(path: Path, *, shared: bool) -> tuple[Path, int]:
    """A new empty file beside `path`, and the handle that keeps it locked while its process lives.

    The kernel applies the umask: no thread can read it safely.
    """
    draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}{path.suffix}"
    mode = _SHARED_FILE if shared else _PRIVATE_FILE
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _give_to_owner(handle, path.parent)
        if shared:
            with suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))
    except OSError:
        os.close(handle)
        draft.unlink()
        raise
    return draft, handle


def _give_to_owner(handle: int, folder: Path) -> None:
    """Give what root makes in a folder of another account to that account, which could not use it."""
    if os.geteuid() != 0:
        return
    with suppress(OSError):  # a file system without owners, a container that may not
        about = folder.stat()
        if about.st_uid != 0:
            os.fchown(handle, about.st_uid, about.st_gid)


def store_error(path: Path, error: OSError) -> StoreError:
    """This program's error for an error of the disk at `path`."""
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
    """Wait until the disk has a file, or the entries of a folder. Raises OSError: the disk failed."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
