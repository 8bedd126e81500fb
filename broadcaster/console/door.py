"""The Unix socket in `state/` through which the command line speaks to the running station.

A socket's path may hold 107 bytes, a station's folder more; so the socket is always named through
its folder's descriptor (`/proc/self/fd/N/api.sock`).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.atomic import store_error
from broadcaster.errors import ServiceError

NAME = "api.sock"


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def listen(state: Path) -> socket.socket:
    """A listening socket that only its owner may use (mode 0600). Call it under the station's lock.

    Raises:
        StoreError: the folder cannot be written.
    """
    path = state / NAME
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)
        # The mode is the socket's before it has a name: it is right from the first instant.
        os.fchmod(door.fileno(), 0o600)
        with _short(state) as name:
            door.bind(name)
        door.listen(64)
    except OSError as error:
        door.close()
        raise store_error(path, error) from error
    return door


def knock(state: Path) -> socket.socket:
    """A connection to the running station.

    Raises:
        ServiceError: no station answers.
    """
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _short(state) as name:
            door.connect(name)
    except OSError as error:
        door.close()
        raise ServiceError("service.not_running") from error
    return door
