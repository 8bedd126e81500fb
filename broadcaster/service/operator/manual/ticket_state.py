"""The state of a ticket: where the request is that a person waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.errors import Fact
from broadcaster.playout.desk import Desk, OnAir, Request
from broadcaster.service.as_run.ends import Ended


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
    ended: Ended | None = None
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
    if air is None or not air.request.in_turn:
        return TicketState(stage=Stage.MAKING)
    return TicketState(stage=Stage.MAKING, behind=air.item.title, until=_end(air))


def _is(request: Request, ticket: str) -> bool:
    return request.id == ticket or any(ticket in (item.id, item.part_of) for item in request.items)


def _end(air: OnAir) -> datetime:
    """When what is on the air ends, with the rest of its session."""
    left = air.item.length(air.start_frame)
    later = (air.request.items[i].length() for i in air.request.meant_after(air.waiting.index))
    return air.at + sum(later, left + timedelta())
