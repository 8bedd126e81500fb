"""Past sessions that were not heard: they do not count in the ward's quotas."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, JournalError, StoreError
from broadcaster.journal.rows.model import Airing, AiringKind

if TYPE_CHECKING:
    from broadcaster.journal.log.journal import Journal


def unheard(airings: Iterable[Airing]) -> frozenset[str]:
    """The scheduled sessions of which the journal knows that no member was heard, nor will be. Pure."""
    heard: dict[str, bool] = {}
    for airing in airings:
        if airing.kind is AiringKind.SCHEDULED and airing.session is not None:
            open_or_heard = airing.started is not None or airing.outcome is None
            heard[airing.session] = heard.get(airing.session, False) or open_or_heard
    return frozenset(session for session, was in heard.items() if not was)


def lost(journal: Journal, first: datetime, last: datetime) -> frozenset[str]:
    """The same of an open journal, between two instants; what cannot be read counts as heard."""
    try:
        return unheard(journal.airings(first, last))
    except BroadcasterError:
        return frozenset()


def unheard_here(state: Path, clock: Clock, first: datetime, last: datetime) -> frozenset[str]:
    """The same for another process than the station; what cannot be read is unknown and counts as heard."""
    from broadcaster.journal.log.journal import JOURNAL, Journal

    path = state / JOURNAL
    if not os.access(path, os.R_OK):
        return frozenset()
    try:
        with Journal.open_to_read(path, clock) as journal:
            return unheard(journal.airings(first, last))
    except (JournalError, StoreError):
        return frozenset()
