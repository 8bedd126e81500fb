"""The orders that the desk gives: to the air, to the keying, and to the recorder of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.journal.model import Outcome
from broadcaster.playout.desk.request import Item, Request
from broadcaster.timetable.guard.guard import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Order to the air: this item, from this frame, heard at this instant."""

    request: Request
    item: Item
    start_frame: int
    at: datetime
    resumed: bool = False
    noise: timedelta = timedelta()  # of very quiet noise just before it, so that receivers open


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """Order to the air: fade this item out, or withdraw it."""

    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Order to the air: it does not report what it must have done; end it and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
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


Order = Cue | Fade | Restart | Key | Rearm | Started | Closed
