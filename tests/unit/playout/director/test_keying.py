"""News of the switches on the director's thread: carried out, told once, and a lease for the living."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switching
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.playout.desk.zones import Side
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.jobs import HUNG
from broadcaster.playout.keying.wire import KeyNews
from broadcaster.playout.links.air import utc_ns
from broadcaster.playout.links.stand_ins import RecordingKeyer
from tests.unit.playout.conftest import NOON, RATE


class Line:
    """A director with an air that only notes, a fake keyer and a list for a journal."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.keyer = RecordingKeyer()
        self.queued: list[Queue] = []
        self.faded: list[str] = []
        self.closes: list[Closed] = []
        self.done: list[str] = []
        self.notes: list[tuple[str, datetime]] = []
        times = Switching(
            name="", settle=timedelta(seconds=5), noise=timedelta(seconds=1), tail=timedelta(seconds=1)
        )
        desk = Desk(lambda *_: None, KeyingPlan({"": times}))
        self.director = Director(desk, self, self.keyer, self, self, self.clock)
        self.keyer.listen(self.director.hear_key, self.director.alive)

    def expect(self, request: Request) -> None:
        return

    def shape(self, _request: Request, _item: Item, _at: datetime) -> tuple[Side, Side]:
        return Side(), Side(delay=None)

    def queue(self, order: Queue) -> None:
        self.queued.append(order)
        self.done.append(f"queue {order.id}")

    def fade(self, take_id: str) -> None:
        self.faded.append(take_id)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        self.notes.append((error.code, at))

    def restart(self) -> None:
        return

    def started(self, item_id: str, at: datetime) -> None:
        return

    def closed(self, closed: Closed) -> None:
        self.closes.append(closed)
        self.done.append(f"closed {closed.item.id}")

    def ask(self, urgency: Urgency = Urgency.NORMAL) -> None:
        item = Item(id="a", message="a", title="a", path="a", rate=RATE, start_frame=0, end_frame=RATE * 60)
        asked = Request(
            id="a",
            terms=Terms(kind=AiringKind.MANUAL, urgency=urgency),
            planned=self.clock.now(),
            items=(item,),
        )
        self.director.submit(asked)
        self.director.run_pending()

    def hear(self, kind: str) -> None:
        self.director.hear(Event(kind=kind, id="a", utc_ns=utc_ns(self.clock.now())))
        self.director.run_pending()

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.director.run_pending()

    @property
    def faults(self) -> list[str]:
        return [str(fault.error) for fault in self.director.faults]


@pytest.fixture
def line() -> Line:
    return Line()


