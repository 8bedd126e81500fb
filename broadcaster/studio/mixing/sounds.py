"""What can stand in a mix, read stretch by stretch, and the change of its rate.

pydub's own (`audioop.ratecv`) interpolates linearly: its aliases can be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import gcd
from typing import Protocol

import numpy as np

from broadcaster.speech.model import Clip
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.script import recipe

_EDGE_LEVEL = 10 ** (-70 / 20)  # an edge under this needs no fade
_EDGE_LOOK = 0.00025  # seconds


class MixSound(Protocol):
    """Mono 16-bit samples of known length; a `Clip` is one."""

    @property
    def rate(self) -> int:
        """Hz."""

    @property
    def frames(self) -> int:
        """Length in frames."""

    def stretch(self, start: int, frames: int) -> bytes:
        """The samples of `frames` from `start` on."""


class Late:
    """A sound that is made each time a stretch of it is asked for.

    Args:
        make: gives it, the same each time, and quickly.
        frames: its length.
        rate: Hz.
    """

    def __init__(self, make: Callable[[], Clip], frames: int, rate: int) -> None:
        self._make = make
        self.frames = frames
        self.rate = rate

    def stretch(self, start: int, frames: int) -> bytes:
        """See `MixSound`."""
        return self._make().stretch(start, frames)


class _Softened:
    """A sound with a fade of `length` frames at each end that is `loud`."""

    def __init__(self, sound: MixSound, loud: tuple[bool, bool]) -> None:
        self._sound = sound
        self._loud = loud
        self.rate, self.frames = sound.rate, sound.frames
        length = min(round(recipe.EDGE_FADE * self.rate), self.frames // 2)
        turn = np.pi * np.arange(length) / max(1, length)
        self._rise = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)

    def stretch(self, start: int, frames: int) -> bytes:
        """See `MixSound`."""
        soft = np.frombuffer(self._sound.stretch(start, frames), "<i2").astype(np.float32)
        rise, late = self._rise, self.frames - len(self._rise)
        if self._loud[0]:
            first = rise[start : start + frames]
            soft[: len(first)] *= first
        if self._loud[1] and start + frames > late:
            fall = rise[::-1][max(0, start - late) : start + frames - late]
            soft[frames - len(fall) :] *= fall
        return np.rint(soft).astype("<i2").tobytes()


def softened(sound: MixSound) -> MixSound:
    """`sound` with a short fade at each end that would click against silence."""
    look = min(sound.frames, max(2, int(_EDGE_LOOK * sound.rate)))
    loud = [
        np.abs(np.frombuffer(sound.stretch(at, look), "<i2").astype(np.int32)).max(initial=0)
        > _EDGE_LEVEL * 32768
        for at in (0, sound.frames - look)
    ]
    return _Softened(sound, (bool(loud[0]), bool(loud[1]))) if any(loud) else sound


def with_soft_edges(clip: Clip) -> Clip:
    """A clip as `softened`; the clip itself where no end is loud."""
    soft = softened(clip)
    return clip if soft is clip else Clip(samples=soft.stretch(0, soft.frames), rate=clip.rate)


def floats(sound: MixSound) -> Samples:
    """The samples of a sound as float32, full scale 1.0."""
    return _floats(sound.stretch(0, sound.frames))


def blocks(sound: MixSound) -> Iterator[Samples]:
    """As `floats`, in blocks."""
    length = shape(sound.rate).block
    for start in range(0, sound.frames, length):
        yield _floats(sound.stretch(start, min(length, sound.frames - start)))


def _floats(samples: bytes) -> Samples:
    return np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(32768)


_PAD = 64  # frames of silence after the end: the transform takes the sound for periodic
_PRIMES = (2, 3, 5)
_KEPT = 16  # results that are remembered while a message is edited: 10 MB


@lru_cache(maxsize=_KEPT)
def at_rate(clip: Clip, rate: int) -> Clip:
    """`clip` at `rate` Hz; the clip itself where it has that rate already."""
    if clip.rate == rate or not clip.samples:
        return clip if clip.rate == rate else Clip(samples=b"", rate=rate)
    common = gcd(clip.rate, rate)
    up, down = rate // common, clip.rate // common
    pieces = _smooth(-(-(clip.frames + _PAD) // down))
    signal = np.zeros(pieces * down, np.float32)
    signal[: clip.frames] = np.frombuffer(clip.samples, "<i2")
    spectrum = np.fft.rfft(signal)
    # The transform of the new length: the band that both rates have.
    band = np.zeros(pieces * up // 2 + 1, spectrum.dtype)
    shared = min(len(band), len(spectrum))
    band[:shared] = spectrum[:shared]
    changed = np.fft.irfft(band, pieces * up)[: frames_at(clip.frames, clip.rate, rate)] * (up / down)
    return Clip(samples=np.clip(np.rint(changed), -32768, 32767).astype("<i2").tobytes(), rate=rate)


def frames_at(frames: int, old: int, new: int) -> int:
    """How many frames `frames` at rate `old` become at rate `new`."""
    return -(-frames * new // old)


def _smooth(number: int) -> int:
    """The next number whose prime factors are at most 5: transforms of such lengths are fast."""
    while True:
        rest = number
        for prime in _PRIMES:
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return number
        number += 1
