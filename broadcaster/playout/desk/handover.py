"""Hands an item of a session to the air.

It finds which item is next, when, from which frame, and whether the guard allows it. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import PREEMPTED, CueOrder
from broadcaster.playout.desk.request import SESSION_GAP, Item, Request, Waiting
from broadcaster.timetable.rules.guard import Refusal

Guard = Callable[[Request, Item, datetime, datetime], Refusal | None]
"""The hard guard: why an item may not air from one instant to another, or None."""


def next_after(air: OnAir, at: datetime, *, heard: bool) -> Waiting | None:
    """What follows an item that is over at `at`: its stand-in only if it was not `heard` to its end."""
    following = air.request.after(air.waiting.index, heard=heard)
    if following is None:
        return None
    item = air.request.items[following]
    # What takes the place of something that was heard in part needs no opening of its own.
    inside = item.cues[0] if item.stands_in_for and air.started and item.cues else None
    return Waiting(request=air.request, index=following, since=at, frame=inside)


def next_after_refused(waiting: Waiting, now: datetime) -> Waiting | None:
    """What follows an item that was refused at `now`."""
    following = waiting.request.after(waiting.index, heard=False)
    if following is None:
        return None
    since = now if waiting.index or waiting.cut_at else max(now, waiting.request.planned)
    return Waiting(request=without_refused(waiting), index=following, since=since)


def without_refused(waiting: Waiting) -> Request:
    """The request whose member was just refused: if it was to open the session, the next one does."""
    request = waiting.request
    after = request.after(waiting.index, heard=False)
    if after is None or waiting.frame is not None or not waiting.item.opens:
        return request
    return request.with_item(after, request.items[after].opening())


def closed_in_time(waiting: Waiting, end: datetime, guard: Guard) -> Request:
    """The request with the member at hand, which ends at `end`, closing it if none after it may air."""
    request, index = waiting.request, waiting.index
    for later in (request.items[i] for i in request.meant_after(index)):
        start = end + SESSION_GAP
        if guard(request, later, start, start + later.length()) is None:
            return request
    return request.with_item(index, waiting.item.closing())


def handed_over(
    waiting: Waiting, now: datetime, keying: KeyingPlan, guard: Guard
) -> tuple[OnAir, CueOrder] | Refusal:
    """What is on air next and the order for it, or why the item may not air.

    Its request may change on the way: an item after which nothing may air closes its session.
    """
    request, item = waiting.request, waiting.item
    lead = keying.lead(request, now)
    first_time = waiting.index == 0 and waiting.cut_at is None
    at = max(request.planned if first_time else waiting.since or now, now + lead)
    if waiting.frame is None and waiting.index and not item.joined:
        at = max(at, now + SESSION_GAP)
    first = waiting.first_frame(at)
    if item.live and first >= item.end_frame:
        return PREEMPTED
    refusal = guard(request, item, at, at + item.length(first))
    if refusal is not None:
        return refusal
    request = waiting.request = closed_in_time(waiting, at + item.length(first), guard)
    cue = CueOrder(
        request=request,
        item=waiting.item,
        start_frame=first,
        at=at,
        resumed=waiting.frame is not None,
        noise=min(keying.noise(request, now), at - now),
    )
    return OnAir(waiting=waiting, at=at, start_frame=first), cue
