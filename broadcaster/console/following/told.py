"""What happens in the station as the events of the API, in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.console.answers.events import (
    AirEvent,
    ChangeEvent,
    DroppedEvent,
    Event,
    LevelEvent,
    QueueEvent,
    RequestEvent,
)
from broadcaster.service.events.happenings import (
    AirChanged,
    Airs,
    Dropped,
    FaultMet,
    Happening,
    LevelHeard,
    PlanChanged,
    QueueChanged,
    RequestChanged,
    RowWritten,
    Waits,
)
from broadcaster.service.status.values import FaultShown, OnAirNow, WaitingItem
from broadcaster.text import explain, worded

Local = Callable[[datetime], datetime]


def told(happening: Happening, local: Local) -> tuple[str, Event]:
    """The name and the value of an event; `local` gives instants the station's zone."""
    match happening:
        case AirChanged(air=air):
            return "air", AirEvent(air=None if air is None else _air(air, local))
        case QueueChanged(queue=queue):
            return "queue", QueueEvent(queue=tuple(_waits(each, local) for each in queue))
        case LevelHeard(peak=peak):
            return "level", LevelEvent(peak=peak)
        case FaultMet(at=at, error=error):
            return "fault", FaultShown(at=local(at), message=explain(error))
        case RequestChanged(ticket=ticket):
            return "request", RequestEvent(id=ticket)
        case PlanChanged():
            return "plan", ChangeEvent()
        case RowWritten():
            return "row", ChangeEvent()
        case Dropped(slow=slow):
            return "dropped", DroppedEvent(reason="slow" if slow else "ending")


def _air(air: Airs, local: Local) -> OnAirNow:
    return OnAirNow(
        id=air.id,
        message=air.message,
        title=worded(air.title),
        kind=air.kind,
        started=None if air.started is None else local(air.started),
        planned=local(air.planned),
        end=local(air.end),
    )


def _waits(each: Waits, local: Local) -> WaitingItem:
    return WaitingItem(
        id=each.id,
        message=each.message,
        kind=each.kind,
        planned=local(each.planned),
        resumes=each.resumes,
    )
