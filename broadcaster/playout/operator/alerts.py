"""Alerts from above on their way to the air: the inbox gives them, the desk has one at a time.

The siren of one that nobody heard yet is made ahead: it sounds while the words are made. What was heard,
stopped or cut by a restart is told by the journal's rows: so an alert goes on after one, and not for ever.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from broadcaster.alerts.inbox.received import AIRED, AlertInbox, AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.clock import Clock
from broadcaster.core.errors import AlertsError, BroadcasterError, Phrase
from broadcaster.journal.rows.model import AiringKind, Entry, Reason, new_id
from broadcaster.journal.rows.names import ALERTED
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.journal.writer.ends import AiringEnd, Dispatcher
from broadcaster.journal.writer.entries import entry_on, refusal_of
from broadcaster.playout.desk.orders import CLOSING, Closed
from broadcaster.playout.desk.request import AlertWarrant, Terms
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.operator import alert_request as asked
from broadcaster.playout.operator.alert_ground import ENDED, GONE, OPEN, AlertGround
from broadcaster.playout.operator.alert_history import LATER, NEW, RESTARTED, STOPS, before_start
from broadcaster.playout.operator.alert_queue import (
    EXPIRED,
    LONGEST,
    STOPPED_BEFORE,
    AlertQueue,
    StandingAlert,
)
from broadcaster.playout.operator.alert_siren import SirenAhead
from broadcaster.playout.operator.manual import Manual
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.model.station import InForce
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.rules.guard import Refusal

LOOK = 1.0  # seconds between two looks while an alert stands
REST = 60.0  # the same while none does
RECORDING = 5.0  # seconds for which the words, while the siren sounds, wait for the sender's recording

log = logging.getLogger(__name__)


class AlertsOnAir:
    """Takes alerts from the inbox and gives each to the desk when it is its turn.

    Args:
        trust: whether the clock may be believed: else nobody knows what is over.
    """

    def __init__(
        self,
        *,
        inbox: AlertInbox,
        manual: Manual,
        siren: SirenAhead,
        director: Director,
        under_way: UnderWay,
        as_run: AsRun,
        current: InForce,
        trust: ClockTrust,
        clock: Clock,
    ) -> None:
        self._inbox, self._ground = inbox, AlertGround(inbox, current)
        self._manual, self._siren = manual, siren
        self._director, self._under_way = director, under_way
        self._as_run, self._current = as_run, current
        self._trust, self._clock = trust, clock
        self._queue = AlertQueue()
        self._lock = threading.Lock()  # of the queue: nobody waits for anything while holding it
        self._came: deque[tuple[Received, bool]] = deque()
        self._over: deque[tuple[str, AiringEnd]] = deque()
        self._doubted: list[AlertsError] = []  # told of the clock
        self._wake, self._closing = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    def follow(self, dispatcher: Dispatcher) -> None:
        """Hear what begins and ends, and when the clock is set."""
        dispatcher.listeners.append(self)
        self._as_run.log.on_end.append(self.ended)
        self._director.on_clock_set.append(self.clock_set)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """Begin nothing any more."""
        self._closing = True
        self._wake.set()

    def take(self, received: Received, *, again: bool = False) -> None:
        """An alert of the inbox: see `AlertAir` there."""
        self._came.append((received, again))
        self._wake.set()

    @property
    def standing(self) -> tuple[StandingAlert, ...]:
        """Copies of what is to sound, sounds, or sounds again. From any thread."""
        with self._lock:
            return tuple(replace(one) for one in self._queue.standing)

    def started(self, item_id: str, at: datetime) -> None:
        """See `dispatcher.Listener`."""
        air = self._director.desk.on_air
        with self._lock:
            one = self._queue.of(item_id)
            if one is None:
                return
            first = one.chain.aired == 0 and not one.begun
            one.begun = True
            words = item_id != one.siren and air is not None
            if words and air is not None:
                self._queue.started(one, at, air.item.length())
        if words and self._inbox.state(one.received.id) is AlertState.WAITING:
            self._inbox.mark(one.received.id, AlertState.HEARD)
        if first:
            code = "alerts.sounds" if one.real else "alerts.test_sounds"
            facts = (("title", one.title), ("name", one.received.name))
            self._as_run.log.note(at, Reason(code=code, facts=facts), item_id)

    def closed(self, closed: Closed) -> None:
        """See `dispatcher.Listener`: nothing; `ended` hears of what never came to the desk too."""

    def ended(self, airing: str) -> None:
        """An airing has ended; on any thread."""
        with self._lock:
            known = self._queue.of(airing) is not None
        end = self._as_run.log.wait(airing, 0) if known else None
        if end is not None:
            self._over.append((airing, end))
            self._wake.set()

    def stop(self, reason: Refusal, *, everything: bool) -> tuple[str, ...]:
        """A person ends the alert on air, or all that stand: nothing of them begins any more; their airings.

        On the director's thread, before the desk stops: else the words would follow the siren.
        """
        air = self._director.desk.on_air
        sounds = None if air is None or air.request.terms.alert is None else air.request.terms.alert.alert
        with self._lock:
            meant = [one for one in self._queue.standing if everything or one.received.id == sounds]
            for one in meant:
                self._queue.stop(one, reason)
        for one in meant:
            self._end(one, reason)
        return tuple(one.airing for one in meant if one.airing)

    def clock_set(self, seconds: float) -> None:
        """The wall clock was set."""
        with self._lock:
            self._queue.clock_set(timedelta(seconds=seconds))
        self._wake.set()

    def look(self) -> None:
        """Do what is due. Not on the director's thread."""
        while self._came:
            self._take(*self._came.popleft())
        while self._over:
            self._close(*self._over.popleft())
        self._say_what_is_due()
        if not self._trust.verdict.trusted:
            self._wait_for_clock()
            return
        if self._doubted:
            self._director.over(self._doubted)
            self._doubted = []
            for one in self.standing:
                if self._inbox.state(one.received.id) is AlertState.WAITING:
                    self._inbox.mark(one.received.id, AlertState.WAITING)
        now = self._clock.now()
        with self._lock:
            expired = self._queue.expired(now)
            waits = [one for one in self._queue.standing if not one.begun]
        for one in expired:
            self._end(one, EXPIRED)
        for one in waits:  # what would sound again is not told of any more; what waits at the desk is ended
            if one.over is None and (why := self._ground.why_not(one, now)) is not None:
                self._end(one, why)
        self._give(now)

    def _run(self) -> None:
        while not self._closing:
            try:
                self.look()
                self._siren.look()
            except Exception as error:
                self._director.report(as_fault(error))  # this thread goes on for years
            self._wake.wait(LOOK if self.standing else REST)
            self._wake.clear()

    def _take(self, received: Received, again: bool) -> None:
        """Whatever goes wrong with one alert costs no other."""
        try:
            self._admit(received, again)
        except Exception as error:
            log.exception("the alert %s does not sound", received.id)
            self._refuse(received, refusal_of(as_fault(error)))

    def _admit(self, received: Received, again: bool) -> None:
        with self._lock:
            ended = [*self._queue.ended_by(received)]
        for one in ended:
            self._end(one, ENDED)
        if received.judgement.verdict not in AIRED:
            return
        sender, now = self._inbox.in_force(received.sender), self._clock.now()
        heard = self._inbox.state(received.id) is AlertState.HEARD
        before = before_start(received, self._as_run.journal.airings, heard=heard) if again else NEW
        with self._lock:
            stopped = self._queue.is_stopped(received, LONGEST if sender is None else sender.longest, before)
        if self._inbox.state(received.id) not in OPEN:
            return
        if before.settled is not None:  # it has its row
            self._tell(received, before.settled, aired=before.aired)
            return
        why = GONE if sender is None else STOPPED_BEFORE if stopped else None
        why = why or (RESTARTED if before.worn_out else None)
        if sender is None or why is not None:
            self._refuse(received, why or GONE)
            return
        with self._lock:
            one = self._queue.add(received, sender, now, before)
        why = self._ground.why_not(one, now)
        if why is not None and (why != EXPIRED or self._trust.verdict.trusted):
            self._end(one, why)

    def _wait_for_clock(self) -> None:
        """Nobody knows what is over: all wait, and duty is told of each."""
        for one in self.standing:
            error = AlertsError("alerts.waits_clock", title=one.title)
            if one.begun or any(error.facts == told.facts for told in self._doubted):
                continue
            self._doubted.append(error)
            self._director.report(error)
            if self._inbox.state(one.received.id) is AlertState.WAITING:
                self._inbox.mark(
                    one.received.id, AlertState.WAITING, Phrase(code="timetable.clock_untrusted")
                )

    def _give(self, now: datetime) -> None:
        """Give the desk the next, or take back what waits there behind a worse one."""
        with self._lock:
            back = self._queue.to_take_back(now)
            one = None if back is not None else self._queue.next(now)
            if one is not None:
                self._queue.given(one, one.airing or new_id(now), now)
        if back is not None:
            self._withdraw(back, LATER)
        elif one is not None:
            self._contained(one, self._open)
            self._say_what_is_due()

    def _say_what_is_due(self) -> None:
        """Have the words made of what need not wait for the sender's recording any more, or has ended."""
        now = self._clock.monotonic()
        with self._lock:
            unsaid = [one for one in self._queue.under_way if one.words_by is not None]
        for one in unsaid:
            recording = asked.recording_of(one.received, self._inbox)
            waits = recording is not None and recording.awaited and now < (one.words_by or now)
            if one.over is not None or not waits:
                self._contained(one, self._say)

    def _contained(self, one: StandingAlert, work: Callable[[StandingAlert], None]) -> None:
        """Whatever goes wrong is the end of its airing."""
        try:
            work(one)
        except Exception as error:
            fault = as_fault(error)
            log.warning("the alert %s cannot be said: %s", one.received.id, fault)
            one.words_by = None
            self._refused(self._entry(one), one.airing, refusal_of(fault))

    def _open(self, one: StandingAlert) -> None:
        """Hand over the siren, if it is there."""
        # What failed once has its siren in one with its words: else sirens alone would follow each other.
        ahead = one.real and not one.chain.aired and not one.failed
        programme = self._siren.ready() if ahead else None
        one.opened = programme is not None
        waits = one.opened or not one.real
        one.words_by = self._clock.monotonic() + (RECORDING if waits else 0.0)
        if programme is not None:
            one.siren = new_id(self._clock.now())
            wanted = asked.siren_of(one, self._current.station, self._terms(one), programme)
            self._order(wanted, one.siren)

    def _say(self, one: StandingAlert) -> None:
        """Have the words made, with the sender's recording where that is there."""
        one.words_by = None
        recording = asked.recording_of(one.received, self._inbox)
        wanted = asked.words_request(one, self._current.station, self._terms(one), recording)
        one.entry = wanted.entry(self._clock.now())
        self._order(wanted, one.airing)

    def _order(self, wanted: ManualRequest, airing: str) -> None:
        try:
            self._manual.order(wanted, asked=airing)
        except (TimeoutError, BroadcasterError) as error:
            # The desk has it and answers late, or it has its row already: its end comes by `ended`.
            log.warning("%s is not handed over: %s", airing, error)

    def _close(self, airing: str, end: AiringEnd) -> None:
        """An airing is over: the alert sounds again, or has its end."""
        why, again = end.reason, True
        with self._lock:
            one = self._queue.of(airing)
            if one is None or why == CLOSING:
                return  # what the station's end cuts goes on after its start
            if why is not None and why.code in STOPS:
                self._queue.stop(one, why)
            siren = airing == one.siren
            if not siren:
                again = self._queue.closed(one, end.at, end.outcome, why)
        if siren:
            if one.over is not None:
                self._withdraw(one, one.over)  # the words
        elif not again:
            self._tell(one.received, one.over or why, aired=one.chain.aired)
        elif one.entry is not None and one.chain.aired:
            # Its next row is there from now on: whatever ends it in between has its line.
            one.airing = self._as_run.log.intend_soon(
                replace(one.entry, planned=one.chain.at), airing=new_id(self._clock.now())
            )

    def _end(self, one: StandingAlert, why: Refusal) -> None:
        """Nothing of an alert begins any more; what sounds of it ends."""
        one.over = why
        with self._lock:  # else it might be given to the desk in between
            waits = one.chain.waiting
            there = waits and self._queue.remove(one)
        if not waits:
            self._withdraw(one, why)  # its end comes by `ended`
        elif there:
            self._refused(self._entry(one), one.airing or new_id(self._clock.now()), why)
            self._tell(one.received, why, aired=one.chain.aired)

    def _withdraw(self, one: StandingAlert, why: Refusal) -> None:
        """Take what is under way of an alert off the desk and the air, and out of what is made."""
        name = one.message
        self._director.withdraw(lambda item: item.message == name, why)
        self._director.call(lambda: self._under_way.stop(why, lambda _airing, message: message == name))

    def _refuse(self, received: Received, why: Refusal) -> None:
        """It does not sound, or not again: its row says why."""
        warrant = AlertWarrant(alert=received.id, why_not=lambda _start: why)
        terms = Terms(kind=AiringKind.ALERT, by=asked.requester(received), alert=warrant)
        now = self._clock.now()
        entry = entry_on(terms, f"{ALERTED} {received.title}", now)
        self._refused(entry, new_id(now), why)
        self._tell(received, why, aired=0)

    def _refused(self, entry: Entry, airing: str, why: Refusal) -> None:
        """Write its row: on the director's thread, as all that is refused."""
        self._director.call(lambda: self._as_run.log.refused(entry, airing, why))

    def _tell(self, received: Received, why: Refusal | None, *, aired: int) -> None:
        state, phrase = self._inbox.state(received.id), None
        if why is not None:
            phrase = Phrase(code=why.code, facts=why.facts)
        if state not in OPEN:
            return  # who ended it knows
        if aired or state is AlertState.HEARD:
            self._inbox.mark(received.id, AlertState.HEARD, phrase)
        else:
            ended = AlertState.EXPIRED if why == EXPIRED else AlertState.REFUSED
            self._inbox.mark(received.id, ended, phrase)
        real = received.judgement.verdict is AlertVerdict.AIR
        if phrase is not None and real and not aired and phrase.code not in (*STOPS, STOPPED_BEFORE.code):
            self._director.report(AlertsError("alerts.unheard", title=received.title, why=phrase))

    def _terms(self, one: StandingAlert) -> Terms:
        warrant = AlertWarrant(alert=one.received.id, why_not=partial(self._ground.why_not, one))
        return asked.terms_of(one, warrant)

    def _entry(self, one: StandingAlert) -> Entry:
        """The entry of its next row."""
        now = self._clock.now()
        if one.entry is not None:
            return replace(one.entry, planned=now)
        return entry_on(self._terms(one), f"{ALERTED} {one.title}", now)
