"""The blocks `sound`, `gain`, `sirens`, `speech`, `place` and `reading` of station.yaml.

What a siren means is fixed by custom and by the local plan, not by law alone: in Việt Nam each reservoir's
own operating procedure (quy trình vận hành) says how often and how long its siren sounds before the gates
open. So a ward below a dam copies that into its own station.yaml, under `sirens:`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from broadcaster.station.model.keys import (
    MINUTE,
    Key,
    Lasting,
    Loosens,
    OneOf,
    Special,
    Text,
    Within,
    nothing,
)

Jingle = Annotated[str, OneOf(("chime", "chime-down", "none"))]  # a siren is for emergencies only


class Profile(StrEnum):
    """Which loudspeakers the sound is made for."""

    FLAT = "flat"  # sounds as it was spoken: measured best through a horn (docs/voice.md)
    HORN = "horn"  # consonants lifted, denser: for horns that sound dull


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """How everything sounds.

    The bounds are those within which people still understand the words: no text of station.yaml may make the
    station inaudible.
    """

    rate: Annotated[int, Within(16000, 48000), Key(unit="Hz")] = 24000
    loudness: Annotated[float, Within(-30, -8), Key(unit="LUFS")] = -16.0  # integrated
    true_peak: Annotated[float, Within(-6, 0), Key(unit="dBTP")] = -1.5
    high_pass: Annotated[float, Within(0, 500), Key(unit="Hz")] = 300.0  # 0 for none
    profile: Profile = Profile.FLAT
    opening: Jingle = "chime"
    closing: Jingle = "chime-down"
    emergency: Annotated[str, Text.NAME] = "siren"
    cache: Annotated[int, Within(64, 1_000_000), Key(unit="MB")] = 2048


DECIBELS = Within(-20, 12)


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
    zones: Mapping[str, float] = field(default_factory=nothing)


_PITCH = Within(100, 4000)
_SHORTEST = 0.2  # seconds
# Japan's first flood signal rests longest of those we know: 5 s on, 15 s off.
LONGEST_REST = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A tone that glides from one pitch to another."""

    first: Annotated[float, _PITCH, Key(name="from", unit="Hz", example="420")]
    # A pattern that is written without it keeps its pitch.
    last: Annotated[float, _PITCH, Key(name="to", unit="Hz", example="960", optional=True)]
    length: Annotated[float, Lasting(_SHORTEST, MINUTE), Key(name="for", example="3s")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence inside a pattern."""

    length: Annotated[float, Lasting(_SHORTEST, LONGEST_REST), Key(name="rest", example="10s")]


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

    def as_facts(self) -> list[list[object]]:
        """All that is heard, for a digest."""
        return [[type(step).__name__, *astuple(step)] for step in self.whole]


def _tone(pitch: float, length: float, *, to: float | None = None) -> Stroke:
    return Stroke(first=pitch, last=pitch if to is None else to, length=length)


# Values, not a YAML file: an emergency's process would have to load YAML's forms and pydantic for them.
SHIPPED: Mapping[str, Siren] = MappingProxyType(
    {
        # The program's own: up and down three times, in six seconds.
        "siren": Siren(steps=(_tone(480.0, 1.0, to=960.0), _tone(960.0, 1.0, to=480.0)), times=3),
        # The wail of a motor siren: slow up, slow down.
        "siren-wail": Siren(steps=(_tone(300.0, 3.0, to=650.0), _tone(650.0, 3.0, to=300.0)), times=4),
        # One long steady tone: in many countries the end of an alarm.
        # Sukumo (Kōchi): "6号", danger over, one long tone.
        "siren-steady": Siren(steps=(_tone(450.0, 20.0),)),
        # 3 s on, 2 s off. Japan: great tsunami, and fire close by (rules of the Meteorological Agency on
        # warning signs; Fire Service Act, enforcement rules).
        "siren-pulse": Siren(steps=(_tone(600.0, 3.0), Rest(length=2.0)), times=5),
        # 5 s on, 6 s off. Japan: tsunami warning; fire brigade turns out.
        "siren-fire": Siren(steps=(_tone(600.0, 5.0), Rest(length=6.0)), times=3),
        # 60 s on, 5 s off, twice, before the voice. Japan's municipal radio: leave your homes (Takamatsu).
        "siren-evacuate": Siren(steps=(_tone(500.0, 60.0), Rest(length=5.0)), times=2),
        # 20 s on, 6 s off, five times. Flood signal number 3 of Sukumo (Kōchi): water over the alert level.
        "siren-dam": Siren(steps=(_tone(420.0, 20.0), Rest(length=6.0)), times=5),
    }
)
"""The patterns that come with the program, by name."""


def named(own: Mapping[str, Siren], name: str) -> Siren | None:
    """The pattern of that name: the ward's own, or one that comes with the program."""
    return own.get(name) or SHIPPED.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Which engines speak, in order: the first that works; and how fast."""

    engines: tuple[Annotated[str, Text.ENGINE], ...] = ("piper", "gtts", "espeak")
    rate: Annotated[int, Within(100, 300)] = 185
    online: bool = True  # false: no words of a message leave the computer


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPlace:
    """Where the station stands; helps to read local names and abbreviations."""

    # Words that an alert from above says where it has none of its own for the place.
    ward: Annotated[str, Loosens.OTHER, Key(example="phường …")] = ""
    province: Annotated[str, Loosens.OTHER, Key(example="tỉnh …")] = ""
    # By which alerts from above know the ward: codes, an outline as GeoJSON, or all that is near a point.
    code: Annotated[str, Loosens.OTHER, Key(example="03151")] = ""
    outline: Annotated[str, Text.PATH, Loosens.OTHER, Key(example="ranh-gioi.geojson")] = ""
    circle: Annotated[str, Text.CIRCLE, Loosens.OTHER, Key(example="22.3964 103.4588 3")] = ""
    # The SHA-256 of what the outline says; "": it cannot be read.
    drawn: Annotated[str, Special.UNWRITTEN, Loosens.OTHER] = ""


class CodeStyle(StrEnum):
    """How the sign of a document is said: 122/QĐ-UBND."""

    EXPAND = "expand"  # một trăm hai mươi hai quyết định ủy ban nhân dân
    SHORT = "short"  # một trăm hai mươi hai
    LETTERS = "letters"  # một trăm hai mươi hai quy đê u bê nờ dê


class YearStyle(StrEnum):
    """How a year from 2000 on is said."""

    FULL = "full"  # hai nghìn không trăm hai mươi lăm
    SHORT = "short"  # hai nghìn hai mươi lăm


class Thousand(StrEnum):
    """The word for 1 000: the first in the north, the second in the south."""

    NORTH = "nghìn"
    SOUTH = "ngàn"


class Odd(StrEnum):
    """The word before the unit of 105: the first in the north, the second in the south."""

    NORTH = "linh"
    SOUTH = "lẻ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the ward's people are used to hear numbers and signs. YAML: reading."""

    codes: CodeStyle = CodeStyle.EXPAND
    years: YearStyle = YearStyle.FULL
    thousand: Thousand = Thousand.NORTH
    odd: Odd = Odd.NORTH
