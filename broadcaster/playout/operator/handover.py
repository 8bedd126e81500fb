"""Checks a manual request before its sound is made, and hands it over.

It makes a row for the journal, sources for its relays, a request for the desk.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, Phrase, ServiceError
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.journal.writer.entries import refusal_of, with_sound
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.handover import Guard
from broadcaster.playout.desk.orders import TOO_MANY
from broadcaster.playout.desk.request import Item, Request
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.operator.repetition import Repeating, longest
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.requests.manual_request import ManualRequest, both
from broadcaster.playout.requests.members import Hears, Member, RelaySources
from broadcaster.playout.requests.ticket import Ticket
from broadcaster.station.model.station import InForce
from broadcaster.studio.script.pieces import has_relay
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.rules.guard import Refusal

_RATE = 1000  # Hz; only an instant of sound is judged
_INSTANT = timedelta(seconds=1)


def pre_check(wanted: ManualRequest, guard: Guard, approvals: Approvals, now: datetime) -> Refusal | None:
    """Why what is asked for may not air now; None if it may.

    The same guard judges it again at air time, with the finished sound: only then is its end known.
    """
    station, message = wanted.station, wanted.message
    if has_relay(message):
        return None  # its pieces are judged one by one
    item = Item(
        id="", message=message.id, title=message.title, path="", rate=_RATE, start_frame=0, end_frame=_RATE
    )
    request = Request(id="", terms=wanted.terms, planned=now, items=(item,))
    if station.settings.approval.required and message.id in station.messages and not wanted.terms.ordered:
        try:
            item = replace(item, words_digest=approvals.digest(station, message))
        except BroadcasterError:
            return None  # the rendering tells what is wrong with it
    length = _INSTANT if wanted.lasting is None else timedelta(seconds=wanted.lasting)
    return guard(request, item, now, now + length)


class PreCheck:
    """Judges what is asked for before its sound is made. From any thread but the director's."""

    def __init__(
        self, guard: AirGuard, suspensions: Suspensions, approvals: Approvals, current: InForce, clock: Clock
    ) -> None:
        self._judge = suspensions.over(guard.guard, current, guard, reads=True)
        self._approvals = approvals
        self._clock = clock

    def why_not(self, wanted: ManualRequest) -> Refusal | None:
        """Why it may not air now, as far as that is known; see `pre_check`."""
        return pre_check(wanted, self._judge, self._approvals, self._clock.now() + wanted.after)


