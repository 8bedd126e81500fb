"""Messages to systemd: one datagram to the socket that it names (see sd_notify(3))."""

from __future__ import annotations

import logging
import os
import socket

log = logging.getLogger(__name__)


def notify(*lines: str) -> None:
    """Tell systemd `READY=1`, `STATUS=…`, `WATCHDOG=1` or `STOPPING=1`; nothing where it does not listen."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # A name that begins with "@" lies in the abstract name space.
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
            door.setblocking(False)
            door.connect(name)
            door.send("\n".join(lines).encode())
    except OSError as error:
        log.debug("systemd does not get the message: %s", error)


def watchdog() -> float | None:
    """Seconds after which systemd takes a silent station for hung; None where it does not watch."""
    pid = os.environ.get("WATCHDOG_PID", "")
    if pid and pid != str(os.getpid()):
        return None
    try:
        return int(os.environ["WATCHDOG_USEC"]) / 1e6
    except (KeyError, ValueError):
        return None
