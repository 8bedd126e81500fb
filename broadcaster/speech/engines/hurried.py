"""An offline engine while somebody waits: if it is not in time, the embedded engine speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from broadcaster.clock import Clock
from broadcaster.errors import EngineHurried
from broadcaster.speech.engines.deadline import OverdueError, within
from broadcaster.speech.model import Clip, Engine, EngineIdentity

BUDGET = 10.0
"""Seconds in all, from the first question on: enough to load a neural voice and make thirty seconds of
speech on a small computer. Clips that were made are kept."""

Answer = TypeVar("Answer")


class Hurried:
    """An engine with a time budget for one message. The engine itself must be thread-safe.

    Args:
        engine: what speaks.
        clock: by which the budget is counted.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.name = engine.name
        self.offline = engine.offline
        self._engine = engine
        self._clock = clock
        self._end: float | None = None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """As the engine's own; the time to measure a new voice counts, too.

        Raises:
            EngineHurried: the budget is spent.
        """
        return self._asked(lambda: self._engine.identity(voice, rate))

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """As the engine's own.

        Raises:
            EngineHurried: the budget is spent.
        """
        return self._asked(lambda: self._engine.synthesize(words, voice, rate))

    def close(self) -> None:
        """Does nothing: the owner of the engine closes it."""

    def _asked(self, call: Callable[[], Answer]) -> Answer:
        if self._end is None:
            self._end = self._clock.monotonic() + BUDGET
        try:
            return within(call, deadline=self._end, clock=self._clock)
        except OverdueError as error:
            raise EngineHurried("speech.no_time", engine=self.name, seconds=round(BUDGET)) from error