def test_take_is_handed_over_with_its_noise_and_the_transmitter_is_switched_on(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.ask()
    line.later(0)
    assert "late" not in caplog.text
    (order,) = line.queued
    assert (order.noise, order.utc_ns) == (RATE, utc_ns(NOON + timedelta(seconds=6)))
    assert line.keyer.held == {""}


def test_switch_that_does_not_obey_is_one_line_of_the_faults_and_the_reason_in_the_journal(
    line: Line,
) -> None:
    line.keyer.fail = True
    line.ask()
    line.later(5.7)
    assert line.faded == ["a"]
    line.hear("cut")
    assert line.faults == ["playout.keyer_failed(reason='told to fail')"]
    (closed,) = line.closes
    assert closed.outcome is Outcome.REFUSED
    assert closed.reason is not None
    assert closed.reason.code == "playout.keyer_failed"


def test_keyer_that_was_lost_is_asked_again_and_told_and_what_airs_is_taken_up_again(line: Line) -> None:
    line.ask()
    line.later(6)
    line.hear("started")
    line.later(10)
    line.keyer.lose("")
    line.director.run_pending()
    assert line.faults == ["playout.keyer_lost(reason='told to')"]
    assert line.keyer.held == {""}
    line.hear("cut")
    assert len(line.queued) == 2


def test_watchdog_is_told_and_nothing_is_switched_on_again(line: Line) -> None:
    line.ask()
    line.later(6)
    line.hear("started")
    line.later(10)
    line.keyer.lose("", KeyNews.TRIPPED)
    line.director.run_pending()
    line.hear("cut")
    assert line.faults == ["playout.longest()"]
    assert not line.keyer.held
    assert line.closes[0].reason is not None
    assert line.closes[0].reason.code == "playout.longest"


@pytest.mark.parametrize(("urgency", "yes"), [(Urgency.EMERGENCY, True), (Urgency.PRIORITY, False)])
def test_only_an_emergency_is_rearmed(line: Line, urgency: Urgency, yes: bool) -> None:
    line.ask(urgency)
    future = line.director.rearm()
    line.director.run_pending()
    assert future.result(0) is yes
    assert line.keyer.rearmed == ([""] if yes else [])


def test_thread_that_takes_no_turn_for_long_loses_the_lease(line: Line) -> None:
    assert line.director.alive()
    line.clock.advance(HUNG - 0.1)
    assert line.director.alive(), "a slow disk is no death"
    line.clock.advance(0.2)
    assert not line.director.alive()


def test_closing_releases_what_is_held(line: Line) -> None:
    line.ask()
    assert line.keyer.held
    line.director.close()
    assert not line.keyer.held


def test_zone_of_a_switch_is_named_in_its_fault(line: Line) -> None:
    zone = replace(line.director.desk.keying.switches[""].times, name="ban-cung")
    line.director.desk.keying = KeyingPlan({"ban-cung": zone})
    line.keyer.fail = True
    line.ask()
    line.director.run_pending()
    assert line.faults == ["playout.zone_keyer_failed(zones='ban-cung', reason='told to fail')"]


def test_orders_to_the_air_come_before_what_is_only_written_down(line: Line) -> None:
    # A failed first item: its end is told and the second is cued by one job.
    items = tuple(
        Item(id=name, message=name, title=name, path=name, rate=RATE, start_frame=0, end_frame=RATE * 60)
        for name in ("a", "b")
    )
    asked = Request(
        id="a", terms=Terms(kind=AiringKind.MANUAL, urgency=Urgency.EMERGENCY), planned=NOON, items=items
    )
    line.director.submit(asked)
    line.hear("failed")
    assert line.done == ["queue a", "queue b", "closed a"]


def test_reports_of_the_air_come_before_jobs_that_wait(line: Line) -> None:
    line.ask()
    told = line.queued[0]
    # The thread was busy for long: the start was told long ago, behind it waits other work.
    line.director.post(lambda: None)
    line.director.hear(Event(kind="started", id="a", utc_ns=told.utc_ns))
    line.clock.advance(20)
    line.director.run_pending()
    assert line.closes == []
    assert line.director.desk.on_air is not None
    assert line.director.desk.on_air.started


def test_end_of_a_transmitters_fault_was_never_told(line: Line) -> None:
    over: list[list[str]] = []
    line.director.faults.on_ended.append(lambda errors: over.append([error.code for error in errors]))
    line.keyer.fail = True
    line.ask()
    line.later(5.7)
    line.hear("cut")
    line.later(1)
    assert over == [], "that it was released says nothing about whether it would switch on"
    assert line.faults
    line.keyer.fail = False
    line.ask()
    line.director.run_pending()
    assert over == [["playout.keyer_failed"], ["playout.keyer_lost", "playout.longest"]]
    assert line.faults == []


def test_transmitter_that_could_not_be_released_is_well_when_it_is(line: Line) -> None:
    over: list[str] = []
    line.director.faults.on_ended.append(lambda errors: over.extend(error.code for error in errors))
    line.keyer.lose("", KeyNews.FAULT)
    line.director.run_pending()
    assert line.faults == ["playout.keyer_failed(reason='told to')"]
    line.keyer.off("")
    line.director.run_pending()
    assert over == ["playout.keyer_failed"]
    assert line.faults == []
