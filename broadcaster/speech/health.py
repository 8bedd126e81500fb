"""Which engines rest after a failure, and until when: a circuit breaker for each engine."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from broadcaster.clock import Clock
from broadcaster.errors import EngineBusy, SpeechError

FIRST_REST = 30.0
"""Seconds an engine rests after a failure; twice that after the second in a row."""

ENOUGH = 3
"""Failed tries in a row after which an engine is taken for broken."""

LONG_REST = 300.0
"""Seconds a broken engine rests; then one try decides whether it rests as long again."""

_LONGEST_ASKED = 3600.0  # seconds; a server's mistake must not take an engine away for days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    tries: int  # failed in a row
    until: float  # monotonic seconds


class Health:
    """Remembers failures, so that a dead network costs its time-out once, not per sentence. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rests: dict[str, _Rest] = {}

    def ready(self, engine: str) -> bool:
        """True unless the engine is resting."""
        with self._lock:
            rest = self._rests.get(engine)
        return rest is None or self._clock.monotonic() >= rest.until

    def failed(self, engine: str, error: SpeechError) -> float:
        """Let the engine rest and say for how many seconds.

        An engine that has tried several times by itself says so in the error's fact `tries`.
        """
        with self._lock:
            rest = self._rests.get(engine)
            tries = (rest.tries if rest else 0) + _number(error, "tries", 1)
            seconds = LONG_REST if tries >= ENOUGH else FIRST_REST * tries
            asked = _number(error, "seconds", 0) if isinstance(error, EngineBusy) else 0
            seconds = max(seconds, min(float(asked), _LONGEST_ASKED))
            self._rests[engine] = _Rest(tries=tries, until=self._clock.monotonic() + seconds)
        return seconds

    def worked(self, engine: str) -> None:
        """Forget the engine's failures."""
        with self._lock:
            self._rests.pop(engine, None)


def _number(error: SpeechError, fact: str, default: int) -> int:
    value = error.facts.get(fact)
    return value if isinstance(value, int) else default
