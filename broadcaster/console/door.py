"""The Unix socket in `state/` through which the command line speaks to the running station.

A socket's path may hold 107 bytes, a station's folder more; so the socket is always named through
its folder's descriptor (`/proc/self/fd/N/api.sock`). On a disk that takes no file any more it lies
in the station's spare room in memory instead: an emergency must still be asked for.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster import spare
from broadcaster.atomic import store_error
from broadcaster.errors import ServiceError

NAME = "api.sock"
BACKLOG = (
    1024  # connections that the kernel keeps for the doorman; above it a crowd's next one waits in `connect`
)
PATIENCE = 10.0  # seconds to be let in


@contextmanager
def _short(path: Path) -> Iterator[str]:
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
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
        return _bound(path)
    except OSError as error:
        for folder in spare.made(state.parent):
            with suppress(OSError):
                return _bound(folder / NAME)
        raise store_error(path, error) from error


def _bound(path: Path) -> socket.socket:
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)
        # The mode is the socket's before it has a name: it is right from the first instant.
        os.fchmod(door.fileno(), 0o600)
        with _short(path) as name:
            door.bind(name)
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), round(seconds % 1 * 1_000_000))


def knock(state: Path) -> socket.socket:
    """A connection to the running station.

    Raises:
        ServiceError: no station is there, or it lets nobody in.
    """
    fault: OSError | None = None
    for path in (folder / NAME for folder in (state, *spare.kept(state.parent))):
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # A time-out of Python's own would fail at once where the kernel keeps no more for the doorman.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(PATIENCE))
        try:
            with _short(path) as name:
                door.connect(name)
        except BlockingIOError as error:
            door.close()
            raise ServiceError("service.no_answer") from error
        except OSError as error:
            door.close()
            fault = error
        else:
            return door
    raise ServiceError("service.not_running") from fault
