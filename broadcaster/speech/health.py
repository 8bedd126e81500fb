"""Which engines rest after a failure, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.clock import Clock
from broadcaster.errors import EngineBusy, SpeechError

FIRST_REST = 30.0
"""Seconds an engine rests after its first failure; doubled with each further one."""

LONGEST_REST = 600.0
"""Seconds an engine rests at most by our own rule; a server may ask for more."""

_LONGEST_ASKED = 3600.0  # seconds; a server's mistake must not take an engine away for days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    failures: int
    until: float  # monotonic seconds


class Health:
    """Remembers failures, so that a dead network costs its time-out once, not per sentence."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rests: dict[str, _Rest] = {}

    def ready(self, engine: str) -> bool:
        """True unless the engine is resting."""
        rest = self._rests.get(engine)
        return rest is None or self._clock.monotonic() >= rest.until

    def failed(self, engine: str, error: SpeechError) -> float:
        """Let the engine rest and say for how many seconds."""
        rest = self._rests.get(engine)
        failures = rest.failures + 1 if rest else 1
        seconds: float = min(FIRST_REST * 2 ** min(failures - 1, 10), LONGEST_REST)
        asked = error.facts.get("seconds") if isinstance(error, EngineBusy) else None
        if isinstance(asked, int | float):
            seconds = max(seconds, min(float(asked), _LONGEST_ASKED))
        self._rests[engine] = _Rest(failures=failures, until=self._clock.monotonic() + seconds)
        return seconds

    def worked(self, engine: str) -> None:
        """Forget the engine's failures."""
        self._rests.pop(engine, None)
