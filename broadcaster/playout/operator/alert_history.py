"""What became of an alert before this process began, by the journal's rows: it goes on after a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.alerts.inbox.received import Received
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.desk import chain as rules
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.timetable.rules.guard import Refusal

MOST_RESTARTS = 3  # of the station, over which an alert goes on by itself

LATER = Refusal(code="alerts.later")
"""A worse one goes first: it waits again."""
RESTARTED = Refusal(code="alerts.restarted", facts=(("most", str(MOST_RESTARTS)),))
STOPS = ("playout.stopped", "playout.stopped_by", "playout.corrected")
"""Reasons by which a person ended it: for good."""
_MACHINE = ("playout.internal", "speech", "store", "studio")
"""What made no sound this time, as a code or the first word of one: it is tried again."""
_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHistory:
    """What became of an alert before this process began, by the journal's rows."""

    aired: int = 0
    first: datetime | None = None
    last: datetime | None = None  # start
    restarts: int = 0
    stopped: bool = False  # by a person
    settled: Refusal | None = None  # why it did not sound again

    @property
    def worn_out(self) -> bool:
        """True if it does not go on by itself any more."""
        return self.restarts > MOST_RESTARTS


NEW = AlertHistory()


def history_of(alert: str, rows: list[Airing]) -> AlertHistory:
    """What became of an alert. `rows`: of the time since it came, in their order; none is open."""
    own = [row for row in rows if row.alert == alert]
    starts = [row.started for row in own if row.started is not None and row.part_of is None]
    codes = {row.id: "" if row.reason is None else row.reason.code for row in own}
    # The siren before the words is a part of the same airing.
    cut = {
        row.part_of or row.id
        for row in own
        if row.outcome is Outcome.INTERRUPTED or codes[row.id] == CLOSING.code
    }
    return AlertHistory(
        aired=len(starts),
        first=min(starts, default=None),
        last=max(starts, default=None),
        restarts=len(cut),
        stopped=any(code in STOPS for code in codes.values()),
        settled=_settled(own[-1]) if own else None,
    )


def _settled(last: Airing) -> Refusal | None:
    reason = last.reason
    if last.outcome not in (Outcome.REFUSED, Outcome.CUT) or reason is None:
        return None
    if reason.code in (*rules.PASSING, CLOSING.code, LATER.code) or is_machine(reason.code):
        return None
    return Refusal(code=reason.code, facts=reason.facts)


def is_machine(code: str) -> bool:
    """True for a reason that made no sound this time."""
    return code in _MACHINE or code.partition(".")[0] in _MACHINE


def before_start(
    received: Received, airings: Callable[[datetime], list[Airing]], *, heard: bool
) -> AlertHistory:
    """What became of an alert before this process began; if that is not known, more than it may.

    Whatever the clock says: without a battery it starts before the alert came.

    Args:
        airings: the journal's rows from an instant on.
        heard: the inbox says that it was.
    """
    try:
        rows = airings(min(received.at, received.alert.key.sent) - _DAY)
    except BroadcasterError as error:
        log.warning("what became of an alert is not known: %s", error)
        rows = []
    found = history_of(received.id, rows)
    return replace(found, restarts=MOST_RESTARTS + 1) if heard and not found.aired else found
