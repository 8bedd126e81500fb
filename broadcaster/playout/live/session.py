"""A live session (a voice on the air) as a value.

What was asked for, whether it may begin and how long it may last, its chunks in order, what its speaker
sees.

Chunks come over several connections and may overtake each other or be lost. What is missing is
waited for a moment and then given up, for a voice that is late is worth less than a short gap.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from broadcaster.journal.rows.names import LIVE
from broadcaster.playout.desk.request import Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.links.source_link import Feed, State
from broadcaster.playout.requests.by_hand import AskLive
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.station import Station
from broadcaster.station.rules.quiet import heard_in
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.rules.guard import (
    Case,
    Refusal,
    all_margins,
    mourning,
    quiet_hours,
    quiet_layers,
    spans_on,
)

PATIENCE = 0.2  # seconds that a missing chunk is waited for
MOST = 32  # chunks that wait at most


class Reorder:
    """Chunks numbered from 0 on."""

    def __init__(self) -> None:
        self.lost = 0  # chunks given up
        self._next = 0
        self._waiting: dict[int, bytes] = {}
        self._since: float | None = None

    def push(self, number: int, data: bytes, now: float) -> list[bytes]:
        """Take a chunk; those that are in order now. Late and repeated ones are dropped."""
        if number >= self._next:
            self._waiting.setdefault(number, data)
        return self.due(now)

    def due(self, now: float) -> list[bytes]:
        """What is in order now, or has waited long enough for what is missing."""
        ready = self._in_order()
        if self._waiting:
            self._since = now if self._since is None or ready else self._since
            if now - self._since >= PATIENCE or len(self._waiting) > MOST:
                following = min(self._waiting)
                self.lost += following - self._next
                self._next = following
                ready += self._in_order()
                self._since = now
        if not self._waiting:
            self._since = None
        return ready

    def _in_order(self) -> list[bytes]:
        ready = []
        while self._next in self._waiting:
            ready.append(self._waiting.pop(self._next))
            self._next += 1
        return ready


WORTH_IT = 10.0  # seconds: less is not worth the chimes; the guard then gives the reason
START = 2.0  # seconds that may pass before it is heard


_VOICE = Message(id=LIVE, title="", parts=())


def quiet_now(station: Station, now: datetime) -> Refusal | None:
    """Why a voice that is no emergency may not begin now: mourning, or quiet hours within seconds."""
    case, at = Case(station=station, message=_VOICE), now.astimezone(UTC)
    checks = (check for rule in (quiet_hours, mourning) if (check := rule(case)) is not None)
    return next((found for check in checks if (found := check(at, at + timedelta(seconds=WORTH_IT)))), None)


def fitting(station: Station, choice: SourceChoice, now: datetime) -> SourceChoice:
    """`choice`, shortened where it would run into quiet hours; as it is where that leaves nothing."""
    before = _before_quiet(station, now)
    if before is None:
        return choice
    around = choice.whole - choice.longest
    left = before - around - START
    return replace(choice, longest=min(choice.longest, left)) if left >= WORTH_IT else choice


def _before_quiet(station: Station, now: datetime) -> float | None:
    """Seconds until quiet hours begin, keying counted; None where there are none."""
    settings = station.settings
    lead, tail = all_margins(settings)
    today = now.astimezone(settings.timezone).date()
    layers = quiet_layers(settings)
    starts = (
        instant(day, begin, settings.timezone)
        for day in (today + timedelta(days=n) for n in (0, 1, 2))
        for begin, _ in spans_on(layers, day, heard_in(layers, ()), Priority.NORMAL)
    )
    ahead = [(start - now.astimezone(UTC) - lead - tail).total_seconds() for start in starts]
    return min((seconds for seconds in ahead if seconds > 0), default=None)


GAVE_WAY = "service.voice_gave_way"
SILENT = 10  # seconds on the air without a voice after which an emergency gives way to another one
SILENT_GAVE_WAY = " ".join(("playout.silent_gave_way", str(SILENT)))


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSessionOrder:
    """What is asked for with a session."""

    ask: AskLive
    by: Requester

    def of_same_person(self, other: VoiceSessionOrder) -> bool:
        """True if one person asks for both."""
        return bool(self.by.shown) and self.by.shown == other.by.shown


@dataclass(slots=True, kw_only=True)
class VoiceSession:
    """A session as it stands."""

    wish: VoiceSessionOrder
    terms: Terms
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
class VoiceSessionView:
    """A session as the speaker sees it."""

    airing: str
    on_air: bool
    source: State
    lost: int  # chunks
    lead: float  # seconds from its first word's `talk` to the opening: transmitters are switched on
    opening: float  # seconds of chime or siren before the voice
    longest: float  # seconds of the voice
