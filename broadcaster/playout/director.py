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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PlayoutError
from broadcaster.playout.air.wire import Event, Level, Queue
from broadcaster.playout.air_link import AirLost, AirReady, AirReport
from broadcaster.playout.desk import Desk
from broadcaster.playout.keying import Keyer
from broadcaster.playout.model import Closed, Cue, Fade, Item, Key, Order, Request, Restart, Started
from broadcaster.timetable.guard import Refusal

IDLE = 1.0  # seconds: longest sleep, so that a wall clock that was set is noticed
FAULTS = 20  # how many are kept for `status`
FADE_IN = 0.02  # seconds; an item taken up again begins inside its sound
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)
T = TypeVar("T")


class Air(Protocol):
    """Where takes are handed to: the link to the air process, or its stand-in."""

    def queue(self, order: Queue) -> None:
        """Hand over a file and its instant."""

    def fade(self, take_id: str) -> None:
        """Fade one item out, or withdraw it."""

    def restart(self) -> None:
        """End what does not report and start anew."""


class Recorder(Protocol):
    """Who keeps what became of each item. Called on the director's thread."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that went wrong, for `status`."""

    at: datetime
    error: BroadcasterError


Shape = Callable[[Request, Item, datetime], tuple[float, int | None, int | None]]
"""Gain (linear) and the delays of left and right (frames) for an item heard at an instant."""


def utc_ns(at: datetime) -> int:
    """Nanoseconds since 1970 of an aware instant, exact to the microsecond."""
    return (at.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1) * 1000


def instant(ns: int) -> datetime:
    """The aware instant of nanoseconds since 1970."""
    return _EPOCH + timedelta(microseconds=ns // 1000)


class Director:
    """Runs the desk. `post`, `call`, `hear`, `submit` and `stop` may come from any thread."""

    def __init__(
        self, desk: Desk, air: Air, keyer: Keyer, recorder: Recorder, shape: Shape, clock: Clock
    ) -> None:
        self.desk = desk
        self.output = ""  # what the air says it plays on; "" while it is lost
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.on_level: Callable[[Level], None] | None = None
        self.chores: list[Callable[[], None]] = []  # done after each job, at least once a second
        self._air = air
        self._keyer = keyer
        self._recorder = recorder
        self._shape = shape
        self._clock = clock
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="director", daemon=True)

    def start(self) -> None:
        """Release the keying and begin to work."""
        self._keyer.off()
        self._thread.start()

    def close(self) -> None:
        """End the thread after what is posted so far, and release the keying."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._keyer.off()

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

        self.post(run)
        return future

    def hear(self, report: AirReport) -> None:
        """Take a report of the air."""
        if isinstance(report, Level):
            self._show(report)
            return
        self.post(lambda: self._heard(report))

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
        """Put a request into the queue."""
        self.post(lambda: self._do(self.desk.submit(request, self._clock.now())))

    def stop(self, *, everything: bool, reason: Refusal) -> Future[bool]:
        """End what is on air, or everything; the future tells whether there was anything."""

        def run() -> bool:
            busy = self.desk.on_air is not None or (everything and bool(self.desk.queue))
            self._do(self.desk.stop(self._clock.now(), everything=everything, reason=reason))
            return busy

        return self.call(run)

    def prefer(self, request_id: str) -> None:
        """A person's choice between equals. On the director's thread only."""
        self._do(self.desk.prefer(request_id, self._clock.now()))

    def withdraw(self, concerns: Callable[[Item], bool], reason: Refusal) -> None:
        """End some items wherever they are."""
        self.post(lambda: self._do(self.desk.withdraw(concerns, self._clock.now(), reason)))

    def clock_set(self, seconds: float) -> None:
        """The wall clock was set by `seconds`. On the director's thread only."""
        self._do(self.desk.clock_set(seconds, self._clock.now()))

    def tick(self) -> None:
        """Let the desk do what is due. On the director's thread only."""
        self._do(self.desk.tick(self._clock.now()))

    def run_pending(self) -> None:
        """Do all posted jobs and a tick now, in the caller's thread: for tests and dry runs."""
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                self._safely(job)
        self._safely(self.tick)
        self._do_chores()

    def _run(self) -> None:
        while True:
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
        try:
            job()
        except Exception as error:
            log.exception("job failed")
            self.fault(_as_fault(error))

    def fault(self, error: BroadcasterError) -> None:
        """Keep a fault for `status`; the same one again only renews its time."""
        fault = Fault(at=self._clock.now(), error=error)
        for old in [f for f in self.faults if str(f.error) == str(error)]:
            self.faults.remove(old)
        self.faults.append(fault)

    def _heard(self, report: Event | AirReady | AirLost | Level) -> None:
        now = self._clock.now()
        match report:
            case AirReady(output=output):
                self.output = output
                self._do(self.desk.air_ready(now))
            case AirLost():
                self.output = ""
                self._do(self.desk.air_lost(now))
            case Event(kind="started"):
                self._do(self.desk.started(report.id, instant(report.utc_ns)))
            case Event(kind="ended"):
                self._do(self.desk.ended(report.id, instant(report.utc_ns)))
            case Event(kind="cut"):
                self._do(self.desk.cut(report.id, report.frame, instant(report.utc_ns)))
            case Event(kind="failed"):
                self._do(self.desk.failed(report.id, report.reason, instant(report.utc_ns)))

    def _do(self, orders: list[Order]) -> None:
        """Carry orders out. The desk has moved on already, so one that fails must not lose the others."""
        for order in orders:
            try:
                self._carry_out(order)
            except Exception as error:
                log.exception("order not carried out: %s", type(order).__name__)
                self.fault(_as_fault(error))
                if isinstance(order, Cue):
                    self.post(partial(self._not_cued, order.item.id, str(error)))

    def _not_cued(self, item_id: str, reason: str) -> None:
        self._do(self.desk.failed(item_id, reason, self._clock.now()))

    def _carry_out(self, order: Order) -> None:
        match order:
            case Cue():
                self._cue(order)
            case Fade(item_id=item_id):
                self._air.fade(item_id)
            case Restart():
                self._air.restart()
            case Key(on=True):
                self._keyer.on()
            case Key(on=False):
                self._keyer.off()
            case Started(item_id=item_id, at=at):
                self._recorder.started(item_id, at)
            case Closed():
                self._recorder.closed(order)

    def _cue(self, cue: Cue) -> None:
        item = cue.item
        gain, left, right = self._shape(cue.request, item, cue.at)
        log.info("cue %s %s at %s from frame %d", item.id, item.message, cue.at, cue.start_frame)
        self._air.queue(
            Queue(
                id=item.id,
                path=item.path,
                name=item.message.replace("/", "-"),
                start_frame=cue.start_frame,
                end_frame=item.end_frame,
                utc_ns=utc_ns(cue.at),
                gain=gain,
                left=left,
                right=right,
                fade_in=round(FADE_IN * item.rate) if cue.resumed else 0,
            )
        )


def _as_fault(error: Exception) -> BroadcasterError:
    if isinstance(error, BroadcasterError):
        return error
    return PlayoutError("playout.internal", kind=type(error).__name__)
