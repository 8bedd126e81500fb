"""The mix: clips and recordings in their places over a bed, by pydub, block by block.

pydub widens, amplifies and overlays. It gets raw data in whole frames, because its own `append`
copies everything each time and its slices by milliseconds lose frames. Samples have 32 bits and
headroom, because an overlay in 16 bits clips without an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.mixing.sounds import Sound

with warnings.catch_warnings():
    # pydub warns that it finds no ffmpeg, which is not needed here, and of its own old syntax.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

_HEADROOM = 12.0  # dB
_FULL_SCALE = float(2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A clip or recording in its place."""

    start: int  # frame of the body
    clip: Sound  # at the body's rate
    gain: float = 0.0  # dB

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + self.clip.frames


class Under(Protocol):
    """What is heard under the voices."""

    def stretch(self, start: int, frames: int) -> Samples:
        """`frames` of it from frame `start` of the body, float32, full scale 1.0."""


def mixed(voices: Sequence[Voice], bed: Under | None, frames: int, rate: int) -> Iterator[Samples]:
    """The mix of a body, mono float32, full scale 1.0 (peaks may be over it), in blocks.

    Args:
        voices: in order of time, not overlapping.
        bed: what is heard under them.
        frames: length of the body, whole hops of 100 ms.
        rate: Hz.
    """
    block = shape(rate).block
    for start in range(0, frames, block):
        count = min(block, frames - start)
        sound = _strip(voices, start, count, rate)
        if bed is not None:
            sound = sound.overlay(_from_samples(bed.stretch(start, count), rate))
        yield _to_samples(sound)


def _strip(voices: Sequence[Voice], start: int, count: int, rate: int) -> AudioSegment:
    """The voices between two frames, silence where there is none."""
    pieces, at = [], start
    for voice in voices:
        first, last = max(voice.start, start), min(voice.end, start + count)
        if first < last:
            pieces.append(_silence(first - at))
            data = voice.clip.stretch(first - voice.start, last - first)
            segment = AudioSegment(data, sample_width=2, frame_rate=rate, channels=1)
            pieces.append(segment.set_sample_width(4).apply_gain(voice.gain - _HEADROOM).raw_data)
            at = last
    pieces.append(_silence(start + count - at))
    return _segment(b"".join(pieces), rate)


def _silence(frames: int) -> bytes:
    return bytes(4 * frames)


def _segment(data: bytes, rate: int) -> AudioSegment:
    return AudioSegment(data, sample_width=4, frame_rate=rate, channels=1)


def _from_samples(samples: Samples, rate: int) -> AudioSegment:
    scale = np.float32(_FULL_SCALE * 10 ** (-_HEADROOM / 20))
    # float32 cannot hold 2**31 - 1: this is the next lower value.
    highest = np.nextafter(np.float32(_FULL_SCALE), np.float32(0))
    data = np.clip(samples * scale, -np.float32(_FULL_SCALE), highest).astype("<i4")
    return _segment(data.tobytes(), rate)


def _to_samples(sound: AudioSegment) -> Samples:
    data = np.frombuffer(sound.raw_data, "<i4").astype(np.float32)
    data *= np.float32(10 ** (_HEADROOM / 20) / _FULL_SCALE)
    return data
