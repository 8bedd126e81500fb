"""Whatever happens, in whatever order: nothing is lost, nothing airs twice, the relay comes off.

And nothing goes before what is more urgent, nor comes back but at the start of a sentence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switching
from broadcaster.playout.desk.orders import (
    CLOSING,
    Closed,
    CueOrder,
    FadeOrder,
    KeyOrder,
    Order,
    Restart,
    Started,
)
from broadcaster.playout.desk.request import RESUME_WITHIN, Item, Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.timetable.rules.guard import Refusal
from tests.counts import counted
from tests.unit.playout.conftest import NOON, RATE

ZONES = ("a", "b")


class Station(RuleBasedStateMachine):
    """A desk, a model of the air that plays one item, and a count of all that was said."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.refusing = False
        self.doubted = False  # the clock
        times = {"settle": timedelta(seconds=2), "noise": timedelta(seconds=1), "tail": timedelta(seconds=1)}
        switches = {name: Switching(name=name, **times) for name in ZONES}
        plan = KeyingPlan(switches, lambda zones: frozenset(zones or ZONES))
        self.desk = Desk(self.guard, plan, withheld=self.withheld)
        self.asked: list[str] = []
        self.called_in: list[str] = []
        self.closed: Counter[str] = Counter()
        self.aired: Counter[str] = Counter()
        self.begun: Counter[str] = Counter()
        self.playing: CueOrder | None = None
        self.sounding = False
        self.up = True
        self.wanted: set[str] = set()  # what the desk has asked for
        self.keyed: set[str] = set()  # what the keyers hold
        self.faded: str | None = None
        self.killed = False
        self.withdrawn: set[str] = set()
        self.scheduled: set[str] = set()
        self.may_be_left: set[str] = set()  # to the next start, by a station that ended

    def withheld(self, request: Request) -> bool:
        return self.doubted and request.terms.kind is AiringKind.SCHEDULED

    def before(self, request: Request) -> list[str]:
        """What waits, is due, and goes before `request`."""

        def class_of(one: Request) -> float:
            # An emergency that a person asks for is above one that only a schedule wants.
            return -1 if one.terms.rehearsal else one.terms.urgency + 0.5 * one.terms.in_turn

        return [
            w.item.id
            for w in self.desk.queue
            if class_of(w.request) > class_of(request)
            and not self.withheld(w.request)
            and (w.index or w.cut_at is not None or w.request.planned - LEAD <= self.now)
        ]

    def guard(self, *_: object) -> Refusal | None:
        return Refusal(code="timetable.quiet_hours") if self.refusing else None

    def obey(self, orders: list[Order]) -> None:
        self.carry_out(orders)
        if self.killed:
            self.killed = False
            self.carry_out(self.desk.air_lost(self.now))

    def carry_out(self, orders: list[Order]) -> None:
        for order in orders:
            match order:
                case CueOrder():
                    assert self.up, "handed to an air that is not there"
                    assert self.playing is None, "two items at once"
                    assert order.item.id not in self.withdrawn, "aired although it was taken off"
                    assert not (order.request.terms.rehearsal and self.wanted), (
                        "tried over an open transmitter"
                    )
                    assert not self.withheld(order.request), "by a clock that nobody vouches for"
                    assert not self.before(order.request), "before what is more urgent"
                    if not order.item.live:
                        places = {order.item.start_frame, *order.item.cues}
                        assert order.start_frame in places, "in the middle of a sentence"
                    self.playing, self.sounding, self.faded = order, False, None
                case FadeOrder(item_id=name):
                    assert self.playing is not None
                    assert self.playing.item.id == name
                    self.faded = name
                case Restart():
                    self.up, self.playing = False, None
                    self.killed = True
                case KeyOrder(on=True, name=name):
                    self.wanted.add(name)
                case KeyOrder(on=False, name=name):
                    assert name in self.wanted
                    self.wanted.discard(name)
                    self.keyed.discard(name)
                case Started(item_id=name):
                    self.begun[name] += 1
                case Closed(item=item, outcome=outcome, stand_in=stand_in):
                    self.closed[item.id] += 1
                    if stand_in is not None:
                        assert outcome is not Outcome.AIRED
                        self.called_in.append(stand_in.id)
                    self.aired[item.id] += outcome is Outcome.AIRED

    @rule(
        urgency=st.sampled_from(Urgency),
        ahead=st.integers(-5, 20),
        count=st.integers(1, 3),
        kind=st.sampled_from(
            [AiringKind.SCHEDULED, AiringKind.MANUAL, AiringKind.LIVE, AiringKind.REHEARSAL]
        ),
        relay=st.sampled_from([None, 0, 1, 2]),
        zones=st.sampled_from([(), ("a",), ("b",)]),
        who=st.sampled_from(["", "An", "Bình"]),
    )
    def ask(
        self,
        urgency: Urgency,
        ahead: int,
        count: int,
        kind: AiringKind,
        relay: int | None,
        zones: tuple[str, ...],
        who: str = "An",
    ) -> None:
        names = [f"{len(self.asked)}-{number}" for number in range(count)]
        items = tuple(
            Item(
                id=n, message=n, title=n, path=n, rate=RATE, start_frame=0, end_frame=RATE * 5, cues=(0, RATE)
            )
            for n in names
        )
        if relay is not None and relay < count:
            live = replace(items[relay], live=True, cues=())
            stand_in = replace(items[relay], id=f"{live.id}-instead", stands_in_for=live.id, joined=True)
            items = (*items[:relay], live, stand_in, *items[relay + 1 :])
        planned = self.now + timedelta(seconds=ahead)
        request = Request(
            id=names[0],
            terms=Terms(
                kind=kind,
                urgency=Urgency.NORMAL if kind is AiringKind.REHEARSAL else urgency,
                manual=kind is not AiringKind.SCHEDULED,
                by=Requester(shown="" if kind is AiringKind.SCHEDULED else who),
                zones=zones,
                wait=timedelta(seconds=30),
            ),
            planned=planned,
            items=items,
            schedule="s" if kind is AiringKind.SCHEDULED else None,
        )
        self.asked += names
        if kind is AiringKind.SCHEDULED:
            self.scheduled.update(item.id for item in items)
        self.obey(self.desk.submit(request, self.now))

    @rule(
        kind=st.sampled_from([AiringKind.SCHEDULED, AiringKind.MANUAL]),
        urgency=st.sampled_from([Urgency.NORMAL, Urgency.PRIORITY]),
        ahead=st.integers(0, 3),
    )
    def hear(self, kind: AiringKind, urgency: Urgency, ahead: int) -> None:
        """Something is heard, if nothing is in its way: most faults matter only then."""
        self.ask(urgency=urgency, ahead=ahead, count=2, kind=kind, relay=None, zones=())
        for _ in range(3):
            for name in ZONES:
                self.answer(obeys=True, name=name)
            self.wait(seconds=1)
        self.begin()

    @rule(frame=st.integers(0, RATE * 5), relay=st.sampled_from([None, 0]))
    def overtake(self, frame: int, relay: int | None) -> None:
        """An emergency over what is heard, which comes back."""
        if self.playing is None or not self.sounding:
            return
        self.ask(urgency=Urgency.EMERGENCY, ahead=0, count=1, kind=AiringKind.MANUAL, relay=relay, zones=())
        self.fade_out(frame=frame)
        self.begin()
        self.end()
        self.wait(seconds=1)

    @rule(seconds=st.floats(0.01, 40))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.obey(self.desk.tick(self.now))

    @rule()
    def begin(self) -> None:
        if self.playing is not None and not self.sounding:
            self.now = max(self.now, self.playing.at)
            self.sounding = True
            self.obey(self.desk.started(self.playing.item.id, self.now))

    @rule()
    def end(self) -> None:
        if self.playing is not None and self.sounding:
            name, self.playing = self.playing.item.id, None
            self.now += timedelta(seconds=1)
            self.obey(self.desk.ended(name, self.now))

    @rule(frame=st.integers(0, RATE * 5))
    def fade_out(self, frame: int) -> None:
        if self.playing is not None and self.faded == self.playing.item.id:
            name, self.playing = self.playing.item.id, None
            self.obey(self.desk.cut(name, frame if self.sounding else 0, self.now))

    @rule()
    def fail(self) -> None:
        if self.playing is not None:
            name, self.playing = self.playing.item.id, None
            self.obey(self.desk.failed(name, "damaged", self.now))

    @rule(everything=st.booleans())
    def stop(self, everything: bool) -> None:
        self.obey(self.desk.stop(self.now, everything=everything))

    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """A person puts one of those that wait, or any other, before its equals."""
        waiting = [w.request.id for w in self.desk.queue]
        name = data.draw(st.sampled_from([*waiting, "unknown"]))
        self.obey(self.desk.prefer(name, self.now))

    @rule(number=st.integers(0, 40))
    def withdraw(self, number: int) -> None:
        """Correct a message: it ends wherever it is, and only it."""
        name = self.asked[number % len(self.asked)] if self.asked else "unknown"
        air = self.desk.on_air
        if (air is not None and air.item.id == name) or any(w.item.id == name for w in self.desk.queue):
            self.withdrawn.add(name)
        reason = Refusal(code="playout.corrected")
        self.obey(self.desk.withdraw(lambda item: item.id == name, self.now, reason))
        assert all(w.item.id != name for w in self.desk.queue)

    @rule()
    def shut_down(self) -> None:
        """The station ends: what the timetable wants is left to the next start as a power cut would."""
        self.may_be_left |= {
            name for name in self.scheduled if not self.closed[name] and not self.begun[name]
        }
        self.obey(self.desk.stop(self.now, everything=True, reason=CLOSING))

    @rule(frame=st.none() | st.integers(0, RATE * 5))
    def lose_the_air(self, frame: int | None) -> None:
        if self.up:
            self.up, self.playing = False, None
            self.obey(self.desk.air_lost(self.now, frame))

    @rule(seconds=st.floats(2, 1500))
    def sleep(self, seconds: float) -> None:
        """The whole computer; the director tells it before anything else."""
        if self.playing is not None and self.sounding and timedelta(seconds=seconds) > RESUME_WITHIN:
            self.withdrawn.add(self.playing.item.id)  # nobody knows any more what it was about
        self.now += timedelta(seconds=seconds)
        self.obey(self.desk.slept(seconds, self.now))

    @rule(doubted=st.booleans())
    def doubt_the_clock(self, doubted: bool) -> None:
        self.doubted = doubted

    @rule()
    def find_the_air(self) -> None:
        if not self.up:
            self.up = True
            self.obey(self.desk.air_ready(self.now))

    @rule(seconds=st.floats(-600, 600))
    def set_the_clock(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.obey(self.desk.clock_set(seconds, self.now))

    @rule(refusing=st.booleans())
    def night_falls(self, refusing: bool) -> None:
        self.refusing = refusing

    @rule(obeys=st.booleans(), name=st.sampled_from(ZONES))
    def answer(self, obeys: bool, name: str) -> None:
        if name in self.wanted and name not in self.keyed:
            if obeys:
                self.keyed.add(name)
                self.obey(self.desk.key_obeyed(name, self.now))
            else:
                self.desk.keying.failed(name, "no answer")

    @rule(name=st.sampled_from(ZONES), trips=st.booleans())
    def let_go(self, name: str, trips: bool) -> None:
        """A keyer dies, or its watchdog releases; it tells so even of what was given back already."""
        self.keyed.discard(name)
        asked = name in self.wanted
        if trips:
            self.wanted.discard(name)
            self.obey(self.desk.key_tripped(name, self.now))
        elif asked:
            self.obey(self.desk.key_lost(name, "killed", self.now))

    @rule()
    def rearm(self) -> None:
        self.obey(self.desk.rearm(self.now))

    @invariant()
    def nothing_is_held_that_was_not_asked_for(self) -> None:
        assert self.keyed <= self.wanted
        assert self.wanted == {n for n, s in self.desk.keying.switches.items() if s.asked is not None}

    @invariant()
    def nothing_is_said_twice(self) -> None:
        assert all(count <= 1 for count in self.closed.values())
        assert all(count <= 1 for count in self.begun.values())

    @invariant()
    def an_aired_item_was_begun(self) -> None:
        assert all(self.begun[name] for name, count in self.aired.items() if count)

    def teardown(self) -> None:
        """Let everything come to its end: each item has been told once, the relay is off."""
        self.find_the_air()
        self.refusing = self.doubted = False
        for _ in range(1200):
            self.fade_out(frame=RATE)
            self.begin()
            self.end()
            for name in ZONES:
                self.answer(obeys=True, name=name)
            self.wait(seconds=5)
            if self.desk.idle:
                break
        assert self.desk.idle
        untold = Counter([*self.asked, *self.called_in]) - self.closed
        assert not self.closed - Counter([*self.asked, *self.called_in])
        assert set(untold) <= self.may_be_left
        assert not any(self.begun[name] for name in untold)
        assert not self.wanted


TestStation = Station.TestCase
TestStation.settings = settings(max_examples=counted(150, least=40), stateful_step_count=40, deadline=None)
