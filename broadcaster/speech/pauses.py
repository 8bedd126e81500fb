"""The pauses at the marks inside a sentence: of one length, whoever speaks, as those of one announcer are.

Left as they come they last 0.23 s with one voice and 0.54 s with another (`python -m benchmarks.voices`).
Pure; arrays of the standard library only, see `samples`.
"""

from __future__ import annotations

from array import array

from broadcaster.speech.samples import FADE, soften

PAUSE = 0.27
"""Seconds: what the embedded voice makes by itself."""

_LEAST = 0.15  # seconds; a shorter silence may be a closed consonant
_STEP = 0.01  # seconds examined at a time
_QUIET = 0.02  # of the peaks that a tenth of the clip is over: −34 dB
_MARKS = ",;:.?!–…"


def evened(samples: bytes, rate: int, words: str) -> bytes:
    """The sound with every pause as long as `PAUSE`.

    Its longest silences are taken for pauses, as many as the words have marks inside; where the voice made
    none at a mark, none is put in.

    Args:
        samples: trimmed, mono int16 little-endian.
        rate: Hz.
    """
    sound, step, wanted = array("h", samples), round(rate * _STEP), round(rate * PAUSE)
    silences = sorted(_silences(sound, step), key=lambda found: found[0] - found[1])
    made, at = b"", 0
    for start, end in sorted(silences[: _marks_inside(words)]):
        kept = min(wanted, end - start) // 2  # on each side: there the voice dies away, and takes breath
        made += _softened(sound[at : start + kept], rate) + bytes(2 * (wanted - 2 * kept))
        at = end - kept
    return made + _softened(sound[at:], rate) if at else samples


def _silences(sound: array[int], step: int) -> list[tuple[int, int]]:
    """First frame and the one after the last of each silence that may be a pause."""
    peaks = [max(map(abs, sound[at : at + step])) for at in range(0, len(sound), step)]
    limit = sorted(peaks)[len(peaks) * 9 // 10] * _QUIET if peaks else 0.0
    found: list[tuple[int, int]] = []
    begun = len(peaks)  # the step after the last sound; what lies before the first sound is no pause
    for number, peak in enumerate(peaks):
        if peak > limit:
            if number - begun >= round(_LEAST / _STEP):
                found.append((begun * step, number * step))
            begun = number + 1
    return found


def _marks_inside(words: str) -> int:
    """How many places of the words have a mark, the last one left out."""
    pieces = words.translate(dict.fromkeys(map(ord, _MARKS), "\n")).split("\n")
    return sum(any(map(str.isalnum, piece)) for piece in pieces) - 1


def _softened(sound: array[int], rate: int) -> bytes:
    soften(sound, round(rate * FADE))
    return sound.tobytes()
