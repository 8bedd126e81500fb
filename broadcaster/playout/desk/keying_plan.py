"""When which switch goes on and off, and how each stands: the desk's part about keying. Pure.

A switch is *asked* to be on, then *confirmed* by its keyer; its transmitter is ready after settle and
noise. It stays on for its tail, and across gaps shorter than settle + tail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import KeyOrder, Order, Rearm
from broadcaster.playout.desk.request import Request, Urgency, Waiting
from broadcaster.timetable.rules.guard import Refusal

LATE = timedelta(seconds=0.5)  # a switch that obeys later than this after it was asked shifts the start


@dataclass(frozen=True, slots=True, kw_only=True)
class Switching:
    """The times of one switch."""

    name: str
    settle: timedelta = timedelta()
    noise: timedelta = timedelta()
    tail: timedelta = timedelta()
    longest: timedelta = timedelta(hours=1)

    @property
    def lead(self) -> timedelta:
        """From on to the first sample."""
        return self.settle + self.noise


@dataclass(slots=True, kw_only=True, eq=False)
class Switch:
    """How one switch stands."""

    times: Switching
    asked: datetime | None = None  # on since then, as ordered; None: off
    confirmed: datetime | None = None  # when its keyer reported it
    armed: datetime | None = None  # since when `longest` counts
    free: datetime | None = None  # when the last airing that needed it ended
    fault: str = ""

    def lead(self, now: datetime) -> timedelta:
        """From `now` to the first sample that it carries."""
        if self.asked is None:
            return self.times.lead
        begun = self.confirmed or self.asked
        left = begun + self.times.lead - now
        # One that has been asked for long may obey any moment, and has all its settling before it then.
        return self.times.lead if self.confirmed is None and left < LATE else max(timedelta(), left)

    def release_at(self, gap: timedelta | None) -> datetime | None:
        """When it may go off, with `gap` until it is needed again."""
        if self.asked is None or self.free is None:
            return None
        across = self.times.settle + self.times.tail
        return self.free + (across if gap is not None and gap < across else self.times.tail)

    def off(self) -> None:
        """It is released."""
        self.asked = self.confirmed = self.armed = self.free = None


PATIENCE = timedelta(seconds=5)  # a switch that does not obey for so long is taken for broken
WITHDRAW = timedelta(seconds=0.3)  # before the first sample: still time to take it back from the air
LONGEST = Refusal(code="playout.longest")

Needed = Callable[[tuple[str, ...]], frozenset[str]]


class KeyingPlan:
    """The switches of a station, and what an airing needs of them.

    Args:
        switchings: the switches by name; none: nothing is keyed.
        needed: the names of the switches for an airing in these zones.
    """

    def __init__(
        self, switchings: Mapping[str, Switching] | None = None, needed: Needed | None = None
    ) -> None:
        self.switches = {name: Switch(times=times) for name, times in (switchings or {}).items()}
        self._needed = needed or (lambda _zones: frozenset(self.switches))

    @property
    def keyed(self) -> bool:
        """True while any transmitter is switched on."""
        return any(switch.asked is not None for switch in self.switches.values())

    @property
    def longest_lead(self) -> timedelta:
        """The lead that any airing may need."""
        return max((switch.times.lead for switch in self.switches.values()), default=timedelta())

    def of(self, request: Request) -> list[Switch]:
        """The switches that a request needs; a rehearsal needs none."""
        if not self.switches or request.terms.rehearsal:
            return []
        names = self._needed(request.terms.zones)
        return [switch for name, switch in self.switches.items() if name in names]

    def needs(self, request: Request, name: str) -> bool:
        """True if an airing of `request` needs this switch."""
        return self.switches[name] in self.of(request)

    def lead(self, request: Request, now: datetime) -> timedelta:
        """From `now` to the first sample that all its transmitters carry."""
        return max((switch.lead(now) for switch in self.of(request)), default=timedelta())

    def noise(self, request: Request, now: datetime) -> timedelta:
        """How much quiet noise opens the receivers before it: none where they are open already."""
        fresh = [s for s in self.of(request) if s.lead(now)]
        return max((switch.times.noise for switch in fresh), default=timedelta())

    def free(self, request: Request, at: datetime) -> None:
        """An item of this request has ended at `at`."""
        for switch in self.of(request):
            if switch.asked is not None:
                switch.free = at

    def due(self, now: datetime, air: OnAir | None, queue: Iterable[Waiting]) -> list[Order]:
        """Switch what is due."""
        if not self.switches:
            return []
        orders: list[Order] = []
        used = self.of(air.request) if air is not None else []
        waiting = list(queue)
        for name, switch in self.switches.items():
            if air is not None and switch in used:
                switch.free = None
                if switch.asked is None and not air.ending and now >= air.at - switch.times.lead:
                    switch.asked = switch.armed = now
                    orders.append(KeyOrder(on=True, name=name))
            elif switch.asked is not None:
                if switch.free is None:
                    switch.free = now
                at = switch.release_at(self._gap(switch, now, waiting))
                if at is not None and now >= at:
                    switch.off()
                    orders.append(KeyOrder(on=False, name=name))
        return orders

    def wakes(self, now: datetime, air: OnAir | None, queue: Iterable[Waiting]) -> list[datetime]:
        """When `due` or the desk's look at an unkeyed item may have something to do."""
        if not self.switches:
            return []
        times: list[datetime] = []
        if air is not None:
            for switch in self.of(air.request):
                if switch.asked is None:
                    times.append(air.at - switch.times.lead)
                elif switch.confirmed is None:
                    times += [air.at - WITHDRAW, switch.asked + PATIENCE]
        waiting = list(queue)
        for switch in self.switches.values():
            at = switch.release_at(self._gap(switch, now, waiting))
            if at is not None:
                times.append(at)
        return times

    def obeyed_late(self, name: str, at: datetime, air: OnAir | None) -> bool:
        """A switch is on since `at`; true if what is to begin with it must begin later."""
        ready = at + self._obeyed(name, at)
        if air is None or air.started or not self.needs(air.request, name):
            return False
        return ready - air.at > LATE

    def failed(self, name: str, reason: str) -> None:
        """A switch does not obey; it is tried again for as long as it is asked for."""
        self.switches[name].fault = reason

    def lost(self, name: str, at: datetime, reason: str, *, needed: bool) -> tuple[bool, list[Order]]:
        """A keyer released a switch unasked; true if it carried sound. Asked again if needed."""
        switch = self.switches[name]
        if switch.asked is None:
            return False, []
        carried = switch.confirmed is not None
        switch.fault = switch.fault or reason
        if not needed:
            switch.off()
            return False, [KeyOrder(on=False, name=name)]
        if carried:
            switch.asked, switch.armed, switch.confirmed = at, at, None
        return carried, [KeyOrder(on=True, name=name)]

    def unkeyed(self, now: datetime, air: OnAir) -> Refusal | None:
        """Why an item would not be heard, once there is no more time to wait for its switches."""
        silent = self._silent(air)
        if not silent or now < air.at - WITHDRAW:
            return None
        names = ", ".join(switch.times.name for switch in silent if switch.times.name)
        reason = next((switch.fault for switch in silent if switch.fault), "-")
        if not names:
            return Refusal(code="playout.keyer_failed", facts=(("reason", reason),))
        return Refusal(code="playout.zone_keyer_failed", facts=(("zones", names), ("reason", reason)))

    def may_obey(self, now: datetime, air: OnAir) -> bool:
        """True while it is worth waiting for the switches of an item: none obeys yet, one still may."""
        if any(switch.confirmed is not None for switch in self.of(air.request)):
            return False
        return any(s.asked is not None and now < s.asked + PATIENCE for s in self._silent(air))

    def goes_out(self, air: OnAir) -> bool:
        """True if an item airs though not heard everywhere: an emergency, or zones whose switches obey."""
        urgent = air.request.terms.urgency is Urgency.EMERGENCY
        return urgent or any(switch.confirmed is not None for switch in self.of(air.request))

    def rearm(self, requests: Iterable[Request], now: datetime) -> list[Order]:
        """A person confirms emergencies that go on: for their switches the time of `longest` begins anew.

        Also between two airings: a gap that is shorter than settle and tail does not release.
        """
        urgent = [request for request in requests if request.terms.urgency is Urgency.EMERGENCY]
        needed = [switch for request in urgent for switch in self.of(request)]
        held = [s for s in self.switches.values() if s.asked is not None and s in needed]
        for switch in held:
            switch.armed = now
        return [Rearm(name=switch.times.name) for switch in held]

    def shift(self, by: timedelta) -> None:
        """The wall clock was set by `by`."""
        for switch in self.switches.values():
            switch.asked = switch.asked and switch.asked + by
            switch.confirmed = switch.confirmed and switch.confirmed + by
            switch.armed = switch.armed and switch.armed + by
            switch.free = switch.free and switch.free + by

    def _obeyed(self, name: str, at: datetime) -> timedelta:
        """A switch is on; from `at` until its transmitter carries sound."""
        switch = self.switches[name]
        switch.fault = ""
        if switch.asked is None or switch.confirmed is not None:
            return timedelta()
        switch.confirmed = at
        return switch.lead(at)

    def _silent(self, air: OnAir) -> list[Switch]:
        return [s for s in self.of(air.request) if s.asked is not None and s.confirmed is None]

    def _gap(self, switch: Switch, now: datetime, queue: list[Waiting]) -> timedelta | None:
        """From the last airing's end to the soonest that needs the switch again."""
        if switch.free is None:
            return None
        starts = [max(w.request.planned, now) for w in queue if switch in self.of(w.request)]
        return min(starts) - switch.free if starts else None


def let_go(reason: str) -> Refusal:
    """Why an airing was cut whose switch was released unasked."""
    return Refusal(code="playout.keyer_lost", facts=(("reason", reason),))
