"""What is known of something asked for before its sound is made: a refusal that is certain already."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk import Item, Request
from broadcaster.service.guard.air_guard import AirGuard
from broadcaster.service.guard.approved import Approvals
from broadcaster.service.operator.manual_request import Asked
from broadcaster.station.model import Message, Station
from broadcaster.studio.script.pieces import has_relay
from broadcaster.timetable.guard import Refusal

_RATE = 1000  # Hz; only an instant of sound is judged
_INSTANT = timedelta(seconds=1)


def foreseen(
    air_guard: AirGuard, approvals: Approvals, station: Station, message: Message, asked: Asked, now: datetime
) -> Refusal | None:
    """Why `message` may not air now, by the same guard that judges it at air time; None if it may.

    The guard is asked again with the finished sound: only then is it known when it ends.
    """
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
        emergency=asked.emergency,
    )
    return air_guard.guard(request, item, now, now + _INSTANT)
