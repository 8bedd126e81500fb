"""A new schedule as it is most likely meant: the message's last day, the ward's usual time. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date

from broadcaster.station.model.station import Station
from broadcaster.web.drawing.days import day_typed
from broadcaster.web.schedules.form_fields import Days, Fields

USUAL = "17:00"


def proposed(station: Station, message: str, day: date | None, at: str | None) -> Fields:
    """The form of a new schedule with what is likely.

    Args:
        station: has the message, and the schedules by whose times the ward knows its station.
        message: its id; "" where none is chosen.
        day: the only day; None for each one.
        at: the time; the one at which most schedules air by default.
    """
    known = station.messages.get(message)
    walls = Counter(wall for rule in station.schedules.values() for wall in rule.at)
    usual = min(walls, key=lambda wall: (-walls[wall], wall), default=None)
    return Fields(
        message=message,
        days=Days.DAILY if day is None else Days.DATES,
        dates=day_typed(day),
        at=(at or (USUAL if usual is None else f"{usual:%H:%M}"),),
        until="" if known is None or day is not None else day_typed(known.valid.until),
        holidays=False,
        late=True,
    )
