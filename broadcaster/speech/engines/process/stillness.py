"""Whether a process does anything, by its state in `/proc`: so a child that hangs is found.

Standard library only: the process in which eSpeak speaks loads this too.
"""

from __future__ import annotations

import time

STILL = 1.0
"""Seconds asleep or stopped, without any work, after which a computing process counts as hung."""

STOPPED = 0.5
"""Seconds stopped, after which a process that waits for its fork counts as hung."""

LOOK = 0.1
"""Seconds between two looks at a process."""


class Stillness:
    """Watches whether a process does anything.

    A process that waits for a processor or a disk is not still, however busy the machine is. Only
    sleeping and stopped processes count, and only while they use no processor time at all.

    Args:
        pid: the process; it must be our child, so that its number is not used again.
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
        """Look once; true if it has been still for that long."""
        now = time.monotonic()
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would double the time to start
                # After the name, which may contain spaces and brackets: the state first, the ticks of
                # user and system time as 12th and 13th.
                facts = file.read().rpartition(b")")[2].split()
            state, used = facts[0].decode(), facts[11:13]
        except (OSError, IndexError):
            return False
        if state not in self._states or used != self._used:
            self._used, self._since = used, now
        return now - self._since >= self._seconds
