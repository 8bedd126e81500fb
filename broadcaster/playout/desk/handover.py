"""Handing an item to the air: when, from which frame, and whether the guard allows it. Pure."""

from __future__ import annotations

from datetime import datetime

from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import Cue
from broadcaster.playout.desk.reasons import PREEMPTED
from broadcaster.playout.desk.request import SESSION_GAP
from broadcaster.playout.desk.session import Guard, closed_in_time
from broadcaster.playout.desk.waiting import Waiting
from broadcaster.timetable.guard.guard import Refusal


def handed_over(
    waiting: Waiting, now: datetime, keying: KeyingPlan, guard: Guard
) -> tuple[OnAir, Cue] | Refusal:
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
    cue = Cue(
        request=request,
        item=waiting.item,
        start_frame=first,
        at=at,
        resumed=waiting.frame is not None,
        noise=min(keying.noise(request, now), at - now),
    )
    return OnAir(waiting=waiting, at=at, start_frame=first), cue
