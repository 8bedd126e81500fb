"""What can stand in a mix, read stretch by stretch: a long one need never be in memory whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from broadcaster.speech.model import Clip
from broadcaster.studio import recipe
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.take import shape

_EDGE_LEVEL = 10 ** (-70 / 20)  # an edge under this needs no fade
_EDGE_LOOK = 0.00025  # seconds


class Sound(Protocol):
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
        """See `Sound`."""
        return self._make().stretch(start, frames)


class _Softened:
    """A sound with a fade of `length` frames at each end that is `loud`."""

    def __init__(self, sound: Sound, loud: tuple[bool, bool]) -> None:
        self._sound = sound
        self._loud = loud
        self.rate, self.frames = sound.rate, sound.frames
        length = min(round(recipe.EDGE_FADE * self.rate), self.frames // 2)
        turn = np.pi * np.arange(length) / max(1, length)
        self._rise = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)

    def stretch(self, start: int, frames: int) -> bytes:
        """See `Sound`."""
        soft = np.frombuffer(self._sound.stretch(start, frames), "<i2").astype(np.float32)
        rise, late = self._rise, self.frames - len(self._rise)
        if self._loud[0]:
            first = rise[start : start + frames]
            soft[: len(first)] *= first
        if self._loud[1] and start + frames > late:
            fall = rise[::-1][max(0, start - late) : start + frames - late]
            soft[frames - len(fall) :] *= fall
        return np.rint(soft).astype("<i2").tobytes()


def softened(sound: Sound) -> Sound:
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


def floats(sound: Sound) -> Samples:
    """The samples of a sound as float32, full scale 1.0."""
    return _floats(sound.stretch(0, sound.frames))


def blocks(sound: Sound) -> Iterator[Samples]:
    """As `floats`, in blocks."""
    length = shape(sound.rate).block
    for start in range(0, sound.frames, length):
        yield _floats(sound.stretch(start, min(length, sound.frames - start)))


def _floats(samples: bytes) -> Samples:
    return np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(32768)
