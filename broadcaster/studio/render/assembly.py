"""Puts a programme together.

Its body and its ends are mastered to one loudness, and written as a WAV with its checksum.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from broadcaster.core.errors import StudioError
from broadcaster.station.model.sound import Siren, named
from broadcaster.studio.mastering import loudness
from broadcaster.studio.mastering import master as solver
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.master import Hops, Master
from broadcaster.studio.mastering.profiles import Treatment, treatment
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mixing import chimes, layout
from broadcaster.studio.mixing.mix import Mix
from broadcaster.studio.mixing.sounds import floats, with_soft_edges
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.script import recipe
from broadcaster.studio.script.programme import Cue, Segment, SegmentKind
from broadcaster.studio.script.script import Script

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_ZEROS = bytes(1 << 20)


class WavWriter:
    """Writes header and samples to an open file and hashes every byte on its way.

    Args:
        file: open for writing, at its beginning.
        rate: Hz.
        frames: how many will be written.
    """

    def __init__(self, file: BinaryIO, rate: int, frames: int) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        size = 2 * frames
        self._put(
            _HEADER.pack(
                b"RIFF", _HEADER.size - 8 + size, b"WAVE",
                b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16,
                b"data", size,
            )
        )  # fmt: skip

    @property
    def sha256(self) -> str:
        """The checksum of what was written, as 64 hexadecimal digits."""
        return self._hash.hexdigest()

    def sound(self, samples: memoryview) -> None:
        """Write the bytes of 16-bit little-endian samples."""
        self._put(samples)

    def silence(self, frames: int) -> None:
        """Write `frames` of silence."""
        left = 2 * frames
        while left:
            count = min(left, len(_ZEROS))
            self._put(memoryview(_ZEROS)[:count])
            left -= count

    def _put(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._hash.update(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeEnd:
    """An opening or closing, finished."""

    samples: bytes  # mono int16 little-endian
    hops: Hops
    true_peak: float  # linear

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.samples) // 2


def ends(script: Script) -> Mapping[SegmentKind, ProgrammeEnd]:
    """The opening and the closing of a script; an end called `none` is left out.

    Raises:
        StudioError: a recording cannot be used.
    """
    names = {SegmentKind.OPENING: script.opening, SegmentKind.CLOSING: script.closing}
    return {kind: _end(script, name) for kind, name in names.items() if name != recipe.NO_SOUND}


def _end(script: Script, name: str) -> ProgrammeEnd:
    how = treatment(script.station.settings.sound)
    if name in recipe.SOUNDS:
        return _own_end(name, how)
    pattern = named(script.station.settings.sirens, name)
    if pattern is not None:
        return _siren(pattern, how)
    taken = script.recording(name)
    clip = decode(taken.path, how.rate, name=name, sha256=taken.sha256)
    return _finished(floats(with_soft_edges(clip)), how)


@lru_cache(maxsize=8)
def _own_end(name: str, how: Treatment) -> ProgrammeEnd:
    """The studio's own sounds are the same in every programme."""
    return _finished(chimes.sound(name, how.rate), how)


@lru_cache(maxsize=1)  # one of three minutes has 17 MB
def _siren(pattern: Siren, how: Treatment) -> ProgrammeEnd:
    """A siren is the same before one emergency and the next: a second's work for a long one."""
    return _finished(chimes.siren(pattern, how.rate), how)


def _finished(sound: Samples, how: Treatment) -> ProgrammeEnd:
    padded = np.pad(sound, (0, round(recipe.BODY_TAIL * how.rate)))
    take = record([padded], shape(how.rate), how.high_pass, None, how.profile)
    try:
        master = solver.master(take, how.target)
        samples = b"".join(block.tobytes() for block in master.blocks())
        return ProgrammeEnd(samples=samples, hops=master.hops, true_peak=master.true_peak)
    finally:
        take.close()


_SHORT = 300.0  # seconds of body whose samples are kept in memory to be written again


@dataclass(frozen=True, slots=True, kw_only=True)
class MasteredProgramme:
    """A programme's sound, and what it measures."""

    rate: int  # Hz
    master: Master  # of the body; its take is open within `mastered` only
    ends: Mapping[SegmentKind, ProgrammeEnd]
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
    loudness_lufs: float
    true_peak_dbtp: float

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.segments[-1].end_frame


@contextmanager
def mastered(script: Script, mix: Mix, folder: Path) -> Iterator[MasteredProgramme]:
    """Master a script's mix so that the whole programme measures what the station wants.

    Args:
        mix: the body; it is used up.
        folder: where the samples of a long body may lie until the block ends.

    Raises:
        StudioError: a recording cannot be used, or nothing can be heard.
        OSError: the disk is full.
    """
    how = treatment(script.station.settings.sound)
    take = record(mix.blocks, shape(how.rate), how.high_pass, folder, how.profile)
    try:
        if solver.is_silent(take):
            raise StudioError("studio.silent", message=script.message.id)
        around = ends(script)
        segments = _segments(script, mix.body, around)

        def whole(hops: Hops) -> Hops:
            return np.concatenate([_hops(s, hops, around, how.rate) for s in segments])

        master = solver.fit(take, how.target, whole)
        highest = max([master.true_peak, *(end.true_peak for end in around.values())])
        yield MasteredProgramme(
            rate=how.rate,
            master=master,
            ends=around,
            segments=segments,
            cues=layout.cues(mix.body, segments),
            loudness_lufs=round(loudness.integrated(whole(master.hops)), 2),
            true_peak_dbtp=round(20 * float(np.log10(highest)), 2),
        )
    finally:
        take.close()


def write(programme: MasteredProgramme, path: Path) -> str:
    """Write a programme to `path` as a WAV, whole as it is heard.

    Returns:
        The file's SHA-256, as 64 hexadecimal digits.

    Raises:
        OSError: the disk is full.
    """
    with path.open("wb") as file:
        writer = WavWriter(file, programme.rate, programme.frames)
        body = _body(programme.master)
        for segment in programme.segments:
            if segment.kind is SegmentKind.GAP:
                writer.silence(segment.end_frame - segment.start_frame)
            elif segment.kind is SegmentKind.BODY:
                for block in body():
                    writer.sound(block.data.cast("B"))
            else:
                writer.sound(memoryview(programme.ends[segment.kind].samples))
    return writer.sha256


def _segments(
    script: Script, body: layout.Body, around: Mapping[SegmentKind, ProgrammeEnd]
) -> tuple[Segment, ...]:
    rate = script.station.settings.sound.rate
    lengths = {kind: end.frames for kind, end in around.items()}
    return layout.segments(
        opening=lengths.get(SegmentKind.OPENING, 0),
        body=body.frames,
        gap=layout.gap_frames(script.message.gap, rate),
        closing=lengths.get(SegmentKind.CLOSING, 0),
        repeat=script.message.repeat,
        rate=rate,
    )


def _hops(segment: Segment, body: Hops, around: Mapping[SegmentKind, ProgrammeEnd], rate: int) -> Hops:
    match segment.kind:
        case SegmentKind.BODY:
            return body
        case SegmentKind.GAP:
            return np.zeros((segment.end_frame - segment.start_frame) // shape(rate).hop)
    return around[segment.kind].hops


def _body(master: Master) -> Callable[[], Iterator[NDArray[np.int16]] | Sequence[NDArray[np.int16]]]:
    """Gives the body's samples in blocks, each time it is heard; those of a short body are made once."""
    if master.take.frames > _SHORT * master.take.shape.rate:
        return master.blocks
    blocks = list(master.blocks())
    return lambda: blocks
