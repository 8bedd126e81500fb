"""Whose the state folder is: a station runs in the account that has it."""

from __future__ import annotations

import os
import pwd
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
    facts = {"path": str(path), "account": _name(uid)}
    if own == 0:
        raise ServiceError("service.state_not_of_root", **facts)
    raise ServiceError("service.state_of_another", own=_name(own), state=str(state.resolve()), **facts)


def _of_others(state: Path, own: int) -> tuple[Path, int] | None:
    """The first that belongs to another account, and to which."""
    try:
        with os.scandir(state) as entries:
            for path in (state, *(Path(each.path) for each in entries if each.name != _OF_THE_DISK)):
                with suppress(FileNotFoundError):
                    uid = path.stat().st_uid  # whose link it is tells nothing
                    if uid != own:
                        return path, uid
    except OSError:
        return None  # it is not there yet; or whoever opens it hears of the disk
    return None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
