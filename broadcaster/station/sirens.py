"""Siren patterns: strokes from pitch to pitch and rests. Only an emergency is opened by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


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


@cache
def shipped() -> Mapping[str, Siren]:
    """The patterns that come with the program, by name."""
    from broadcaster.station.forms.siren import SirensForm
    from broadcaster.station.forms.typed import typed
    from broadcaster.station.yaml.tree import parse

    root, problems = parse("sirens.yaml", files("broadcaster.station").joinpath("sirens.yaml").read_bytes())
    form, more = typed("sirens.yaml", root, SirensForm) if root is not None else (None, [])
    if form is None or problems or more:
        raise ValueError(f"sirens.yaml: {[*problems, *more]}")
    return MappingProxyType({name: siren.value() for name, siren in form.sirens.items()})


def named(own: Mapping[str, Siren], name: str) -> Siren | None:
    """The pattern of that name: the ward's own, or one that comes with the program."""
    return own.get(name) or shipped().get(name)
