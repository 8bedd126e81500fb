"""A manual request with its ticket, the id by which a person follows it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from broadcaster.core.errors import Fact
from broadcaster.journal.rows.model import AiringKind, Entry, new_id
from broadcaster.journal.writer.ends import AiringEnd
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import Request, Urgency
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.playout.requests.members import Member, items


class Stage(StrEnum):
    """Where a request is."""

    MAKING = "making"  # its sound is being made, or waits for that
    WAITING = "waiting"  # at the desk
    ON_AIR = "on_air"
    ENDED = "ended"
    UNKNOWN = "unknown"  # long over, or never asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketState:
    """Its stage; if it waits, what is on the air before it, and until when, as far as that is known."""

    stage: Stage
    ended: AiringEnd | None = None
    behind: Fact = ""  # the title of what is on the air before it
    until: datetime | None = None  # when that ends; its own end where it is on the air
    in_time: bool = True  # false if it will have waited too long by then


def at_desk(desk: Desk, ticket: str) -> TicketState | None:
    """The state of a request at the desk; None if it is not there. On the director's thread only."""
    air = desk.on_air
    if air is not None and _is(air.request, ticket):
        return TicketState(stage=Stage.ON_AIR, until=_end(air))
    for waiting in desk.queue:
        if _is(waiting.request, ticket):
            if air is None:
                return TicketState(stage=Stage.WAITING)
            until = _end(air)
            in_time = waiting.patience >= until
            return TicketState(stage=Stage.WAITING, behind=air.item.title, until=until, in_time=in_time)
    return None


def making(desk: Desk) -> TicketState:
    """The state of a request whose sound is being made. It will have to wait for a person's emergency."""
    air = desk.on_air
    if air is None or not air.request.terms.in_turn:
        return TicketState(stage=Stage.MAKING)
    return TicketState(stage=Stage.MAKING, behind=air.item.title, until=_end(air))


def _is(request: Request, ticket: str) -> bool:
    return request.id == ticket or any(ticket in (item.id, item.part_of) for item in request.items)


def _end(air: OnAir) -> datetime:
    """When what is on the air ends, with the rest of its session."""
    left = air.item.length(air.start_frame)
    later = (air.request.items[i].length() for i in air.request.meant_after(air.waiting.index))
    return air.at + sum(later, left + timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What was asked for, and its entry for the journal, as far as that is known before the sound is made."""

    id: str
    wanted: ManualRequest
    entry: Entry
    _claimed: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def claim(self) -> bool:
        """True for the first caller only. From any thread.

        At a stop two threads answer the same ticket: one has just made its sound, the other gives up what
        is being made. Only the one that claims it may write its row.
        """
        return self._claimed.acquire(blocking=False)

    @property
    def over(self) -> bool:
        """True once it is claimed: its sound is wanted no more."""
        return self._claimed.locked()

    @property
    def airs_unjournalled(self) -> bool:
        """True for an emergency: it airs even where the journal cannot be written.

        For a test of an alert too, for which the next alert would wait.
        """
        terms = self.wanted.terms
        return terms.emergency or terms.urgency is Urgency.EMERGENCY or terms.kind is AiringKind.ALERT

    @property
    def every(self) -> float | None:
        """How often it repeats until it is stopped, in seconds; None where it airs once."""
        every = self.wanted.message.every
        repeats = self.wanted.terms.urgency is Urgency.EMERGENCY and every is not None
        return float(every) if repeats and every is not None else None

    def request(self, member: Member, now: datetime) -> Request:
        """The request for the desk, once the sound is there."""
        planned = max(now, self.entry.planned or now)
        return Request(id=member.airing, terms=self.wanted.terms, planned=planned, items=items([member]))


def ticket_for(wanted: ManualRequest, now: datetime, asked: str = "") -> Ticket:
    """A new ticket for what is asked for now; `asked`: its id, where it has one."""
    return Ticket(id=asked or new_id(now), wanted=wanted, entry=wanted.entry(now))
