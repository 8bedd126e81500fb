"""No crowd of one person's requests, and no schedule, stands before what another person asks for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import TOO_MANY, Closed, CueOrder, FadeOrder, Order
from broadcaster.playout.desk.request import EmergencyGround, Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.desk.waiting_list import EACH, turn
from tests.unit.playout.conftest import NOON, RATE, item, seconds

AN, BINH, CHI = "An (an)", "Bình (binh)", "Chi (chi)"


def by_hand(name: str, who: str, at: datetime = NOON, urgency: Urgency = Urgency.EMERGENCY) -> Request:
    return Request(
        id=name,
        terms=Terms(
            kind=AiringKind.MANUAL,
            urgency=urgency,
            manual=True,
            by=Requester(shown=who),
            ground=EmergencyGround.PERSON if urgency is Urgency.EMERGENCY else None,
        ),
        planned=at,
        items=(item(name),),
    )


def scheduled(name: str, at: datetime = NOON) -> Request:
    return Request(
        id=name,
        terms=Terms(kind=AiringKind.SCHEDULED, urgency=Urgency.EMERGENCY),
        planned=at,
        items=(item(name),),
        schedule="s",
    )


def cued(orders: list[Order]) -> list[str]:
    return [order.item.id for order in orders if isinstance(order, CueOrder)]


def heard_in_order(desk: Desk, now: datetime) -> list[str]:
    """What airs from now on, to the last."""
    heard: list[str] = []
    while desk.on_air is not None:
        name = desk.on_air.item.id
        heard.append(name)
        desk.started(name, now)
        now += seconds(10)
        desk.ended(name, now)
    return heard


def desk_without_air(*requests: Request) -> Desk:
    desk = Desk(lambda *_: None)
    desk.air_lost(NOON)
    for request in requests:
        desk.submit(request, request.planned)
    return desk


def test_first_emergency_of_another_airs_before_the_crowd_of_one_person() -> None:
    desk = Desk(lambda *_: None)
    for number in range(EACH):
        desk.submit(by_hand(f"a{number}", AN), NOON)
    desk.submit(by_hand("b", BINH, NOON + seconds(1)), NOON + seconds(1))
    assert heard_in_order(desk, NOON) == ["a0", "b", *[f"a{number}" for number in range(1, EACH)]]


def test_persons_take_turns_and_nobodys_second_airs_before_the_first_of_another() -> None:
    desk = Desk(lambda *_: None)
    for number, (name, who) in enumerate(
        [("a0", AN), ("a1", AN), ("a2", AN), ("b0", BINH), ("b1", BINH), ("c0", CHI)]
    ):
        desk.submit(by_hand(name, who, NOON + seconds(number)), NOON + seconds(number))
    assert heard_in_order(desk, NOON) == ["a0", "b0", "c0", "a1", "b1", "a2"]


def test_turns_hold_while_there_is_no_air() -> None:
    crowd = [by_hand(f"a{number}", AN) for number in range(3)]
    desk = desk_without_air(*crowd, by_hand("b", BINH, NOON + seconds(1)))
    desk.air_ready(NOON + seconds(2))
    assert heard_in_order(desk, NOON + seconds(2)) == ["a0", "b", "a1", "a2"]


def test_members_of_a_session_keep_its_turn() -> None:
    desk = Desk(lambda *_: None)
    desk.submit(by_hand("a0", AN), NOON)
    desk.submit(replace(by_hand("a1", AN), items=(item("a1"), item("a1-more"))), NOON)
    desk.submit(by_hand("b0", BINH), NOON)
    desk.submit(by_hand("b1", BINH), NOON)
    assert heard_in_order(desk, NOON) == ["a0", "b0", "a1", "a1-more", "b1"]


def test_emergencies_of_two_persons_wait_for_each_other() -> None:
    desk = Desk(lambda *_: None)
    desk.submit(by_hand("a", AN), NOON)
    desk.started("a", NOON)
    assert desk.submit(by_hand("b", BINH, NOON + seconds(1)), NOON + seconds(1)) == []


def test_emergency_of_a_person_goes_over_one_that_a_schedule_began_which_comes_back() -> None:
    desk = Desk(lambda *_: None)
    desk.submit(scheduled("s"), NOON)
    desk.started("s", NOON)
    orders = desk.submit(by_hand("b", BINH, NOON + seconds(6)), NOON + seconds(6))
    assert orders == [FadeOrder(item_id="s")]
    assert cued(desk.cut("s", 6 * RATE, NOON + seconds(6))) == ["b"]
    desk.started("b", NOON + seconds(6))
    back = [order for order in desk.ended("b", NOON + seconds(16)) if isinstance(order, CueOrder)]
    assert [(order.item.id, order.start_frame) for order in back] == [("s", 5 * RATE)]


def test_emergency_of_a_schedule_waits_for_that_of_a_person() -> None:
    desk = Desk(lambda *_: None)
    desk.submit(by_hand("b", BINH), NOON)
    desk.started("b", NOON)
    desk.submit(scheduled("s"), NOON + seconds(1))
    assert desk.submit(by_hand("b2", BINH), NOON + seconds(2)) == []
    assert heard_in_order(desk, NOON) == ["b", "b2", "s"]


@pytest.mark.parametrize("urgency", [Urgency.NORMAL, Urgency.PRIORITY])
def test_below_emergencies_what_a_person_asks_for_waits_for_what_a_schedule_began(urgency: Urgency) -> None:
    desk = Desk(lambda *_: None)
    begun = scheduled("s")
    desk.submit(replace(begun, terms=replace(begun.terms, urgency=urgency)), NOON)
    desk.started("s", NOON)
    assert desk.submit(by_hand("b", BINH, NOON, urgency), NOON + seconds(1)) == []


@pytest.mark.parametrize("urgency", [Urgency.NORMAL, Urgency.EMERGENCY])
def test_one_person_has_only_so_much_waiting_and_is_refused_alone(urgency: Urgency) -> None:
    other = Urgency.NORMAL if urgency is Urgency.EMERGENCY else Urgency.EMERGENCY
    desk = desk_without_air(*[by_hand(f"a{number}", AN, urgency=urgency) for number in range(20)])
    (end,) = desk.submit(by_hand("over", AN, urgency=urgency), NOON)
    assert isinstance(end, Closed)
    assert (end.item.id, end.outcome, end.reason) == ("over", Outcome.REFUSED, TOO_MANY)
    for mine in (by_hand("b", BINH, urgency=urgency), by_hand("a-other", AN, urgency=other)):
        assert desk.submit(mine, NOON) == []
        assert mine.id in {waiting.request.id for waiting in desk.queue}


def test_timetable_may_have_any_number_waiting() -> None:
    desk = desk_without_air(*[scheduled(f"s{number}") for number in range(EACH + 5)])
    assert len(desk.queue) == EACH + 5


def test_refused_session_has_an_end_for_each_of_its_items() -> None:
    desk = desk_without_air(*[by_hand(f"a{number}", AN) for number in range(EACH)])
    orders = desk.submit(replace(by_hand("x", AN), items=(item("x"), item("y"))), NOON)
    assert [order.item.id for order in orders if isinstance(order, Closed)] == ["x", "y"]


@given(st.lists(st.tuples(st.sampled_from([AN, BINH, CHI]), st.integers(0, 15)), max_size=15))
def test_whoever_has_nothing_here_waits_for_at_most_one_of_each_other_person(
    asks: list[tuple[str, int]],
) -> None:
    """Besides what is on the air when they ask."""
    desk, now = Desk(lambda *_: None), NOON
    asker: dict[str, str] = {}
    gone: dict[str, Counter[str]] = {}  # of each such that waits: how many of each person have aired since

    def obey(orders: list[Order]) -> None:
        for name in cued(orders):
            gone.pop(name, None)
            for since in gone.values():
                since[asker[name]] += 1
                assert since[asker[name]] <= 1
            desk.started(name, now)

    for number, (who, pause) in enumerate(asks):
        name, now = f"n{number:02}", now + seconds(pause)
        while desk.on_air is not None and desk.on_air.at + seconds(10) <= now:
            obey(desk.ended(desk.on_air.item.id, desk.on_air.at + seconds(10)))
        here = [waiting.request for waiting in desk.queue]
        here += [desk.on_air.request] if desk.on_air is not None else []
        if all(other.terms.by.shown != who for other in here):
            gone[name] = Counter()
        asker[name] = who
        obey(desk.submit(by_hand(name, who, now), now))
    while desk.on_air is not None:
        now = max(now, desk.on_air.at + seconds(10))
        obey(desk.ended(desk.on_air.item.id, now))
    assert not gone


@given(st.lists(st.tuples(st.sampled_from([AN, BINH, CHI]), st.integers(0, 9)), max_size=9))
def test_turn_is_after_all_of_ones_own_and_not_after_the_first_of_anybody(
    here: list[tuple[str, int]],
) -> None:
    own = [number for who, number in here if who == AN]
    given_turn = turn(AN, here)
    assert all(given_turn > number for number in own)
    assert own or all(given_turn <= number for _, number in here)
