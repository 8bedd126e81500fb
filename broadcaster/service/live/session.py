"""A live session as a value: what was asked for, how it stands, what its speaker sees."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from broadcaster.playout.links.source_link import Feed, State
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.service.live.chunks import Reorder
from broadcaster.service.requests.how import How

USUAL = 300.0  # seconds of a session by default
GAVE_WAY = "service.voice_gave_way"
SILENT = 10  # seconds on the air without a voice after which an emergency gives way to another one
SILENT_GAVE_WAY = " ".join(("playout.silent_gave_way", str(SILENT)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for with a session."""

    how: How = field(default_factory=How)
    device: str = "default"  # of the station; not used for chunks
    form: str | None = None  # of chunks: pcm, ogg or webm; None for the station's own microphone
    rate: int = 48000  # Hz of PCM chunks
    seconds: float = USUAL


@dataclass(slots=True, kw_only=True)
class Session:
    """A session as it stands."""

    wish: Wish
    zones: tuple[str, ...]
    heard: bool  # the ward hears it, be it a rehearsal
    choice: SourceChoice
    airing: str
    feed: Feed
    seen: float
    armed: float
    claimed: bool = False  # it has the one place on the air, or is about to
    on_air: bool = False
    gave_way: str = ""  # why another has its place
    chunks: Reorder = field(default_factory=Reorder)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # A second lock: the API's event loop takes it for each chunk and must not wait for the desk.
    order: threading.Lock = field(default_factory=threading.Lock)

    @property
    def rehearsed(self) -> bool:
        """It is heard by nobody outside."""
        return not self.heard

    @property
    def state(self) -> State:
        """How its source is; over where another has its place."""
        return replace(self.feed.state, over=True, why=self.gave_way) if self.gave_way else self.feed.state

    @property
    def silent(self) -> bool:
        """It could be heard for a while, and nobody spoke. While its siren sounds, nobody can."""
        return self.feed.state.progress.silent >= SILENT

    @property
    def may_give_way(self) -> bool:
        """It costs a process, and the ward does not hear it."""
        return not self.state.over and not (self.claimed and self.heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A session as the speaker sees it."""

    airing: str
    on_air: bool
    source: State
    lost: int  # chunks
    lead: float  # seconds from its first word's `talk` to the opening: transmitters are switched on
    opening: float  # seconds of chime or siren before the voice
    longest: float  # seconds of the voice
