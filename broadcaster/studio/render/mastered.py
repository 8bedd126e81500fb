"""A programme mastered: its body and its ends brought to one loudness, ready to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import StudioError
from broadcaster.studio.mastering import loudness, solver
from broadcaster.studio.mastering.master import Hops, Master
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mastering.target import treatment
from broadcaster.studio.mixing import layout
from broadcaster.studio.mixing.body import Mix
from broadcaster.studio.model import Cue, Segment, SegmentKind
from broadcaster.studio.render.ends import End, ends
from broadcaster.studio.render.wavfile import WavWriter
from broadcaster.studio.script.script import Script

_SHORT = 300.0  # seconds of body whose samples are kept in memory to be written again


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastered:
    """A programme's sound, and what it measures."""

    rate: int  # Hz
    master: Master  # of the body; its take is open within `mastered` only
    ends: Mapping[SegmentKind, End]
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
    loudness_lufs: float
    true_peak_dbtp: float

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.segments[-1].end_frame


@contextmanager
def mastered(script: Script, mix: Mix, folder: Path) -> Iterator[Mastered]:
    """Master a script's mix so that the whole programme measures what the station wants.

    Args:
        script: its message's gap and repeat and its station's sound settings count.
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
        yield Mastered(
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


def write(programme: Mastered, path: Path) -> str:
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


def _segments(script: Script, body: layout.Body, around: Mapping[SegmentKind, End]) -> tuple[Segment, ...]:
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


def _hops(segment: Segment, body: Hops, around: Mapping[SegmentKind, End], rate: int) -> Hops:
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
