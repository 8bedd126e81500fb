"""Gain in dB: everywhere, by hour, by zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class GainHours:
    """A gain in dB between two times of day (may cross midnight)."""

    between: tuple[time, time]
    db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Gain in dB: everywhere, by hour, by zone."""

    all: float = 0.0
    hours: tuple[GainHours, ...] = ()
    zones: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
