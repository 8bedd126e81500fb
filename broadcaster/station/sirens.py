"""Siren patterns: strokes from pitch to pitch and rests. Only an emergency is opened by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A tone that glides from one pitch to another."""

    first: float  # Hz
    last: float
    length: float  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence inside a pattern."""

    length: float  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Siren:
    """A pattern, sounded `times` times without a hole."""

    steps: tuple[Stroke | Rest, ...]
    times: int = 1

    @property
    def whole(self) -> tuple[Stroke | Rest, ...]:
        """All that is heard, in order; a rest at the very end is not."""
        steps = self.steps * self.times
        while steps and isinstance(steps[-1], Rest):
            steps = steps[:-1]
        return steps

    @property
    def length(self) -> float:
        """Seconds from the first sound to the last."""
        return sum(step.length for step in self.whole)
