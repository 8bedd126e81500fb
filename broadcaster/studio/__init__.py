"""Messages become programmes: clips, chimes, bed and recordings, mixed and mastered ahead of time."""

from broadcaster.studio.digest import sound_digest, words_digest
from broadcaster.studio.estimate import duration
from broadcaster.studio.model import Cue, Programme, Segment, SegmentKind
from broadcaster.studio.process import RenderProcess
from broadcaster.studio.segments import session_frames
from broadcaster.studio.store import ProgrammeStore
from broadcaster.studio.studio import Studio
from broadcaster.studio.workshop import open_programmes, open_studio

__all__ = [
    "Cue",
    "Programme",
    "ProgrammeStore",
    "RenderProcess",
    "Segment",
    "SegmentKind",
    "Studio",
    "duration",
    "open_programmes",
    "open_studio",
    "session_frames",
    "sound_digest",
    "words_digest",
]
