"""When the loudspeakers must be silent, as a value that is kept on the disk."""

from dataclasses import dataclass, field
from datetime import date, time

from broadcaster.station.model.broadcasts.message import Priority
from broadcaster.station.model.broadcasts.validity import Validity
from broadcaster.station.model.rules.rulebook import Season, Span

NIGHT: Span = (time(21), time(6))
"""Night by QCVN 26:2010/BTNMT: quiet wherever no rule says when it is."""

NIGHT_BY = "QCVN 26:2010/BTNMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What one rule says about quiet hours, and where and when it says so."""

    spans: tuple[Span, ...]  # none: there are no quiet hours by this rule
    season: Season | None = None
    valid: Validity = field(default_factory=Validity)
    zones: tuple[str, ...] = ()  # empty: everywhere
    classes: tuple[Priority, ...] = ()  # empty: all
    by: str = ""

    def covers(self, day: date, zone: str, priority: Priority) -> bool:
        """True if it speaks about a class in a zone on a day."""
        return (
            (not self.zones or zone in self.zones)
            and (not self.classes or priority in self.classes)
            and (self.season is None or self.season.holds(day))
            and self.valid.holds(day)
        )


Layer = tuple[Silence, ...]
"""The rules of one regulation. Where none of them speaks, it is quiet at night (`NIGHT`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRule:
    """A time zone by its name, and what is quiet in its local time: `spans`, and what each layer says."""

    timezone: str
    spans: tuple[Span, ...] = ()  # apart from each other, by start
    layers: tuple[Layer, ...] = ()
