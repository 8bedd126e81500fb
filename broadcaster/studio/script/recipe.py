"""Every number that shapes how a programme sounds, with its source.

A change here changes what is heard. All numbers go into the sound digest (`as_facts`), so a change
makes every programme be rendered again.
"""

from __future__ import annotations

from types import MappingProxyType

MASTERING_VERSION = 1
"""Raise it when the mixing or mastering code changes what is heard without changing a number."""

NO_SOUND = "none"  # as the opening or closing of station.yaml
SOUNDS = MappingProxyType({"chime": 4.6, "chime-down": 4.6})
"""The sounds made by the studio itself and their lengths in seconds; others are sirens or recordings."""

AFTER_OPENING = 1.0  # seconds of silence; practice of Japan's municipal radio
BEFORE_CLOSING = 1.0
EDGE_FADE = 0.005  # seconds; shorter is heard as a click, longer eats a consonant

SLOW_PACE = 0.8  # share of the station's rate, where a script asks for words once more slowly
NUMBER_PACE = 0.9  # of sentences with a telephone number: at 185 syllables, 2.8 digits a second
BODY_TAIL = 0.05  # seconds after the last sound, in which filters ring out
LEVEL_LUFS = -20.0  # loudness of the mix where nobody speaks
MOST_LEVELLING = 24.0  # dB by which a recording may be raised or lowered to match the speech
LOUDEST_PEAK = 10.0  # dB over full scale that a raised recording may reach in the mix

BED_LEVEL = -12.0  # LU against the speech, where nobody speaks
BED_DUCK = -10.0  # dB more under speech
BED_DOWN = 0.25  # seconds of ramp before speech
BED_UP = 0.6  # seconds of ramp after it
BED_REST = 1.6  # seconds of silence from which the bed is raised
BED_LEAD = 2.0  # seconds of bed before the first word and after the last
BED_FADE = 1.5  # seconds of fade at both ends
BED_CROSSFADE = 1.0  # seconds, where it loops

COMPRESS_OVER = -4.0  # dB against the body's own loudness, where compression begins
COMPRESS_RATIO = 3.0
COMPRESS_ATTACK = 0.01  # seconds
COMPRESS_RELEASE = 0.15
HORN_LIFT = 5.0  # dB for horns, where consonants are; see docs/voice.md for the comparison
HORN_LIFT_HERTZ = 2800.0
HORN_LIFT_Q = 0.8
HORN_OVER = -10.0  # the compressor's numbers for horns, as above
HORN_RATIO = 4.0
HORN_ATTACK = 0.005
HORN_RELEASE = 0.08
LIMIT_LOOK = 0.004  # seconds over which the limiter closes
MOST_GAIN = 30.0  # dB that mastering may add: more would only raise the noise of an empty recording
PEAK_MARGIN = 0.13  # dB kept below the ceiling, for what interpolation of peaks misses


def as_facts() -> dict[str, str]:
    """All of it by name, for the sound digest."""
    return {name: repr(value) for name, value in sorted(globals().items()) if name.isupper()}
