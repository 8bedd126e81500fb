"""Siren patterns: strokes from pitch to pitch and rests. Only an emergency is opened by one."""

from dataclasses import dataclass
from typing import Annotated

from broadcaster.station.declared import MINUTE, Key, Lasting, Special, Within

_PITCH = Within(100, 4000)
_STEP = Lasting(0.2, MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A tone that glides from one pitch to another."""

    first: Annotated[float, _PITCH, Key(name="from", unit="Hz", example="420")]
    # A pattern that is written without it keeps its pitch.
    last: Annotated[float, _PITCH, Key(name="to", unit="Hz", example="960", optional=True)]
    length: Annotated[float, _STEP, Key(name="for", example="3s")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence inside a pattern."""

    length: Annotated[float, _STEP, Key(name="rest", example="10s")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Siren:
    """A pattern, sounded `times` times without a hole."""

    times: Annotated[int, Within(1, 60)] = 1  # before `steps`, whose check looks at it
    steps: Annotated[tuple[Stroke | Rest, ...], Special.WRITTEN]

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
