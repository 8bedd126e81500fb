"""From the desk's order to the air's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadcaster.playout.air.wire import Queue
from broadcaster.playout.desk import Cue
from broadcaster.playout.desk.zones import Side

FADE_IN = 0.02  # seconds; an item taken up again begins inside its sound
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_ns(at: datetime) -> int:
    """Nanoseconds since 1970 of an aware instant, exact to the microsecond."""
    return (at.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1) * 1000


def instant(ns: int) -> datetime:
    """The aware instant of nanoseconds since 1970."""
    return _EPOCH + timedelta(microseconds=ns // 1000)


def order_for(cue: Cue, sides: tuple[Side, Side]) -> Queue:
    """The order to the air: which frames of which file, when, and how left and right sound."""
    item, (left, right) = cue.item, sides
    return Queue(
        id=item.id,
        path=item.path,
        name=item.message.replace("/", "-"),
        start_frame=cue.start_frame,
        end_frame=item.end_frame,
        utc_ns=utc_ns(cue.at),
        left=left.delay,
        right=right.delay,
        left_gain=left.gain,
        right_gain=right.gain,
        fade_in=round(FADE_IN * item.rate) if cue.resumed else 0,
        live=item.live,
        noise=round(cue.noise.total_seconds() * item.rate),
    )
