"""What is asked to go on air, a request with its items, and how it waits. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from broadcaster.core.errors import Fact
from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.requester import NOBODY, Requester
from broadcaster.studio.script.programme import last_place
from broadcaster.timetable.rules.guard import Refusal

SESSION_GAP = timedelta(seconds=2)  # pause between items
USUAL_WAIT = timedelta(minutes=15)  # how long a request may stand behind others


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
    title: Fact
    path: str
    rate: int  # Hz
    start_frame: int
    end_frame: int
    words_digest: str = ""  # of the words: the guard checks that just these are approved
    sound_digest: str = ""  # and how
    cues: tuple[int, ...] = ()  # frames of the file from which one may go on, ascending
    sentences: tuple[tuple[int, str], ...] = ()  # first frame and words of each, for those who follow
    opening_frame: int | None = None  # where it begins if it opens its session
    closing_frame: int | None = None  # where it ends if it closes its session
    live: bool = False  # made while it airs: `path` is its source's socket, `end_frame` its longest
    joined: bool = False  # follows the item before it without the pause between items
    stands_in_for: str = ""  # id of the item before it, which it replaces if that one fails
    confirm: bool = False  # in its relay's place nobody approved it: the leadership is to say its word
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


class EmergencyGround(StrEnum):
    """By whose right something airs as an emergency: it alone passes quiet hours."""

    PERSON = "person"  # who sees the words that they answer for
    CONTACT = "contact"  # to which the ward gave that right
    SENDER = "sender"  # of an alert, whom the ward trusts


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWarrant:
    """The alert by which something airs. Whether it still holds is asked anew each time it is to begin."""

    alert: str  # its id
    why_not: Callable[[datetime], Refusal | None] = field(compare=False, repr=False)
    """Why nothing of it may begin at an instant, or None. Waits for nothing; from any thread."""


Crowd = tuple[str, bool, bool] | None
"""Whose requests of a kind are counted together; None: they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms something airs: as what, for whom, how urgent and where.

    They are made once, where somebody asks, and carried to the air.
    """

    kind: AiringKind
    urgency: Urgency = Urgency.NORMAL
    manual: bool = False  # it is no timetable's, no test, and no message that is only listened to
    by: Requester = NOBODY
    zones: tuple[str, ...] = ()  # where it airs; all if empty
    ground: EmergencyGround | None = None  # of an emergency
    alert: AlertWarrant | None = None  # of kind ALERT: without one it does not air
    wait: timedelta = USUAL_WAIT  # how long it may stand behind others

    @property
    def rehearsal(self) -> bool:
        """True if it needs no guard and no keying."""
        return self.kind is AiringKind.REHEARSAL

    @property
    def emergency(self) -> bool:
        """True for an emergency by right, and not by its file alone."""
        return self.ground is not None

    @property
    def ordered(self) -> bool:
        """True for an emergency that a person asked for: they answer for words that they see."""
        return self.ground is EmergencyGround.PERSON

    @property
    def in_turn(self) -> bool:
        """True for an emergency that somebody asked for: among these, people take turns."""
        return self.manual and self.urgency is Urgency.EMERGENCY

    @property
    def crowd(self) -> Crowd:
        """With what it is counted: the same asker's, emergencies apart; None for the timetable's."""
        who = self.by.shown
        if self.kind is AiringKind.SCHEDULED or not who:
            return None
        return who, self.rehearsal, self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked to go on air: one message, or a session of several in their order."""

    id: str
    terms: Terms
    planned: datetime  # aware; when the first sample is to be heard
    items: tuple[Item, ...]
    schedule: str | None = None
    turn: int = 0  # of an emergency among those of all people; the desk gives it
    session: str | None = None  # of a schedule: which one
    first_frame: int | None = None  # its first item is the rest of an interrupted airing, from here on

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
        """The items after `index` that air in any case."""
        return tuple(i for i in range(index + 1, len(self.items)) if not self.items[i].stands_in_for)

    @property
    def rank(self) -> tuple[int, bool, int, datetime, str]:
        """Sorts the queue: class, manual before scheduled, turn, time, schedule."""
        name = self.id if self.schedule is None else f"{self.schedule} {self.id}"
        return (-self.terms.urgency, not self.terms.manual, self.turn, self.planned, name)

    def with_item(self, index: int, item: Item) -> Request:
        """The same with another item at `index`."""
        return replace(self, items=(*self.items[:index], item, *self.items[index + 1 :]))


RESUME_WITHIN = timedelta(minutes=10)  # an item cut for longer is not taken up again


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
        if self.request.terms.kind is not AiringKind.SCHEDULED:
            self.request = replace(self.request, planned=self.request.planned + by)
        self.since = self.since and self.since + by
        self.cut_at = self.cut_at and self.cut_at + by
        self.heard = self.heard and self.heard + by

    @property
    def patience(self) -> datetime:
        """Until when it may wait."""
        if self.cut_at is not None:
            return self.cut_at + (self.left if self.item.live else RESUME_WITHIN)
        return max(self.request.planned, self.since or self.request.planned) + self.request.terms.wait
