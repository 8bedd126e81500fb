"""The check of every item between desk and output: the hard guard, and the shape of its sound."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import fault_of
from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import FILE, LIVE, RELAYED, SPOKEN
from broadcaster.journal.writer.ledger import REMOVED
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.orders import RIGHT_LOST
from broadcaster.playout.desk.request import SESSION_GAP, Item, Request
from broadcaster.playout.desk.zones import Side, sides
from broadcaster.playout.links.keyers import may_be_heard
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.regulation import AtOnce
from broadcaster.station.model.sound import DECIBELS
from broadcaster.station.model.station import InForce, Station
from broadcaster.station.rules.rulebook import refusing
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.rules.guard import Case, Refusal, mourning, quiet_hours, refusal, set_aside
from broadcaster.timetable.rules.quotas import QuotaTally, Sitting, limited
from broadcaster.upkeep.host.first_start import FirstStart

NO_ALERT = Refusal(code="playout.no_alert")
UNSTORED_NOT_APPROVED = {
    SPOKEN: Refusal(code="playout.say_not_approved"),
    FILE: Refusal(code="playout.file_not_approved"),
    LIVE: Refusal(code="playout.live_not_approved"),
}
"""Why words that no file of the station holds may not air: only those may speak at once who may approve."""
QUIET = "timetable.quiet_hours"
FOR_PEOPLE = Refusal(code="playout.quiet_for_people")
"""A message that only says that it is an emergency does not pass quiet hours: a person must confirm it."""

REHEARSAL_QUIET = "playout.rehearsal_quiet"

QUIETEST = -36.0  # LUFS: of an emergency, whatever `loudness` and `gain` say together
LOUDEST = 10 ** (DECIBELS.high / 20)  # linear: of an emergency; all that `gain` says in sum would only clip
NO_ZONE = Refusal(code="playout.no_zone")
NOT_SET_UP = Refusal(code="playout.not_set_up")


class HeardSoFar(Protocol):
    """Knows which sessions were heard."""

    def heard(self, station: Station, session: str | None, day: date) -> Iterable[Sitting]:
        """Those in the week of a day, apart from `session`, which asks."""


class AirGuard:
    """Judges by the station that airs now, not by the one that was planned with.

    Args:
        loud: the output is a sound card: everybody who hears the airings may hear a rehearsal there.
        first_start: till it is over nothing airs but tests.
    """

    def __init__(
        self,
        current: InForce,
        approvals: Approvals,
        trust: ClockTrust | None = None,
        as_run: HeardSoFar | None = None,
        *,
        loud: bool = False,
        first_start: FirstStart | None = None,
    ) -> None:
        self._current = current
        self._approvals = approvals
        self._trust = trust
        self._as_run = as_run
        self._loud = loud
        self._first_start = first_start

    def held(self, request: Request) -> bool:
        """True while a request waits for a clock that is trusted; what people ask for does not."""
        doubted = self._trust is not None and not self._trust.verdict.trusted
        timed = request.schedule is not None or request.terms.kind is AiringKind.ALERT
        return timed and doubted

    def hears(self, zones: Collection[str]) -> bool:
        """True if the ward hears what is rehearsed for these zones: no switch keeps their loudspeakers off.

        It then needs the right, the approval and the hour of a real airing.
        """
        return self._loud and may_be_heard(self._current.station.settings, zones)

    def guard(self, request: Request, item: Item, start: datetime, end: datetime) -> Refusal | None:
        """Why an item may not air from `start` to `end`, or None.

        What cannot be judged is refused, and only that; an emergency that a person ordered airs (rule 12).
        """
        try:
            return self._judge(request, item, start, end)
        except Exception as error:
            fault = fault_of(Contained.MESSAGE, item.message, error)
            return None if request.terms.ordered and not _named_by_file(item) else set_aside(fault)

    def _judge(self, request: Request, item: Item, start: datetime, end: datetime) -> Refusal | None:
        station, terms = self._current.station, request.terms
        message = station.messages.get(item.message)
        if terms.rehearsal and not self.hears(terms.zones):
            return self._in_quiet_hours(station, request, item, start, end)
        begun = self._first_start is None or self._first_start.over()
        if terms.kind is not AiringKind.MAINTENANCE and not begun:
            return NOT_SET_UP
        try:
            leads = terms.by.leads if terms.by.still_leads is None else terms.by.still_leads()
        except PeopleError:
            return RIGHT_LOST  # an emergency too: the ward took the right from whoever asked
        if terms.kind is AiringKind.ALERT:
            why = NO_ALERT if terms.alert is None else terms.alert.why_not(start)
            if why is not None:
                return why
        schedule = station.schedules.get(request.schedule) if request.schedule else None
        if request.schedule and (message is None or schedule is None):
            return REMOVED
        if terms.zones and not set(terms.zones) & set(station.settings.zones):
            return NO_ZONE
        case = Case(
            station=station,
            message=message or Message(id=item.message, title="", parts=()),
            emergency=terms.emergency,
            ordered=terms.ordered,
            unapproved=self._unapproved(station, request, item, message, leads=leads),
            clock=not self.held(request),
            zones=terms.zones,
        )
        found = refusal(case, start, end, schedule)
        if found is not None and found.code == QUIET and terms.rehearsal:
            return Refusal(code=REHEARSAL_QUIET, facts=found.facts)
        if found is not None and found.code == QUIET and terms.in_turn:
            return FOR_PEOPLE
        return found or self._over_quota(station, request, item, message, start)

    def _unapproved(
        self, station: Station, request: Request, item: Item, message: Message | None, *, leads: bool
    ) -> Refusal | None:
        """Why the very words on their way to the air may not air for want of approval, or None.

        `leads`: whoever asked may approve now.
        """
        terms = request.terms
        if terms.kind is AiringKind.MAINTENANCE or item.message.startswith(RELAYED):
            return None  # a test says nothing, and the sources that may be relayed are listed
        if terms.kind is AiringKind.ALERT:
            return None  # a leader said so of its sender
        if terms.ordered and not _named_by_file(item):
            return None  # a person ordered it
        unstored = UNSTORED_NOT_APPROVED.get(item.message)
        if unstored is not None:
            rule = station.settings.approval
            # The row of who asked as a leader asks for nobody's word afterwards: an officer's row does.
            unasked = rule.required and terms.by.leads and not leads
            at_once = leads or (rule.at_once is AtOnce.OFFICER and not unasked)
            return None if at_once and (terms.manual or terms.rehearsal) else unstored
        if terms.rehearsal:
            message = station.edited.get(item.message, message)  # what is rehearsed is the file as it is now
        return self._approvals.objection_to(
            station, item.message, item.words_digest, None if terms.emergency else item.sound_digest, message
        )

    def _in_quiet_hours(
        self, station: Station, request: Request, item: Item, start: datetime, end: datetime
    ) -> Refusal | None:
        """A rehearsal that no loudspeaker carries is not judged; on a sound card it obeys quiet hours."""
        message = Message(id=item.message, title="", parts=())
        case = Case(station=station, message=message, zones=request.terms.zones)
        if not self._loud:
            return None
        begin, over = start.astimezone(UTC), end.astimezone(UTC)
        check, silence = quiet_hours(case), mourning(case)
        found = None if check is None else check(begin, over)
        if found is not None:
            return Refusal(code=REHEARSAL_QUIET, facts=found.facts)
        return None if silence is None else silence(begin, over)

    def _over_quota(
        self, station: Station, request: Request, item: Item, message: Message | None, start: datetime
    ) -> Refusal | None:
        """The quota that a scheduled item goes over by what was really heard; see `rules.quotas`."""
        rules = refusing(station.settings)
        day = start.astimezone(station.settings.timezone).date()
        if request.schedule is None or not rules or not limited(station, message, day):
            return None
        used = QuotaTally(rules)
        for one in () if self._as_run is None else self._as_run.heard(station, request.session, day):
            used.add(one)
        return used.judge(
            Sitting(
                session=request.session or request.id,
                day=day,
                length=_length(request, item),
                priority=Priority.NORMAL if message is None else message.priority,
                zones=request.terms.zones,
            )
        )

    def shape(self, request: Request, item: Item, at: datetime) -> tuple[Side, Side]:
        """How left and right sound, for an item heard at `at`."""
        settings = self._current.station.settings
        named = [settings.zones[name] for name in request.terms.zones if name in settings.zones]
        # No zones named means all of them.
        heard = named or list(settings.zones.values())
        left, right = sides(heard, settings.gain, item.rate, at.astimezone(settings.timezone).time())
        if request.terms.emergency:
            least = 10 ** ((QUIETEST - settings.sound.loudness) / 20)
            left, right = (replace(side, gain=min(max(side.gain, least), LOUDEST)) for side in (left, right))
        return left, right


def _named_by_file(item: Item) -> bool:
    """True if the file of another message has it stand in for a relay: nobody who orders that one saw it."""
    return bool(item.stands_in_for and item.part_of)


def _length(request: Request, item: Item) -> timedelta:
    """From the session's start to the item's end: what is meant to air, a stand-in in its relay's place."""
    until = request.items[: [i.id for i in request.items].index(item.id) + 1]
    places = [i for i in until if not i.stands_in_for]
    heard = (item.length() if i.id == item.stands_in_for else i.length() for i in places)
    # The pieces of one message follow without the pause between items.
    return sum(heard, SESSION_GAP * sum(not i.joined for i in places[1:]))
