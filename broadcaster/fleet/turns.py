"""When the next round is. Pure; instants are seconds of a clock that is never set."""

from __future__ import annotations

import math
import random

EVERY = 300.0  # seconds between two rounds, and up to a fifth more or less
JITTER = 0.2
PAUSE = 30.0  # seconds from the begin of a round to the next one, however often the bell rings
AGAIN = (1.0, 5.0, 30.0)  # seconds after a round that was broken off, the more of them in a row
_FIRST = 5.0  # seconds: the wards of a province whose power came back do not ask in one moment


class RoundTurns:
    """The turns of one link. Not thread-safe.

    Args:
        every: seconds between two rounds.
        now: the instant.

    Attributes:
        due: the instant of the next round.
    """

    def __init__(self, every: float, now: float) -> None:
        self._every = every
        self._begun = -math.inf
        self._broken = 0
        self.due = now
        self.anew(now)

    def anew(self, now: float) -> None:
        """What is asked for has changed: soon."""
        self.due = now + random.uniform(0, min(_FIRST, self._every))  # noqa: S311 - no secret

    def ring(self, now: float) -> None:
        """Somebody says that there is something new."""
        self.due = min(self.due, max(now, self._begun + PAUSE))

    def begin(self, now: float) -> None:
        """A round begins."""
        self._begun, self.due = now, math.inf

    def end(self, now: float, *, whole: bool) -> None:
        """It is over; not `whole` if it told nothing. What rang meanwhile still counts."""
        self._broken = 0 if whole else self._broken + 1
        wait = self._every * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
        if self._broken:
            wait = min(wait, AGAIN[min(self._broken, len(AGAIN)) - 1])
        self.due = min(self.due, now + wait)
