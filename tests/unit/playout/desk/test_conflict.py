"""Two priority messages at once: the rule decides in time, a person whenever he likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.conflict import ConflictRule, find
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import CueOrder
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency, Waiting
from broadcaster.playout.desk.waiting_list import LEAD
from tests.unit.playout.conftest import NOON, RATE, seconds

LENGTH = timedelta(seconds=10)
BEFORE = NOON - timedelta(seconds=20)


def asked(
    name: str, at: datetime = NOON, *, manual: bool = False, urgency: Urgency = Urgency.PRIORITY
) -> Request:
    only = Item(
        id=name, message=f"m-{name}", title=name, path=name, rate=RATE, start_frame=0, end_frame=10 * RATE,
        cues=(0, 4 * RATE),
    )  # fmt: skip
    kind = AiringKind.MANUAL if manual else AiringKind.SCHEDULED
    return Request(id=name, terms=Terms(kind=kind, urgency=urgency, manual=manual), planned=at, items=(only,))


def desk_with(*requests: Request, now: datetime = BEFORE) -> Desk:
    desk = Desk(lambda *_: None)
    for request in requests:
        desk.submit(request, now)
    return desk


def test_two_that_wait_and_overlap_clash_until_the_first_is_handed_over() -> None:
    now = NOON - seconds(20)
    desk = desk_with(asked("a"), asked("b", NOON + seconds(9)), now=now)
    conflict = find(desk.on_air, desk.queue, now, LEAD)
    assert conflict is not None
    assert [c.item for c in conflict.items] == ["a", "b"]
    assert (conflict.until, conflict.rule) == (NOON - LEAD, ConflictRule.EARLIER_FIRST)


def test_one_after_the_other_or_of_other_classes_do_not_clash() -> None:
    now = NOON - seconds(20)
    after = desk_with(asked("a"), asked("b", NOON + LENGTH), now=now)
    assert find(after.on_air, after.queue, now, LEAD) is None
    other = desk_with(
        asked("a"), asked("b", urgency=Urgency.NORMAL), asked("c", urgency=Urgency.EMERGENCY), now=now
    )
    assert find(other.on_air, other.queue, now, LEAD) is None


def test_one_on_air_and_one_waiting_clash_until_the_first_ends() -> None:
    desk = desk_with(asked("a"), now=NOON)
    desk.started("a", NOON)
    desk.submit(asked("b", NOON + seconds(3), manual=True), NOON + seconds(3))
    conflict = find(desk.on_air, desk.queue, NOON + seconds(3), LEAD)
    assert conflict is not None
    assert conflict.first.on_air
    assert conflict.until == NOON + LENGTH
    assert conflict.rule is ConflictRule.EARLIER_FIRST, "the one by hand came too late to go first"


def test_by_hand_goes_before_scheduled_by_the_rule() -> None:
    now = NOON - seconds(1)
    desk = desk_with(asked("up", urgency=Urgency.EMERGENCY, at=now), now=now)
    desk.submit(asked("planned"), now)
    desk.submit(asked("by-hand", now, manual=True), now)
    conflict = find(desk.on_air, desk.queue, now, LEAD)
    assert conflict is not None
    assert [c.item for c in conflict.items] == ["by-hand", "planned"]
    assert (conflict.rule, conflict.until) == (ConflictRule.MANUAL_FIRST, now + LENGTH), "it ends first"


def test_choice_before_the_hand_over_lets_the_other_go_first() -> None:
    desk = desk_with(asked("a"), asked("b", NOON + seconds(1)))
    assert desk.prefer("b", NOON - seconds(10)) == []
    assert [w.request.id for w in desk.queue] == ["b", "a"]
    orders = desk.tick(NOON - seconds(1))
    assert [order.item.id for order in orders if isinstance(order, CueOrder)] == ["b"]


def test_choice_over_the_one_on_air_fades_it_and_it_comes_back_at_its_sentence() -> None:
    desk = desk_with(asked("a"), now=NOON)
    desk.started("a", NOON)
    desk.submit(asked("b", NOON + seconds(3)), NOON + seconds(3))
    desk.prefer("b", NOON + seconds(5))
    first = desk.cut("a", 5 * RATE, NOON + seconds(5))
    assert [order.item.id for order in first if isinstance(order, CueOrder)] == ["b"]
    desk.started("b", NOON + seconds(5))
    assert desk.tick(NOON + seconds(6)) == [], "the other does not take it back"
    back = [order for order in desk.ended("b", NOON + seconds(15)) if isinstance(order, CueOrder)]
    assert [(cue.item.id, cue.start_frame, cue.resumed) for cue in back] == [("a", 4 * RATE, True)]


def test_choice_never_goes_over_a_higher_class() -> None:
    desk = desk_with(asked("up", urgency=Urgency.EMERGENCY), now=NOON)
    desk.submit(asked("b"), NOON)
    assert desk.prefer("b", NOON) == []
    assert desk.on_air is not None
    assert desk.on_air.request.id == "up"


@pytest.mark.parametrize("code", ["playout.corrected"])
def test_withdrawn_member_of_a_session_leaves_the_others_on_air(code: str) -> None:
    from broadcaster.timetable.rules.guard import Refusal

    items = tuple(replace(asked(n).items[0], id=n) for n in ("a", "b", "c"))
    desk = desk_with(replace(asked("s"), items=items), now=NOON)
    desk.started("a", NOON)
    desk.withdraw(lambda item: item.id == "a", NOON + seconds(2), Refusal(code=code))
    orders = desk.cut("a", 2 * RATE, NOON + seconds(2))
    assert [order.item.id for order in orders if isinstance(order, CueOrder)] == ["b"]


@given(
    begins=st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=2, max_size=5),
    chosen=st.integers(0, 4),
)
def test_all_that_clash_overlap_with_the_first_and_the_first_is_the_queue_s_own(
    begins: list[tuple[int, bool]], chosen: int
) -> None:
    now = NOON - seconds(20)
    queue = [
        Waiting(request=asked(str(number), NOON + seconds(begin), manual=manual))
        for number, (begin, manual) in enumerate(begins)
    ]
    queue.sort(key=lambda w: w.request.rank)
    conflict = find(None, queue, now, LEAD)
    spans = {w.request.id: (w.request.planned, w.request.planned + LENGTH) for w in queue}
    first = queue[0].request.id
    overlapping = {
        name
        for name, (a, b) in spans.items()
        if name != first and a < spans[first][1] and spans[first][0] < b
    }
    if not overlapping:
        assert conflict is None
        return
    assert conflict is not None
    assert conflict.first.request.id == first
    assert conflict.key == overlapping | {first}
    assert conflict.until == spans[first][0] - LEAD
