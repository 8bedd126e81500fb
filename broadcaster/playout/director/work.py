"""How much of its own processor time the director's thread spends on one step: an emergency waits for it."""

from __future__ import annotations

import time
from types import TracebackType

LONG = 0.02  # seconds of processor time; an emergency is heard 75 ms after it was asked for


class Work:
    """A context for each step. Entered on one thread; read from any."""

    def __init__(self) -> None:
        self.steps = 0
        self.long = 0  # steps that took longer than `LONG`
        self.longest = 0.0  # seconds
        self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.thread_time()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        spent = time.thread_time() - self._begun
        self.steps += 1
        self.longest = max(self.longest, spent)
        self.long += spent > LONG
