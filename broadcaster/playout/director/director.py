"""The director, the one thread that owns the desk.

It carries the orders of the desk out, and notices that the computer slept or its
clock was set.

Everything that happens (reports of the air, requests, wakes) is posted here as a job and done in
turn, so the desk and whatever else lives on this thread need no locks. Tests call `run_pending`
instead of starting the thread.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, PlayoutError
from broadcaster.playout.air.wire import Level
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.on_air import given_up, left_for_later
from broadcaster.playout.desk.orders import CLOSING, Closed, FadeOrder
from broadcaster.playout.desk.request import Item, Request, Waiting
from broadcaster.playout.director.executor import Executor, Receivers, Recorder, Shaper
from broadcaster.playout.director.faults import FaultLog, as_fault
from broadcaster.playout.director.jobs import Job, JobThread, Loop
from broadcaster.playout.director.reports import after_air, after_keyer, ended_by, fault_of
from broadcaster.playout.keying.keyer import Keyer
from broadcaster.playout.keying.wire import KeyNews, KeyReport
from broadcaster.playout.links.air import Air, AirLost, AirReady, AirReport
from broadcaster.timetable.rules.guard import Refusal

ASLEEP = 2.0  # seconds of the boot clock that the monotonic one did not see: the computer slept
JUMP = 2.0  # seconds of difference between wall and boot time from one look to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """What happened to the clocks since the last look, in seconds; 0 for nothing."""

    slept: float
    set_by: float  # of the wall clock, forward or back; a sleep moves wall and boot time alike


class ClockWatch:
    """Compares the clocks each time it is asked; used from one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asleep, self._offset = self._read()

    def look(self) -> ClockChange:
        """What happened since the last look."""
        asleep, offset = self._read()
        slept, step = asleep - self._asleep, offset - self._offset
        # What is slewed is taken over look by look, and never adds up to a jump.
        self._asleep, self._offset = asleep, offset
        return ClockChange(slept=slept if slept > ASLEEP else 0.0, set_by=step if abs(step) > JUMP else 0.0)

    def _read(self) -> tuple[float, float]:
        boot = self._clock.boottime()
        return boot - self._clock.monotonic(), self._clock.now().timestamp() - boot


log = logging.getLogger(__name__)
T = TypeVar("T")

ClockSet = Callable[[float], Callable[[], None] | None]
"""Takes by how many seconds the wall clock was set, before the desk does; may return what to do after it."""


