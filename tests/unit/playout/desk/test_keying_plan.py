"""The keying plan by itself: instants that move with the clock, and switches that are released in time."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.keying_plan import LATE, PATIENCE, KeyingPlan, Switch, Switching
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import STOPPED, KeyOrder
from broadcaster.playout.desk.request import Item, Request, Terms, Waiting
from tests.unit.playout.conftest import NOON, RATE, seconds

INSTANTS = ("asked", "confirmed", "armed", "free")
TIMES = Switching(name="", settle=timedelta(seconds=5), noise=timedelta(seconds=1), tail=timedelta(seconds=2))


def after(count: float) -> datetime:
    return NOON + seconds(count)


def request(planned: datetime = NOON, name: str = "a") -> Request:
    item = Item(id=name, message=name, title=name, path=name, rate=RATE, start_frame=0, end_frame=10 * RATE)
    return Request(id=name, terms=Terms(kind=AiringKind.SCHEDULED), planned=planned, items=(item,))


def on_air(at: datetime = NOON) -> OnAir:
    return OnAir(waiting=Waiting(request=request(at)), at=at, start_frame=0)


def plan_with(**instants: datetime) -> tuple[KeyingPlan, Switch]:
    plan = KeyingPlan({"": TIMES})
    for name, instant in instants.items():
        setattr(plan.switches[""], name, instant)
    return plan, plan.switches[""]


@pytest.mark.parametrize("name", INSTANTS)
@pytest.mark.parametrize("by", [seconds(-3600), seconds(90)], ids=["back", "forward"])
def test_clock_that_is_set_moves_each_instant_of_a_switch_and_no_other(name: str, by: timedelta) -> None:
    plan, switch = plan_with(**{name: after(3)})
    plan.shift(by)
    for each in INSTANTS:
        assert getattr(switch, each) == (after(3) + by if each == name else None)


def test_each_instant_of_a_switch_is_among_those_that_move() -> None:
    assert {field.name for field in fields(Switch)} - {"times", "fault"} == set(INSTANTS)


@settings(deadline=None)
@given(
    by=st.integers(-7200, 7200),
    asked=st.integers(-20, 0),
    confirmed=st.none() | st.integers(-20, 0),
    free=st.none() | st.integers(-20, 0),
    used=st.booleans(),
    now=st.integers(-10, 20),
    planned=st.none() | st.integers(-10, 20),
)
def test_clock_that_is_set_changes_no_switching(
    by: int, asked: int, confirmed: int | None, free: int | None, used: bool, now: int, planned: int | None
) -> None:
    instants = {"asked": asked, "armed": asked, "confirmed": confirmed, "free": free}
    known = {name: after(count) for name, count in instants.items() if count is not None}

    def switched(step: timedelta) -> list[object]:
        plan, _ = plan_with(**known)
        plan.shift(step)
        queue = [] if planned is None else [Waiting(request=request(after(planned) + step, "b"))]
        air = on_air(NOON + step) if used else None
        wakes = sorted(wake - step for wake in plan.wakes(after(now) + step, air, queue))
        lead = plan.lead(request(), after(now) + step)
        return [plan.due(after(now) + step, air, queue), wakes, lead]

    assert switched(seconds(by)) == switched(timedelta())


def test_tail_counts_from_the_end_of_the_airing_whenever_that_is_looked_at() -> None:
    plan, _ = plan_with(asked=after(-6), confirmed=after(-6))
    plan.free(request(), after(10))
    assert plan.due(after(11.9), None, []) == []
    assert plan.due(after(12), None, []) == [KeyOrder(on=False, name="")]


def test_switch_that_is_needed_again_has_no_release_ahead() -> None:
    plan, _ = plan_with(asked=after(-6), confirmed=after(-6), free=after(-1))
    plan.due(NOON, on_air(), [])
    assert plan.wakes(NOON, on_air(), []) == []
    assert plan.due(after(3), on_air(), []) == []


def test_switch_that_is_off_is_not_freed() -> None:
    plan, switch = plan_with()
    plan.free(request(), NOON)
    assert switch.free is None


def test_released_switch_that_obeys_late_stays_off() -> None:
    plan, switch = plan_with()
    assert not plan.obeyed_late("", NOON, None)
    assert switch.confirmed is None


def test_switch_confirmed_before_keeps_its_first_instant() -> None:
    plan, switch = plan_with(asked=after(-6), confirmed=after(-6))
    plan.obeyed_late("", NOON, None)
    assert switch.confirmed == after(-6)


def test_start_is_put_off_only_by_a_switch_that_is_later_than_half_a_second() -> None:
    just = NOON - TIMES.lead + timedelta(seconds=0.5)
    for late, put_off in ((timedelta(), False), (timedelta(microseconds=1), True)):
        plan, _ = plan_with(asked=NOON - TIMES.lead)
        assert plan.obeyed_late("", just + late, on_air()) is put_off


def test_item_that_ends_before_its_switch_is_asked_is_not_keyed() -> None:
    plan, _ = plan_with()
    air = on_air()
    air.fading = STOPPED
    assert plan.due(NOON, air, []) == []


def test_loss_of_a_switch_that_is_off_changes_nothing() -> None:
    plan, _ = plan_with()
    assert plan.lost("", NOON, "killed", needed=True) == (False, [])


def test_loss_of_a_switch_that_nothing_on_air_needs_releases_it() -> None:
    plan, switch = plan_with(asked=after(-6), confirmed=after(-6))
    assert plan.lost("", NOON, "killed", needed=False) == (False, [KeyOrder(on=False, name="")])
    assert switch.asked is None


def test_gap_that_keeps_a_switch_on_is_that_to_the_soonest_item() -> None:
    plan, _ = plan_with(asked=after(-6), confirmed=after(-6), free=NOON)
    queue = [Waiting(request=request(after(count), f"at-{count}")) for count in (60, 5)]
    assert plan.wakes(NOON, None, queue) == [after(7)]


def test_switch_that_is_left_without_an_item_is_released_after_its_tail() -> None:
    plan, _ = plan_with(asked=after(-6), confirmed=after(-6))
    assert plan.due(NOON, None, []) == []
    assert plan.due(after(2), None, []) == [KeyOrder(on=False, name="")]


def test_switch_without_an_answer_is_looked_at_before_the_start_and_at_the_end_of_its_patience() -> None:
    plan, _ = plan_with(asked=after(-6))
    assert plan.wakes(after(-5), on_air(), []) == [
        NOON - timedelta(seconds=0.3),
        after(-6) + timedelta(seconds=5),
    ]


def test_switch_without_an_answer_is_waited_for_until_its_patience_is_over() -> None:
    plan, _ = plan_with(asked=NOON)
    assert plan.may_obey(NOON + PATIENCE - timedelta(microseconds=1), on_air())
    assert not plan.may_obey(NOON + PATIENCE, on_air())


def test_switch_without_an_answer_has_all_its_settling_ahead_once_half_a_second_is_left() -> None:
    _, switch = plan_with(asked=NOON)
    ready = NOON + TIMES.lead
    assert switch.lead(ready - LATE) == LATE
    assert switch.lead(ready - LATE + timedelta(microseconds=1)) == TIMES.lead


def test_gap_as_long_as_settling_and_tail_is_not_kept_keyed() -> None:
    _, switch = plan_with(asked=after(-6), free=NOON)
    across = TIMES.settle + TIMES.tail
    assert switch.release_at(across) == NOON + TIMES.tail
    assert switch.release_at(across - timedelta(microseconds=1)) == NOON + across


def test_switch_that_nobody_has_asked_for_is_off_without_a_fault_and_needs_its_whole_lead() -> None:
    switch = Switch(times=TIMES)
    assert (switch.asked, switch.confirmed, switch.armed, switch.free, switch.fault) == (None,) * 4 + ("",)
    assert switch.lead(NOON) == seconds(6)
    assert switch.release_at(None) is None
