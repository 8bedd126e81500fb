"""What the desk handles: requests to go on air, and the orders it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from broadcaster.journal.model import Kind, Outcome
from broadcaster.studio.model import last_place
from broadcaster.timetable.guard import Refusal

RESUME_WITHIN = timedelta(minutes=10)  # design.md: an item cut for longer is not taken up again
NO_START = timedelta(seconds=5)  # without a report after its instant, an item has failed
NO_END = timedelta(seconds=30)  # the same after its end: longer than a slow disk's pauses
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
    sound_digest: str = ""  # and how
    cues: tuple[int, ...] = ()  # frames of the file from which one may go on, ascending
    opening_frame: int | None = None  # where it begins if it opens its session
    closing_frame: int | None = None  # where it ends if it closes its session
    live: bool = False  # made while it airs: `path` is its source's socket, `end_frame` its longest
    joined: bool = False  # follows the item before it without the pause between items
    stands_in_for: str = ""  # id of the item before it, which it replaces if that one fails
    part_of: str = ""  # the airing of the message that it is a piece of, where that has another id

    def length(self, start_frame: int | None = None) -> timedelta:
        """How long it sounds, from `start_frame` (default: its own start)."""
        first = self.start_frame if start_frame is None else start_frame
        return timedelta(seconds=(self.end_frame - first) / self.rate)

    def cue_before(self, frame: int) -> int:
        """The last place from which one may go on after a cut at `frame`."""
        return max(self.start_frame, last_place(self.cues, frame, self.rate) or 0)

    @property
    def opens(self) -> bool:
        """True if it brings its session's opening."""
        return self.start_frame == self.opening_frame

    def opening(self) -> Item:
        """The same, opening its session."""
        return self if self.opening_frame is None else replace(self, start_frame=self.opening_frame)

    def closing(self) -> Item:
        """The same, closing its session."""
        return self if self.closing_frame is None else replace(self, end_frame=self.closing_frame)


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
    session: str | None = None  # of a schedule: which one
    first_frame: int | None = None  # its first item is the rest of an interrupted airing, from here on

    @property
    def rehearsal(self) -> bool:
        """True if it needs no guard and no keying."""
        return self.kind is Kind.REHEARSAL

    def after(self, index: int, *, heard: bool) -> int | None:
        """Which item follows the one at `index`: its stand-in only if it was not `heard`."""
        for following in range(index + 1, len(self.items)):
            place = self.items[following].stands_in_for
            if not place or (not heard and place == self.items[index].id):
                return following
        return None

    def stand_in(self, index: int) -> Item | None:
        """What airs in the place of the item at `index` if that is not heard."""
        following = self.after(index, heard=False)
        item = None if following is None else self.items[following]
        return item if item is not None and item.stands_in_for else None

    def meant_after(self, index: int) -> tuple[int, ...]:
        """The items after `index` that are to air come what may."""
        return tuple(i for i in range(index + 1, len(self.items)) if not self.items[i].stands_in_for)

    @property
    def rank(self) -> tuple[int, bool, datetime, str]:
        """Sorts the queue: class, manual before scheduled, time."""
        return (-self.urgency, not self.manual, self.planned, self.id)

    def with_item(self, index: int, item: Item) -> Request:
        """The same with another item at `index`."""
        return replace(self, items=(*self.items[:index], item, *self.items[index + 1 :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Order to the air: this item, from this frame, heard at this instant."""

    request: Request
    item: Item
    start_frame: int
    at: datetime
    resumed: bool = False
    noise: timedelta = timedelta()  # of very quiet noise just before it, so that receivers open


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """Order to the air: fade this item out, or withdraw it."""

    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Order to the air: it does not report what it must have done; end it and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Order to the keying: a transmitter on or off, now."""

    on: bool
    name: str = ""  # of the switch; "" is the station's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearm:
    """Order to the keying: the longest time of a switch begins anew."""

    name: str


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
    stand_in: Item | None = None  # what airs in its place


Order = Cue | Fade | Restart | Key | Rearm | Started | Closed


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A request in the queue: from which item and frame it goes on."""

    request: Request
    index: int = 0
    since: datetime | None = None  # when a later item of a session began to wait
    frame: int | None = None  # where a cut item is taken up again
    cut_at: datetime | None = None
    heard: datetime | None = None  # when the last of it so far was heard
    note: Refusal | None = None  # why it was not heard everywhere, though it airs

    @property
    def item(self) -> Item:
        """The item that is next."""
        return self.request.items[self.index]

    @property
    def left(self) -> timedelta:
        """How long what was cut would still have lasted."""
        return self.item.length(self.frame)

    def first_frame(self, at: datetime) -> int:
        """Where it begins or goes on at `at`; a live sound has gone on meanwhile."""
        if self.frame is None:
            return self.item.start_frame
        if not self.item.live or self.cut_at is None:
            return self.frame
        return self.frame + round((at - self.cut_at).total_seconds() * self.item.rate)

    def move(self, by: timedelta) -> None:
        """The wall clock was set: what was counted from it moves with it.

        So does the instant at which a person asked; that of a timetable is the wall clock's own.
        """
        if self.request.kind is not Kind.SCHEDULED:
            self.request = replace(self.request, planned=self.request.planned + by)
        self.since = self.since and self.since + by
        self.cut_at = self.cut_at and self.cut_at + by
        self.heard = self.heard and self.heard + by

    @property
    def patience(self) -> datetime:
        """Until when it may wait."""
        if self.cut_at is not None:
            return self.cut_at + (self.left if self.item.live else RESUME_WITHIN)
        return max(self.request.planned, self.since or self.request.planned) + self.request.wait


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

    @property
    def ending(self) -> bool:
        """True while it fades out for good."""
        return self.fading is not None and not self.resume

    @property
    def request(self) -> Request:
        """The request on air."""
        return self.waiting.request

    @property
    def item(self) -> Item:
        """The item on air."""
        return self.waiting.item

    def place(self, frame: int) -> int:
        """From where it is taken up again after a cut at `frame`."""
        if not self.started:
            return self.start_frame
        return frame if self.item.live else self.item.cue_before(frame)

    @property
    def overdue(self) -> datetime:
        """When it counts as failed if the air reports nothing."""
        if self.started:
            return self.at + self.item.length(self.start_frame) + NO_END
        return self.at + NO_START


def closed(
    waiting: Waiting,
    outcome: Outcome,
    at: datetime,
    reason: Refusal | None = None,
    *,
    replaced: bool = False,
) -> Closed:
    """What became of an item; with `replaced`, what stands in for it where it has a stand-in."""
    request = waiting.request
    stand_in = request.stand_in(waiting.index) if replaced else None
    return Closed(
        request=request, item=waiting.item, outcome=outcome, at=at, reason=reason, stand_in=stand_in
    )
