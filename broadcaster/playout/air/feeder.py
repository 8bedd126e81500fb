"""The feeder: opens the files that are queued and keeps each read ahead, away from the callback."""

from __future__ import annotations

import threading
import time

from broadcaster.playout.air.take import Take

PERIOD = 0.25  # seconds between two looks; far below READ_AHEAD
HURRIED = 0.01  # the same where files are written faster than they sound


class Feeder:
    """The takes that are kept filled. One thread runs `run`; `take` may come from another."""

    def __init__(self, period: float = PERIOD) -> None:
        self._period = period
        self._takes: list[Take] = []
        self._lock = threading.Lock()

    def take(self, take: Take) -> None:
        """Keep a take filled from now on; its beginning is read already."""
        with self._lock:
            self._takes.append(take)

    def run(self) -> None:
        """Keep all takes filled, for ever: the thread ends with the process."""
        while True:
            with self._lock:
                takes = list(self._takes)
            for take in takes:
                take.fill()
                if take.over:
                    take.close()
                    with self._lock:
                        self._takes.remove(take)
            time.sleep(self._period)
