"""The director: the one thread that owns the desk and carries its orders out.

Everything that happens (reports of the air, requests, wakes) is posted here as a job and done in
turn, so the desk and whatever else lives on this thread need no locks. Tests call `run_pending`
instead of starting the thread.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PlayoutError
from broadcaster.playout.air.wire import Event, Level
from broadcaster.playout.desk import (
    Closed,
    Cue,
    Desk,
    Fade,
    Item,
    Key,
    Order,
    Rearm,
    Request,
    Restart,
    Started,
    Waiting,
)
from broadcaster.playout.desk.ending import given_up, left_for_later
from broadcaster.playout.desk.reasons import CLOSING
from broadcaster.playout.desk.zones import Side
from broadcaster.playout.director.clockwatch import ClockWatch
from broadcaster.playout.director.faults import Faults, as_fault
from broadcaster.playout.director.work import Work
from broadcaster.playout.keying import Keyer, KeyReport, News
from broadcaster.playout.links.air import Air, AirLost, AirReady, AirReport
from broadcaster.playout.links.cueing import instant, order_for
from broadcaster.playout.precedence import come_first
from broadcaster.timetable.guard import Refusal

IDLE = 1.0  # seconds: longest sleep, so that a wall clock that was set is noticed
HUNG = 5.0  # seconds without a turn of the thread after which the transmitters are let go
FAREWELL = 1.0  # seconds for what is posted when the thread is to end
STALE = timedelta(seconds=1)  # an instant further back is from before a sleep

log = logging.getLogger(__name__)
T = TypeVar("T")


class Recorder(Protocol):
    """Who keeps what became of each item. Called on the director's thread."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """A fault was met."""


Shape = Callable[[Request, Item, datetime], tuple[Side, Side]]
"""How the left and the right channel sound for an item heard at an instant."""

Stepped = Callable[[float], Callable[[], None] | None]
"""Told by how many seconds the wall clock was set, before the desk is; may give what to do after it."""


