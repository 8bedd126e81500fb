"""Which daily backup was the last one, and whether the next is due: what the running station looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.statefile import Instant
from broadcaster.station.model import Backup

LAST = "backup.json"
LATE = timedelta(days=3)
"""Without a backup for so long the examination says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last daily backup that was read back."""

    at: Instant
    path: str


_SHAPE = TypeAdapter(Last)


def last(state: Path) -> Last | None:
    """The last daily backup; None for none."""
    return statefile.load(state / LAST, _SHAPE)


def is_due(rule: Backup, before: Last | None, now: datetime) -> bool:
    """True if the backup of the day has not been made yet.

    A computer that was off at that time makes it later. So does one whose clock was ahead when it made the
    last one. `now` is in the station's zone.
    """
    at = datetime.combine(now.date(), rule.at, now.tzinfo)
    if at > now:
        at -= timedelta(days=1)
    return rule.wanted and (before is None or not at <= before.at <= now)
