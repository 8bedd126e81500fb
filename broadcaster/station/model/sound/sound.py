"""The house sound: one loudness for everything on the air."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Key, OneOf, Text, Within

Jingle = Annotated[str, OneOf(("chime", "chime-down", "none"))]  # a siren is for emergencies only


class Profile(StrEnum):
    """Which loudspeakers the sound is made for."""

    FLAT = "flat"  # sounds as it was spoken: measured best through a horn (docs/voice.md)
    HORN = "horn"  # consonants lifted, denser: for horns that sound dull


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """How everything sounds."""

    rate: Annotated[int, Within(16000, 48000), Key(unit="Hz")] = 24000
    loudness: Annotated[float, Within(-40, -8), Key(unit="LUFS")] = -16.0  # integrated
    true_peak: Annotated[float, Within(-12, 0), Key(unit="dBTP")] = -1.5
    high_pass: Annotated[float, Within(0, 1000), Key(unit="Hz")] = 300.0  # 0 for none
    profile: Profile = Profile.FLAT
    opening: Jingle = "chime"
    closing: Jingle = "chime-down"
    emergency: Annotated[str, Text.NAME] = "siren"
    cache: Annotated[int, Within(64, 1_000_000), Key(unit="MB")] = 2048
