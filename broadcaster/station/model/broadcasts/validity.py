"""The days on which something may air."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from broadcaster.station.declared import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """First and last day, both inclusive, on which something may air."""

    first: Annotated[date | None, Key(name="from")] = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """True if `day` lies inside."""
        return (self.first is None or day >= self.first) and (self.until is None or day <= self.until)
