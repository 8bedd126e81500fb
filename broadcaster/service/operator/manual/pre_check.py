"""The check of a manual request before its sound is made: a refusal that is certain already."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk import Guard, Item, Request
from broadcaster.service.guard.approved import Approvals
from broadcaster.service.operator.manual.manual_request import ManualRequest
from broadcaster.station.model import Station
from broadcaster.studio.script.pieces import has_relay
from broadcaster.timetable.guard.guard import Refusal

_RATE = 1000  # Hz; only an instant of sound is judged
_INSTANT = timedelta(seconds=1)


def pre_check(
    wanted: ManualRequest, guard: Guard, approvals: Approvals, station: Station, now: datetime
) -> Refusal | None:
    """Why what is asked for may not air now; None if it may.

    The same guard judges it again at air time, with the finished sound: only then is its end known.

    Args:
        wanted: what is asked for.
        guard: judges.
        approvals: know the digest of what was approved.
        station: the one that airs.
        now: when it would begin.
    """
    message, asked = wanted.message, wanted.asked
    if has_relay(message):
        return None  # its pieces are judged one by one
    words = ""
    if station.settings.approval.required and message.id in station.messages and not asked.emergency:
        try:
            words = approvals.digest(station, message)
        except BroadcasterError:
            return None  # the rendering tells what is wrong with it
    item = Item(
        id="",
        message=message.id,
        title=message.title,
        path="",
        rate=_RATE,
        start_frame=0,
        end_frame=_RATE,
        words_digest=words,
    )
    request = Request(
        id="",
        kind=asked.kind,
        urgency=asked.urgency,
        planned=now,
        items=(item,),
        manual=True,
        zones=asked.zones,
        who=asked.who,
        leads=asked.leads,
        emergency=asked.emergency,
    )
    length = _INSTANT if wanted.lasting is None else timedelta(seconds=wanted.lasting)
    return guard(request, item, now, now + length)
