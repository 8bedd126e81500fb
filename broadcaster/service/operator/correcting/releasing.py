"""A person's yes to a suspended message: it may air again, and the journal says who decided it."""

from __future__ import annotations

from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.journal import Journal
from broadcaster.journal.model import Reason
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.service.host.lock import StationLock
from broadcaster.service.operator.correcting.suspended import NAME, Suspensions


def released(name: str, who: str) -> Reason:
    """The journal's note about a message that a person lets air again."""
    return Reason(code="playout.released", facts=(("message", name), ("who", who or "–")))


def release_here(state: Path, name: str, who: str, clock: Clock) -> bool:
    """`Corrections.release` where no station runs; `state` is its folder's.

    Raises:
        ServiceError: a station runs.
        StoreError, JournalError: that cannot be kept.
    """
    with StationLock(state):
        known = Suspensions(state / NAME).release(name)
        if known:
            with Journal.open(state / JOURNAL, clock) as journal:
                journal.note(clock.now(), released(name, who))
    return known
