"""How airings ended, for those who wait for that. Thread-safe."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from broadcaster.journal.model import Outcome
from broadcaster.timetable.guard.guard import Refusal

KEPT = 400  # ends that are remembered for whoever asks later


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a request."""

    outcome: Outcome
    at: datetime
    reason: Refusal | None = None


class Ends:
    """Keeps the last ends and wakes those who wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: OrderedDict[str, Ended] = OrderedDict()

    def add(self, airing: str, ended: Ended) -> None:
        """An airing has ended."""
        with self._changed:
            self._ends[airing] = ended
            while len(self._ends) > KEPT:
                self._ends.popitem(last=False)
            self._changed.notify_all()

    def wait(self, airing: str, seconds: float) -> Ended | None:
        """How an airing ended; None if it has not within `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: airing in self._ends, seconds)
            return self._ends.get(airing)
