"""A session has one opening and one closing, whichever of its members may air. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk.model import SESSION_GAP, Item, Request, Waiting
from broadcaster.timetable.guard import Refusal

Guard = Callable[[Request, Item, datetime, datetime], Refusal | None]
"""The hard guard: why an item may not air from one instant to another, or None."""


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
