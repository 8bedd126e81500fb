"""How far the rows of the journal are up at the centre, and what goes next. Pure; seconds as in `turns`."""

from __future__ import annotations

import math

RETRY = 60.0  # seconds without an answer, or after one that says that the centre has less than was sent
REST = 300.0  # seconds between two questions how far the centre is, while nothing waits
_PER_KBIT = 125  # bytes a second


class RowAscent:
    """One message at a time: the next one goes when the centre has said how far it is. Not thread-safe.

    A broker that answers for the centre has nothing sent more often than `RETRY`, and no row passed over that
    the centre does not find missing: it looks at the hash before each message.

    Args:
        rate: at most so many kbit/s.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate * _PER_KBIT
        self._stored: int | None = None  # None: the centre has not said yet
        self._sent = 0  # the last row that was sent
        self._free = self._due = self._pace = -math.inf

    @property
    def stored(self) -> int | None:
        """The last row that the centre has; None while that is not known."""
        return self._stored

    def connected(self) -> None:
        """There is a new connection: ask at once how far the centre is."""
        self._stored, self._free = None, -math.inf

    def after(self, now: float, newest: int) -> int | None:
        """After which row the next message begins, at the `newest` if it only asks; None: none is due."""
        waits = self._stored is not None and self._stored < newest
        resting = self._stored is not None and not waits
        if now < (max(self._free, self._due) if resting else self._free):
            return None
        return self._stored if waits else newest

    def sent(self, now: float, last: int, size: int) -> None:
        """A message of `size` bytes went whose last row is `last`, or that asked at that row."""
        self._sent, self._due, self._pace = last, now + REST, now + size / self._rate
        self._free = max(now + RETRY, self._pace)

    def heard(self, now: float, stored: int) -> None:
        """The centre, or the broker, says how far it is."""
        back = self._stored is not None and stored < self._sent
        self._free = now + RETRY if back else self._pace
        self._stored = min(stored, self._sent)
