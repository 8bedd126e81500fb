"""Puts numbered chunks of sound back into their order. Pure: the caller gives the time.

Chunks come over several connections and may overtake each other or be lost. What is missing is
waited for a moment and then given up, for a voice that is late is worth less than a short gap.
"""

from __future__ import annotations

PATIENCE = 0.2  # seconds that a missing chunk is waited for
MOST = 32  # chunks that wait at most


class Reorder:
    """Chunks numbered from 0 on."""

    def __init__(self) -> None:
        self.lost = 0  # chunks given up
        self._next = 0
        self._waiting: dict[int, bytes] = {}
        self._since: float | None = None

    def push(self, number: int, data: bytes, now: float) -> list[bytes]:
        """Take a chunk; those that are in order now. Late and repeated ones are dropped."""
        if number >= self._next:
            self._waiting.setdefault(number, data)
        return self.due(now)

    def due(self, now: float) -> list[bytes]:
        """What is in order now, or has waited long enough for what is missing."""
        ready = self._in_order()
        if self._waiting:
            self._since = now if self._since is None or ready else self._since
            if now - self._since >= PATIENCE or len(self._waiting) > MOST:
                following = min(self._waiting)
                self.lost += following - self._next
                self._next = following
                ready += self._in_order()
                self._since = now
        if not self._waiting:
            self._since = None
        return ready

    def _in_order(self) -> list[bytes]:
        ready = []
        while self._next in self._waiting:
            ready.append(self._waiting.pop(self._next))
            self._next += 1
        return ready
