"""A programme as a value.

It is a message rendered whole, ready for the air, and which of its frames are heard in a session.

A session has one opening and one closing: the opening of the first message and the closing of the
last one. The messages between are heard without either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SAID = 0.2
"""Seconds before the end of a sentence from which it counts as said.

A spoken sentence ends with 0.12 to 0.17 s that nobody notices: a decay 25 dB below the speech, and silence
(measured on eSpeak's programmes). What a sound server holds (50 ms) is heard even after the air process has
ended. So the sentence was heard, and must not be heard again.
"""


def last_place(places: Sequence[int], frame: int, rate: int) -> int | None:
    """The frame at which an airing resumes after a cut at `frame`; None before the first place.

    Args:
        places: frames at which an airing may resume, ascending.
        frame: the first that was not heard.
        rate: Hz.
    """
    index = bisect_right(places, frame + round(SAID * rate))
    return places[index - 1] if index else None


class SegmentKind(StrEnum):
    """The stretches of a programme."""

    OPENING = "opening"
    BODY = "body"
    GAP = "gap"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of the programme's file, in frames; segments follow each other without holes."""

    kind: SegmentKind
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Where a sentence, pause or recording begins and ends; an airing may resume at both frames."""

    start_frame: int
    end_frame: int  # the frame after its last; the pause that follows is not in it
    part: int  # index in the message's parts
    sentence: int  # index in that part; 0 for a recording
    repeat: int  # 0 for the first time through
    words: str = ""  # as they are spoken; none for a pause or a recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A mastered file (mono 16-bit WAV, heard from first frame to last) and its cue sheet."""

    message: str
    path: Path
    rate: int  # Hz
    frames: int
    loudness_lufs: float
    true_peak_dbtp: float
    words_digest: str
    sound_digest: str
    engine: str  # the speech engine used; "" where nothing is spoken
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
    clips_made: int
    clips_reused: int
    voice: str = ""  # the engine's own name of the voice
    preferred: str = ""  # the engine that the station wanted; another than `engine` where it failed

    @property
    def fallback(self) -> bool:
        """True if another engine spoke than the station prefers; it is then rendered again later."""
        return bool(self.preferred) and self.engine != self.preferred

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate

    @property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """The first frame of each sentence, and its words as they are spoken."""
        return tuple((cue.start_frame, cue.words) for cue in self.cues if cue.words)

    @property
    def places(self) -> tuple[int, ...]:
        """Frames at which an airing may resume, ascending: the beginning and the end of each cue."""
        return tuple(sorted({frame for cue in self.cues for frame in (cue.start_frame, cue.end_frame)}))


def session_frames(programme: Programme, *, first: bool, last: bool) -> range:
    """The frames of `programme` that are heard when it is a member of a session.

    Args:
        programme: one member's programme, whole.
        first: it opens the session: its opening is heard.
        last: it closes the session: its closing is heard.

    Returns:
        The frames from `range.start` up to `range.stop`; for a member that is both first and
        last the whole file.
    """
    bodies = [s for s in programme.segments if s.kind is SegmentKind.BODY]
    start = 0 if first else bodies[0].start_frame
    stop = programme.frames if last else bodies[-1].end_frame
    return range(start, stop)
