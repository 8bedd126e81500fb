"""What airs next: the desk, told what happened and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switching
from broadcaster.playout.desk.orders import (
    CLOSING,
    REHEARSED,
    STOPPED,
    Closed,
    CueOrder,
    FadeOrder,
    KeyOrder,
    Order,
    Restart,
    Started,
)
from broadcaster.playout.desk.request import RESUME_WITHIN, SESSION_GAP, Item, Request, Terms, Urgency
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON, RATE, item, seconds

LENGTH = timedelta(seconds=10)
NIGHT = Refusal(code="timetable.quiet_hours")


def asked(
    name: str, urgency: Urgency = Urgency.NORMAL, *, at: datetime = NOON, manual: bool = False
) -> Request:
    kind = AiringKind.MANUAL if manual else AiringKind.SCHEDULED
    return Request(
        id=name, terms=Terms(kind=kind, urgency=urgency, manual=manual), planned=at, items=(item(name),)
    )


def session(*names: str) -> Request:
    return replace(asked(names[0]), items=tuple(item(name) for name in names))


def transmitter(*, settle: float = 5, noise: float = 1, tail: float = 1.5) -> KeyingPlan:
    """A station with one transmitter for everything."""
    times = Switching(name="", settle=seconds(settle), noise=seconds(noise), tail=seconds(tail))
    return KeyingPlan({"": times})


def free(_request: Request, _item: Item, _start: datetime, _end: datetime) -> Refusal | None:
    return None


def kinds(orders: list[Order]) -> list[str]:
    shown = []
    for order in orders:
        match order:
            case CueOrder(item=cued):
                shown.append(f"cue {cued.id}")
            case FadeOrder(item_id=faded):
                shown.append(f"fade {faded}")
            case Closed(item=closed, outcome=outcome):
                shown.append(f"{outcome} {closed.id}")
            case Started(item_id=started):
                shown.append(f"started {started}")
            case Restart():
                shown.append("restart")
            case KeyOrder(on=on):
                shown.append("key on" if on else "key off")
    return shown


def cue(orders: list[Order]) -> CueOrder:
    (found,) = (order for order in orders if isinstance(order, CueOrder))
    return found


def on_air(desk: Desk, request: Request, at: datetime = NOON) -> None:
    assert kinds(desk.submit(request, at)) == [f"cue {request.items[0].id}"]
    desk.started(request.items[0].id, at)


def test_scheduled_item_is_handed_over_two_seconds_ahead_for_its_exact_instant() -> None:
    desk = Desk(free)
    assert desk.submit(asked("a"), NOON - seconds(10)) == []
    assert desk.next_wake() == NOON - seconds(2)
    assert cue(desk.tick(NOON - seconds(2))).at == NOON


def test_item_that_is_heard_whole_is_started_and_aired() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    assert desk.started("a", NOON) == [Started(item_id="a", at=NOON)]
    assert kinds(desk.ended("a", NOON + LENGTH)) == ["aired a"]
    assert desk.idle


def test_equal_classes_wait_manual_before_scheduled_then_by_time() -> None:
    desk = Desk(free)
    on_air(desk, asked("now"))
    for request in (asked("late", at=NOON + seconds(2)), asked("early", at=NOON + seconds(1))):
        assert desk.submit(request, NOON + seconds(3)) == []
    assert desk.submit(asked("by-hand", at=NOON + seconds(3), manual=True), NOON + seconds(3)) == []
    assert [w.request.id for w in desk.queue] == ["by-hand", "early", "late"]
    assert kinds(desk.ended("now", NOON + LENGTH)) == ["aired now", "cue by-hand"]


@pytest.mark.parametrize("higher", [Urgency.PRIORITY, Urgency.LIVE, Urgency.EMERGENCY])
def test_higher_class_fades_the_lower_which_comes_back_at_its_sentence(higher: Urgency) -> None:
    desk = Desk(free)
    on_air(desk, asked("low"))
    assert kinds(desk.submit(asked("high", higher, at=NOON + seconds(6)), NOON + seconds(6))) == ["fade low"]
    faded = NOON + seconds(6.03)
    assert kinds(desk.cut("low", round(6.03 * RATE), faded)) == ["cue high"]
    desk.started("high", faded)
    back = desk.ended("high", faded + LENGTH)
    assert kinds(back) == ["aired high", "cue low"]
    assert cue(back).start_frame == 5 * RATE
    assert cue(back).resumed
    assert desk.started("low", faded + LENGTH) == []
    assert kinds(desk.ended("low", faded + LENGTH + seconds(5))) == ["aired low"]


def test_item_that_was_only_handed_over_starts_from_its_beginning_after_the_higher_one() -> None:
    desk = Desk(free)
    assert kinds(desk.submit(asked("low"), NOON - seconds(1))) == ["cue low"]
    assert kinds(desk.submit(asked("high", Urgency.EMERGENCY, at=NOON), NOON - seconds(0.5))) == ["fade low"]
    assert kinds(desk.cut("low", 0, NOON - seconds(0.4))) == ["cue high"]
    desk.started("high", NOON)
    back = cue(desk.ended("high", NOON + LENGTH))
    assert (back.start_frame, back.resumed) == (0, False)


def test_item_cut_for_longer_than_ten_minutes_is_not_taken_up_again() -> None:
    desk = Desk(free)
    on_air(desk, asked("low"))
    high = replace(asked("high", Urgency.EMERGENCY), items=(replace(item("high"), end_frame=RATE * 3600),))
    desk.submit(high, NOON + seconds(1))
    desk.cut("low", RATE, NOON + seconds(1))
    desk.started("high", NOON + seconds(1))
    later = NOON + seconds(1) + timedelta(minutes=10)
    assert desk.tick(later) == []
    assert kinds(desk.tick(later + seconds(0.1))) == ["cut low"]


def test_stop_ends_only_what_is_on_air() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    desk.submit(asked("b"), NOON)
    assert kinds(desk.stop(NOON + seconds(2))) == ["fade a"]
    assert desk.stop(NOON + seconds(2)) == []
    assert kinds(desk.cut("a", 2 * RATE, NOON + seconds(2.03))) == ["cut a", "cue b"]


def test_stop_all_also_empties_the_queue() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    desk.submit(asked("b"), NOON)
    assert kinds(desk.stop(NOON + seconds(2), everything=True)) == ["fade a", "refused b"]
    assert kinds(desk.cut("a", 2 * RATE, NOON + seconds(2.03))) == ["cut a"]
    assert desk.idle


@pytest.mark.parametrize("sounds", ["nothing", "a rehearsal", "a message"])
@pytest.mark.parametrize("everything", [True, False])
def test_stop_ends_of_what_waits_all_or_what_people_asked_for_where_they_hear_nothing(
    sounds: str, everything: bool
) -> None:
    desk = Desk(free)
    if sounds == "nothing":
        desk.air_lost(NOON)
    else:
        on_air(desk, asked("a") if sounds == "a message" else rehearsal("a"))
    later = NOON + seconds(60)
    desk.submit(asked("planned", at=later), NOON)
    desk.submit(asked("by hand", at=later, manual=True), NOON)
    ended = [] if sounds == "nothing" else ["fade a"]
    if everything or sounds != "a message":
        ended += ["refused by hand"]
    if everything:
        ended += ["refused planned"]
    assert sorted(kinds(desk.stop(NOON + seconds(2), everything=everything))) == sorted(ended)


def test_stop_with_nothing_on_air_does_nothing() -> None:
    assert Desk(free).stop(NOON) == []


def test_stop_with_nothing_on_air_ends_what_people_asked_for_and_leaves_the_timetable() -> None:
    desk = Desk(free)
    desk.air_lost(NOON)
    desk.submit(asked("planned"), NOON)
    desk.submit(asked("by hand", manual=True), NOON)
    assert kinds(desk.stop(NOON + seconds(1))) == ["refused by hand"]
    assert kinds(desk.air_ready(NOON + seconds(1))) == ["cue planned"]


@pytest.mark.parametrize(
    ("heard_before", "started", "outcome"),
    [(False, False, "refused"), (False, True, "cut"), (True, False, "cut"), (True, True, "cut")],
)
@pytest.mark.parametrize("fails", [True, False])
def test_message_that_is_taken_out_of_its_session_or_fails_is_cut_if_any_of_it_was_heard(
    heard_before: bool, started: bool, outcome: str, fails: bool
) -> None:
    desk = Desk(free)
    first = session("a", "b")
    if heard_before:
        on_air(desk, first)
        desk.submit(asked("high", Urgency.EMERGENCY), NOON + seconds(3))
        desk.cut("a", 3 * RATE, NOON + seconds(3))
        desk.started("high", NOON + seconds(3))
        assert kinds(desk.ended("high", NOON + seconds(5))) == ["aired high", "cue a"]
    else:
        desk.submit(first, NOON + seconds(5))
    if started:
        desk.started("a", NOON + seconds(5))
    if fails:
        orders = desk.failed("a", "no file", NOON + seconds(6))
    else:
        desk.withdraw(lambda item: item.id == "a", NOON + seconds(6), STOPPED)
        orders = desk.cut("a", 4 * RATE, NOON + seconds(6))
    assert kinds(orders) == [f"{outcome} a", "cue b"]


def test_stop_beats_a_fade_that_was_meant_to_resume() -> None:
    desk = Desk(free)
    on_air(desk, asked("low"))
    desk.submit(asked("high", Urgency.EMERGENCY), NOON + seconds(1))
    desk.stop(NOON + seconds(1.01))
    assert kinds(desk.cut("low", RATE, NOON + seconds(1.03))) == ["cut low", "cue high"]


def test_item_waiting_too_long_is_missed_with_a_reason() -> None:
    desk = Desk(free)
    on_air(desk, replace(asked("long"), items=(replace(item("long"), end_frame=RATE * 3600),)))
    desk.submit(asked("b", at=NOON + seconds(1)), NOON)
    wake = desk.next_wake()
    assert wake is not None
    assert NOON < wake <= NOON + timedelta(minutes=15, seconds=2), (
        "nothing to do before it has waited too long"
    )
    orders = desk.tick(NOON + timedelta(minutes=15, seconds=2))
    assert kinds(orders) == ["missed b"]
    assert isinstance(orders[0], Closed)
    assert orders[0].reason == Refusal(code="playout.waited")


def test_guard_refuses_before_anything_reaches_the_air() -> None:
    asked_for: list[tuple[datetime, datetime]] = []

    def night(_request: Request, _item: Item, start: datetime, end: datetime) -> Refusal | None:
        asked_for.append((start, end))
        return NIGHT

    desk = Desk(night)
    orders = desk.submit(asked("a"), NOON - seconds(1))
    assert kinds(orders) == ["refused a"]
    assert asked_for == [(NOON, NOON + LENGTH)]
    assert desk.idle


def rehearsal(name: str, at: datetime = NOON) -> Request:
    return replace(asked(name, at=at), terms=Terms(kind=AiringKind.REHEARSAL))


def test_rehearsal_needs_no_keying() -> None:
    desk = Desk(free, transmitter(tail=1))
    orders = desk.submit(rehearsal("a"), NOON)
    assert kinds(orders) == ["cue a"]
    assert cue(orders).at == NOON
    assert kinds(desk.ended("a", NOON + LENGTH)) == ["aired a"]


def test_stop_during_a_rehearsal_ends_what_people_asked_for_too() -> None:
    """A technician's rehearsal kept the duty person's stop from an emergency that repeats."""
    desk = Desk(free)
    on_air(desk, rehearsal("try"))
    desk.submit(asked("by hand", at=NOON + seconds(60), manual=True), NOON + seconds(1))
    assert desk.silent
    assert kinds(desk.stop(NOON + seconds(2))) == ["fade try", "refused by hand"]


def test_rehearsal_on_air_ends_for_what_is_scheduled_which_begins_in_its_instant() -> None:
    desk = Desk(free)
    on_air(desk, rehearsal("try"))
    assert desk.submit(asked("a", at=NOON + seconds(6)), NOON + seconds(1)) == []
    assert kinds(desk.tick(NOON + seconds(4))) == ["fade try"]
    orders = desk.cut("try", 4 * RATE, NOON + seconds(4.03))
    assert kinds(orders) == ["cut try", "cue a"]
    assert isinstance(orders[0], Closed)
    assert orders[0].reason == REHEARSED
    assert cue(orders).at == NOON + seconds(6)
    desk.started("a", NOON + seconds(6))
    assert kinds(desk.ended("a", NOON + seconds(16))) == ["aired a"], "the rehearsal does not come back"


def test_rehearsal_that_waits_lets_everything_else_go_first() -> None:
    desk = Desk(free)
    on_air(desk, asked("now"))
    desk.submit(rehearsal("try"), NOON)
    desk.submit(asked("later", at=NOON + seconds(9)), NOON + seconds(1))
    assert kinds(desk.ended("now", NOON + LENGTH)) == ["aired now", "cue later"]
    desk.started("later", NOON + LENGTH)
    assert kinds(desk.ended("later", NOON + 2 * LENGTH)) == ["aired later", "cue try"]


def test_rehearsal_does_not_begin_while_a_transmitter_is_still_keyed() -> None:
    desk = Desk(free, transmitter(settle=5, noise=1, tail=1.5))
    desk.submit(asked("a"), NOON - seconds(20))
    assert kinds(desk.tick(NOON - seconds(8))) == ["cue a"]
    assert kinds(desk.tick(NOON - seconds(6))) == ["key on"]
    desk.key_obeyed("", NOON - seconds(6))
    desk.started("a", NOON)
    desk.submit(rehearsal("try"), NOON + seconds(5))
    assert kinds(desk.ended("a", NOON + LENGTH)) == ["aired a"]
    assert desk.next_wake() == NOON + LENGTH + seconds(1.5)
    assert kinds(desk.tick(NOON + LENGTH + seconds(1.5))) == ["key off", "cue try"]


def test_session_airs_its_members_two_seconds_apart_and_skips_the_refused() -> None:
    desk = Desk(lambda _request, member, *_: NIGHT if member.id == "b" else None)
    on_air(desk, session("a", "b", "c"))
    orders = desk.ended("a", NOON + LENGTH)
    assert kinds(orders) == ["aired a", "refused b", "cue c"]
    assert cue(orders).at == NOON + LENGTH + seconds(2)


def test_stop_of_a_session_closes_each_of_its_members() -> None:
    desk = Desk(free)
    on_air(desk, session("a", "b", "c"))
    desk.stop(NOON + seconds(1))
    assert kinds(desk.cut("a", RATE, NOON + seconds(1))) == ["cut a", "refused b", "refused c"]


def test_lost_air_takes_the_item_up_again_at_its_sentence_when_it_is_back() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    assert desk.air_lost(NOON + seconds(4)) == []
    assert desk.submit(asked("b"), NOON + seconds(5)) == []
    back = desk.air_ready(NOON + seconds(6))
    assert kinds(back) == ["cue a"]
    assert cue(back).start_frame == 2 * RATE


def test_what_was_not_heard_before_the_loss_was_noticed_is_heard_again() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    desk.air_lost(NOON + seconds(5.2), frame=5 * RATE - RATE // 2)
    assert cue(desk.air_ready(NOON + seconds(6))).start_frame == 2 * RATE


def test_file_that_fails_is_told_and_the_next_one_airs() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    desk.submit(asked("b"), NOON)
    orders = desk.failed("a", "damaged", NOON)
    assert kinds(orders) == ["refused a", "cue b"]
    assert isinstance(orders[0], Closed)
    assert orders[0].reason == Refusal(code="playout.failed", facts=(("reason", "damaged"),))


def test_reports_about_items_that_are_not_on_air_change_nothing() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    for orders in (
        desk.ended("x", NOON),
        desk.cut("x", 0, NOON),
        desk.failed("x", "", NOON),
        desk.started("x", NOON),
    ):
        assert orders == []
    assert desk.on_air is not None


def test_keying_goes_on_before_the_first_sample_and_off_after_the_tail() -> None:
    desk = Desk(free, transmitter(tail=1.5))
    assert desk.submit(asked("a"), NOON - seconds(60)) == []
    assert desk.next_wake() == NOON - LEAD - seconds(6)
    assert kinds(desk.tick(NOON - seconds(8))) == ["cue a"]
    assert desk.next_wake() == NOON - seconds(6)
    assert kinds(desk.tick(NOON - seconds(6))) == ["key on"]
    desk.started("a", NOON)
    assert kinds(desk.ended("a", NOON + LENGTH)) == ["aired a"]
    assert kinds(desk.tick(NOON + LENGTH + seconds(1))) == []
    assert kinds(desk.tick(NOON + LENGTH + seconds(1.5))) == ["key off"]


def test_keying_stays_on_across_a_short_gap() -> None:
    desk = Desk(free, transmitter(tail=1.5))
    now = asked("a", manual=True)
    orders = desk.submit(now, NOON)
    assert kinds(orders) == ["cue a", "key on"]
    assert cue(orders).at == NOON + seconds(6)
    desk.key_obeyed("", NOON)
    desk.started("a", NOON + seconds(6))
    desk.submit(asked("b", at=NOON + seconds(7)), NOON + seconds(7))
    orders = desk.ended("a", NOON + seconds(16))
    assert kinds(orders) == ["aired a", "cue b"]
    assert cue(orders).at == NOON + seconds(16)


def test_keying_is_released_when_the_item_is_stopped() -> None:
    desk = Desk(free, transmitter(tail=1.5))
    desk.submit(asked("a", manual=True), NOON)
    desk.stop(NOON + seconds(3))
    assert kinds(desk.cut("a", 0, NOON + seconds(3))) == ["refused a"]
    assert kinds(desk.tick(NOON + seconds(4.5))) == ["key off"]
    assert not desk.keying.keyed


def test_air_that_does_not_report_a_start_is_replaced_and_the_item_told() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    assert desk.tick(NOON + seconds(4)) == []
    assert kinds(desk.tick(NOON + seconds(5.1))) == ["restart", "refused a"]
    assert desk.submit(asked("b"), NOON + seconds(6)) == []
    assert kinds(desk.air_ready(NOON + seconds(7))) == ["cue b"]


def test_air_that_does_not_report_an_end_is_replaced_and_the_item_cut() -> None:
    desk = Desk(free)
    on_air(desk, asked("a"))
    assert desk.tick(NOON + LENGTH + seconds(29)) == []
    assert kinds(desk.tick(NOON + LENGTH + seconds(31))) == ["restart", "cut a"]


def test_clock_set_back_withdraws_what_is_handed_over_and_times_it_anew() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON - seconds(1))
    back = NOON - timedelta(hours=1)
    assert kinds(desk.clock_set(-3600, back)) == ["fade a"]
    assert desk.cut("a", 0, back) == []
    assert desk.next_wake() == NOON - LEAD
    assert cue(desk.tick(NOON - LEAD)).at == NOON


def test_clock_set_moves_the_end_of_the_keying_with_it() -> None:
    desk = Desk(free, transmitter(tail=1.5))
    desk.submit(asked("a", manual=True), NOON)
    desk.started("a", NOON + seconds(6))
    desk.ended("a", NOON + seconds(16))
    back = NOON - timedelta(hours=1)
    assert desk.clock_set(-3600 - 16, back) == []
    assert kinds(desk.tick(back + seconds(1.5))) == ["key off"]


def test_item_cut_twice_counts_its_ten_minutes_anew_only_if_it_came_further() -> None:
    desk = Desk(free)
    on_air(desk, asked("low"))
    desk.air_lost(NOON + seconds(3))
    desk.air_ready(NOON + timedelta(minutes=9))
    desk.started("low", NOON + timedelta(minutes=9))
    desk.air_lost(NOON + timedelta(minutes=9, seconds=4))
    assert kinds(desk.air_ready(NOON + timedelta(minutes=12))) == ["cue low"]
    desk.started("low", NOON + timedelta(minutes=12))
    desk.air_lost(NOON + timedelta(minutes=12, seconds=1))
    assert kinds(desk.air_ready(NOON + timedelta(minutes=20))) == ["cut low"]


def test_rest_of_a_session_does_not_wait_for_ever() -> None:
    desk = Desk(free)
    on_air(desk, session("a", "b"))
    assert kinds(desk.ended("a", NOON + LENGTH)) == ["aired a", "cue b"]
    desk.air_lost(NOON + LENGTH + seconds(1))
    assert kinds(desk.air_ready(NOON + timedelta(days=3))) == ["missed b"]


def test_desk_that_waits_behind_a_long_item_asks_for_no_needless_wake() -> None:
    desk = Desk(free)
    on_air(desk, replace(asked("long"), items=(replace(item("long"), end_frame=RATE * 600),)))
    desk.submit(asked("b", at=NOON + seconds(1)), NOON + seconds(30))
    wake = desk.next_wake()
    assert wake is not None
    assert wake > NOON + seconds(60)


def test_clock_set_moves_what_a_person_asked_for_and_leaves_the_timetable_where_it_is() -> None:
    for step in (timedelta(hours=3), timedelta(hours=-1)):
        desk = Desk(free)
        desk.air_lost(NOON)
        desk.submit(asked("a", manual=True), NOON)
        desk.submit(asked("b", at=NOON + timedelta(minutes=1)), NOON)
        desk.clock_set(step.total_seconds(), NOON + step)
        cued = [order.item.id for order in desk.air_ready(NOON + step) if isinstance(order, CueOrder)]
        assert cued == ["a"]
        assert [waiting.request.planned for waiting in desk.queue] == (
            [] if step > timedelta() else [NOON + timedelta(minutes=1)]
        )


def test_later_member_and_what_was_cut_wait_for_no_instant_after_the_clock_was_set_back() -> None:
    desk = Desk(free)
    desk.submit(session("a", "b"), NOON)
    desk.started("a", NOON)
    back = NOON - timedelta(hours=1)
    desk.clock_set(-3600, back)
    orders = desk.ended("a", back + seconds(4))
    (cue,) = [order for order in orders if isinstance(order, CueOrder)]
    assert (cue.item.id, cue.at) == ("b", back + seconds(4) + SESSION_GAP)
    desk.started("b", cue.at)
    desk.submit(asked("e", Urgency.EMERGENCY, at=cue.at, manual=True), cue.at + seconds(1))
    desk.cut("b", 24000, cue.at + seconds(1))
    desk.started("e", cue.at + seconds(1))
    further = back - timedelta(hours=1)
    desk.clock_set(-3600, further)
    orders = desk.ended("e", further + seconds(9))
    assert [order.item.id for order in orders if isinstance(order, CueOrder)] == ["b"]


def test_stop_while_the_output_is_lost_ends_what_was_on_air_then_and_only_that() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    desk.submit(asked("b", at=NOON + seconds(1)), NOON)
    desk.started("a", NOON)
    desk.air_lost(NOON + seconds(2))
    (end,) = [order for order in desk.stop(NOON + seconds(3)) if isinstance(order, Closed)]
    assert (end.item.id, end.outcome, end.at) == ("a", Outcome.CUT, NOON + seconds(2))
    assert [order.item.id for order in desk.air_ready(NOON + seconds(4)) if isinstance(order, CueOrder)] == [
        "b"
    ]


def test_stop_in_the_last_block_of_an_item_ends_its_session_too() -> None:
    desk = Desk(free)
    desk.submit(session("a", "b"), NOON)
    desk.started("a", NOON)
    assert kinds(desk.stop(NOON + seconds(4))) == ["fade a"]
    ends = [order for order in desk.ended("a", NOON + seconds(4)) if isinstance(order, Closed)]
    assert [(end.item.id, end.outcome) for end in ends] == [("a", Outcome.CUT), ("b", Outcome.REFUSED)]
    assert desk.idle


def test_what_never_came_back_ended_when_it_was_heard_last() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    desk.started("a", NOON)
    desk.submit(asked("e", Urgency.EMERGENCY, at=NOON, manual=True), NOON + seconds(1))
    desk.cut("a", 24000, NOON + seconds(1))
    desk.started("e", NOON + seconds(1))
    ends = [order for order in desk.tick(NOON + RESUME_WITHIN + seconds(2)) if isinstance(order, Closed)]
    assert [(end.item.id, end.outcome, end.at) for end in ends if end.item.id == "a"] == [
        ("a", Outcome.CUT, NOON + seconds(1))
    ]


def closing(desk: Desk, at: datetime) -> list[str]:
    return kinds(desk.stop(at, everything=True, reason=CLOSING))


def test_closing_interrupts_what_is_on_air_by_the_timetable_and_leaves_what_has_not_begun() -> None:
    desk = Desk(free)
    on_air(desk, replace(session("a", "b"), schedule="s"))
    desk.submit(replace(asked("c"), schedule="s"), NOON)
    desk.submit(asked("by-hand", manual=True), NOON)
    assert closing(desk, NOON + seconds(2)) == ["fade a", "refused by-hand"]
    assert kinds(desk.cut("a", 2 * RATE, NOON + seconds(2.03))) == ["interrupted a"]
    assert desk.idle


def test_closing_interrupts_what_was_to_come_back_when_it_was_last_heard() -> None:
    desk = Desk(free)
    on_air(desk, replace(asked("low"), schedule="s"))
    desk.submit(asked("high", Urgency.EMERGENCY, at=NOON + seconds(6), manual=True), NOON + seconds(6))
    desk.cut("low", 6 * RATE, NOON + seconds(6.03))
    orders = desk.stop(NOON + seconds(8), everything=True, reason=CLOSING)
    (end,) = (order for order in orders if isinstance(order, Closed))
    assert (end.item.id, end.outcome, end.at) == ("low", Outcome.INTERRUPTED, NOON + seconds(6.03))


def test_closing_ends_a_message_in_pieces_as_a_whole_once_its_first_was_heard() -> None:
    desk = Desk(free)
    parts = tuple(replace(item(f"m#{n}"), part_of="m", joined=True) for n in range(3))
    on_air(desk, replace(asked("m#0"), items=(*parts, item("after")), schedule="s"))
    assert closing(desk, NOON + seconds(2)) == ["fade m#0"]
    ends = desk.cut("m#0", 2 * RATE, NOON + seconds(2.03))
    assert kinds(ends) == ["interrupted m#0", "interrupted m#1", "interrupted m#2"]


def test_clock_set_forward_puts_off_what_was_handed_over_and_ends_nothing() -> None:
    desk = Desk(free, transmitter(settle=6))
    now = NOON - seconds(2)
    desk.submit(asked("e", Urgency.EMERGENCY, at=now, manual=True), now)
    later = now + timedelta(hours=3)
    orders = desk.clock_set(3 * 3600, later)
    assert "fade e" in kinds(orders)
    assert not [order for order in orders if isinstance(order, Restart | Closed)]
    (cue,) = [order for order in desk.cut("e", 0, later) if isinstance(order, CueOrder)]
    assert later < cue.at <= later + seconds(10)


def test_first_item_that_was_cut_waits_for_no_instant_that_a_clock_set_back_has_put_ahead() -> None:
    desk = Desk(free)
    desk.submit(asked("a"), NOON)
    desk.started("a", NOON)
    desk.submit(asked("e", Urgency.EMERGENCY, at=NOON, manual=True), NOON + seconds(3))
    desk.cut("a", 3 * RATE, NOON + seconds(3))
    desk.started("e", NOON + seconds(3))
    back = NOON - timedelta(minutes=30)
    desk.clock_set(-1800 - 5, back)
    (cue,) = [order for order in desk.ended("e", back + seconds(8)) if isinstance(order, CueOrder)]
    assert (cue.item.id, cue.at) == ("a", back + seconds(8))