class Director:
    """Runs the desk. `post`, `call`, `hear` and `rearm` may come from any thread."""

    def __init__(
        self,
        desk: Desk,
        air: Air,
        keyer: Keyer,
        recorder: Recorder,
        shaper: Shaper,
        clock: Clock,
        faults: FaultLog | None = None,
    ) -> None:
        self.desk = desk
        self.output = ""  # the device that the air plays on; "" while it is lost
        self.faults = FaultLog() if faults is None else faults
        self.on_level: Callable[[Level], None] | None = None
        self.on_clock_set: list[ClockSet] = []
        self._keyer = keyer
        self._recorder = recorder
        self._clock = clock
        self._watch = ClockWatch(clock)
        self._reports: deque[Job] = deque()
        before = (self._look_at_the_clocks, self._take_reports)
        loop = Loop(before=before, tick=self.tick, next_wake=desk.next_wake, failed=self._failed)
        self._jobs = JobThread(clock, loop)
        self._unreleased: set[str] = set()  # switches
        self.chores = self._jobs.chores  # done after each job, at least once a second
        self.work = self._jobs.work
        receivers = Receivers(air=air, keyer=keyer, recorder=recorder)
        self._executor = Executor(desk, receivers, shaper, clock, self._jobs)
        self._do = self._executor.do

    def start(self) -> None:
        """Begin to work; only while it does are the transmitters held."""
        self._keyer.listen(self.hear_key, self.alive)
        self._jobs.start()

    def close(self) -> None:
        """End the thread after what is posted so far, and release the keying."""
        self._executor.ending = True
        self._jobs.close()
        self._keyer.release()

    def end(self) -> None:
        """The station ends: from now on nothing new goes to the air or the keyer. From any thread."""
        self._executor.ending = True

    def alive(self) -> bool:
        """True while the thread takes its turns. From any thread."""
        return self._jobs.alive()

    @property
    def waiting(self) -> int:
        """How many wait at the desk."""
        return self.desk.waiting

    def post(self, job: Job) -> None:
        """Have `job` done on the director's thread."""
        self._jobs.post(job)

    def call(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done on the director's thread; its result or error comes in the future."""
        return self._jobs.call(job)

    def run_pending(self) -> None:
        """Do all posted jobs and a tick now, in the caller's thread: for tests and dry runs."""
        self._jobs.run_pending()

    def hear(self, report: AirReport) -> None:
        """Take a report of the air."""
        if isinstance(report, Level):
            self._show(report)
            return
        # Pending reports go before all other jobs, so that the overdue check sees the current state.
        self._reports.append(partial(self._heard, report))
        self.post(_nothing)

    def hear_key(self, report: KeyReport) -> None:
        """Take a report of a keyer."""
        self.post(partial(self._heard_key, report))

    def rearm(self) -> Future[bool]:
        """A person confirms an emergency that goes on; the future holds whether there is one."""

        def run() -> bool:
            orders = self.desk.rearm(self._clock.now())
            self._do(orders)
            return bool(orders)

        return self.call(run)

    def submit(self, request: Request) -> None:
        """Put a request into the queue; refuse it where the station ends. On the director's thread only."""
        self._recorder.expect(request)
        now = self._clock.now()
        if not self._executor.ending:
            self._do(self.desk.submit(request, now))
        elif request.schedule is not None:
            self._do(left_for_later(Waiting(request=request), now, begun=False))
        else:
            self.decline(request, CLOSING)

    def give_way(self, who: str) -> None:
        """End the live voice of whoever orders an emergency. On the director's thread only."""
        self._do(self.desk.give_way(who))

    def decline(self, request: Request, reason: Refusal) -> None:
        """End a request that the desk never gets. On the director's thread only."""
        self._recorder.expect(request)
        self._do(given_up(Waiting(request=request), self._clock.now(), reason, begun=False))

    def stop(self, *, everything: bool, reason: Refusal) -> tuple[str, ...]:
        """End what is on air, or everything; the ids of what it ended. On the director's thread only."""
        orders = self.desk.stop(self._clock.now(), everything=everything, reason=reason)
        self._do(orders)
        return tuple(
            order.item_id if isinstance(order, FadeOrder) else order.item.id
            for order in orders
            if isinstance(order, FadeOrder | Closed)
        )

    def prefer(self, request_id: str) -> None:
        """A person's choice between equals. On the director's thread only."""
        self._do(self.desk.prefer(request_id, self._clock.now()))

    def withdraw(self, concerns: Callable[[Item], bool], reason: Refusal) -> None:
        """End some items wherever they are."""
        self.post(lambda: self._do(self.desk.withdraw(concerns, self._clock.now(), reason)))

    def tick(self) -> None:
        """Let the desk do what is due. On the director's thread only."""
        self._do(self.desk.tick(self._clock.now()))

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

    def report(self, error: BroadcasterError) -> None:
        """The same from any thread."""
        self.post(partial(self.fault, error))

    def over(self, errors: Sequence[BroadcasterError]) -> None:
        """Forget faults that are over: `status` shows what is. From any thread."""
        self.post(partial(self.faults.end, errors))

    def show(self, error: BroadcasterError) -> bool:
        """Keep a fault for `status` and log only; false if it was there a moment ago."""
        return self.faults.keep(error, self._clock.now())

    def _failed(self, error: Exception) -> None:
        self.fault(as_fault(error))

    def _look_at_the_clocks(self) -> None:
        """Notice a sleep or a clock that was set before any job, so that none takes the gap for a fault."""
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

    def _take_reports(self) -> None:
        while self._reports:
            self._reports.popleft()()

    def _heard(self, report: AirReport) -> None:
        now = self._clock.now()
        if isinstance(report, AirReady):
            log.info("the output is open: %s", report.output)
            self.output = report.output
        elif isinstance(report, AirLost):
            self.output = ""
            self.fault(PlayoutError("playout.output_lost", reason=report.reason))
        self._do(after_air(self.desk, report, now))

    def _heard_key(self, report: KeyReport) -> None:
        orders = after_keyer(self.desk, report, self._clock.now())
        if orders and report.news is KeyNews.ON:
            log.warning("keying: %s obeyed late, the start is shifted", report.name or "the transmitter")
        self._do(orders)
        fault = fault_of(report)
        if fault is not None:
            log.warning("keying: %s", fault)
            self.fault(fault)
            if report.news is KeyNews.FAULT and self.desk.keying.switches[report.name].asked is None:
                self._unreleased.add(report.name)
        lasted, happened = ended_by(report, self._unreleased)
        if lasted:
            self.faults.end(lasted)
        if happened:
            self.faults.settle(happened)

    def _show(self, level: Level) -> None:
        listener = self.on_level
        if listener is None:
            return
        try:
            listener(level)
        except Exception:
            # A terminal that is gone must not end the thread that hears the air.
            log.debug("the level is shown no more", exc_info=True)
            self.on_level = None


def _nothing() -> None:
    """Wakes the thread, which takes pending reports before any job."""