PATIENCE = 5  # seconds for the desk to take a request: the director waits for nothing

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class HandOver:
    """From any thread but the director's."""

    as_run: AsRunLog
    director: Director
    clock: Clock
    sources: RelaySources
    under_way: UnderWay
    repeating: Repeating
    dispatcher: Dispatcher
    current: InForce
    approvals: Approvals
    guard: Hears

    def take(self, ticket: Ticket) -> Refusal | None:
        """Know a request before its sound is there: a stop ends it from now on; why it is not taken.

        A stop has ended it already, or the asker has as much waiting as one may. Of an emergency the desk
        says so later.
        """

        def stopped(why: Refusal) -> None:
            # One that is claimed goes to the desk, and is declined at its door.
            if ticket.claim():
                self._end(ticket, why)

        why = self.under_way.begin(ticket.id, ticket.wanted.message.id, stopped)
        if why is not None or ticket.airs_unjournalled:
            return why
        return TOO_MANY if self.director.desk.crowded(ticket.wanted.terms) else None

    def write_down(self, ticket: Ticket) -> None:
        """Write the intent of a request whose sound must be made: whatever happens then, it has its row.

        Raises:
            BroadcasterError: the journal does not take it, and it is no emergency: these wait for no disk.
        """
        if ticket.airs_unjournalled:
            self.as_run.intend_soon(ticket.entry, airing=ticket.id)
            return
        try:
            self.as_run.intended(ticket.entry, ticket.id)
        except BroadcasterError:
            if not ticket.over:  # else it was stopped meanwhile, which is its end
                raise

    def refuse(self, ticket: Ticket, why: Refusal) -> None:
        """Have the journal say that a request does not air; whoever waits for its ticket is told.

        Does nothing where the ticket is claimed: it has its end, or goes to the desk, which reports its end.
        """
        if ticket.claim():
            self._write_refusal(ticket, why)

    def give(self, ticket: Ticket, sound: Member) -> None:
        """Give a request with its finished sound to the desk, unless it was refused meanwhile.

        Raises:
            BroadcasterError: the journal does not take it; an emergency airs all the same.
        """
        if ticket.over:
            return  # it was stopped while its sound was made
        now = self.clock.now()
        entry = self._to_confirm(
            ticket, with_sound(ticket.entry, sound.programme, sound.words_digest or None)
        )
        if not ticket.airs_unjournalled:
            self.as_run.intended(entry, ticket.id)
        # Not before the wait for the disk: what hangs there at a stop must be refused.
        if not ticket.claim():
            return
        try:
            (member,) = self.sources.connect([replace(sound, airing=ticket.id)], now, None)
            self.director.call(lambda: self._ask_desk(ticket, entry, member)).result(PATIENCE)
        except TimeoutError:
            raise  # the desk has it, and reports its end
        except Exception as error:
            self._write_refusal(ticket, refusal_of(as_fault(error)))
            raise

    def hears(self, zones: Collection[str]) -> bool:
        """See `AirGuard.hears`."""
        return self.guard.hears(zones)

    def _to_confirm(self, ticket: Ticket, entry: Entry) -> Entry:
        """The entry; it says so if nobody approved what is to air."""
        wanted = ticket.wanted
        rehearsed = entry.kind is AiringKind.REHEARSAL and self.guard.hears(entry.zones)
        if entry.kind is not AiringKind.MANUAL and not rehearsed:
            return entry
        digests = (entry.words_digest or "", entry.sound_digest)
        leads = wanted.terms.by.leads
        confirm = self.approvals.to_confirm(wanted.station, wanted.message.id, *digests, leads=leads)
        return replace(entry, confirm=confirm or wanted.skips)

    def _write_refusal(self, ticket: Ticket, why: Refusal) -> None:
        log.warning("%s %s does not air: %s", ticket.id, ticket.wanted.message.id, why.code)
        self.director.call(lambda: self._end(ticket, why)).result(PATIENCE)

    def _end(self, ticket: Ticket, why: Refusal) -> None:
        """On the director's thread."""
        self.under_way.over(ticket.id)
        self.as_run.refused(ticket.entry, ticket.id, why)

    def _ask_desk(self, ticket: Ticket, entry: Entry, member: Member) -> None:
        """On the director's thread."""
        now, wanted = self.clock.now(), ticket.wanted
        warning = both(wanted.warning, member.warning)
        note = wanted.note or warning
        if member.programme is not None and self.director.desk.crowded(wanted.terms):
            self._end(ticket, TOO_MANY)  # before it has an intent; sources of relays are closed by the desk
            return
        if ticket.airs_unjournalled:
            self.as_run.intend_soon(entry, airing=ticket.id)
        request = ticket.request(member, now)
        stopped = self.under_way.over(ticket.id)
        if stopped is not None:
            self.director.decline(request, stopped)
            return
        if member.warning is not None:
            self.director.fault(_left_out(ticket, member.warning))
        if note is not None:
            self.dispatcher.note(ticket.id, note)
        if ticket.every is not None and member.programme is not None:
            # Before the desk has it: if that refuses the first airing, there is no chain.
            self.repeating.begin(
                request,
                wanted.message,
                member.programme,
                longest=longest(self.current.station),
                now=now,
                note=warning,
            )
        if wanted.terms.in_turn:
            self.director.give_way(wanted.terms.by.shown)
        self.director.submit(request)


def _left_out(ticket: Ticket, why: Refusal) -> ServiceError:
    title = ticket.wanted.message.title
    return ServiceError("service.left_out", title=title, why=Phrase(code=why.code, facts=why.facts))
