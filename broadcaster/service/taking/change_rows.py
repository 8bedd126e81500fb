"""The journal's rows about accepted changes: of the files, and of what a person must confirm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError, Fact, Phrase
from broadcaster.journal import Journal
from broadcaster.journal.model import Reason
from broadcaster.service.taking.confirmed import Unconfirmed
from broadcaster.station.acceptance.changes import Change
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.quiet import Span
from broadcaster.station.yaml.trees import Place

_INSTANT = timedelta(microseconds=1)
_NO_QUIET = Phrase(code="clock.no_quiet")

log = logging.getLogger(__name__)


class ChangeRows:
    """Writes each change once, also if the process ended between acceptance and row.

    Called by one thread at a time.

    Args:
        journal: asked at the first change whether it has the row.
        note: writes a row about an instant.
    """

    def __init__(self, journal: Journal, note: Callable[[Reason, datetime | None], object]) -> None:
        self._journal = journal
        self._note = note
        self._written: Change | None = None
        self._waiting = ""
        self._asked = False

    def write(self, change: Change | None, waiting: Unconfirmed | None) -> None:
        """Write what was accepted last, and what of it waits for a person, unless that was written."""
        if change is not None and change != self._written and not self._known(change):
            self._note(row_of(change), change.at)
        self._written = change or self._written
        if waiting is not None and waiting.id != self._waiting:
            for what in parts("clock.waits", waiting):
                self._note(what, None)
        self._waiting = "" if waiting is None else waiting.id

    def _known(self, change: Change) -> bool:
        """True if an earlier process wrote the row. Only the first change can be of an earlier process."""
        if self._asked:
            return False
        self._asked = True
        try:
            rows = self._journal.notes(change.at, change.at + _INSTANT)
        except BroadcasterError:
            log.warning("it is unknown whether the journal has the last change", exc_info=True)
            return False
        wanted = row_of(change)
        return any(
            row.what.code == wanted.code and dict(row.what.facts) == dict(wanted.facts) for row in rows
        )


def row_of(change: Change) -> Reason:
    """The row of a change."""
    facts = (("what", change.what), ("old", change.old), ("new", change.new))
    return Reason(code="station.changed" if change.old else "station.first_taken", facts=facts)


def parts(code: str, change: Unconfirmed, who: str = "") -> list[Reason]:
    """One sentence each for the zone and the quiet hours, as far as they change.

    Args:
        code: `clock.waits` or `clock.took`.
        change: the change.
        who: whoever confirmed it.
    """
    before, wanted, holds = change.before, change.wanted, change.holds
    rows = []
    by = (("who", who or "–"),) if code == "clock.took" else ()
    if holds.timezone != wanted.timezone:
        zones = (("old", holds.timezone), ("new", wanted.timezone))
        rows.append(Reason(code=f"{code}_timezone", facts=(*by, *zones)))
    if holds.spans != wanted.spans:
        hours = {"old": before.spans, "new": wanted.spans, "holds": holds.spans}
        rows.append(
            Reason(code=f"{code}_quiet", facts=(*by, *((n, written(spans)) for n, spans in hours.items())))
        )
    return rows


def problems(change: Unconfirmed, place: Place) -> list[Problem]:
    """What waits, as warnings about station.yaml, which is at `place`."""
    marks = {"clock.waits_timezone": ("timezone",), "clock.waits_quiet": ("regulation", "quiet")}
    return [
        place.problem(place.mark(*marks[what.code]), what.code, Severity.WARNING, **dict(what.facts))
        for what in parts("clock.waits", change)
    ]


def written(spans: tuple[Span, ...]) -> Fact:
    """Quiet hours as people write them."""
    return ", ".join(f"{first:%H:%M}-{until:%H:%M}" for first, until in spans) or _NO_QUIET
