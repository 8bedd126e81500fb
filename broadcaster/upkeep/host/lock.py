"""The lock that lets one station run for each folder, and the account that owns the state folder."""

from __future__ import annotations

import fcntl
import os
import pwd
import socket
import stat
import struct
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from broadcaster.core.errors import ServiceError
from broadcaster.core.whole_files import clear_drafts, make_folder, make_private, store_error

_OF_THE_DISK = "lost+found"  # where the folder is the top of a disk of its own: root's, and used by nobody


def see_that_it_is_ours(state: Path) -> None:
    """Refuse a state folder of another account, or one with files of another directly in it.

    A station that starts there fails at its journal later, or leaves files that the other cannot read:
    then nobody is known there and nothing is approved.

    Raises:
        ServiceError: it is another account's; the command that mends it is told.
    """
    own = os.geteuid()
    strange = _of_others(state, own)
    if strange is None:
        return
    path, uid = strange
    if _owner_of_new(state) not in (None, own):
        return  # a disk without owners, such as a memory stick's: whose a file is tells nothing there
    facts = {"path": str(path), "account": _name(uid)}
    if own == 0:
        raise ServiceError("service.state_not_of_root", **facts)
    raise ServiceError("service.state_of_another", own=_name(own), state=str(state.resolve()), **facts)


def _of_others(state: Path, own: int) -> tuple[Path, int] | None:
    """The first that belongs to another account, and to which."""
    try:
        with os.scandir(state) as entries:
            # A link was put there by hand, such as one to voices that root has for all: neither whose it is
            # nor what it leads to tells who ran the program here. What cannot be used is told by who uses it.
            inside = [each for each in entries if each.name != _OF_THE_DISK and not each.is_symlink()]
            for path in (state, *(Path(each.path) for each in inside)):
                with suppress(FileNotFoundError):
                    uid = path.stat().st_uid
                    if uid != own:
                        return path, uid
    except OSError:
        return None  # it is not there yet; or whoever opens it hears of the disk
    return None


def give_back(state: Path) -> None:
    """Give what root has made in a state folder of another account to that account.

    Else it is refused at its next start.
    """
    if os.geteuid() != 0:
        return
    with suppress(OSError):
        about = state.stat()
        if about.st_uid == 0:
            return
        for _, folders, files, place in os.fwalk(state):
            folders[:] = [name for name in folders if name != _OF_THE_DISK]
            for name in (*folders, *files):
                with suppress(OSError):  # a link, a disk without owners, a container that may not
                    _give(name, place, about)


def _give(name: str, place: int, owner: os.stat_result) -> None:
    # O_NONBLOCK: to open a pipe would wait for its writer.
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=place)
    try:
        seen = os.fstat(handle)
        # That account could have linked a file of root's from elsewhere, to be given it.
        ours = stat.S_ISDIR(seen.st_mode) or (stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1)
        if seen.st_uid == 0 and ours:
            os.fchown(handle, owner.st_uid, owner.st_gid)
    finally:
        os.close(handle)


def _owner_of_new(state: Path) -> int | None:
    """Whose a file is that is made there; None where none can be made. None stays."""
    try:
        with tempfile.TemporaryFile(dir=state) as made:
            return os.fstat(made.fileno()).st_uid
    except OSError:
        return None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


PATIENCE = 2.0
"""Seconds in which a lock that is held may become free.

A lock can outlive the kill of its process: by 20 to 130 ms (measured) until the process is really gone, by
more where it waits for its disk; and by 1 to 3 ms after that where it was killed in the middle of starting a
child, which holds all that its parent held between fork and exec. `doctor`, too, has the lock for the moment
in which it looks.
"""

_AGAIN = 0.02  # seconds between two tries
_ASKERS = 4096  # who looks whether a station runs; the kernel ends its list here, whatever is asked for
_PEER = struct.Struct("3i")  # process, account, group


