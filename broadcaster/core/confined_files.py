"""Open what people wrote below a station's folder, and nothing that a link leads to.

Who may write into `messages/` need not be who may read `state/`: a link there would have the program read its
own secrets for them. To look at the resolved path is not enough, for the link may come between look and use.
So each part of a name is opened from the descriptor of the one before, none through a link. The folder of the
station itself may be reached through one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath

from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import make_folder

_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
# To open a pipe that nobody fills would wait for its writer, without O_NONBLOCK.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | os.O_CLOEXEC
DEEPEST = 32  # folders below one another
_STATE, _SECRETS = "state", "secrets.yaml"

_others: set[tuple[int, ...]] = set()
"""Files with second names that were not below `state/`, each as it was then: to link one changes it."""
_MOST_OTHERS = 20_000  # some 4 MB


class Astray(OSError):
    """A name that leads to something else than a file or folder of its own.

    Attributes:
        part: the name up to what is wrong.
        why: `link`; `private`: a second name of a file of the program; `kind`: a pipe, a device or the like.
    """

    def __init__(self, part: str, why: str) -> None:
        super().__init__(errno.ELOOP, os.strerror(errno.ELOOP), part)
        self.part = part
        self.why = why


def open_file(root: Path, name: str) -> BufferedReader:
    """The regular file of that name below `root`, for reading; never waits.

    Raises:
        Astray: it is none, or a link lies on the way.
        OSError: it cannot be opened.
    """
    parts = PurePosixPath(name).parts
    with _descended(root, parts[:-1]) as (top, place):
        handle = _opened(parts[-1], place, name)
        try:
            seen = os.fstat(handle)
            # Copying by links gives files of people second names too; those of the program have one.
            if seen.st_nlink > 1 and name != _SECRETS and _is_private(top, seen):
                raise Astray(name, "private")
            return os.fdopen(handle, "rb")
        except BaseException:
            os.close(handle)
            raise


def open_plain(path: Path) -> BufferedReader:
    """A regular file by its path, whose last part is no link: for one that `open_file` found before.

    Raises: as `open_file`.
    """
    handle = _opened(str(path), None, path.name)
    return os.fdopen(handle, "rb")


@contextmanager
def held(root: Path, folder: str, *, make: bool = False) -> Iterator[Path]:
    """A path by which a folder below `root` is reached whatever is put in its place meanwhile.

    It holds in this process alone, and in the block. An error of the disk in the block names the file by the
    folder's name: nobody finds anything by that path.

    Args:
        folder: its name; empty for the root itself.
        make: make what is missing, with the rights that the umask leaves.

    Raises:
        Astray: a link lies on the way.
        OSError: it cannot be opened, or made.
    """
    if make:
        make_folder(root, shared=True)
    with _descended(root, PurePosixPath(folder).parts, make=make) as (_, handle):
        place = Path(f"/proc/self/fd/{handle}")
        try:
            yield place
        except StoreError as error:
            path = Path(str(error.facts.get("path", "")))
            if not path.is_relative_to(place):
                raise
            named = root / folder / path.relative_to(place)
            raise StoreError(error.code, **{**error.facts, "path": str(named)}) from error


def files_below(root: Path, folder: str) -> Iterator[str]:
    """The names of all that lies below a folder and is no folder itself, links too, in no order.

    Hidden files and folders are left out, as is what lies below `DEEPEST` folders. Nothing is listed through
    a link.

    Raises:
        Astray: the folder is a link.
        OSError: a folder cannot be listed; one that is not there is empty.
    """
    with _descended(root, ()) as (top, _):
        try:
            mode = os.stat(folder, dir_fd=top, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISLNK(mode):
            raise Astray(folder, "link")
        if not stat.S_ISDIR(mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        for place, folders, files, handle in os.fwalk(folder, dir_fd=top, onerror=_raise):
            if place.count("/") >= DEEPEST:
                folders[:] = []  # each level takes a descriptor: without an end they would be all there are
            folders[:] = [name for name in folders if not name.startswith(".")]
            links = [name for name in folders if _is_link(name, handle)]
            yield from (f"{place}/{name}" for name in (*files, *links) if not name.startswith("."))


def strays(root: Path, folder: str) -> Iterator[str]:
    """The links below a folder, or the folder itself where it is one; what cannot be listed is left out."""
    try:
        with _descended(root, ()) as (top, _):
            for name in files_below(root, folder):
                if _is_link(name, top):
                    yield name
    except Astray as error:
        yield error.part
    except OSError:
        return


@contextmanager
def _descended(root: Path, parts: tuple[str, ...], *, make: bool = False) -> Iterator[tuple[int, int]]:
    """Descriptors of the root and of the folder that these parts lead to."""
    handles = [os.open(root, _FOLDER)]
    try:
        for count, part in enumerate(parts, start=1):
            if part in ("..", "/"):
                raise Astray("/".join(parts[:count]), "link")
            if make:
                _make(part, handles[-1])
            try:
                handles.append(os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=handles[-1]))
            except OSError as error:
                if _is_link(part, handles[-1]):
                    raise Astray("/".join(parts[:count]), "link") from error
                raise
        yield handles[0], handles[-1]
    finally:
        for handle in handles:
            os.close(handle)


def _make(part: str, place: int) -> None:
    try:
        os.mkdir(part, dir_fd=place)
    except FileExistsError:
        return


def _opened(part: str, place: int | None, name: str) -> int:
    try:
        handle = os.open(part, _FILE, dir_fd=place)
    except OSError as error:
        if error.errno == errno.ELOOP and _is_link(part, place):
            raise Astray(name, "link") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Astray(name, "kind")
    return handle


def _is_link(name: str, place: int | None) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _is_private(top: int, seen: os.stat_result) -> bool:
    """True for a file that lies below `state/` too, or is secrets.yaml."""
    try:
        secrets = os.stat(_SECRETS, dir_fd=top)
        if os.path.samestat(secrets, seen):
            return True
    except OSError:
        pass
    root = os.fstat(top)
    known = (root.st_dev, root.st_ino, seen.st_dev, seen.st_ino, seen.st_ctime_ns)
    if known in _others:
        return False
    unlisted: list[str] = []
    if _holds(_STATE, top, seen, unlisted, 0):  # it may lie on another disk
        return True
    # A copy of the station by links gives all files second names, and each look would list `state/` for each.
    if not unlisted:
        if len(_others) >= _MOST_OTHERS:
            _others.clear()
        _others.add(known)
    return False


def _holds(
    name: str, place: int, seen: os.stat_result, unlisted: list[str], link: int = os.O_NOFOLLOW
) -> bool:
    """True for a file that lies in this folder or below it; what cannot be opened holds nothing."""
    try:
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | link, dir_fd=place)
    except FileNotFoundError:
        return False
    except OSError:
        unlisted.append(name)
        return False
    try:
        near = os.fstat(folder).st_dev == seen.st_dev
        with os.scandir(folder) as found:
            entries = list(found)
        if near and any(entry.inode() == seen.st_ino for entry in entries):
            return True
        below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        return any(_holds(each, folder, seen, unlisted) for each in below)
    finally:
        os.close(folder)


def _raise(error: OSError) -> None:
    raise error
