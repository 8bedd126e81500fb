"""The places of elements in a body and of segments in a programme: frames only, no sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from broadcaster.studio.script import recipe
from broadcaster.studio.script.programme import Cue, Segment, SegmentKind
from broadcaster.studio.script.script import Element, Line, ScriptPause


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedElement:
    """An element and where it sounds, in frames of the body."""

    element: Element
    start: int
    frames: int

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One time through a message."""

    placed: tuple[PlacedElement, ...]
    frames: int  # whole hops of 100 ms


def lay_out(script: Sequence[Element], length: Callable[[Element], int], rate: int, *, bed: bool) -> Body:
    """Place the elements of a script one after the other.

    Args:
        length: frames at `rate` of a sentence's clip or a recording; not asked for rests.
        rate: Hz.
        bed: leave time before and after in which only the bed is heard.
    """
    lead = round(recipe.BED_LEAD * rate) if bed else 0
    at, pause, placed = lead, 0, []
    for element in script:
        at += pause
        frames = round(element.length * rate) if isinstance(element, ScriptPause) else length(element)
        placed.append(PlacedElement(element=element, start=at, frames=frames))
        at += frames
        # There is no pause after the last sentence: the gap follows the body.
        pause = round(element.pause * rate) if isinstance(element, Line) else 0
    return Body(placed=tuple(placed), frames=_whole_hops(at + lead + round(recipe.BODY_TAIL * rate), rate))


def segments(opening: int, body: int, gap: int, closing: int, repeat: int, rate: int) -> tuple[Segment, ...]:
    """The segments of a programme, without gaps between them.

    Args:
        opening: frames of the opening sound, 0 for none; likewise `closing`.
        body: frames of one time through.
        gap: frames between repeats.
        repeat: how many times the body is heard.
        rate: Hz.
    """
    after, before = gap_frames(recipe.AFTER_OPENING, rate), gap_frames(recipe.BEFORE_CLOSING, rate)
    lengths = [(SegmentKind.OPENING, opening), (SegmentKind.GAP, after if opening else 0)]
    for number in range(repeat):
        lengths += [(SegmentKind.GAP, gap if number else 0), (SegmentKind.BODY, body)]
    lengths += [(SegmentKind.GAP, before if closing else 0), (SegmentKind.CLOSING, closing)]
    return tuple(_chained((kind, frames) for kind, frames in lengths if frames))


def _chained(lengths: Iterable[tuple[SegmentKind, int]]) -> Iterable[Segment]:
    at = 0
    for kind, frames in lengths:
        yield Segment(kind=kind, start_frame=at, end_frame=at + frames)
        at += frames


def cues(body: Body, stretches: Sequence[Segment]) -> tuple[Cue, ...]:
    """Where each sentence, pause and recording begins and ends, in every repeat, in frames of the file."""
    bodies = (s for s in stretches if s.kind is SegmentKind.BODY)
    return tuple(
        Cue(
            start_frame=s.start_frame + p.start,
            end_frame=s.start_frame + p.end,
            part=p.element.part,
            sentence=p.element.sentence,
            repeat=n,
            words=p.element.words if isinstance(p.element, Line) else "",
        )
        for n, s in enumerate(bodies)
        for p in body.placed
    )


def gap_frames(seconds: float, rate: int) -> int:
    """A gap in frames, to the nearest 100 ms, so that the loudness meter's hops stay whole."""
    return round(seconds * 10) * (rate // 10)


def _whole_hops(frames: int, rate: int) -> int:
    hop = rate // 10
    return -(-frames // hop) * hop
