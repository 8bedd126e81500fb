"""The orders that the desk gives to air, keying and journal.

Also the reasons why something did not air to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.desk.request import Item, Request
from broadcaster.timetable.rules.guard import Refusal

STOPPED = Refusal(code="playout.stopped")
PREEMPTED = Refusal(code="playout.preempted")
LIVE_PREEMPTED = Refusal(code="playout.live_preempted")
REHEARSED = Refusal(code="playout.rehearsal_yields")
WAITED = Refusal(code="playout.waited")
AIR_LOST = Refusal(code="playout.air_lost")
SILENT = Refusal(code="playout.no_report")
CLOSING = Refusal(code="playout.closing")
CLOCK = Refusal(code="timetable.clock_untrusted")
RIGHT_LOST = Refusal(code="playout.right_lost")
SLEPT = Refusal(code="playout.slept")
TOO_MANY = Refusal(code="service.too_many")


def by_the_air(reason: str) -> Refusal:
    """The air's reason: a code of ours with its detail, or the system's error of a file."""
    code, _, detail = reason.partition(" ")
    if code.startswith("playout."):
        return Refusal(code=code, facts=(("detail", detail),) if detail else ())
    return Refusal(code="playout.failed", facts=(("reason", reason),))


@dataclass(frozen=True, slots=True, kw_only=True)
class CueOrder:
    """Order to the air: this item, from this frame, heard at this instant."""

    request: Request
    item: Item
    start_frame: int
    at: datetime
    resumed: bool = False
    noise: timedelta = timedelta()  # of very quiet noise just before it, so that receivers open


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeOrder:
    """Order to the air: fade this item out, or withdraw it."""

    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Order to the air: it does not report what it must have done; end it and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOrder:
    """Order to the keying: a transmitter on or off, now."""

    on: bool
    name: str = ""  # of the switch; "" is the station's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearm:
    """Order to the keying: the longest time of a switch begins anew."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """For the journal: the item's first frame was heard at `at`."""

    item_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """For the journal and those who wait: this is what became of the item."""

    request: Request
    item: Item
    outcome: Outcome
    at: datetime
    reason: Refusal | None = None
    stand_in: Item | None = None  # what airs in its place


Order = CueOrder | FadeOrder | Restart | KeyOrder | Rearm | Started | Closed
