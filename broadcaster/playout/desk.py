"""The desk decides what airs next. Pure: it is told what happened and when, and gives orders.

Every request ends in exactly one `Closed` for each of its items. One item is on air at a time;
a higher class fades a lower one out, which comes back at the start of its sentence. No clock, no
thread, no file: the director (`playout.director`) tells it the time and carries the orders out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.journal.model import Outcome
from broadcaster.playout.keying_plan import KEYER_LOST, LATE, LONGEST, KeyingPlan
from broadcaster.playout.model import (
    RESUME_WITHIN,
    SESSION_GAP,
    Closed,
    Cue,
    Fade,
    Item,
    OnAir,
    Order,
    Request,
    Restart,
    Started,
    Waiting,
)
from broadcaster.timetable.guard import Refusal

LEAD = timedelta(seconds=2)  # an item is handed to the air this long before it is heard
NO_START = timedelta(seconds=5)  # without a report after its instant, an item has failed
NO_END = timedelta(seconds=30)  # the same after its end: longer than a slow disk's pauses
_INSTANT = timedelta(microseconds=1)
Guard = Callable[[Request, Item, datetime, datetime], Refusal | None]

STOPPED = Refusal(code="playout.stopped")
PREEMPTED = Refusal(code="playout.preempted")
WAITED = Refusal(code="playout.waited")
AIR_LOST = Refusal(code="playout.air_lost")
SILENT = Refusal(code="playout.no_report")
CLOSING = Refusal(code="playout.closing")


class Desk:
    """The queue and what is on air.

    Args:
        guard: the hard guard; asked before anything but a rehearsal is handed to the air.
        keying: which transmitters an item needs, and when they go on and off; none by default.
    """

    def __init__(self, guard: Guard, keying: KeyingPlan | None = None) -> None:
        self._guard = guard
        self.keying = keying or KeyingPlan()
        self._queue: list[Waiting] = []
        self._on_air: OnAir | None = None
        self._air_up = True
        self._ticked: datetime | None = None

    @property
    def on_air(self) -> OnAir | None:
        """What the air has been given, heard or about to be."""
        return self._on_air

    @property
    def queue(self) -> tuple[Waiting, ...]:
        """What waits, in order."""
        return tuple(sorted(self._queue, key=lambda w: w.request.rank))

    @property
    def idle(self) -> bool:
        """True if nothing is on air, waits, or is still keyed."""
        return self._on_air is None and not self._queue and not self.keying.keyed

    def next_wake(self) -> datetime | None:
        """When `tick` has something to do, unless something else happens before."""
        times = [self._cue_at(w.request, self._ticked or w.request.planned) for w in self._queue]
        times += [self._patience(w) + _INSTANT for w in self._queue]
        if self._ticked is not None:
            times += self.keying.wakes(self._ticked, self._on_air, self._queue)
        overdue = self._overdue_at()
        times += [overdue] if overdue is not None else []
        # What was due at the last tick and is still here waits for something else to happen.
        return min((t for t in times if self._ticked is None or t > self._ticked), default=None)

    def submit(self, request: Request, now: datetime) -> list[Order]:
        """Take a request into the queue."""
        self._queue.append(Waiting(request=request))
        return self.tick(now)

    def tick(self, now: datetime) -> list[Order]:
        """Do what is due at `now`."""
        self._ticked = now
        orders = self._give_up(now) + self._expire(now) + self._unkeyed(now)
        best = self._best(now)
        if self._on_air is None:
            while best is not None and self._on_air is None and self._air_up:
                orders += self._cue(best, now)
                best = self._best(now)
        elif best is not None and best.request.urgency > self._on_air.request.urgency:
            orders += self._fade_out(PREEMPTED, resume=True)
        return orders + self.keying.due(now, self._on_air, self._queue)

    def started(self, item_id: str, at: datetime) -> list[Order]:
        """The air has begun an item at `at`."""
        air = self._on_air
        if air is None or air.item.id != item_id or air.started:
            return []
        air.started, air.at = True, at
        if air.waiting.cut_at is not None:
            return []  # taken up again: the journal has its start already
        return [Started(item_id=item_id, at=at)]

    def ended(self, item_id: str, at: datetime) -> list[Order]:
        """The air has played an item to its last frame."""
        air = self._on_air
        if air is None or air.item.id != item_id:
            return []
        return [self._closed(air.waiting, Outcome.AIRED, at, air.waiting.note), *self._go_on(air, at)]

    def cut(self, item_id: str, frame: int, at: datetime) -> list[Order]:
        """The air has faded an item out, or withdrawn it before it began."""
        air = self._on_air
        if air is None or air.item.id != item_id:
            return []
        self.keying.free(air.request, at)
        self._on_air = None
        if air.resume:
            self._put_back(air, frame, at)
            return self.tick(at)
        reason = air.fading or AIR_LOST
        orders = self._drop(air.waiting, at, reason, begun=air.started)
        return orders + self.tick(at)

    def failed(self, item_id: str, reason: str, at: datetime) -> list[Order]:
        """The air could not play an item, or not to its end."""
        air = self._on_air
        if air is None or air.item.id != item_id:
            return []
        why = Refusal(code="playout.failed", facts=(("reason", reason),))
        outcome = Outcome.CUT if air.started or air.waiting.cut_at else Outcome.REFUSED
        return [self._closed(air.waiting, outcome, at, why), *self._go_on(air, at)]

    def air_lost(self, now: datetime) -> list[Order]:
        """The air process has gone; what it had comes back when there is a new one."""
        self._air_up = False
        air, self._on_air = self._on_air, None
        if air is None:
            return []
        self.keying.free(air.request, now)
        if air.fading is not None and not air.resume:
            dropped = self._drop(air.waiting, now, air.fading, begun=air.started)
            return dropped + self.keying.due(now, None, self._queue)
        heard = max(0.0, (now - air.at).total_seconds()) if air.started else 0.0
        frame = min(air.item.end_frame, air.start_frame + int(heard * air.item.rate))
        self._put_back(air, frame, now)
        return self.keying.due(now, None, self._queue)

    def air_ready(self, now: datetime) -> list[Order]:
        """There is a new air process."""
        self._air_up = True
        return self.tick(now)

    def clock_set(self, seconds: float, now: datetime) -> list[Order]:
        """The wall clock was set by `seconds`: what was counted from it moves with it.

        What is handed over but not heard yet is withdrawn and timed anew.
        """
        by = timedelta(seconds=seconds)
        self.keying.shift(by)
        for waiting in self._queue:
            waiting.cut_at = waiting.cut_at + by if waiting.cut_at is not None else None
            waiting.since = waiting.since + by if waiting.since is not None else None
        air = self._on_air
        orders: list[Order] = []
        if air is not None and air.started:
            air.at += by
        elif air is not None:
            orders = self._fade_out(PREEMPTED, resume=True)
        return orders + self.tick(now)

    def stop(self, now: datetime, *, everything: bool = False, reason: Refusal = STOPPED) -> list[Order]:
        """End what is on air; with `everything`, also empty the queue."""
        orders = self._fade_out(reason, resume=False)
        if everything:
            dropped, self._queue = self.queue, []
            for waiting in dropped:
                orders += self._drop(waiting, now, reason, begun=False)
        return orders + self.tick(now)

    def key_obeyed(self, name: str, at: datetime) -> list[Order]:
        """A switch is on. If late, what was to begin with it begins when its transmitter is ready."""
        air = self._on_air
        ready = at + self.keying.obeyed(name, at)
        if air is None or air.started or not self.keying.needs(air.request, name) or ready - air.at <= LATE:
            return []
        return self._fade_out(PREEMPTED, resume=True)

    def key_lost(self, name: str, reason: str, now: datetime) -> list[Order]:
        """A keyer let go unasked: what was on air is taken up again once it is keyed anew."""
        air = self._on_air
        needed = air is not None and not air.ending and self.keying.needs(air.request, name)
        carried, orders = self.keying.lost(name, now, reason, needed=needed)
        return orders + (self._fade_out(KEYER_LOST, resume=True) if carried else [])

    def key_tripped(self, name: str, now: datetime) -> list[Order]:
        """A switch has been on for its longest time: what is on air with it ends."""
        air = self._on_air
        self.keying.switches[name].off()
        if air is None or not self.keying.needs(air.request, name):
            return self.keying.due(now, air, self._queue)
        return self._fade_out(LONGEST, resume=False)

    def rearm(self, now: datetime) -> list[Order]:
        """A person says that the emergency on air may go on beyond the longest time."""
        return self.keying.rearm(self._on_air, now)

    def _cue_at(self, request: Request, now: datetime) -> datetime:
        return request.planned - LEAD - self.keying.lead(request, now)

    def _best(self, now: datetime) -> Waiting | None:
        due = [w for w in self._queue if now >= self._cue_at(w.request, now)]
        return min(due, key=lambda w: w.request.rank, default=None)

    def _cue(self, waiting: Waiting, now: datetime) -> list[Order]:
        """Hand an item to the air, unless the guard says no."""
        self._queue.remove(waiting)
        request, item = waiting.request, waiting.item
        first = item.start_frame if waiting.frame is None else waiting.frame
        lead = self.keying.lead(request, now)
        at = max(request.planned, now + lead) if waiting.index == 0 else now + lead
        if waiting.frame is None and waiting.index:
            at = max(at, now + SESSION_GAP)
        if not request.rehearsal:
            refusal = self._guard(request, item, at, at + item.length(first))
            if refusal is not None:
                return self._refused(waiting, now, refusal)
        resumed = waiting.frame is not None
        noise = min(self.keying.noise(request, now), at - now)
        self._on_air = OnAir(waiting=waiting, at=at, start_frame=first)
        return [Cue(request=request, item=item, start_frame=first, at=at, resumed=resumed, noise=noise)]

    def _refused(self, waiting: Waiting, now: datetime, refusal: Refusal) -> list[Order]:
        """One member is refused; the rest of its session goes on."""
        outcome = Outcome.REFUSED if waiting.cut_at is None else Outcome.CUT
        orders: list[Order] = [self._closed(waiting, outcome, now, refusal)]
        if waiting.index + 1 < len(waiting.request.items):
            self._queue.append(Waiting(request=waiting.request, index=waiting.index + 1, since=now))
        return orders

    def _go_on(self, air: OnAir, at: datetime) -> list[Order]:
        """An item is over: the next of its session, or the next of the queue."""
        self._on_air = None
        self.keying.free(air.request, at)
        if air.waiting.index + 1 < len(air.request.items):
            self._queue.append(Waiting(request=air.request, index=air.waiting.index + 1, since=at))
        return self.tick(at)

    def _put_back(self, air: OnAir, frame: int, at: datetime) -> None:
        before = air.waiting
        if not air.started and before.cut_at is None:
            self._queue.append(replace(before, frame=None))
            return
        place = air.item.cue_before(frame) if air.started else air.start_frame
        # The ten minutes count anew only if it has come further: what is cut again and again at the
        # same sentence must not chant it.
        further = before.frame is None or place > before.frame
        cut_at = at if further or before.cut_at is None else before.cut_at
        self._queue.append(replace(before, since=None, frame=place, cut_at=cut_at))

    def _fade_out(self, reason: Refusal, *, resume: bool) -> list[Order]:
        air = self._on_air
        if air is None:
            return []
        asked = air.fading is not None
        if not asked or not resume:
            air.fading, air.resume = reason, resume
        return [] if asked else [Fade(item_id=air.item.id)]

    def _drop(self, waiting: Waiting, now: datetime, reason: Refusal, *, begun: bool) -> list[Order]:
        """Close an item and the rest of its session."""
        heard = begun or waiting.cut_at is not None
        orders: list[Order] = [self._closed(waiting, Outcome.CUT if heard else Outcome.REFUSED, now, reason)]
        for index in range(waiting.index + 1, len(waiting.request.items)):
            rest = Waiting(request=waiting.request, index=index)
            orders.append(self._closed(rest, Outcome.REFUSED, now, reason))
        return orders

    def _patience(self, waiting: Waiting) -> datetime:
        """Until when something may wait."""
        if waiting.cut_at is not None:
            return waiting.cut_at + RESUME_WITHIN
        return max(waiting.request.planned, waiting.since or waiting.request.planned) + waiting.request.wait

    def _expire(self, now: datetime) -> list[Order]:
        orders: list[Order] = []
        reason = WAITED if self._air_up else AIR_LOST
        for waiting in self.queue:
            if now <= self._patience(waiting):
                continue
            self._queue.remove(waiting)
            if waiting.cut_at is not None:
                orders += self._drop(waiting, now, PREEMPTED if self._air_up else AIR_LOST, begun=True)
                continue
            for index in range(waiting.index, len(waiting.request.items)):
                late = Waiting(request=waiting.request, index=index)
                orders.append(self._closed(late, Outcome.MISSED, now, reason))
        return orders

    def _overdue_at(self) -> datetime | None:
        """When an item on air without a report counts as failed."""
        air = self._on_air
        if air is None:
            return None
        return air.at + air.item.length(air.start_frame) + NO_END if air.started else air.at + NO_START

    def _give_up(self, now: datetime) -> list[Order]:
        """An air that does not report has lost its way: what it had has failed, and it is replaced."""
        air, overdue = self._on_air, self._overdue_at()
        if air is None or overdue is None or now <= overdue:
            return []
        self._on_air = None
        self._air_up = False
        self.keying.free(air.request, now)
        return [Restart(), *self._drop(air.waiting, now, SILENT, begun=air.started)]

    def _unkeyed(self, now: datetime) -> list[Order]:
        """What no transmitter would carry waits, then does not air; an emergency does, and says so."""
        air = self._on_air
        refusal = None if air is None or air.ending else self.keying.unkeyed(now, air)
        if air is None or refusal is None:
            return []
        if self.keying.may_obey(now, air):
            return self._fade_out(PREEMPTED, resume=True)  # its start is put off
        if not self.keying.goes_out(air):
            return self._fade_out(refusal, resume=False)
        air.waiting.note = refusal
        return []

    def _closed(
        self, waiting: Waiting, outcome: Outcome, at: datetime, reason: Refusal | None = None
    ) -> Closed:
        return Closed(request=waiting.request, item=waiting.item, outcome=outcome, at=at, reason=reason)