class Director:
    """Runs the desk. `post`, `call`, `hear` and `rearm` may come from any thread."""

    def __init__(
        self, desk: Desk, air: Air, keyer: Keyer, recorder: Recorder, shape: Shape, clock: Clock
    ) -> None:
        self.desk = desk
        self.output = ""  # what the air says it plays on; "" while it is lost
        self.faults = Faults()
        self.on_level: Callable[[Level], None] | None = None
        self.chores: list[Callable[[], None]] = []  # done after each job, at least once a second
        self.on_clock_set: list[Stepped] = []
        self._air = air
        self._keyer = keyer
        self._recorder = recorder
        self._shape = shape
        self._clock = clock
        self._watch = ClockWatch(clock)
        self._pulse = clock.monotonic()
        self.work = Work()
        self._ending = False
        self._closed = False
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._reports: deque[Callable[[], None]] = deque()
        self._thread = threading.Thread(target=self._run, name="director", daemon=True)

    def start(self) -> None:
        """Begin to work; only while it does are the transmitters held."""
        self._keyer.listen(self.hear_key, self.alive)
        self._thread.start()

    def close(self) -> None:
        """End the thread after what is posted so far, and release the keying."""
        self._closed = self._ending = True
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(FAREWELL)
        self._keyer.release()

    def end(self) -> None:
        """The station ends: from now on nothing new goes to the air or the keyer. From any thread."""
        self._ending = True

    def alive(self) -> bool:
        """True while the thread takes its turns. From any thread."""
        return self._clock.monotonic() - self._pulse < HUNG

    def post(self, job: Callable[[], None]) -> None:
        """Have `job` done on the director's thread."""
        self._jobs.put(job)

    def call(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done on the director's thread; its result or error comes in the future."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(job())
            except Exception as error:
                future.set_exception(error)

        if self._closed:
            # Nobody is there any more who would answer.
            future.set_exception(PlayoutError("playout.closing"))
        else:
            self.post(run)
        return future

    def hear(self, report: AirReport) -> None:
        """Take a report of the air."""
        if isinstance(report, Level):
            self._show(report)
            return
        # Before all that waits: who comes late must not take what was told long ago for untold.
        self._reports.append(lambda: self._heard(report))
        self.post(lambda: None)

    def hear_key(self, report: KeyReport) -> None:
        """Take news of a switch."""
        self.post(lambda: self._heard_key(report))

    def rearm(self) -> Future[bool]:
        """A person's yes to an emergency that goes on; the future tells whether there is one."""

        def run() -> bool:
            orders = self.desk.rearm(self._clock.now())
            self._do(orders)
            return bool(orders)

        return self.call(run)

    def _show(self, level: Level) -> None:
        listener = self.on_level
        if listener is None:
            return
        try:
            listener(level)
        except Exception:
            # A terminal that is gone must not cost the air its ears.
            log.debug("the level is shown no more", exc_info=True)
            self.on_level = None

    def submit(self, request: Request) -> None:
        """Put a request into the queue; refuse it where the station ends. On the director's thread only."""
        now = self._clock.now()
        if self._ending:
            left = Waiting(request=request)
            later = request.schedule is not None
            self._do(
                left_for_later(left, now, begun=False) if later else given_up(left, now, CLOSING, begun=False)
            )
            return
        self._do(self.desk.submit(request, now))

    def stop(self, *, everything: bool, reason: Refusal) -> bool:
        """End what is on air, or everything; whether there was anything. On the director's thread only."""
        orders = self.desk.stop(self._clock.now(), everything=everything, reason=reason)
        self._do(orders)
        return any(isinstance(order, Fade | Closed) for order in orders)

    def prefer(self, request_id: str) -> None:
        """A person's choice between equals. On the director's thread only."""
        self._do(self.desk.prefer(request_id, self._clock.now()))

    def withdraw(self, concerns: Callable[[Item], bool], reason: Refusal) -> None:
        """End some items wherever they are."""
        self.post(lambda: self._do(self.desk.withdraw(concerns, self._clock.now(), reason)))

    def tick(self) -> None:
        """Let the desk do what is due. On the director's thread only."""
        self._do(self.desk.tick(self._clock.now()))

    def _look_at_the_clocks(self) -> None:
        """Tell of a sleep or a clock that was set; before any job, so that none takes the gap for a fault."""
        noticed = self._watch.look()
        if noticed.slept:
            self.fault(PlayoutError("playout.computer_slept", seconds=round(noticed.slept)))
            self._do(self.desk.slept(noticed.slept, self._clock.now()))
        if noticed.set_by:
            log.warning("the wall clock was set by %.1f s", noticed.set_by)
            then = [listener(noticed.set_by) for listener in self.on_clock_set]
            self._do(self.desk.clock_set(noticed.set_by, self._clock.now()))
            for follow in then:
                if follow is not None:
                    follow()

    def run_pending(self) -> None:
        """Do all posted jobs and a tick now, in the caller's thread: for tests and dry runs."""
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                self._safely(job)
        self._safely(self.tick)
        self._do_chores()

    def _run(self) -> None:
        come_first()
        while True:
            self._pulse = self._clock.monotonic()
            wake = self.desk.next_wake()
            pause = IDLE
            if wake is not None:
                pause = min(IDLE, max(0.001, (wake - self._clock.now()).total_seconds()))
            try:
                job = self._jobs.get(timeout=pause)
            except queue.Empty:
                job = self.tick
            if job is None:
                return
            self._safely(job)
            self._do_chores()

    def _do_chores(self) -> None:
        for chore in self.chores:
            self._safely(chore)

    def _safely(self, job: Callable[[], None]) -> None:
        """A job that fails is logged and shown in `status`; the next one still runs."""
        for each in (self._look_at_the_clocks, self._take_reports, job):
            try:
                with self.work:
                    each()
            except Exception as error:
                log.exception("job failed")
                self.fault(as_fault(error))

    def _take_reports(self) -> None:
        while self._reports:
            self._reports.popleft()()

    def fault(self, error: BroadcasterError) -> None:
        """Keep a fault for `status`, log and journal; the same one again only renews its time."""
        now = self._clock.now()
        if not self.show(error):
            return
        try:
            self._recorder.noted(error, now)
        except Exception:
            # Whatever the recorder meets, this thread goes on for years.
            log.exception("the fault is not in the journal")

    def show(self, error: BroadcasterError) -> bool:
        """Keep a fault for `status` and log only; false if it was there a moment ago."""
        return self.faults.keep(error, self._clock.now())

    def _heard(self, report: Event | AirReady | AirLost | Level) -> None:
        now = self._clock.now()
        match report:
            case AirReady(output=output):
                log.info("the output is open: %s", output)
                self.output = output
                self._do(self.desk.air_ready(now))
            case AirLost(reason=reason, frame=frame):
                self.output = ""
                self.fault(PlayoutError("playout.output_lost", reason=reason))
                self._do(self.desk.air_lost(now, frame))
            case Event(kind="started"):
                self._do(self.desk.started(report.id, instant(report.utc_ns)))
            case Event(kind="ended"):
                self._do(self.desk.ended(report.id, instant(report.utc_ns)))
            case Event(kind="cut"):
                # Told before the next block is pulled: after a sleep the last one is long ago.
                heard = instant(report.utc_ns)
                self._do(self.desk.cut(report.id, report.frame, heard if now - heard < STALE else now))
            case Event(kind="failed"):
                self._do(self.desk.failed(report.id, report.reason, instant(report.utc_ns)))

    def _heard_key(self, report: KeyReport) -> None:
        now = self._clock.now()
        match report:
            case KeyReport(news=News.ON, name=name):
                orders = self.desk.key_obeyed(name, now)
                if orders:
                    log.warning("keying: %s obeyed late, the start is shifted", name or "the transmitter")
                self._do(orders)
            case KeyReport(news=News.FAULT, name=name, reason=reason):
                self.desk.keying.failed(name, reason)
                self._tell_key("keyer_failed", name, reason)
            case KeyReport(news=News.LOST, name=name, reason=reason):
                self._do(self.desk.key_lost(name, reason, now))
                self._tell_key("keyer_lost", name, reason)
            case KeyReport(news=News.TRIPPED, name=name):
                self._do(self.desk.key_tripped(name, now))
                self._tell_key("longest", name)

    def _tell_key(self, what: str, name: str, reason: str = "") -> None:
        facts = {"zones": name, "reason": reason}
        known = {key: fact for key, fact in facts.items() if fact}
        error = PlayoutError(f"playout.zone_{what}" if name else f"playout.{what}", **known)
        log.warning("keying: %s", error)
        self.fault(error)

    def _do(self, orders: list[Order]) -> None:
        """Carry orders out. The desk has moved on already, so one that fails must not lose the others.

        The air and the keying first: what is only written down may wait for the disk.
        """
        for order in sorted(orders, key=lambda each: isinstance(each, (Started, Closed))):
            try:
                self._carry_out(order)
            except Exception as error:
                log.exception("order not carried out: %s", type(order).__name__)
                self.fault(as_fault(error))
                if isinstance(order, Cue):
                    self.post(partial(self._not_cued, order.item.id, str(error)))

    def _not_cued(self, item_id: str, reason: str) -> None:
        self._do(self.desk.failed(item_id, reason, self._clock.now()))

    def _withhold(self, cue: Cue) -> None:
        """The station ends just as something was to go to the air: the desk learns that it did not."""
        now = self._clock.now()
        self._do(self.desk.stop(now, everything=True, reason=CLOSING))
        self._do(self.desk.cut(cue.item.id, cue.start_frame, now))

    def _carry_out(self, order: Order) -> None:
        if self._ending and isinstance(order, Cue):
            self.post(partial(self._withhold, order))
            return
        match order:
            case Cue():
                self._cue(order)
            case Fade(item_id=item_id):
                self._air.fade(item_id)
            case Restart() | Key(on=True) if self._ending:
                log.info("not done, since the station ends: %s", type(order).__name__)
            case Restart():
                self._air.restart()
            case Key(on=True, name=name):
                self._keyer.on(name)
            case Key(on=False, name=name):
                self._keyer.off(name)
            case Rearm(name=name):
                self._keyer.rearm(name)
            case Started(item_id=item_id, at=at):
                log.info("on air: %s at %s", item_id, at)
                self._recorder.started(item_id, at)
            case Closed():
                log.info("%s: %s %s%s", order.outcome, order.item.id, order.item.message, _because(order))
                self._recorder.closed(order)

    def _cue(self, cue: Cue) -> None:
        item = cue.item
        log.info("cue %s %s at %s from frame %d", item.id, item.message, cue.at, cue.start_frame)
        self._air.queue(order_for(cue, self._shape(cue.request, item, cue.at)))


def _because(closed: Closed) -> str:
    return f", {closed.reason.code}" if closed.reason else ""
