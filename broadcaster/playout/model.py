"""What the desk handles: requests to go on air, and the orders it gives."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from broadcaster.journal.model import Kind, Outcome
from broadcaster.timetable.guard import Refusal

RESUME_WITHIN = timedelta(minutes=10)  # design.md: an item cut for longer is not taken up again
SESSION_GAP = timedelta(seconds=2)  # domain.md: pause between items


class Urgency(IntEnum):
    """Classes of the air, the higher fades the lower out. Source: Vietnamese practice."""

    NORMAL = 0
    PRIORITY = 1
    LIVE = 2
    EMERGENCY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message of a request: which frames of which finished file."""

    id: str  # the airing's id in the journal
    message: str
    title: str
    path: str
    rate: int  # Hz
    start_frame: int
    end_frame: int
    words_digest: str = ""  # what is said: the guard looks whether just this is approved
    cues: tuple[int, ...] = ()  # frames of the file from which one may go on, ascending

    def length(self, start_frame: int | None = None) -> timedelta:
        """How long it sounds, from `start_frame` (default: its own start)."""
        first = self.start_frame if start_frame is None else start_frame
        return timedelta(seconds=(self.end_frame - first) / self.rate)

    def cue_before(self, frame: int) -> int:
        """The last place at or before `frame` from which one may go on."""
        index = bisect_right(self.cues, frame)
        return max(self.start_frame, self.cues[index - 1]) if index else self.start_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked to go on air: one message, or a session of several in their order."""

    id: str
    kind: Kind
    urgency: Urgency
    planned: datetime  # aware; when the first sample is to be heard
    items: tuple[Item, ...]
    wait: timedelta = timedelta(minutes=15)  # how long it may stand behind others
    manual: bool = False
    schedule: str | None = None
    zones: tuple[str, ...] = ()
    who: str = ""
    emergency: bool = False  # a person with that right asked for it as an emergency

    @property
    def rehearsal(self) -> bool:
        """True if it needs no guard and no keying."""
        return self.kind is Kind.REHEARSAL

    @property
    def rank(self) -> tuple[int, bool, datetime, str]:
        """Sorts the queue: class, manual before scheduled, time."""
        return (-self.urgency, not self.manual, self.planned, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Order to the air: this item, from this frame, heard at this instant."""

    request: Request
    item: Item
    start_frame: int
    at: datetime
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """Order to the air: fade this item out, or withdraw it."""

    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Order to the air: it does not report what it must have done; end it and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Order to the keying: transmitter on or off, now."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """For the journal: the item's first frame was heard at `at`."""

    item_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """For the journal and whoever waits: this is what became of the item."""

    request: Request
    item: Item
    outcome: Outcome
    at: datetime
    reason: Refusal | None = None


Order = Cue | Fade | Restart | Key | Started | Closed


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A request in the queue: from which item and frame it goes on."""

    request: Request
    index: int = 0
    since: datetime | None = None  # when a later item of a session began to wait
    frame: int | None = None  # where a cut item is taken up again
    cut_at: datetime | None = None

    @property
    def item(self) -> Item:
        """The item that is next."""
        return self.request.items[self.index]


@dataclass(slots=True, kw_only=True)
class OnAir:
    """What the air has been given."""

    waiting: Waiting
    at: datetime  # instant of the first frame: planned, then as heard
    start_frame: int
    started: bool = False
    fading: Refusal | None = None  # why it is being faded out
    resume: bool = False  # it comes back after the fade
    alone: bool = False  # only it is ended: the rest of its session airs
    key_at: datetime | None = None  # when the keying goes on; None once it has

    @property
    def request(self) -> Request:
        """The request on air."""
        return self.waiting.request

    @property
    def item(self) -> Item:
        """The item on air."""
        return self.waiting.item
