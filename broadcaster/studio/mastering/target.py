"""What a station's sound is mastered to."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.station.model import Profile, Sound
from broadcaster.studio import recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a master must measure."""

    loudness: float  # LUFS
    true_peak: float  # dBTP

    @property
    def ceiling(self) -> float:
        """The linear level that the limiter holds."""
        return float(10 ** ((self.true_peak - recipe.PEAK_MARGIN) / 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How everything that one station airs is mastered."""

    rate: int  # Hz
    high_pass: float  # Hz, corner of the high-pass; 0 for none
    profile: Profile  # for which loudspeakers
    target: Target


def treatment(sound: Sound) -> Treatment:
    """The treatment that a station's settings ask for."""
    return Treatment(
        rate=sound.rate,
        high_pass=sound.high_pass,
        profile=sound.profile,
        target=Target(loudness=sound.loudness, true_peak=sound.true_peak),
    )
