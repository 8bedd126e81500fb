"""Opens the station's sockets and opens them anew where somebody removed them.

They are its own, and the one for people with accounts of their own.

`state/` is closed to other accounts, so the latter has a folder of its own: below `/run/broadcaster` where a
service has one there, else `socket/` in the station's folder. It is open to the group of the station's folder
(mode 0660); the kernel says which account asks.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socket import socket
from typing import Protocol

from broadcaster.api.protocol.station_socket import BESIDE, NAME, bound, in_runtime, listen, place_of
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.whole_files import store_error

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


AGAIN = 10.0  # seconds until what could not be opened is tried again


class Accepting(Protocol):
    """The part of `server.Server` that is needed."""

    def open(self, listener: socket) -> None:
        """Accept at one more socket."""

    def shut(self, listener: socket) -> None:
        """Accept there no more."""


class SharedDoor:
    """Call `look` now and then.

    It is open while anybody has an account of their own; where it cannot be opened, that is a fault.
    """

    def __init__(self, server: Accepting, station: StationFacade, clock: Clock) -> None:
        self._server = server
        self._station = station
        self._folder = station.access.folder
        self._now = clock.monotonic
        self._listener: socket | None = None
        self._place: tuple[int, int] | None = None
        self._looked = self._now()
        self._failed: float | None = None  # when it could not be opened last

    def look(self) -> None:
        """Open it or shut it, as the people in force have it."""
        if not self._station.access.has_other_accounts:
            self._failed = None
            self.close()
            return
        if self._listener is not None and self._now() - self._looked >= AGAIN:
            self._looked = self._now()
            if self._place != place_of_shared(self._folder):
                log.warning("the socket for other accounts was removed and is made again")
                self.close()
        if self._listener is None and (self._failed is None or self._now() - self._failed >= AGAIN):
            self._open()

    def close(self) -> None:
        """Shut it."""
        if self._listener is not None:
            self._server.shut(self._listener)
            self._listener = None
            forget(self._folder)

    def _open(self) -> None:
        try:
            self._listener = listen_for_group(self._folder)
        except BroadcasterError as error:
            if self._failed is None:
                self._station.report(error)
            self._failed = self._now()
            return
        self._failed = None
        self._place, self._looked = place_of_shared(self._folder), self._now()
        self._server.open(self._listener)
        log.info("the socket for other accounts is open")


class OwnDoor:
    """Call `look` now and then.

    Args:
        server: accepts at `listener` already.
        listener: the socket that was opened there.
        ours: false once another station has taken the folder: its socket stays.
    """

    def __init__(
        self,
        server: Accepting,
        state: Path,
        listener: socket,
        ours: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._server = server
        self._state = state
        self._listener = listener
        self._ours = ours
        self._now = clock.monotonic
        self._looked = self._now()
        self._place = place_of(state)

    def look(self) -> None:
        """Open it again if it is not there any more."""
        now = self._now()
        if now - self._looked < AGAIN:
            return
        self._looked = now
        if self._place == place_of(self._state) or not self._ours():
            return
        try:
            fresh = listen(self._state)
        except StoreError as error:
            log.warning("the station's socket is gone and cannot be made again: %s", error)
            return
        log.warning("the station's socket was removed and is made again")
        self._server.open(fresh)
        self._server.shut(self._listener)
        self._listener, self._place = fresh, place_of(self._state)
