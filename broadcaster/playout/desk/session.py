"""The items of a session after each other: one opening and one closing, whichever of them may air. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import SESSION_GAP, Item, Request
from broadcaster.playout.desk.waiting import Waiting
from broadcaster.timetable.guard.guard import Refusal

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