class StationLock:
    """Holds `state/lock` while the process lives; the kernel releases it however the process ends.

    It also listens at a name of its folder that is no file, so that a disk on which none can be made keeps no
    station from its emergencies. The kernel tells whose process began to listen there: another account's
    keeps nobody out.

    Args:
        whoever: also where it is another account's: root warns the village, or frees a transmitter.

    Attributes:
        loose: the names of what other accounts could reach in the state folder until it was locked.

    Raises (on entering):
        ServiceError: another process airs from this folder, or its state folder is another account's.
        StoreError: there is no such folder.
    """

    def __init__(self, state: Path, *, whoever: bool = False) -> None:
        self._path = state / "lock"
        self._whoever = whoever
        self._handle: int | None = None
        self._name: socket.socket | None = None
        self.loose: list[str] = []

    def __enter__(self) -> StationLock:
        if not self._whoever:
            see_that_it_is_ours(self._path.parent)
        end = time.monotonic() + PATIENCE
        while not self._take():
            self._let_go()
            if time.monotonic() >= end:
                raise ServiceError("service.already_running", pid=self._holder())
            time.sleep(_AGAIN)
        self._sign()
        self.loose = _names(self._path.parent, make_private(self._path.parent))
        clear_drafts(self._path.parent)
        return self

    def holds(self) -> bool:
        """False once another station has locked what is at the path by now: the folder was made again.

        To be asked again and again: those who looked meanwhile stand in line for the name until then.
        """
        with suppress(OSError):
            while self._name is not None:
                self._name.accept()[0].close()
        try:
            found = self._path.stat()
        except OSError:
            return True  # nothing is there, so nobody else has it
        if self._handle is not None:
            mine = os.fstat(self._handle)
            if (found.st_dev, found.st_ino) == (mine.st_dev, mine.st_ino):
                return True
        return not _is_locked(self._path)

    def _take(self) -> bool:
        """Take the name and the file; false where another has one of them."""
        folder = self._path.parent.parent
        with suppress(OSError):
            make_folder(self._path.parent)
        try:
            address = _address(folder)
        except OSError as error:
            raise store_error(folder, error) from error
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(address)
            name.listen(_ASKERS)
            name.setblocking(False)
            self._name = name
        except OSError:
            name.close()
            if _listens(address):
                return False
        try:
            self._handle = self._file()
        except OSError:
            return True  # the disk takes none
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            os.close(self._handle)
            self._handle = None
        return True

    def _file(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)  # to lock it takes no right to write

    def _sign(self) -> None:
        """Write down who holds it. It is for people only: a full or read-only disk does not take it."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
                os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def _holder(self) -> str:
        """The number of the process that holds the lock, as far as it could write it down."""
        with suppress(OSError):
            return self._path.read_text("ascii", "replace").strip() or "?"
        return "?"

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
        if self._name is not None:
            self._name.close()
        self._handle = self._name = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._whoever:
            give_back(self._path.parent)
        self._let_go()


def is_held(state: Path) -> bool:
    """True while a station runs on the folder whose `state` this is."""
    try:
        named = _listens(_address(state.parent))
    except OSError:
        named = False
    return named or _is_locked(state / "lock")


def _is_locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _address(folder: Path) -> str:
    """The name of a folder at which its station listens. Raises OSError: it is not there."""
    seen = folder.stat()
    return f"\0broadcaster-{seen.st_dev:x}-{seen.st_ino:x}"


def _listens(address: str) -> bool:
    """True if a process of our account or root's began to listen there: it is a station.

    A program of the system that another account began, such as `su`, runs as root; what the kernel keeps is
    who began to listen.
    """
    with socket.socket(socket.AF_UNIX) as asked:
        asked.setblocking(False)
        try:
            asked.connect(address)
            told = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
        except OSError:
            return False
    _, uid, _ = _PEER.unpack(told)
    return uid in (0, os.geteuid())


def _names(state: Path, changed: list[Path]) -> list[str]:
    """The folder and the files directly in it, where the secrets are; recordings keep rights of their own."""
    place = state.resolve()
    return [path.name for path in changed if path == place or (path.parent == place and not path.is_dir())]
