"""Whose the state folder is: a station runs in the account that has it."""

from __future__ import annotations

import os
import pwd
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from broadcaster.errors import ServiceError

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
