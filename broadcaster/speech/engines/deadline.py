"""A call that may never return, and an engine with a time budget while somebody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineHurried
from broadcaster.speech.model import Clip, Engine, EngineIdentity

_LOOK = 0.05  # seconds between two looks at the clock

Answer = TypeVar("Answer")


class OverdueError(Exception):
    """The time was over before the call had returned."""


def starved(thread: int) -> float:
    """Seconds in which a thread of this process could have run and had no processor; 0 where nobody counts.

    Args:
        thread: the number that the kernel gave it.
    """
    try:
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def within(
    call: Callable[[], Answer],
    *,
    deadline: float,
    clock: Clock,
    lost: Callable[[int], float] = lambda _thread: 0.0,
) -> Answer:
    """The result of `call`, run on a thread of its own.

    After the deadline that thread is abandoned. It must hold no lock that others wait for; it does
    not keep the process from ending.

    Args:
        deadline: by the monotonic clock; after it the call is not begun.
        lost: seconds that are not counted, by the number of the thread; `starved` where a service is not to
            be called slow because this computer is busy.

    Raises:
        OverdueError: the call has not returned in time.
    """
    if clock.monotonic() >= deadline:
        raise OverdueError
    done = threading.Event()
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:
            # The outermost handler of this thread: the waiting thread raises the error.
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work, name="within", daemon=True)
    thread.start()
    while not done.wait(_LOOK):
        if clock.monotonic() >= deadline + lost(thread.native_id or 0):
            raise OverdueError
    if errors:
        raise errors[0]
    return answers[0]


BUDGET = 10.0
"""Seconds in all, from the first question on: enough to load a neural voice and make thirty seconds of
speech on a small computer. Clips that were made are kept."""


class HurriedEngine:
    """An engine with a time budget for one message. The engine itself must be thread-safe."""

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
        """As the engine's own. Raises EngineHurried: the budget is spent."""
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
