"""The program's own files: the station runs from a copy, so that an update in place changes nothing under it.

`pip install -U` or `git pull` replaces files while a station runs. What it loads later (a page, the air
process after a fault of the sound server) would be of another version than what is loaded already, or half of
one. So `broadcaster run` copies the package once, and goes on from the copy together with all its children.
One copy serves every station of the account and every start, until the files are others.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
ORIGIN = "BROADCASTER_PROGRAM"
"""The environment variable of a station that runs from a copy: the folder whose copy that is."""

_CACHE = "__pycache__"
_TRIES = 3  # the files may change while they are copied

log = logging.getLogger(__name__)


def stamp(package: Path) -> str:
    """Names, sizes and times of a package's files as a short text, and what it says of its version.

    Packages are built with the times of a commit: two versions may differ in one letter alone.
    """
    told = sha256()
    with suppress(OSError):
        told.update((package / "__init__.py").read_bytes())
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != _CACHE)
        for name in sorted(files):
            with suppress(OSError):  # it goes in this moment: then the stamp is another
                about = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - thousands of them
                told.update(
                    f"{folder[len(str(package)) :]}/{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode()
                )
    return told.hexdigest()[:16]


def changed() -> bool:
    """True if this is a copy, and the files that it was made from are others by now. Reads the disk."""
    origin = os.environ.get(ORIGIN)
    return origin is not None and _is_copy(PACKAGE) and stamp(Path(origin)) != _stamp_of(PACKAGE)


def identity() -> str:
    """Which files this process runs from, and what they were: another process compares it with its own."""
    return f"{_place()} {_stamp_of(PACKAGE) if _is_copy(PACKAGE) else stamp(PACKAGE)}"


def is_older(told: str) -> bool:
    """True if a process with this identity runs from our files, and from others than they are now.

    One that was installed elsewhere tells nothing: there the same files have other times.
    """
    return told.partition(" ")[0] == _place() and told != identity()


def _place() -> str:
    """The folder of the files, as a text that does not name it."""
    origin = os.environ.get(ORIGIN) if _is_copy(PACKAGE) else None
    return sha256(str(origin or PACKAGE).encode()).hexdigest()[:16]


def run_from_a_copy() -> None:
    """Begin anew from a copy of the package, with the same arguments and number.

    Returns where this is a copy already, where the program was not started as a command, and where no copy
    can be made: then the station runs from the files as they are.
    """
    if ORIGIN in os.environ or not _is_command():
        return
    for place in places():
        try:
            folder, handle = _copy(PACKAGE, place)
        except OSError as error:
            log.info("no copy of the program in %s: %s", place, error)
            continue
        os.set_inheritable(handle, True)  # its lock marks the copy as in use
        os.environ[ORIGIN] = str(PACKAGE)
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
        os.execv(sys.executable, [sys.executable, "-m", PACKAGE.name, *sys.argv[1:]])  # noqa: S606 - itself


def places() -> tuple[Path, ...]:
    """Where a copy may lie, best first: what systemd gives the service alone, a disk, memory."""
    given = os.environ.get("RUNTIME_DIRECTORY", "")
    return (*(Path(each) for each in given.split(":") if each), Path("/tmp"), Path("/dev/shm"))  # noqa: S108


def _copy(package: Path, place: Path) -> tuple[Path, int]:
    """A folder with a copy of the package, and a descriptor that holds it.

    Raises:
        OSError: it cannot be made.
    """
    for _ in range(_TRIES):
        now = stamp(package)
        folder = place / f"{_prefix()}{now}"
        if not folder.exists():
            _make(package, folder)
            if stamp(package) != now:
                shutil.rmtree(folder, ignore_errors=True)
                continue
        if not _is_ours(folder):
            raise PermissionError(f"{folder} belongs to somebody else")
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_SH)
        if stamp(folder / package.name) == now:
            _clear(place, {folder})
            return folder, handle
        os.close(handle)  # damaged, or removed in this moment
        shutil.rmtree(folder, ignore_errors=True)
    raise FileNotFoundError(package)


def _make(package: Path, folder: Path) -> None:
    """Copy the package into a folder that is whole or absent."""
    made = Path(tempfile.mkdtemp(prefix=f"{_prefix()}new-", dir=folder.parent))
    handle = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)  # another station that clears up leaves it alone
        shutil.copytree(package, made / package.name, ignore=_left_out)
        made.rename(folder)
    except shutil.Error as error:  # a file went while it was copied, or the place is full
        raise OSError(str(error)[:200]) from error
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):  # another station was faster
            raise
    finally:
        os.close(handle)
        shutil.rmtree(made, ignore_errors=True)


def _left_out(folder: str, names: list[str]) -> Collection[str]:
    """What no process of this interpreter loads: code compiled for another one."""
    if os.path.basename(folder) != _CACHE:  # noqa: PTH119
        return ()
    own = f".{sys.implementation.cache_tag}."
    return [name for name in names if own not in name]


def _clear(place: Path, used: Collection[Path]) -> None:
    """Remove copies that no station runs from."""
    for left in place.glob(f"{_prefix()}*"):
        if left in used or not _is_ours(left):
            continue
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _prefix() -> str:
    return f"broadcaster-program-{os.geteuid()}-"


def _stamp_of(package: Path) -> str:
    return package.parent.name.removeprefix(_prefix())


def _is_copy(package: Path) -> bool:
    return package.parent.name.startswith(_prefix())


def _is_ours(folder: Path) -> bool:
    """True for a private folder of this account that is no link: everybody may write where it lies."""
    with suppress(OSError):
        about = folder.lstat()
        private = not about.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and private
    return False


def _is_command() -> bool:
    """True where this process is the command `broadcaster`, not another program that uses the package."""
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        return spec.name in (PACKAGE.name, f"{PACKAGE.name}.__main__")
    return Path(str(getattr(main, "__file__", ""))).name == PACKAGE.name
