"""Keeps the journal's rows of what is on the air, pieces and live sounds included."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Entry, Outcome
from broadcaster.journal.rows.names import LIVE
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.entries import Rows, entry_on, refusal_of
from broadcaster.journal.writer.misses import end_fault
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request
from broadcaster.playout.director.faults import FaultLog
from broadcaster.playout.live.feeds import Feeds
from broadcaster.timetable.rules.guard import Refusal

BROKEN_OFF = ("playout.failed", "playout.source_lost")
HEARD = "playout.relay_heard"
"""The note of a relay that aired: how much of it was heard, how often it broke off."""

BREAKS = "playout.voice_breaks"
"""The note of a voice that aired and broke off."""


class Airings:
    """The director's recorder. Called on its thread only.

    Args:
        faults: keep what ended an airing or kept it from the air, for `status` and the log.
    """

    def __init__(self, as_run: AsRunLog, feeds: Feeds, faults: FaultLog, clock: Clock) -> None:
        self._as_run = as_run
        self._feeds = feeds
        self._faults = faults
        self._clock = clock
        self._ending: tuple[str, str, datetime] | None = None
        self._rows = Rows()

    def expect(self, request: Request) -> None:
        """See `playout.director.Recorder`."""
        self._rows.expect(request.items)

    def intend(self, entry: Entry, airing: str, *, whatever: bool) -> None:
        """Write the intent of a manual request. Not on the director's thread.

        Args:
            whatever: an emergency: it does not wait for the disk, and airs even where that is full.

        Raises:
            BroadcasterError: the journal cannot be written, and it is no emergency.
        """
        if whatever:
            self._as_run.intend_soon(entry, airing=airing)
            return
        try:
            self._as_run.intended(entry, airing)
        except BroadcasterError as error:
            self._as_run.refused(entry, airing, refusal_of(error))
            raise

    def intend_soon(self, entry: Entry, airing: str) -> None:
        """Write the intent of a relay inside a message; what the disk does not take is written later."""
        self._as_run.intend_soon(entry, airing=airing)

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        for row in self._rows.started(item_id):
            self._as_run.started(row, at)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._as_run.noted(error, at)

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        ended = self._with_its_source(closed) if closed.item.live else closed
        try:
            for row in self._rows.closed(ended):
                self._as_run.closed(row)
        finally:
            self._feeds.close(closed.item.id)
            if closed.stand_in is not None:
                self._stand_in(closed, closed.stand_in)
            self._report_end_fault(ended)

    def _report_end_fault(self, closed: Closed) -> None:
        fault = end_fault(closed)
        if fault is None or closed.reason is None:
            return
        # A fault that ends a whole session is reported once, not once for each member.
        ending = (closed.request.id, closed.reason.code, closed.at)
        if ending != self._ending:
            self._faults.keep(fault, self._clock.now())
        self._ending = ending

    def _with_its_source(self, closed: Closed) -> Closed:
        """What the source knows of its end."""
        failed = closed.reason is not None and closed.reason.code in BROKEN_OFF
        state = (self._feeds.last_word if failed else self._feeds.state)(closed.item.id)
        if state is None:
            return closed
        if closed.outcome is Outcome.AIRED and closed.item.message != LIVE:
            facts = (("heard", str(round(state.progress.heard))), ("again", str(state.progress.reconnects)))
            return replace(closed, reason=Refusal(code=HEARD, facts=facts))
        if closed.outcome is Outcome.AIRED and state.progress.breaks:
            told = Refusal(code=BREAKS, facts=(("breaks", str(state.progress.breaks)),))
            return replace(closed, reason=told)
        if failed and state.fault is not None:
            return replace(closed, reason=Refusal(code=state.fault.code, facts=state.fault.facts))
        return closed

    def _stand_in(self, closed: Closed, item: Item) -> None:
        entry = replace(
            entry_on(closed.request.terms, item.message, closed.at),
            schedule=closed.request.schedule,
            words_digest=item.words_digest or None,
            part_of=item.part_of or None,
            confirm=item.confirm,
        )
        self._as_run.intend_soon(entry, airing=item.id)
