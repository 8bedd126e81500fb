"""Whether a process does anything: a child that hangs is found by what the kernel says of it.

Standard library only: the process in which eSpeak speaks loads this too.
"""

from __future__ import annotations

import time

STILL = 1.0
"""Seconds asleep or stopped, without any work, after which a process that should compute is hung."""

STOPPED = 0.5
"""Seconds stopped, after which one that waits for its fork is."""

LOOK = 0.1
"""Seconds between two looks at it."""


class Stillness:
    """Watches whether a process does anything.

    One that waits for a processor or a disk is not still, however busy the machine is: only sleep
    and a stop count, and only while no time of a processor is used at all.

    Args:
        pid: the process; a child of ours, so that its number stays its own.
        states: letters of `/proc/PID/stat` that count.
        seconds: how long it must be still.
    """

    def __init__(self, pid: int, states: str = "ST", seconds: float = STILL) -> None:
        self._path = f"/proc/{pid}/stat"
        self._states = states
        self._seconds = seconds
        self._used: list[bytes] = []
        self._since = time.monotonic()

    def hung(self) -> bool:
        """Look once: true if it has been still for so long."""
        now = time.monotonic()
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would double the time to start
                # Behind the name, which may hold spaces and brackets: the state, and the user's and
                # the system's ticks as 12th and 13th.
                facts = file.read().rpartition(b")")[2].split()
            state, used = facts[0].decode(), facts[11:13]
        except (OSError, IndexError):
            return False
        if state not in self._states or used != self._used:
            self._used, self._since = used, now
        return now - self._since >= self._seconds
