"""How the transmitter or amplifier is switched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from broadcaster.station.declared import HOUR, MINUTE, Lasting, Loosens, Special, nothing

LEAST_LEAD = 0.5  # seconds from on to the first sample at least: a relay must have time to obey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keying:
    """How the transmitter or amplifier is switched; all times in seconds."""

    type: Annotated[str, Special.WRITTEN, Loosens.NOTHING] = "none"  # of `station/registries/keyings.py`
    settle: Annotated[float, Lasting(0, 5 * MINUTE), Loosens.NOTHING] = 5.0
    noise: Annotated[float, Lasting(0, MINUTE), Loosens.NOTHING] = 1.0
    tail: Annotated[float, Lasting(0, MINUTE), Loosens.NOTHING] = 1.5
    # An emergency repeats for so long without a person's new yes.
    longest: Annotated[float, Lasting(MINUTE, 24 * HOUR), Loosens.HIGHER] = 3600.0
    # The driver's own keys as texts, those that were written.
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)

    @property
    def lead(self) -> float:
        """From on to the first sample."""
        return max(LEAST_LEAD, self.settle + self.noise)
