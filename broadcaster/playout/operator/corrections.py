"""Corrections of what was aired by mistake.

Which airing was meant, the message suspended and ended wherever it is, and the correction aired.

The message is suspended first, so that nothing puts it on the air again, then ended, and only
then is the correction rendered. What it says is read once it is silent: to know it again in a changed file.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.forms import nfc
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import USUAL_WAIT, EmergencyGround, Item, Request, Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.operator.manual import Manual
from broadcaster.playout.operator.repetition import Repeating
from broadcaster.playout.operator.suspensions import Suspensions, released
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.playout.requests.members import URGENCIES
from broadcaster.playout.requests.share import OneEach
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.station import InForce, Station, find_message
from broadcaster.studio.script.loose_messages import spoken
from broadcaster.timetable.rules.guard import Refusal

RECENT = timedelta(days=3)  # looked at first: what is corrected was mostly heard just now
MONTH, MONTHS = timedelta(days=31), 12
REMEMBERED = 200  # airings whose class and zones are kept for a correction
PATIENCE = 10  # seconds for the director

_PRIORITIES = {urgency: priority for priority, urgency in URGENCIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """The airing that is corrected: how and where it aired."""

    airing: str | None  # None: it never aired as far as is known
    message: str
    terms: Terms

    @property
    def priority(self) -> Priority:
        """The class in which the correction airs."""
        return _PRIORITIES.get(self.terms.urgency, Priority.PRIORITY)

    @property
    def note(self) -> Refusal:
        """What the journal says of the correction's airing."""
        message = ("message", self.message)
        if self.airing is None:
            return Refusal(code="playout.corrects_unaired", facts=(message,))
        return Refusal(code="playout.corrects", facts=(message, ("airing", self.airing)))

    def concerns(self, item: Item, station: Station) -> bool:
        """True for an item that must end: the airing itself, and all others of a message of the station."""
        return item.id == self.airing or (self.message in station.messages and item.message == self.message)


class Mistakes:
    """Finds the airing that is meant. A listener of the dispatcher, so that it knows what aired of late."""

    def __init__(self, *, director: Director, journal: Journal, repeating: Repeating, clock: Clock) -> None:
        self._director = director
        self._journal = journal
        self._repeating = repeating
        self._clock = clock
        self._aired: OrderedDict[str, Mistake] = OrderedDict()

    def started(self, item_id: str, at: datetime) -> None:
        """See `dispatcher.Listener`: nothing to do before the end."""

    def closed(self, closed: Closed) -> None:
        """See `dispatcher.Listener`: remember how it aired."""
        self._aired[closed.item.id] = _mistake(closed.request, closed.item)
        while len(self._aired) > REMEMBERED:
            self._aired.popitem(last=False)

    def find(self, station: Station, name: str) -> Mistake:
        """The last airing of a message, or the airing of that id.

        Not on the director's thread: years of airings may be read, for longer than the air may wait.

        Raises:
            StationError: there is no such message and no such airing.
        """
        known = self._director.call(lambda: self._known(name)).result(PATIENCE)
        return self._journalled(station, find_message(station, name).id) if known is None else known

    def _known(self, name: str) -> Mistake | None:
        """The last airing of `name` that this process knows: on air, repeating, waiting, or over."""
        desk = self._director.desk
        air = [(desk.on_air.request, desk.on_air.item)] if desk.on_air is not None else []
        chains = [(kept.request, kept.request.items[0]) for kept in self._repeating.chains]
        waiting = [(w.request, w.item) for w in desk.queue]
        for request, item in (*air, *chains, *waiting):
            if name in (item.id, item.message):
                return _mistake(request, item)
        for mistake in reversed(self._aired.values()):
            if name in (mistake.airing, mistake.message):
                return mistake
        return None

    def _journalled(self, station: Station, name: str) -> Mistake:
        """From before the process began: the class is the message's own, and not a person's emergency."""
        last = self._last(name)
        rule = station.schedules.get(last.schedule) if last is not None and last.schedule else None
        terms = Terms(
            kind=AiringKind.MANUAL,
            urgency=URGENCIES[station.messages[name].priority],
            zones=rule.zones if rule is not None else last.zones if last is not None else (),
        )
        return Mistake(airing=last.id if last is not None else None, message=name, terms=terms)

    def _last(self, name: str) -> Airing | None:
        """The last airing that was heard, within a year; a piece at a time, so that others read between."""
        until = self._clock.now() + timedelta(days=1)
        for step in (RECENT, *[MONTH] * MONTHS):
            rows = self._journal.airings(until - step, until)
            heard = [row for row in rows if row.message == name and row.started is not None]
            if heard:
                return heard[-1]
            until -= step
        return None


def _mistake(request: Request, item: Item) -> Mistake:
    return Mistake(airing=item.id, message=item.message, terms=request.terms)


