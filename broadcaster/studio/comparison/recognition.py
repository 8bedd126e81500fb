"""How well a voice is understood by an offline recogniser, if one is installed.

The recogniser makes errors itself, so its figures only compare voices. The package `viet-asr` is not
part of the program; it must be installed separately.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from broadcaster.speech.model import Clip
from broadcaster.studio.mixing.sounds import at_rate

RATE = 16_000
"""Hz of the sound for the recogniser."""

_PEAK = 0.7
_LEAD, _TRAIL = 0.3, 0.5  # seconds of room noise before and after
_FLOOR = 10 ** (-50 / 20)
"""Noise of a quiet room and a microphone, relative to the peak. Without it the pauses are digital silence,
for which the model was not trained: then synthetic speech loses six points more."""

_WORD = re.compile(r"\w+")

Recogniser = Callable[[Clip], str]
"""Gives the words that it recognises."""


class SpeechRecogniser:
    """The recogniser, loaded. Hears one sentence at a time, about 0.9 s of work each.

    Raises:
        ImportError: `viet-asr` is not installed.
    """

    def __init__(self) -> None:
        import vietasr

        with _quiet():
            self._pipeline = vietasr.Pipeline.new().add("vietasr").build()

    def hear(self, sound: NDArray[np.float64], seed: int = 0) -> str:
        """What is understood of `sound`, mono at `RATE`, of any level; `seed` chooses the room's noise."""
        with _quiet():
            text = self._pipeline.transcribe(in_room(sound, seed), float(RATE)).text
        return " ".join(str(text).split())


def in_room(sound: NDArray[np.float64], seed: int) -> NDArray[np.int16]:
    """A sound of any level as a microphone takes it in a quiet room."""
    level = _PEAK / max(1e-6, float(np.abs(sound).max(initial=0.0)))
    room = np.concatenate((np.zeros(round(_LEAD * RATE)), sound * level, np.zeros(round(_TRAIL * RATE))))
    room += np.random.default_rng(seed).standard_normal(len(room)) * _FLOOR * _PEAK
    return np.clip(room * 32767, -32768, 32767).astype(np.int16)


def recogniser() -> Recogniser | None:
    """The recogniser, loaded; None where it is not installed."""
    try:
        listener = SpeechRecogniser()
    except ImportError:
        return None
    return lambda clip: listener.hear(np.frombuffer(at_rate(clip, RATE).samples, "<i2") / 32768)


@contextmanager
def _quiet() -> Iterator[None]:
    """The library writes its log to standard error by itself."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


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
