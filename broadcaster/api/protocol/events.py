"""What `GET /api/v1/events` tells: the names of the events, and the value of each."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from broadcaster.app.status.air_values import OnAirNow
from broadcaster.app.status.values import FaultShown, WaitingItem
from broadcaster.core.answers import answer


@answer
class AirEvent:
    """Something else is on air, or nothing. The first event of each stream."""

    air: OnAirNow | None


@answer
class SentenceEvent:
    """A sentence begins."""

    airing: str
    at: datetime
    words: str
    """as they are spoken"""


@answer
class QueueEvent:
    """Something else waits. The second event of each stream."""

    queue: tuple[WaitingItem, ...]


@answer
class LevelEvent:
    """The level of what is heard; ten times a second, for those who ask for it."""

    peak: int
    """0 … 32768"""


@answer
class RequestEvent:
    """A request, or an airing of it, has begun or ended: `GET /requests/ID` says more."""

    id: str


@answer
class ChangeEvent:
    """`plan`: there is another plan. `row`: the journal has new rows, of whatever kind."""


@answer
class DroppedEvent:
    """The last event: no more will come."""

    reason: Literal["slow", "ending", "not_allowed"]
    """`slow`: too much was left unread. `ending`: the station ends. `not_allowed`: it may look no more"""


EVENTS = {
    "air": AirEvent,
    "sentence": SentenceEvent,
    "queue": QueueEvent,
    "level": LevelEvent,
    "fault": FaultShown,
    "request": RequestEvent,
    "plan": ChangeEvent,
    "row": ChangeEvent,
    "dropped": DroppedEvent,
}
"""The kinds of events by name."""

Event = (
    AirEvent
    | SentenceEvent
    | QueueEvent
    | LevelEvent
    | FaultShown
    | RequestEvent
    | ChangeEvent
    | DroppedEvent
)
