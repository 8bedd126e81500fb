"""Gain in dB: everywhere, by hour, by zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType
from typing import Annotated

from broadcaster.station.declared import Key, Within

DECIBELS = Within(-60, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class GainHours:
    """A gain in dB between two times of day (may cross midnight)."""

    between: tuple[time, time]
    db: Annotated[float, DECIBELS, Key(unit="dB")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Gain in dB: everywhere, by hour, by zone."""

    all: Annotated[float, DECIBELS, Key(unit="dB")] = 0.0
    hours: tuple[GainHours, ...] = ()
    zones: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