OPENING = "Xin đính chính:"  # is spoken on the air: Vietnamese, whoever asks

_OPENED = re.compile(r"\W*(xin\s+)?(phép\s+|được\s+)*đính\s+chính\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionResult:
    """What came of a correction."""

    ticket: str | None  # of the correction's airing; None where it could not be made
    airing: str | None  # the airing that was corrected
    ended: bool  # it was on air, waiting or repeating
    suspended: bool
    fault: BroadcasterError | None = None  # why the correction could not be made


@dataclass(kw_only=True, eq=False)
class Corrections:
    """Corrects what was aired. `correct` may be called from any thread but the director's."""

    director: Director
    mistakes: Mistakes
    manual: Manual
    repeating: Repeating
    under_way: UnderWay
    suspensions: Suspensions
    clock: Clock
    current: InForce
    as_run: AsRunLog

    def __post_init__(self) -> None:
        self.changed: list[Callable[[], None]] = []  # called when what may air is another, from any thread
        self._one_each = OneEach()

    def correct(self, name: str, text: str, by: Requester) -> CorrectionResult:
        """Suspend, end and correct a message.

        Args:
            name: a message, or the id of an airing (of a typed text, say).

        Raises:
            StationError: there is no such message and no such airing.
            ServiceError: there is nothing to say, or a correction of this person is under way.
        """
        with self._one_each.of(by.shown):
            return self._correct(name, text, by)

    def _correct(self, name: str, text: str, by: Requester) -> CorrectionResult:
        station, who = self.current.station, by.shown
        words = spoken(_opened(text.strip()))
        mistake = self.mistakes.find(station, name)
        suspended, fault = self._suspend(station, mistake.message, who)
        reason = Refusal(code="playout.corrected", facts=(("who", who),))
        ended = self.director.call(lambda: self._end(mistake, reason)).result(PATIENCE)
        fault = self._learn(station, mistake.message) or fault
        for told in self.changed:
            told()
        done = CorrectionResult(
            ticket=None, airing=mistake.airing, ended=ended, suspended=suspended, fault=fault
        )
        try:
            return replace(done, ticket=self._air(words, mistake, by))
        except BroadcasterError as error:
            return replace(done, fault=error)

    def release(self, name: str, who: str) -> bool:
        """Let a suspended message air again; false if it was not suspended. The journal says who did.

        Raises:
            StoreError: that cannot be kept.
        """
        known = self.suspensions.release(name)
        if known:
            what = released(name, who)
            self.director.post(lambda: self.as_run.note(self.clock.now(), what))
        for told in self.changed:
            told()
        return known

    def _suspend(self, station: Station, name: str, who: str) -> tuple[bool, BroadcasterError | None]:
        message = station.messages.get(name)
        if message is None:
            return False, None
        try:
            self.suspensions.suspend(station, message, who, self.clock.now())
        except BroadcasterError as error:
            # It is suspended until the program ends. That the disk does not keep it is reported.
            return True, error
        return True, None

    def _learn(self, station: Station, name: str) -> BroadcasterError | None:
        message = station.messages.get(name)
        if message is None:
            return None
        try:
            self.suspensions.learn(station, message)
        except BroadcasterError as error:
            return error  # as above
        return None

    def _end(self, mistake: Mistake, reason: Refusal) -> bool:
        """End it on the air, at the desk and as a chain; true if it was there. On the director's thread."""

        def concerns(item: Item) -> bool:
            return mistake.concerns(item, station)

        station, desk = self.current.station, self.director.desk

        def means(airing: str, message: str) -> bool:
            return airing == mistake.airing or mistake.message == message in station.messages

        there = (desk.on_air is not None and concerns(desk.on_air.item)) or any(
            concerns(w.item) for w in desk.queue
        )
        chains = self.repeating.stop(reason, message=mistake.message, airing=mistake.airing)
        self.director.withdraw(concerns, reason)
        made = self.under_way.stop(reason, means)
        return there or bool(chains) or bool(made)

    def _air(self, words: Message, mistake: Mistake, by: Requester) -> str:
        # It is a person's from now on, but for an alert: its sender's right is nobody else's.
        urgent = mistake.terms.ground in (EmergencyGround.PERSON, EmergencyGround.CONTACT)
        terms = replace(
            mistake.terms,
            kind=AiringKind.MANUAL,
            manual=True,
            by=by,
            wait=USUAL_WAIT,
            ground=EmergencyGround.PERSON if urgent else None,
            alert=None,
        )
        words = replace(words, priority=mistake.priority)
        wanted = ManualRequest(message=words, station=self.current.station, terms=terms, note=mistake.note)
        return self.manual.order(wanted)


def _opened(text: str) -> str:
    """The words of a correction, which say once that they are one; nothing where there are none."""
    told = not text or _OPENED.match(nfc(text))
    return text if told else f"{OPENING} {text}"
