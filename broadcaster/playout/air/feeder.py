"""The feeder: opens the files that are queued and keeps each read ahead, away from the callback."""

from __future__ import annotations

import threading
import time

from broadcaster.playout.air.take import Take

PERIOD = 0.25  # seconds between two looks; far below READ_AHEAD


class Feeder:
    """Takes in hand. One thread runs `run`; `take` may come from another."""

    def __init__(self) -> None:
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
            time.sleep(PERIOD)
