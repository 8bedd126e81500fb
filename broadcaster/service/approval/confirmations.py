"""What aired at once without an approval ahead, and waits for the leadership to confirm it or to object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.journal import Journal
from broadcaster.journal.model import Airing
from broadcaster.people.approval.decision import Row

WITHIN = timedelta(hours=24)
"""How soon the leadership is to say its word. Afterwards it is told as a fault, and stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """One airing that waits."""

    airing: Airing
    since: datetime

    def overdue(self, now: datetime) -> bool:
        """True once it has waited for longer than `WITHIN`."""
        return now - self.since > WITHIN


def open_confirmations(journal: Journal, answered: Mapping[str, Row]) -> list[ToConfirm]:
    """The airings that were heard and wait, the oldest first.

    Args:
        journal: of the station.
        answered: what was confirmed or objected to, by airing.

    Raises:
        JournalError, StoreError: it cannot be read.
    """
    waiting = journal.to_confirm(answered.keys())
    return [ToConfirm(airing=one, since=one.started) for one in waiting if one.started is not None]
