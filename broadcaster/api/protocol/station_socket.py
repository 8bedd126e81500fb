"""The Unix socket through which the command line speaks to the running station.

Also the places where the socket may be.

The path of a Unix socket may have 107 bytes, and a station's folder more. So the socket is always named
through the descriptor of its folder (`/proc/self/fd/N/api.sock`). Where the disk takes no file any more the
socket lies in the station's spare folder in memory: people must still be able to ask for an emergency.
"""

from __future__ import annotations

import os
import pwd
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.api.protocol.peer import account_at
from broadcaster.core import spare_folders
from broadcaster.core.errors import ServiceError
from broadcaster.core.whole_files import make_folder, store_error
from broadcaster.upkeep.host.systemd import RUNTIME, station_id

BESIDE = "socket"
"""The folder in the station's own, where no service has one below /run."""


def in_runtime(folder: Path) -> Path:
    """The place that the service of the station in `folder` has."""
    return RUNTIME / station_id(folder)


def places(folder: Path) -> Iterator[Path]:
    """Where the socket of the station in `folder` may be, best first."""
    yield in_runtime(folder)
    yield folder / BESIDE


NAME = "api.sock"
VERSION = "X-Broadcaster-Version"  # the header of each answer that says which version of the program runs
PROGRAM = "X-Broadcaster-Program"  # the same of its files, see `core.program.identity`
BACKLOG = 1024  # connections that the kernel keeps for the acceptor; the next one waits in `connect`
PATIENCE = 10.0  # seconds until the kernel must have taken the connection


@contextmanager
def _short(path: Path) -> Iterator[str]:
    handle = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)


def listen(state: Path) -> socket.socket:
    """A listening socket that only its owner may use (mode 0600). Call it under the station's lock.

    Raises:
        StoreError: the folder cannot be written.
    """
    path = state / NAME
    try:
        make_folder(state)
        return bound(path)
    except OSError as error:
        for folder in spare_folders.made(state.parent):
            with suppress(OSError):
                return bound(folder / NAME)
        raise store_error(path, error) from error


def place_of(state: Path) -> tuple[int, int] | None:
    """What tells the socket that `listen` made from another one; None where there is none any more."""
    for folder in (state, *spare_folders.kept(state.parent)):
        with suppress(OSError):
            seen = (folder / NAME).lstat()
            return seen.st_dev, seen.st_ino
    return None


def bound(path: Path, mode: int = 0o600) -> socket.socket:
    """A listening socket of that name, whose folder is there and is no link.

    Raises:
        OSError: it cannot be made.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)
        # The mode is set before the socket has a name, and once more as the mask of this process takes from
        # it. Nobody can connect before `listen`.
        os.fchmod(listener.fileno(), mode)
        with _short(path) as name:
            listener.bind(name)
            os.chmod(name, mode)  # noqa: PTH101 - by the descriptor of the folder
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), round(seconds % 1 * 1_000_000))


def connect(state: Path) -> socket.socket:
    """A connection to the running station, at its own socket or at the one for other accounts.

    Raises:
        ServiceError: no station runs, or it does not take the connection.
    """
    faults: list[OSError] = []
    for place in (state, *spare_folders.kept(state.parent), *places(state.parent)):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Not `settimeout`: with it `connect` fails at once where the backlog is full.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(PATIENCE))
        try:
            with _short(place / NAME) as name:
                connection.connect(name)
            if _is_stations(connection, state.parent):
                return connection
            connection.close()
        except BlockingIOError as error:
            connection.close()
            raise ServiceError("service.no_answer") from error
        except OSError as error:
            connection.close()
            faults.append(error)
    if any(isinstance(each, PermissionError) for each in faults):
        raise ServiceError("service.closed_to_account", account=_owner(state.parent)) from faults[-1]
    raise ServiceError("service.not_running") from (faults[-1] if faults else None)


def _is_stations(connection: socket.socket, folder: Path) -> bool:
    """True if the account at the other end may run the station: passwords go into this connection."""
    return account_at(connection) in {0, os.geteuid(), folder.stat().st_uid}


def _owner(folder: Path) -> str:
    number = folder.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
