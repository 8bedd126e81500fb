"""How well a voice is understood: by an offline recogniser, where one is installed.

It errs by itself, so its figures compare voices and say nothing of one alone. The package `viet-asr`
is no part of the program: whoever wants the figures installs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from broadcaster.speech.model import Clip
from broadcaster.studio.resampling import at_rate

_RATE = 16000  # Hz that the recogniser takes
_WORD = re.compile(r"\w+")

Recogniser = Callable[[Clip], str]
"""Gives the words that it hears."""


def recogniser() -> Recogniser | None:
    """The recogniser, loaded; None where it is not installed."""
    try:
        import vietasr
    except ImportError:
        return None
    pipeline = vietasr.Pipeline.new().add("vietasr").build()

    def hear(clip: Clip) -> str:
        samples = np.frombuffer(at_rate(clip, _RATE).samples, "<i2")
        return str(pipeline.transcribe(samples, float(_RATE)).text)

    return hear


def understood(said: Sequence[str], heard: Sequence[str]) -> float:
    """Share of the syllables of some sentences that were heard as they were said, 0 … 1.

    What was heard too much counts against it, as in the usual error rate.
    """
    wrong = count = 0
    for words, found in zip(said, heard, strict=True):
        wanted = _WORD.findall(words.lower())
        wrong += _distance(wanted, _WORD.findall(found.lower()))
        count += len(wanted)
    return max(0.0, 1 - wrong / count) if count else 0.0


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """The fewest words to change, add or leave out that make one list the other."""
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, start=1):
        corner, row[0] = row[0], number
        for at, found in enumerate(other, start=1):
            change = corner + (word != found)
            corner = row[at]
            row[at] = min(change, row[at] + 1, row[at - 1] + 1)
    return row[-1]
