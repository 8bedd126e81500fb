"""An emergency repeats from start to start, never over itself, and not for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.desk import chain as rules
from broadcaster.playout.desk.chain import OVER, EmergencyChain, Step
from broadcaster.playout.desk.orders import TOO_MANY
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON

LEAD = timedelta(seconds=2)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


CHAIN = EmergencyChain(
    every=minutes(5), length=minutes(1), longest=minutes(60), yes=NOON, who="An", at=NOON
)  # fmt: skip


def ended(chain: EmergencyChain, at: datetime) -> EmergencyChain:
    after = rules.closed(chain, at, Outcome.AIRED, None)
    assert isinstance(after, EmergencyChain)
    return after


def test_next_begins_five_minutes_after_the_last_began() -> None:
    after = ended(rules.started(CHAIN, NOON + timedelta(seconds=6)), NOON + minutes(1.1))
    assert (after.at, after.aired) == (NOON + timedelta(minutes=5, seconds=6), 1)
    assert rules.step(after, after.at - LEAD - timedelta(seconds=1), LEAD) is Step.WAIT
    assert rules.step(after, after.at - LEAD, LEAD) is Step.AIR


def test_message_longer_than_its_step_begins_anew_only_when_it_has_ended() -> None:
    after = ended(rules.started(CHAIN, NOON), NOON + minutes(7))
    assert after.at == NOON + minutes(7)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.CUT, "playout.stopped_by"),
        (Outcome.REFUSED, "playout.stopped"),
        (Outcome.REFUSED, "timetable.quiet_hours"),
        (Outcome.CUT, "playout.closing"),
        (Outcome.REFUSED, "a.reason.nobody.thought.of"),
    ],
)
def test_no_of_a_person_or_the_guard_ends_it(outcome: Outcome, code: str) -> None:
    reason = Refusal(code=code)
    assert rules.closed(CHAIN, NOON, outcome, reason) == reason


@pytest.mark.parametrize(
    "code", ["playout.failed", "playout.air_lost", "playout.no_report", "playout.waited"]
)
def test_fault_of_the_air_does_not_end_it(code: str) -> None:
    after = rules.closed(CHAIN, NOON + minutes(1), Outcome.CUT, Refusal(code=code))
    assert isinstance(after, EmergencyChain)
    assert after.at == NOON + minutes(5)


def test_crowd_of_its_own_persons_requests_does_not_end_it() -> None:
    after = rules.closed(CHAIN, NOON + minutes(1), Outcome.REFUSED, TOO_MANY)
    assert isinstance(after, EmergencyChain)
    assert after.at == NOON + minutes(5)


def test_it_is_over_an_hour_after_the_last_yes_and_not_before() -> None:
    chain = replace(CHAIN, at=NOON + minutes(59), waiting=True)
    assert rules.step(chain, NOON + minutes(58), LEAD) is Step.WAIT
    assert rules.step(chain, NOON + minutes(59), LEAD) is Step.AIR
    late = replace(chain, at=NOON + minutes(59.5))
    assert rules.step(late, late.at - LEAD, LEAD) is Step.END, "it would sound beyond its time"
    later = rules.rearmed(late, NOON + minutes(59), "Bình")
    assert rules.step(later, late.at - LEAD, LEAD) is Step.AIR
    assert (later.who, later.until) == ("Bình", NOON + minutes(119))


def test_warning_comes_five_minutes_before_the_end() -> None:
    assert not rules.ends_soon(CHAIN, NOON + minutes(54.9))
    assert rules.ends_soon(CHAIN, NOON + minutes(55))
    assert not rules.ends_soon(replace(CHAIN, longest=minutes(4)), NOON + minutes(1.9))


def test_what_was_slept_through_does_not_air_beyond_its_time() -> None:
    chain = replace(CHAIN, at=NOON + minutes(5), waiting=True)
    assert rules.step(chain, NOON + minutes(59.5), LEAD) is Step.END
    assert rules.handed_over(chain, NOON + minutes(9)).at == NOON + minutes(9)


@settings(deadline=None)
@given(
    every=st.integers(30, 3600),
    length=st.integers(1, 1800),
    longest=st.integers(1, 7200),
    delays=st.lists(st.floats(0, 30), min_size=1, max_size=40),
    yeses=st.sets(st.integers(0, 30)),
)
def test_airings_never_overlap_keep_their_step_and_end_in_time(
    every: int, length: int, longest: int, delays: list[float], yeses: set[int]
) -> None:
    chain = EmergencyChain(
        every=timedelta(seconds=every),
        length=timedelta(seconds=length),
        longest=timedelta(seconds=longest),
        yes=NOON,
        who="An",
        at=NOON,
    )
    last_end = NOON
    for number, delay in enumerate(delays):
        begin = chain.at + timedelta(seconds=delay)
        chain = rules.started(chain, begin)
        last_end = begin + chain.length
        if number in yeses:
            chain = rules.rearmed(chain, last_end, "Bình")
        chain = ended(chain, last_end)
        assert chain.at >= last_end
        assert chain.at >= begin + chain.every
        assert chain.at == max(last_end, begin + chain.every)
        verdict = rules.step(chain, chain.at, LEAD)
        assert verdict is (Step.AIR if chain.at + chain.length <= chain.until else Step.END)
        if verdict is Step.END:
            assert chain.at + chain.length > chain.yes + chain.longest
            assert OVER.code == "playout.chain_over"
            return
        chain = rules.handed_over(chain, chain.at)
        assert not chain.waiting


def test_airing_that_would_end_a_second_too_late_is_not_begun() -> None:
    chain = replace(CHAIN, at=NOON + minutes(59), waiting=True)
    second = timedelta(seconds=1)
    assert rules.step(chain, chain.at - LEAD, LEAD) is Step.AIR
    late = replace(chain, at=chain.at + second)
    assert rules.step(late, late.at - LEAD, LEAD) is Step.END, "though it would fit if it began now"


def test_chain_whose_next_airing_lies_beyond_its_life_ends_with_that() -> None:
    chain = replace(CHAIN, every=minutes(90), at=NOON + minutes(90), waiting=True)
    assert rules.step(chain, NOON + minutes(59.9), LEAD) is Step.WAIT
    assert rules.step(chain, NOON + minutes(60), LEAD) is Step.END


def test_new_chain_is_with_the_desk_and_has_not_been_heard_or_warned_of() -> None:
    assert (CHAIN.waiting, CHAIN.aired, CHAIN.warned) == (False, 0, False)


def test_person_who_confirms_it_again_is_warned_again() -> None:
    assert not rules.rearmed(replace(CHAIN, warned=True), NOON + minutes(56), "Bình").warned


@pytest.mark.parametrize("by", [minutes(-90), timedelta(seconds=40)], ids=["back", "forward"])
def test_clock_that_is_set_moves_its_instants_and_nothing_else(by: timedelta) -> None:
    chain = replace(CHAIN, at=NOON + minutes(5), waiting=True, aired=3, warned=True)
    moved = rules.moved(chain, by)
    assert (moved.yes, moved.at) == (NOON + by, NOON + minutes(5) + by)
    assert replace(moved, yes=chain.yes, at=chain.at) == chain


@settings(deadline=None)
@given(
    by=st.integers(-7200, 7200),
    passed=st.integers(0, 4500),
    begins=st.integers(0, 4000),
    confirmed=st.integers(0, 600),
)
def test_clock_that_is_set_changes_no_decision(by: int, passed: int, begins: int, confirmed: int) -> None:
    chain = replace(
        CHAIN, yes=NOON + timedelta(seconds=confirmed), at=NOON + timedelta(seconds=begins), waiting=True
    )
    now, step = NOON + timedelta(seconds=passed), timedelta(seconds=by)
    moved = rules.moved(chain, step)
    assert rules.step(moved, now + step, LEAD) is rules.step(chain, now, LEAD)
    assert rules.ends_soon(moved, now + step) is rules.ends_soon(chain, now)
