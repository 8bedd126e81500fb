"""What happens in the station as the events of the API, in the language of the reader."""

from __future__ import annotations

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
    Dropped,
    FaultMet,
    Happening,
    LevelHeard,
    PlanChanged,
    QueueChanged,
    RequestChanged,
    RowWritten,
)
from broadcaster.service.status.airings import Local, on_air, waiting
from broadcaster.service.status.values import FaultShown
from broadcaster.text import explain


def told(happening: Happening, local: Local) -> tuple[str, Event]:
    """The name and the value of an event; `local` gives instants the station's zone."""
    match happening:
        case AirChanged(air=air):
            return "air", AirEvent(air=None if air is None else on_air(air, local))
        case QueueChanged(queue=queue):
            return "queue", QueueEvent(queue=tuple(waiting(each, local) for each in queue))
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
