"""The desk decides what airs next. Pure: it takes what happened and when, and gives orders.

Every request ends in exactly one `Closed` for each of its items. One item is on air at a time;
a higher class fades a lower one out, which comes back at the start of its sentence. No clock, no
thread, no file: the director (`playout.director`) passes the time and carries the orders out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.handover import Guard, handed_over, next_after, next_after_refused
from broadcaster.playout.desk.keying_plan import LONGEST, KeyingPlan, let_go
from broadcaster.playout.desk.on_air import (
    OnAir,
    closed,
    frame_at_loss,
    given_up,
    last_heard,
    left_for_later,
    missed,
    put_back,
    yielding,
)
from broadcaster.playout.desk.orders import (
    AIR_LOST,
    CLOCK,
    CLOSING,
    LIVE_PREEMPTED,
    PREEMPTED,
    SILENT,
    SLEPT,
    STOPPED,
    TOO_MANY,
    WAITED,
    FadeOrder,
    Order,
    Restart,
    Started,
    by_the_air,
)
from broadcaster.playout.desk.request import RESUME_WITHIN, Item, Request, Terms, Waiting
from broadcaster.playout.desk.waiting_list import WaitingList, Withheld
from broadcaster.timetable.rules.guard import Refusal


class Desk:
    """The queue and what is on air.

    Args:
        keying: which transmitters an item needs, and when they go on and off; none by default.
        withheld: whether a request must wait for now, as scheduled ones do for a trusted clock.
    """

    def __init__(
        self, guard: Guard, keying: KeyingPlan | None = None, *, withheld: Withheld = lambda _request: False
    ) -> None:
        self._guard = guard
        self.keying = keying or KeyingPlan()
        self._queue = WaitingList(self.keying, withheld)
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
        return self._queue.ranked

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    @property
    def idle(self) -> bool:
        """True if nothing is on air, waits, or is still keyed."""
        return self._on_air is None and not self._queue and not self.keying.keyed

    def next_wake(self) -> datetime | None:
        """When `tick` has something to do, unless something else happens before."""
        times = self._queue.wakes(self._ticked)
        if self._ticked is not None:
            times += self.keying.wakes(self._ticked, self._on_air, self._queue)
        times += [self._on_air.overdue] if self._on_air is not None else []
        # What was due at the last tick and is still here waits for something else to happen.
        return min((t for t in times if self._ticked is None or t > self._ticked), default=None)

    def crowded(self, terms: Terms) -> bool:
        """True if of one crowd as much waits as may: `submit` refuses what belongs to it. From any thread."""
        return self._queue.crowded(terms)

    def submit(self, request: Request, now: datetime) -> list[Order]:
        """Take a request into the queue."""
        if self.crowded(request.terms):
            return given_up(Waiting(request=request), now, TOO_MANY, begun=False) + self.tick(now)
        turned = self._queue.turned(request, None if self._on_air is None else self._on_air.request)
        self._queue.add(Waiting(request=turned, frame=request.first_frame))
        return self.tick(now)

    def tick(self, now: datetime) -> list[Order]:
        """Do what is due at `now`."""
        self._ticked = now
        orders = self._give_up(now) + self._expire(now) + self._unkeyed(now)
        best = self._queue.best(now)
        if self._on_air is None:
            orders += self._fill(now)
        elif best is not None and self._queue.goes_over(best.request, self._on_air.request):
            reason = yielding(self._on_air)
            orders += self._fade_out(reason or PREEMPTED, resume=reason is None)
        orders += self.keying.due(now, self._on_air, self._queue)
        return orders + self._fill(now)  # a rehearsal waits until the transmitters are off

    def _fill(self, now: datetime) -> list[Order]:
        """Hand over what is next while nothing is on air."""
        orders: list[Order] = []
        while self._on_air is None and self._air_up and (best := self._queue.best(now)) is not None:
            orders += self._hand_over(best, now)
        return orders

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
        if air.ending:
            return self.cut(item_id, air.item.end_frame, at)  # the fade came too late
        return [closed(air.waiting, Outcome.AIRED, at, air.waiting.note), *self._go_on(air, at)]

    def cut(self, item_id: str, frame: int, at: datetime) -> list[Order]:
        """The air has faded an item out, or withdrawn it before it began."""
        air = self._on_air
        if air is None or air.item.id != item_id:
            return []
        self.keying.free(air.request, at)
        self._on_air = None
        if air.resume:
            self._queue.add(put_back(air, frame, at))
            return self.tick(at)
        reason = air.fading or AIR_LOST
        if air.alone:
            outcome = Outcome.CUT if air.started or air.waiting.cut_at else Outcome.REFUSED
            return [closed(air.waiting, outcome, at, reason), *self._go_on(air, at)]
        orders = self._drop(air.waiting, at, reason, begun=air.started)
        return orders + self.tick(at)

    def failed(self, item_id: str, reason: str, at: datetime) -> list[Order]:
        """The air could not play an item, or not to its end."""
        air = self._on_air
        if air is None or air.item.id != item_id:
            return []
        outcome = Outcome.CUT if air.started or air.waiting.cut_at else Outcome.REFUSED
        end = closed(air.waiting, outcome, at, by_the_air(reason), replaced=True)
        return [end, *self._go_on(air, at, heard=False)]

    def air_lost(self, now: datetime, frame: int | None = None) -> list[Order]:
        """The air process has gone; what it had comes back when there is a new one.

        Args:
            frame: of the item's file, up to which it was heard; by default reckoned from the time.
        """
        self._air_up = False
        air, self._on_air = self._on_air, None
        if air is None:
            return []
        self.keying.free(air.request, now)
        if air.fading is not None and not air.resume:
            dropped = self._drop(air.waiting, now, air.fading, begun=air.started)
            return dropped + self.keying.due(now, None, self._queue)
        self._queue.add(put_back(air, frame_at_loss(air, now, frame), now))
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
        air = self._on_air
        for waiting in self._queue if air is None else (*self._queue, air.waiting):
            waiting.move(by)
        orders: list[Order] = []
        if air is not None:
            air.at += by  # what has not begun is not overdue either
            orders = [] if air.started else self._fade_out(PREEMPTED, resume=True)
        return orders + self.tick(now)

    def slept(self, seconds: float, now: datetime) -> list[Order]:
        """The computer slept: what was on air is taken up at its sentence, unless the sleep was too long."""
        air = self._on_air
        orders: list[Order] = []
        if air is not None:
            resume = not air.started or timedelta(seconds=seconds) <= RESUME_WITHIN
            air.at = max(air.at, now)  # its sound stopped as well: it is not overdue
            orders = self._fade_out(SLEPT, resume=resume)
        return orders + self.tick(now)

    @property
    def silent(self) -> bool:
        """True if nothing is on air that people are to hear: a rehearsal is nothing to them."""
        return self._on_air is None or self._on_air.request.terms.rehearsal

    def stop(self, now: datetime, *, everything: bool = False, reason: Refusal = STOPPED) -> list[Order]:
        """End what is on air, or was when the output was lost; with `everything`, also empty the queue.

        Where nothing is on air, it ends what people asked for and what is about to be: they have just asked.
        """
        ended: tuple[Waiting, ...] = self.queue if everything else ()
        if self.silent and not everything:
            lost = () if self._air_up else last_heard(self._queue)
            ended = lost or tuple(waiting for waiting in self.queue if waiting.request.terms.manual)
        orders = self._fade_out(reason, resume=False)
        for waiting in ended:
            self._queue.remove(waiting)
            orders += self._drop(waiting, now, reason, begun=False)
        return orders + self.tick(now)

    def prefer(self, request_id: str, now: datetime) -> list[Order]:
        """A person's choice: this request goes before all others of its class, also over one on air."""
        self._queue.prefer(request_id)
        return self.tick(now)

    def withdraw(self, concerns: Callable[[Item], bool], now: datetime, reason: Refusal) -> list[Order]:
        """End some items, on air or waiting; the other members of their sessions go on."""
        orders: list[Order] = []
        if self._on_air is not None and concerns(self._on_air.item):
            orders = self._fade_out(reason, resume=False)
            self._on_air.alone = True
        for waiting in [w for w in self.queue if concerns(w.item)]:
            self._queue.remove(waiting)
            orders += self._refused(waiting, now, reason)
        return orders + self.tick(now)

    def give_way(self, who: str) -> list[Order]:
        """End the live voice on air of whoever orders an emergency: it takes their own place at once."""
        terms = None if self._on_air is None else self._on_air.request.terms
        if terms is None or not who or terms.by.shown != who or terms.kind is not AiringKind.LIVE:
            return []
        return self._fade_out(LIVE_PREEMPTED, resume=False)

    def key_obeyed(self, name: str, at: datetime) -> list[Order]:
        """A switch is on. If late, what was to begin with it begins when its transmitter is ready."""
        late = self.keying.obeyed_late(name, at, self._on_air)
        return self._fade_out(PREEMPTED, resume=True) if late else []

    def key_lost(self, name: str, reason: str, now: datetime) -> list[Order]:
        """A keyer released a switch unasked: what was on air is resumed once it is keyed again."""
        air = self._on_air
        needed = air is not None and not air.ending and self.keying.needs(air.request, name)
        carried, orders = self.keying.lost(name, now, reason, needed=needed)
        return orders + (self._fade_out(let_go(reason), resume=True) if carried else [])

    def key_tripped(self, name: str, now: datetime) -> list[Order]:
        """A switch has been on for its longest time: what is on air with it ends."""
        air = self._on_air
        self.keying.switches[name].off()
        if air is None or not self.keying.needs(air.request, name):
            return self.keying.due(now, air, self._queue)
        return self._fade_out(LONGEST, resume=False)

    def rearm(self, now: datetime) -> list[Order]:
        """A person confirms that the emergency on air may go on beyond the longest time."""
        return self.keying.rearm([self._on_air.request] if self._on_air is not None else [], now)

    def _hand_over(self, waiting: Waiting, now: datetime) -> list[Order]:
        """Hand an item to the air, unless the guard refuses it."""
        self._queue.remove(waiting)
        handover = handed_over(waiting, now, self.keying, self._guard)
        if isinstance(handover, Refusal):
            return self._refused(waiting, now, handover)
        self._on_air, cue = handover
        return [cue]

    def _refused(self, waiting: Waiting, now: datetime, refusal: Refusal) -> list[Order]:
        """One member is refused; the rest of its session goes on."""
        outcome = Outcome.REFUSED if waiting.cut_at is None else Outcome.CUT
        orders: list[Order] = [closed(waiting, outcome, waiting.heard or now, refusal, replaced=True)]
        following = next_after_refused(waiting, now)
        if following is not None:
            self._queue.add(following)
        return orders

    def _go_on(self, air: OnAir, at: datetime, *, heard: bool = True) -> list[Order]:
        """An item is over: the next of its session, or the next of the queue."""
        self._on_air = None
        self.keying.free(air.request, at)
        following = next_after(air, at, heard=heard)
        if following is not None:
            self._queue.add(following)
        return self.tick(at)

    def _fade_out(self, reason: Refusal, *, resume: bool) -> list[Order]:
        air = self._on_air
        if air is None:
            return []
        asked = air.fading is not None
        if not asked or not resume:
            air.fading, air.resume = reason, resume
        return [] if asked else [FadeOrder(item_id=air.item.id)]

    def _drop(self, waiting: Waiting, now: datetime, reason: Refusal, *, begun: bool) -> list[Order]:
        """Close an item and the rest of its session."""
        if reason == CLOSING and waiting.request.schedule is not None:
            return left_for_later(waiting, now, begun=begun)
        return given_up(waiting, now, reason, begun=begun)

    def _expire(self, now: datetime) -> list[Order]:
        orders: list[Order] = []
        for waiting in self._queue.expired(now):
            self._queue.remove(waiting)
            reason = (WAITED if waiting.cut_at is None else PREEMPTED) if self._air_up else AIR_LOST
            orders += missed(waiting, now, CLOCK if self._queue.withheld(waiting) else reason)
        return orders

    def _give_up(self, now: datetime) -> list[Order]:
        """An air process that does not report in time is replaced; its item has failed."""
        air = self._on_air
        if air is None or now <= air.overdue:
            return []
        self._on_air = None
        self._air_up = False
        self.keying.free(air.request, now)
        return [Restart(), *self._drop(air.waiting, now, SILENT, begun=air.started)]

    def _unkeyed(self, now: datetime) -> list[Order]:
        """An item whose switches do not obey waits, then does not air; an emergency airs with a note."""
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
