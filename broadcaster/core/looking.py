"""Looks at something again and again, on a thread of its own, for the years that the station runs."""

from __future__ import annotations

import logging
import threading

PATIENCE = 2.0  # seconds for a look at the end

log = logging.getLogger(__name__)


class Looker:
    """Calls `look` every so often until it is closed. One that fails is in the log; the next one comes.

    Args:
        every: seconds between two looks.
        first: seconds until the first one, where that is another.

    Attributes:
        ending: set once it is to end.
    """

    def __init__(self, name: str, every: float, first: float | None = None) -> None:
        self.ending = threading.Event()
        self._every, self._first = every, every if first is None else first
        self._looker = threading.Thread(target=self._look_on, name=name, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._looker.start()

    def close(self) -> None:
        """Look no more."""
        self.ending.set()
        if self._looker.is_alive():
            self._looker.join(PATIENCE)

    def look(self) -> float | None:
        """Look once; seconds until the next look, where these are not as always."""
        raise NotImplementedError

    def _look_on(self) -> None:
        pause = self._first
        while not self.ending.wait(pause):
            pause = self._every
            try:
                pause = self.look() or self._every
            except Exception:
                log.exception("%s", self._looker.name)
