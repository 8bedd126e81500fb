"""Messages become programmes: clips, chimes, bed and recordings, mixed and mastered ahead of time."""

from broadcaster.studio.estimate import duration
from broadcaster.studio.model import Cue, Programme, Segment, SegmentKind
from broadcaster.studio.render.opening import open_programmes, open_studio
from broadcaster.studio.render.process import RenderProcess
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio
from broadcaster.studio.script.digest import sound_digest, words_digest
from broadcaster.studio.session import session_frames

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
