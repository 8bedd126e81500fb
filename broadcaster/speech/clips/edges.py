"""Clips cut to the speech in them, with a fixed margin and no click at either end.

Only arrays of the standard library are used: only the ends of a clip are examined sample by sample,
and the importing process must stay small.
"""

from __future__ import annotations

import math
from array import array

VERSION = "1"
"""Part of every clip's key; raise it when the samples that come out of `trim` change."""

MARGIN = 0.020
"""Seconds of near-silence before the first and after the last sound of a clip."""

_SILENCE = 33  # of 32768: −60 dBFS, under eSpeak's softest consonant, over MP3's residue
_STEP = 0.002  # seconds examined at a time
_FADE = 0.005  # seconds; shorter fades are heard as a click (−45 dBFS at the edge)


def trim(samples: bytes, rate: int) -> bytes:
    """Cut the silence around the speech down to `MARGIN`, padding where there is less.

    Args:
        samples: mono int16 little-endian.
        rate: Hz.

    Returns:
        The same format; empty if nothing in it is louder than −60 dBFS.
    """
    sound = array("h", samples)
    step = max(1, round(rate * _STEP))
    starts = range(0, len(sound), step)
    first = next((i for i in starts if _loud(sound[i : i + step])), None)
    if first is None:
        return b""
    last = next(i for i in reversed(starts) if _loud(sound[i : i + step]))
    margin = round(rate * MARGIN)
    begin = max(0, first - margin)
    end = min(len(sound), last + step + margin)
    speech = sound[begin:end]
    _fade(speech, round(rate * _FADE))
    before = bytes(2 * (margin - (first - begin)))
    after = bytes(2 * max(0, last + step + margin - end))
    return before + speech.tobytes() + after


def silence(seconds: float, rate: int) -> bytes:
    """Samples of silence, mono int16."""
    return bytes(2 * round(seconds * rate))


def _loud(block: array[int]) -> bool:
    return max(block) > _SILENCE or min(block) < -_SILENCE


def _fade(sound: array[int], length: int) -> None:
    length = min(length, len(sound) // 2)
    for k in range(length):
        # A raised cosine: its first quarter of a millisecond is 44 dB down, a straight line's 26.
        weight = (1 - math.cos(math.pi * k / length)) / 2
        for at in (k, -1 - k):
            sound[at] = round(sound[at] * weight)
