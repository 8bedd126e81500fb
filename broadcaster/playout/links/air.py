"""What the director asks of the air and what the air reports, and the desk's order as the air's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from broadcaster.playout.air.wire import Event, Level, Queue
from broadcaster.playout.desk.orders import CueOrder
from broadcaster.playout.desk.zones import Side


class Air(Protocol):
    """Where takes are handed to: the link to the air process, or its stand-in."""

    def queue(self, order: Queue) -> None:
        """Hand over a file and its instant."""

    def fade(self, take_id: str) -> None:
        """Fade one item out, or withdraw it."""

    def restart(self) -> None:
        """End what does not report and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirReady:
    """The output is open and pulls sound."""

    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLost:
    """The process or its device has gone; a new one is being started."""

    reason: str
    frame: int | None = None  # the file's frame up to which it was heard; None if that is not known


AirReport = Event | Level | AirReady | AirLost
Hear = Callable[[AirReport], None]


FADE_IN = 0.02  # seconds; an item taken up again begins inside its sound
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_ns(at: datetime) -> int:
    """Nanoseconds since 1970 of an aware instant, exact to the microsecond."""
    return (at.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1) * 1000


def instant(ns: int) -> datetime:
    """The aware instant of nanoseconds since 1970."""
    return _EPOCH + timedelta(microseconds=ns // 1000)


def order_for(cue: CueOrder, sides: tuple[Side, Side]) -> Queue:
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


class AirDoor(Air, Protocol):
    """The air as the station opens it: the link to its process, or the stand-in."""

    @property
    def tended(self) -> bool:
        """True while somebody looks after it."""

    def start(self, hear: Hear, *, waits: bool = False) -> None:
        """Open the output; `hear` gets each report, on a thread of the air's.

        With `waits` one that cannot be opened counts as lost: it is tried for ever.
        """

    def close(self) -> None:
        """Fade what sounds, and close the output."""
