"""What is heard in a body, one element after the other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence to be spoken and the silence after it."""

    part: int
    sentence: int
    words: str
    pause: float  # seconds
    pace: float = 1.0  # share of the station's rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence that the script asks for."""

    part: int
    length: float  # seconds
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording, by its name in the station's recordings."""

    part: int
    name: str
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """A live source: it counts in the digests and is never rendered."""

    part: int
    source: str
    length: float  # seconds
    sentence: int = 0


Element = Line | Rest | Recorded | Relayed
