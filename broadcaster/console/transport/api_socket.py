"""The Unix socket in `state/` through which the command line speaks to the running station.

The path of a Unix socket may have 107 bytes, and a station's folder more. So the socket is always named
through the descriptor of its folder (`/proc/self/fd/N/api.sock`). Where the disk takes no file any more the
socket lies in the station's spare folder in memory: people must still be able to ask for an emergency.
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
BACKLOG = 1024  # connections that the kernel keeps for the acceptor; the next one waits in `connect`
PATIENCE = 10.0  # seconds until the kernel must have taken the connection


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
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)
        # Set the mode before the socket has a name: nobody can open it in between.
        os.fchmod(listener.fileno(), 0o600)
        with _short(path) as name:
            listener.bind(name)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), round(seconds % 1 * 1_000_000))


def connect(state: Path) -> socket.socket:
    """A connection to the running station.

    Raises:
        ServiceError: no station runs, or it does not take the connection.
    """
    fault: OSError | None = None
    for path in (folder / NAME for folder in (state, *spare.kept(state.parent))):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Not `settimeout`: with it `connect` fails at once where the backlog is full.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(PATIENCE))
        try:
            with _short(path) as name:
                connection.connect(name)
        except BlockingIOError as error:
            connection.close()
            raise ServiceError("service.no_answer") from error
        except OSError as error:
            connection.close()
            fault = error
        else:
            return connection
    raise ServiceError("service.not_running") from fault
