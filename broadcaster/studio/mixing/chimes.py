"""The station's own sounds: chimes and sirens, made by synthesis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from broadcaster.station.model.sound import Rest, Siren, Stroke
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.script import recipe

_NOTES = (523.25, 659.26, 783.99, 1046.50)  # Hz: C5 E5 G5 C6; horn loudspeakers reproduce them clearly
_PARTIALS = (  # of a struck bar: ratio to the note, level, seconds to fall to 1/e
    (1.0, 1.0, 0.75),
    (2.0, 0.35, 0.45),
    (3.01, 0.14, 0.3),
    (4.07, 0.07, 0.18),
)
_ATTACK = 0.008  # seconds; a softer start than a struck bar's
_STEP = 0.55  # seconds from note to note
_SECOND_BAR = 0.3  # level of a second, slightly detuned bar, for a warmer sound
_APART = 0.4  # Hz between the two bars

_SIREN_HARMONICS = (1.0, 0.4, 0.22, 0.1)
_SIREN_EDGE = 0.05

_LEVEL = 0.5  # full scale 1.0; mastering decides what is heard


def _bell(hertz: float, seconds: float, rate: int) -> NDArray[np.float64]:
    t = np.arange(int(seconds * rate)) / rate
    sound = np.zeros_like(t)
    for ratio, level, decay in _PARTIALS:
        if hertz * ratio < 0.45 * rate:
            turn = 2 * np.pi * hertz * ratio * t
            pair = np.sin(turn) + _SECOND_BAR * np.sin(turn + 2 * np.pi * _APART * t)
            sound += level * np.exp(-t / decay) * pair
    rise = np.minimum(1.0, t / _ATTACK)
    return sound * (0.5 - 0.5 * np.cos(np.pi * rise))


def _melody(notes: tuple[float, ...], rate: int) -> NDArray[np.float64]:
    length = recipe.SOUNDS["chime"]
    sound = np.zeros(int(length * rate))
    for number, hertz in enumerate(notes):
        at = int(number * _STEP * rate)
        note = _bell(hertz, length - number * _STEP, rate)
        sound[at : at + len(note)] += note[: len(sound) - at]
    return sound * _fall(len(sound), int(0.5 * rate))


def _chime_down(rate: int) -> NDArray[np.float64]:
    return _melody(_NOTES[::-1], rate)


def _runs(pattern: Siren) -> list[list[Stroke | Rest]]:
    """Its steps grouped: each group only sounds or only rests."""
    groups = groupby(pattern.whole, key=lambda step: isinstance(step, Stroke))
    return [list(steps) for _, steps in groups]


def _tone(strokes: Sequence[Stroke], rate: int) -> NDArray[np.float64]:
    """Strokes one after the other with continuous phase and soft ends."""
    ends = np.cumsum([stroke.length for stroke in strokes])
    bounds = [0, *(round(end * rate) for end in ends)]
    pitch = np.empty(bounds[-1])
    for stroke, first, last in zip(strokes, bounds, bounds[1:], strict=False):
        share = 0.5 - 0.5 * np.cos(np.pi * np.arange(last - first) / rate / stroke.length)
        pitch[first:last] = stroke.first * (stroke.last / stroke.first) ** share
    turn = 2 * np.pi * np.cumsum(pitch) / rate
    sound = np.zeros(len(turn))
    for number, level in enumerate(_SIREN_HARMONICS):
        sound += level * np.sin((number + 1) * turn)
    edge = min(int(_SIREN_EDGE * rate), len(turn) // 2)
    shaped: NDArray[np.float64] = sound * _fall(len(turn), edge) * _fall(len(turn), edge)[::-1]
    return shaped


def _fall(length: int, end: int) -> NDArray[np.float64]:
    """1, and over the last `end` frames a cosine down to 0."""
    shape = np.ones(length)
    shape[length - end :] = 0.5 + 0.5 * np.cos(np.pi * (np.arange(end) + 1) / end)
    return shape


_MAKERS: Mapping[str, Callable[[int], NDArray[np.float64]]] = MappingProxyType(
    {"chime": partial(_melody, _NOTES), "chime-down": partial(_melody, _NOTES[::-1])}
)


@cache
def sound(name: str, rate: int) -> Samples:
    """A sound of `recipe.SOUNDS`: mono float32 at `rate` Hz, the same bytes each time; not to be changed.

    Raises:
        KeyError: no such sound.
    """
    return _levelled(_MAKERS[name](rate))


def siren(pattern: Siren, rate: int) -> Samples:
    """A siren's pattern as sound; else as `sound`. Made anew at each call: a ward's own may have 35 MB."""
    made = np.zeros(round(pattern.length * rate))
    at = 0.0
    for run in _runs(pattern):
        length = sum(step.length for step in run)
        if isinstance(run[0], Stroke):
            first = round(at * rate)
            tone = _tone([step for step in run if isinstance(step, Stroke)], rate)
            made[first : first + len(tone)] = tone[: len(made) - first]
        at += length
    return _levelled(made)


def _levelled(made: NDArray[np.float64]) -> Samples:
    levelled: Samples = (made * (_LEVEL / np.abs(made).max())).astype(np.float32)
    levelled.setflags(write=False)
    return levelled
