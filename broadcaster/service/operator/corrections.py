"""After a mistake: suspend the message, end it wherever it is, and air the correction.

The order matters: it is suspended first, so that nothing puts it on the air again, then ended, and only
then is the correction rendered.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing, Kind, Reason
from broadcaster.playout.desk import Closed, Item, Request, Urgency
from broadcaster.playout.director import Director
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.service.as_run.unstored import spoken
from broadcaster.service.host.lock import StationLock
from broadcaster.service.operator.manual import Manual
from broadcaster.service.operator.manual_request import Asked, ManualRequest
from broadcaster.service.operator.repeating import Repeating
from broadcaster.service.operator.suspended import NAME as SUSPENSIONS
from broadcaster.service.operator.suspended import Suspensions
from broadcaster.service.requests.building import URGENCIES
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Priority, Station
from broadcaster.timetable.guard import Refusal

RECENT = timedelta(days=3)  # looked at first: what is corrected was mostly heard just now
MONTH, MONTHS = timedelta(days=31), 12
OPENING = "Xin đính chính:"  # is spoken on the air: Vietnamese, whoever asks
REMEMBERED = 200  # airings whose class and zones are kept for a correction

_OPENED = re.compile(r"\W*(xin\s+)?(phép\s+|được\s+)*đính\s+chính\b", re.IGNORECASE)
_PRIORITIES = {urgency: priority for priority, urgency in URGENCIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """The airing that is corrected: how and where it aired."""

    airing: str | None  # None: it never aired as far as is known
    message: str
    urgency: Urgency
    zones: tuple[str, ...] = ()
    emergency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What came of a correction."""

    ticket: str | None  # of the correction's airing; None where it could not be made
    airing: str | None  # the airing that was corrected
    ended: bool  # it was on air, waiting or repeating
    suspended: bool
    fault: BroadcasterError | None = None  # why the correction could not be made


class Corrections:
    """Corrects what was aired. `correct` may be called from any thread but the director's."""

    def __init__(
        self,
        *,
        director: Director,
        journal: Journal,
        manual: Manual,
        repeating: Repeating,
        suspensions: Suspensions,
        clock: Clock,
        station: Callable[[], Station],
        replan: Callable[[], None],
        note: Callable[[Reason], None],
    ) -> None:
        self._director = director
        self._journal = journal
        self._manual = manual
        self._repeating = repeating
        self._suspensions = suspensions
        self._clock = clock
        self._station = station
        self._replan = replan
        self._note = note
        self._aired: OrderedDict[str, Mistake] = OrderedDict()

    def started(self, item_id: str, at: datetime) -> None:
        """See `dispatcher.Listener`: nothing to do before the end."""

    def closed(self, closed: Closed) -> None:
        """See `dispatcher.Listener`: remember how it aired."""
        self._aired[closed.item.id] = _mistake(closed.request, closed.item)
        while len(self._aired) > REMEMBERED:
            self._aired.popitem(last=False)

    def correct(self, name: str, text: str, who: str) -> Corrected:
        """Suspend, end and correct a message.

        Args:
            name: a message, or the id of an airing (of a typed text, say).
            text: what is right.
            who: whoever corrects.

        Raises:
            StationError: there is no such message and no such airing.
            ServiceError: there is nothing to say.
        """
        station = self._station()
        words = spoken(_opened(text.strip()))
        mistake = self._director.call(lambda: self._find(name)).result(10)
        if mistake is None:
            mistake = self._journalled(station, find_message(station, name).id)
        suspended, fault = self._suspend(station, mistake.message, who)
        reason = Refusal(code="playout.corrected", facts=(("who", who),))
        ended = self._director.call(lambda: self._end(mistake, reason)).result(10)
        self._replan()
        try:
            ticket = self._air(replace(words, priority=_class(mistake)), mistake, who)
        except BroadcasterError as error:
            return Corrected(
                ticket=None, airing=mistake.airing, ended=ended, suspended=suspended, fault=error
            )
        return Corrected(ticket=ticket, airing=mistake.airing, ended=ended, suspended=suspended, fault=fault)

    def release(self, name: str, who: str) -> bool:
        """Let a suspended message air again; false if it was not suspended. The journal says who did.

        Raises:
            StoreError: that cannot be kept.
        """
        known = self._suspensions.release(name)
        if known:
            self._note(released(name, who))
        self._replan()
        return known

    def _suspend(self, station: Station, name: str, who: str) -> tuple[bool, BroadcasterError | None]:
        message = station.messages.get(name)
        if message is None:
            return False, None
        try:
            self._suspensions.suspend(station, message, who, self._clock.now())
        except BroadcasterError as error:
            # It is suspended until the program ends. That the disk does not keep it is reported.
            return True, error
        return True, None

    def _end(self, mistake: Mistake, reason: Refusal) -> bool:
        concerns = self._concerns(mistake)
        desk = self._director.desk
        there = (desk.on_air is not None and concerns(desk.on_air.item)) or any(
            concerns(w.item) for w in desk.queue
        )
        chains = self._repeating.stop(reason, message=mistake.message)
        self._director.withdraw(concerns, reason)
        return there or chains > 0

    def _concerns(self, mistake: Mistake) -> Callable[[Item], bool]:
        stored = mistake.message in self._station().messages
        return lambda item: item.id == mistake.airing or (stored and item.message == mistake.message)

    def _air(self, words: Message, mistake: Mistake, who: str) -> str:
        asked = Asked(
            kind=Kind.MANUAL,
            urgency=mistake.urgency,
            who=who,
            emergency=mistake.emergency,
            zones=mistake.zones,
            note=_note(mistake),
        )
        return self._manual.order(ManualRequest(message=words, station=self._station(), asked=asked))

    def _find(self, name: str) -> Mistake | None:
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
        """From before the program began: the class is the message's own, and not a person's emergency.

        On the caller's thread: years of airings are read for longer than the air may wait.
        """
        last = self._last(name)
        rule = station.schedules.get(last.schedule) if last is not None and last.schedule else None
        return Mistake(
            airing=last.id if last is not None else None,
            message=name,
            urgency=URGENCIES[station.messages[name].priority],
            zones=rule.zones if rule is not None else last.zones if last is not None else (),
        )

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
        known = Suspensions(state / SUSPENSIONS).release(name)
        if known:
            with Journal.open(state / JOURNAL, clock) as journal:
                journal.note(clock.now(), released(name, who))
    return known


def _opened(text: str) -> str:
    """The words of a correction, which say once that they are one; nothing where there are none."""
    told = not text or _OPENED.match(unicodedata.normalize("NFC", text))
    return text if told else f"{OPENING} {text}"


def _note(mistake: Mistake) -> Refusal:
    message = ("message", mistake.message)
    if mistake.airing is None:
        return Refusal(code="playout.corrects_unaired", facts=(message,))
    return Refusal(code="playout.corrects", facts=(message, ("airing", mistake.airing)))


def _mistake(request: Request, item: Item) -> Mistake:
    return Mistake(
        airing=item.id,
        message=item.message,
        urgency=request.urgency,
        zones=request.zones,
        emergency=request.emergency,
    )


def _class(mistake: Mistake) -> Priority:
    return _PRIORITIES.get(mistake.urgency, Priority.PRIORITY)
