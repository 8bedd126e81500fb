"""Bounds the rows of a person's refused requests: a loop of them must fill neither disk nor queue."""

from __future__ import annotations

from enum import Enum, auto

from broadcaster.core.clock import Clock
from broadcaster.playout.desk.waiting_list import EACH

SPAN = 600.0  # seconds from a person's first refusal in which `EACH` of them have rows: 4 MB a day at most


class RefusalRow(Enum):
    """What the journal gets of a refused request."""

    OWN = auto()
    LAST = auto()  # a note: further ones have none
    NONE = auto()


class Refusals:
    """Counts the refused requests of each person. On the director's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[str, tuple[float, int]] = {}  # since when, and how many

    def count(self, who: str) -> RefusalRow:
        """Count one more of a person."""
        now = self._clock.monotonic()
        self._counted = {name: one for name, one in self._counted.items() if now - one[0] < SPAN}
        since, before = self._counted.get(who, (now, 0))
        self._counted[who] = since, before + 1
        if before == EACH:
            return RefusalRow.LAST
        return RefusalRow.OWN if before < EACH else RefusalRow.NONE
