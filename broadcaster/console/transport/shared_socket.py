"""The second socket, for people who have accounts of their own at the computer. The first is the station's.

`state/` is closed to other accounts, so this socket has a folder of its own: below `/run/broadcaster` where a
service has one there, else `socket/` in the station's folder. It is open to the group of the station's folder
(mode 0660); the kernel says which account asks.
"""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path
from socket import socket

from broadcaster.atomic import store_error
from broadcaster.console.transport.api_socket import NAME, bound
from broadcaster.console.transport.shared_places import BESIDE, in_runtime

_OPEN_TO_GROUP = 0o660
_FOLDER = 0o750

log = logging.getLogger(__name__)


def listen_for_group(folder: Path) -> socket:
    """A listening socket that the group of the station's folder may use.

    Raises:
        StoreError: it cannot be made, or its place belongs to somebody else.
    """
    place = _place(folder)
    group = folder.stat().st_gid
    try:
        _move_away_what_is_not_ours(place)
        with suppress(FileExistsError):
            place.mkdir(mode=_FOLDER)
        _see_that_it_is_ours(place)
        if place.name == BESIDE:  # the other one is systemd's
            place.chmod(_FOLDER)
        _give(place, group)
        listener = bound(place / NAME, mode=_OPEN_TO_GROUP)
    except OSError as error:
        raise store_error(place / NAME, error) from error
    _give(place / NAME, group)
    return listener


def place_of_shared(folder: Path) -> tuple[int, int] | None:
    """What tells the socket of `listen_for_group` from another one; None where there is none any more."""
    with suppress(OSError):
        seen = (_place(folder) / NAME).lstat()
        return seen.st_dev, seen.st_ino
    return None


def forget(folder: Path) -> None:
    """Remove the name of the socket."""
    with suppress(OSError):
        (_place(folder) / NAME).unlink(missing_ok=True)


def _place(folder: Path) -> Path:
    given = in_runtime(folder)
    # Only where the service was given this folder: another account must not find it in our stead.
    return given if str(given) in os.environ.get("RUNTIME_DIRECTORY", "").split(":") else folder / BESIDE


def _move_away_what_is_not_ours(place: Path) -> None:
    """Somebody who may write the station's folder put it there: the people's door stands all the same."""
    with suppress(OSError):
        seen = place.lstat()
        if place.name == BESIDE and (not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.geteuid()):
            place.rename(place.with_name(f".{BESIDE}-{seen.st_ino}"))


def _see_that_it_is_ours(place: Path) -> None:
    """Refuse a link, and a folder that another account has made."""
    seen = place.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.geteuid():
        raise PermissionError(1, "not a folder of ours", str(place))


def _give(path: Path, group: int) -> None:
    try:
        os.chown(path, -1, group, follow_symlinks=False)
    except OSError as error:
        log.warning("%s cannot be given to the station's group: %s", path, error)
