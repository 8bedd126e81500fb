"""What the desk does with transmitters: in time, ready, told, and never pretended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import LONGEST, KeyingPlan, Switching
from broadcaster.playout.desk.orders import Closed, CueOrder, FadeOrder, KeyOrder, Order, Rearm
from broadcaster.playout.desk.request import Request, Terms, Urgency
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON, RATE, item, seconds

LENGTH = timedelta(seconds=10)
LEAD = timedelta(seconds=6)
FAILED = Refusal(code="playout.keyer_failed", facts=(("reason", "no answer"),))


def after(count: float) -> datetime:
    return NOON + seconds(count)


def asked(
    name: str, urgency: Urgency = Urgency.NORMAL, *, at: datetime = NOON, zones: tuple[str, ...] = ()
) -> Request:
    return Request(
        id=name,
        terms=Terms(kind=AiringKind.SCHEDULED, urgency=urgency, zones=zones),
        planned=at,
        items=(item(name),),
    )


def times(name: str, settle: float = 5, tail: float = 1.5) -> Switching:
    return Switching(name=name, settle=seconds(settle), noise=seconds(1), tail=seconds(tail))


def desk_with(*switches: Switching) -> Desk:
    """One transmitter for everything, or one for each zone of its name."""
    named = {switch.name: switch for switch in switches or (times(""),)}
    return Desk(lambda *_: None, KeyingPlan(named, lambda zones: frozenset(zones or named)))


def shown(orders: list[Order]) -> list[str]:
    words = []
    for order in orders:
        match order:
            case CueOrder(item=item):
                words.append(f"cue {item.id}")
            case FadeOrder(item_id=name):
                words.append(f"fade {name}")
            case KeyOrder(on=on, name=name):
                words.append(f"{name}+" if on else f"{name}-")
            case Closed(item=item, outcome=outcome):
                words.append(f"{outcome} {item.id}")
            case Rearm(name=name):
                words.append(f"rearm {name}")
    return words


def closed(orders: list[Order]) -> Closed:
    (found,) = (order for order in orders if isinstance(order, Closed))
    return found


def cue(orders: list[Order]) -> CueOrder:
    (found,) = (order for order in orders if isinstance(order, CueOrder))
    return found


def keyed(desk: Desk, request: Request) -> None:
    """Bring a request on the air, keyed in time; heard from NOON on."""
    desk.submit(request, NOON - seconds(30))
    desk.tick(NOON - LEAD - seconds(2))
    assert "+" in shown(desk.tick(NOON - LEAD))
    assert desk.key_obeyed("", NOON - LEAD + seconds(0.01)) == []
    desk.started(request.items[0].id, NOON)


def test_noise_is_ordered_before_what_begins_with_its_transmitter_and_only_then() -> None:
    desk = desk_with()
    assert cue(desk.submit(asked("a"), NOON - LEAD)).noise == seconds(1)
    desk.key_obeyed("", NOON - LEAD)
    desk.submit(asked("b", at=after(1)), NOON)
    desk.started("a", NOON)
    orders = desk.ended("a", after(10))
    assert shown(orders) == ["aired a", "cue b"]
    assert (cue(orders).at, cue(orders).noise) == (after(10), seconds(0))


def test_transmitter_that_does_not_obey_in_time_keeps_the_item_off_the_air() -> None:
    desk = desk_with()
    desk.submit(asked("a"), NOON - LEAD)
    desk.keying.failed("", "no answer")
    assert desk.tick(after(-0.4)) == []
    assert desk.next_wake() == after(-0.3)
    assert shown(desk.tick(after(-0.3))) == ["fade a"]
    orders = desk.cut("a", 0, after(-0.28))
    assert (closed(orders).outcome, closed(orders).reason) == (Outcome.REFUSED, FAILED)
    assert shown(desk.tick(after(2))) == ["-"]


def test_transmitter_that_obeys_within_the_lead_shifts_the_start_by_its_delay_and_nothing_is_lost() -> None:
    desk = desk_with()
    desk.submit(asked("a"), NOON - LEAD)
    desk.keying.failed("", "no answer")
    assert shown(desk.key_obeyed("", after(-2))) == ["fade a"]
    again = cue(desk.cut("a", 0, after(-1.98)))
    assert (again.at, again.start_frame, again.resumed) == (after(4), 0, False)
    desk.started("a", after(4))
    assert closed(desk.ended("a", after(14))).reason is None


def test_emergency_airs_without_its_transmitter_and_says_so() -> None:
    desk = desk_with()
    desk.submit(asked("a", Urgency.EMERGENCY), NOON - LEAD)
    desk.keying.failed("", "no answer")
    assert desk.tick(after(-0.3)) == []
    desk.started("a", NOON)
    ended = closed(desk.ended("a", after(10)))
    assert (ended.outcome, ended.reason) == (Outcome.AIRED, FAILED)


def test_emergency_while_the_transmitter_still_settles_waits_for_it_but_no_second_time() -> None:
    desk = desk_with()
    desk.submit(asked("a"), NOON - LEAD)
    desk.key_obeyed("", NOON - LEAD)
    assert shown(desk.submit(asked("e", Urgency.EMERGENCY, at=after(-4)), after(-4))) == ["fade a"]
    orders = desk.cut("a", 0, after(-3.97))
    assert (cue(orders).at, shown(orders)) == (NOON, ["cue e"])


def test_emergency_over_a_keyed_item_is_heard_at_once() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    assert shown(desk.submit(asked("e", Urgency.EMERGENCY, at=after(3)), after(3))) == ["fade a"]
    assert cue(desk.cut("a", 3 * RATE, after(3.03))).at == after(3.03)


def test_keyer_that_dies_costs_no_word_the_item_comes_back_at_its_sentence_when_keyed_anew() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    assert shown(desk.key_lost("", "exit -9", after(6))) == ["+", "fade a"]
    desk.key_obeyed("", after(6.2))
    back = cue(desk.cut("a", 6 * RATE, after(6.05)))
    assert (back.start_frame, back.resumed, back.noise) == (5 * RATE, True, seconds(1))
    assert after(11.9) < back.at < after(12.3)
    assert shown(desk.ended("a", after(17))) == ["aired a"]


def test_keyer_that_dies_and_stays_dead_cuts_the_item_with_its_reason() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    desk.key_lost("", "exit -9", after(6))
    at = cue(desk.cut("a", 6 * RATE, after(6.05))).at
    assert shown(desk.key_lost("", "exit -9", after(7))) == ["+"], "asked for again, without a new delay"
    assert shown(desk.tick(at - seconds(0.3))) == ["fade a"]
    ended = closed(desk.cut("a", 5 * RATE, at - seconds(0.28)))
    assert ended.outcome is Outcome.CUT
    assert ended.reason == Refusal(code="playout.keyer_failed", facts=(("reason", "exit -9"),))


def test_keyer_that_dies_in_the_tail_is_not_asked_again() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    desk.ended("a", after(10))
    assert shown(desk.key_lost("", "exit -9", after(10.5))) == ["-"]
    assert desk.idle


def test_watchdog_of_the_keyer_cuts_what_is_on_air_and_the_next_item_is_keyed_anew() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    desk.submit(asked("b", at=after(3)), after(1))
    assert shown(desk.key_tripped("", after(6))) == ["fade a"]
    orders = desk.cut("a", 6 * RATE, after(6.03))
    assert shown(orders) == ["cut a", "cue b", "+"]
    assert closed(orders).reason == LONGEST
    assert cue(orders).at == after(12.03)


def test_emergency_is_rearmed_by_a_person_and_nothing_else_is() -> None:
    desk = desk_with()
    assert desk.rearm(NOON) == []
    keyed(desk, asked("a"))
    assert desk.rearm(after(1)) == []
    desk.submit(asked("e", Urgency.EMERGENCY, at=after(2)), after(2))
    desk.cut("a", 2 * RATE, after(2.03))
    assert shown(desk.rearm(after(3))) == ["rearm "]
    assert desk.keying.switches[""].armed == after(3)


@pytest.mark.parametrize(("gap", "kept"), [(6.4, True), (6.6, False)])
def test_transmitter_stays_on_across_gaps_shorter_than_settle_and_tail(gap: float, kept: bool) -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    desk.submit(asked("b", at=after(10 + gap)), after(5))
    desk.ended("a", after(10))
    orders = desk.tick(after(11.5))
    assert ("-" not in shown(orders)) is kept
    if kept:
        assert cue(desk.tick(after(8 + gap))).at == after(10 + gap)
        assert desk.keying.switches[""].asked == NOON - LEAD


def test_item_keys_only_the_transmitters_of_its_zones_each_in_its_own_time() -> None:
    desk = desk_with(times("a", settle=5), times("b", settle=2, tail=3), times("c"))
    desk.submit(asked("x", zones=("a", "b")), NOON - seconds(30))
    desk.tick(NOON - seconds(8))
    assert desk.next_wake() == NOON - seconds(6)
    assert shown(desk.tick(NOON - seconds(6))) == ["a+"]
    desk.key_obeyed("a", NOON - seconds(6))
    assert desk.next_wake() == NOON - seconds(3)
    assert shown(desk.tick(NOON - seconds(3))) == ["b+"]
    desk.key_obeyed("b", NOON - seconds(3))
    desk.started("x", NOON)
    desk.ended("x", after(10))
    assert shown(desk.tick(after(11.5))) == ["a-"]
    assert shown(desk.tick(after(13))) == ["b-"]


def test_item_airs_where_its_transmitters_obey_and_tells_where_it_was_not_heard() -> None:
    desk = desk_with(times("a"), times("b"))
    desk.submit(asked("x"), NOON - LEAD)
    desk.key_obeyed("a", NOON - LEAD)
    desk.keying.failed("b", "no answer")
    assert desk.tick(after(-0.3)) == []
    desk.started("x", NOON)
    ended = closed(desk.ended("x", after(10)))
    facts = (("zones", "b"), ("reason", "no answer"))
    assert ended.outcome is Outcome.AIRED
    assert ended.reason == Refusal(code="playout.zone_keyer_failed", facts=facts)


def test_transmitter_with_a_short_lead_puts_the_start_off_until_it_obeys() -> None:
    desk = desk_with(times("", settle=0))
    assert shown(desk.submit(asked("a"), NOON)) == ["cue a", "+"]
    assert shown(desk.tick(after(0.7))) == ["fade a"]
    assert cue(desk.cut("a", 0, after(0.72))).at == after(1.72)
    assert shown(desk.key_obeyed("", after(1.3))) == ["fade a"]
    assert cue(desk.cut("a", 0, after(1.32))).at == after(2.3)
    desk.started("a", after(2.3))
    assert closed(desk.ended("a", after(12.3))).reason is None


@pytest.mark.parametrize("urgency", [Urgency.NORMAL, Urgency.EMERGENCY])
def test_start_is_not_put_off_for_longer_than_five_seconds(urgency: Urgency) -> None:
    desk = desk_with(times("", settle=0))
    desk.submit(asked("a", urgency), NOON)
    desk.keying.failed("", "no answer")
    now, said = NOON, ""
    while said in ("", "fade a, cue a") and now < after(10):
        wake = desk.next_wake()
        assert wake is not None
        now = wake
        orders = desk.tick(now)
        if shown(orders) == ["fade a"]:
            orders = [*orders, *desk.cut("a", 0, now)]
        said = ", ".join(shown(orders))
        if desk.on_air is not None and desk.on_air.waiting.note is not None:
            break
    assert after(5) <= now <= after(6)
    if urgency is Urgency.NORMAL:
        assert closed(orders).reason == FAILED
    else:
        desk.started("a", now)
        assert closed(desk.ended("a", after(16))).reason == FAILED


def test_file_that_fails_on_the_air_lets_the_transmitter_go_after_its_tail() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    assert shown(desk.failed("a", "damaged", after(4))) == ["cut a"]
    assert desk.tick(after(5.4)) == []
    assert shown(desk.tick(after(5.5))) == ["-"]


def test_rehearsal_touches_no_transmitter() -> None:
    desk = desk_with()
    orders = desk.submit(replace(asked("a"), terms=Terms(kind=AiringKind.REHEARSAL)), NOON)
    assert (shown(orders), cue(orders).noise) == (["cue a"], seconds(0))


def test_lost_air_lets_the_transmitter_go_when_it_does_not_come_back() -> None:
    desk = desk_with()
    keyed(desk, asked("a"))
    assert desk.air_lost(after(3)) == []
    assert desk.tick(after(9)) == [], "it may be taken up again within the gap that is kept keyed"
    wake = desk.next_wake()
    assert wake is not None
    assert wake <= after(9.5)
    assert shown(desk.tick(after(9.5))) == ["-"]


def test_lead_and_noise_are_those_of_the_slowest_transmitter() -> None:
    quick, slow = times("a", settle=1), replace(times("b", settle=4), noise=seconds(2))
    desk = desk_with(quick, slow)
    assert desk.keying.longest_lead == seconds(6)
    assert cue(desk.submit(asked("x"), NOON - LEAD)).noise == seconds(2)


def test_switch_that_obeyed_after_a_fault_keeps_no_reason_of_it() -> None:
    desk = desk_with()
    desk.submit(asked("a"), NOON - LEAD)
    desk.keying.failed("", "no answer")
    desk.key_obeyed("", NOON - LEAD + seconds(0.2))
    desk.started("a", NOON)
    desk.key_lost("", "killed", after(3))
    assert desk.keying.switches[""].fault == "killed"


def test_switch_that_obeys_when_its_item_is_gone_changes_nothing() -> None:
    desk = desk_with()
    desk.submit(asked("a"), NOON - LEAD)
    desk.stop(NOON - seconds(5))
    desk.cut("a", 0, NOON - seconds(5))
    assert desk.on_air is None
    assert desk.key_obeyed("", NOON - seconds(4)) == []


def test_switch_that_obeys_while_the_item_sounds_does_not_put_it_off() -> None:
    desk = desk_with(times("", settle=0))
    desk.submit(asked("a", Urgency.EMERGENCY), NOON - LEAD)
    desk.tick(NOON - seconds(1))
    desk.started("a", NOON)
    assert desk.key_obeyed("", after(2)) == []


def test_switch_of_other_zones_that_obeys_late_does_not_put_an_item_off() -> None:
    desk = desk_with(times("a", tail=60), times("b", tail=60))
    desk.submit(asked("x", zones=("b",)), NOON - LEAD)
    desk.stop(NOON - seconds(5))
    desk.cut("x", 0, NOON - seconds(5))
    desk.submit(asked("y", zones=("a",)), NOON - seconds(5))
    assert desk.on_air is not None
    assert desk.key_obeyed("b", desk.on_air.at) == []
