"""The profiles for mastering a station's sound.

Loudness and peak, filters and compressor for each kind of loudspeaker.
"""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.station.model.sound import Profile, Sound
from broadcaster.studio.mastering.filters import Biquad, bell, high_pass
from broadcaster.studio.script import recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How much and how fast a compressor reduces the dynamic range."""

    over: float  # dB against the sound's own loudness, where it begins
    ratio: float
    attack: float  # seconds
    release: float  # seconds


_DENSITY = {
    Profile.FLAT: Density(
        over=recipe.COMPRESS_OVER,
        ratio=recipe.COMPRESS_RATIO,
        attack=recipe.COMPRESS_ATTACK,
        release=recipe.COMPRESS_RELEASE,
    ),
    Profile.HORN: Density(
        over=recipe.HORN_OVER, ratio=recipe.HORN_RATIO, attack=recipe.HORN_ATTACK, release=recipe.HORN_RELEASE
    ),
}


def density(profile: Profile) -> Density:
    """The compressor of a profile."""
    return _DENSITY[profile]


def sections(profile: Profile, hertz: float, rate: int) -> tuple[Biquad, ...]:
    """The filters of a profile: the station's high-pass and, for horns, a lift of the consonants.

    Args:
        hertz: corner of the high-pass, 0 for none.
        rate: Hz.
    """
    if profile is Profile.FLAT:
        return high_pass(hertz, rate)
    lift = bell(recipe.HORN_LIFT_HERTZ, recipe.HORN_LIFT, recipe.HORN_LIFT_Q, rate)
    return (*high_pass(hertz, rate), lift)


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
