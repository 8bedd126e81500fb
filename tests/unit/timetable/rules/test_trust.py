"""The clock is believed only on somebody's word, and only until it is caught out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.timetable.rules.clock_verdict import (
    AWAY,
    JUMP,
    PROOFS,
    SETTLED,
    ClockDoubt,
    ClockGrant,
    ClockVerdict,
    Facts,
    Ground,
    Observation,
    confirmed,
    judge,
    proven,
)

NOW = datetime(2026, 11, 24, 0, 6, tzinfo=UTC)
BUILT = NOW - timedelta(days=90)
FACTS = Facts(now=NOW, boottime=300.0, boot="b1", built=BUILT, last_row=NOW - timedelta(hours=9))
DAY = timedelta(days=1)


def later(facts: Facts, seconds: float, *, step: float = 0.0) -> Facts:
    """`facts` after some time, with the clock set by `step`."""
    return replace(
        facts, now=facts.now + timedelta(seconds=seconds + step), boottime=facts.boottime + seconds
    )


def test_plausible_clock_after_a_boot_is_not_believed_by_itself() -> None:
    assert judge(FACTS) == ClockVerdict(doubt=ClockDoubt.UNPROVEN)


def test_network_vouches_and_its_word_outlives_it_in_the_same_boot() -> None:
    granted = judge(replace(FACTS, synchronised=True))
    assert granted.ground is Ground.NETWORK
    alone = judge(later(replace(FACTS, grant=granted.grant), 100_000))
    assert alone.ground is Ground.NETWORK


def test_trust_ends_with_the_boot() -> None:
    grant = confirmed(FACTS, "An").grant
    assert judge(replace(FACTS, grant=grant, boot="b2")).doubt is ClockDoubt.UNPROVEN


def test_yes_of_a_person_holds_until_the_clock_is_set_by_more_than_a_minute() -> None:
    facts = replace(FACTS, grant=confirmed(FACTS, "An").grant)
    assert judge(later(facts, 60, step=JUMP)).ground is Ground.PERSON
    assert judge(later(facts, 60, step=-JUMP)).ground is Ground.PERSON
    assert judge(later(facts, 60, step=JUMP + 0.1)) == ClockVerdict(doubt=ClockDoubt.JUMPED)
    assert judge(later(facts, 60, step=-JUMP - 0.1)) == ClockVerdict(doubt=ClockDoubt.JUMPED)


def test_many_small_steps_count_together() -> None:
    facts = replace(FACTS, grant=confirmed(FACTS, "An").grant)
    assert judge(later(later(facts, 60, step=-40), 60, step=-40)).doubt is ClockDoubt.JUMPED


def test_clock_behind_the_journal_is_not_believed_whoever_vouches() -> None:
    stale = replace(FACTS, now=NOW - DAY, synchronised=True, hardware=True)
    assert judge(stale) == ClockVerdict(doubt=ClockDoubt.BEHIND_JOURNAL)
    grant = ClockGrant(ground=Ground.PERSON, boot="b1", base=stale.base, at=NOW, who="An")
    assert judge(replace(stale, grant=grant)) == ClockVerdict(doubt=ClockDoubt.BEHIND_JOURNAL)


def test_row_of_an_untrusted_clock_holds_all_back_but_the_network() -> None:
    wrong = replace(FACTS, unproven=NOW + timedelta(hours=7))
    assert judge(replace(wrong, hardware=True)) == ClockVerdict(doubt=ClockDoubt.BEHIND_JOURNAL)
    network = judge(replace(wrong, synchronised=True))
    assert network.ground is Ground.NETWORK
    assert judge(later(replace(wrong, grant=network.grant), 60)).ground is Ground.NETWORK
    proven_too = replace(wrong, synchronised=True, last_row=NOW + timedelta(hours=1))
    assert judge(proven_too) == ClockVerdict(doubt=ClockDoubt.BEHIND_JOURNAL)
    assert judge(replace(wrong, synchronised=True, built=NOW + DAY)) == ClockVerdict(
        doubt=ClockDoubt.BEHIND_BUILD
    )


def test_clock_older_than_the_program_is_not_believed() -> None:
    facts = replace(FACTS, now=BUILT - timedelta(seconds=1), last_row=None, synchronised=True)
    assert judge(facts) == ClockVerdict(doubt=ClockDoubt.BEHIND_BUILD)


def test_yes_to_a_clock_behind_the_journal_covers_just_what_was_known_then() -> None:
    facts = replace(FACTS, last_row=NOW + DAY)
    grant = confirmed(facts, "An").grant
    assert judge(replace(facts, grant=grant)).ground is Ground.PERSON
    assert judge(replace(facts, grant=grant, last_row=NOW + 2 * DAY)).doubt is ClockDoubt.BEHIND_JOURNAL


def test_after_a_jump_the_network_is_believed_only_when_it_has_settled() -> None:
    jumped = replace(FACTS, synchronised=True, hardware=True)
    assert judge(replace(jumped, since_jump=SETTLED - 1)) == ClockVerdict(doubt=ClockDoubt.JUMPED)
    assert judge(replace(jumped, since_jump=SETTLED)).ground is Ground.NETWORK


def test_after_a_jump_the_hardware_clock_says_nothing_for_it_may_have_been_set_too() -> None:
    assert judge(replace(FACTS, hardware=True)).ground is Ground.HARDWARE
    assert judge(replace(FACTS, hardware=True, since_jump=9999.0)) == ClockVerdict(doubt=ClockDoubt.JUMPED)


def test_where_no_loudspeaker_hears_it_no_clock_is_too_wrong() -> None:
    assert judge(replace(FACTS, silent=True, now=BUILT - DAY)).ground is Ground.SILENT


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of hypothesis are naive
    moment = draw(moments)
    boottime = draw(st.floats(0, 1e6))
    grant = draw(
        st.none()
        | st.builds(
            ClockGrant,
            ground=st.sampled_from([Ground.NETWORK, Ground.HARDWARE, Ground.PERSON]),
            boot=st.sampled_from(["b1", "b2"]),
            base=st.floats(-200, 200).map(lambda off: moment.timestamp() - boottime + off),
            at=moments,
            over=st.none() | moments,
        )
    )
    return Facts(
        now=moment,
        boottime=boottime,
        boot="b1",
        built=draw(moments),
        last_row=draw(st.none() | moments),
        unproven=draw(st.none() | moments),
        synchronised=draw(st.booleans()),
        hardware=draw(st.booleans()),
        since_jump=draw(st.none() | st.floats(0, 100)),
        grant=grant,
    )


@given(facts=facts())
def test_trust_always_has_a_voucher_of_this_boot_and_never_a_clock_that_was_caught_out(facts: Facts) -> None:
    verdict = judge(facts)
    assert verdict.trusted == (verdict.doubt is None) == (verdict.grant is not None)
    if verdict.grant is None:
        return
    assert verdict.grant.boot == facts.boot
    assert abs(verdict.grant.base - facts.base) <= JUMP
    over = verdict.grant.over or facts.now
    floors = (facts.built, facts.last_row, facts.unproven)
    assert all(floor <= max(facts.now, over) for floor in floors if floor is not None)
    held = facts.grant is not None and verdict.grant == facts.grant
    assert held or facts.synchronised or (facts.hardware and facts.since_jump is None)


@given(facts=facts(), seconds=st.floats(0, 1e5))
def test_trust_once_given_stays_while_nobody_touches_the_clock(facts: Facts, seconds: float) -> None:
    verdict = judge(facts)
    if verdict.trusted:
        after = later(replace(facts, grant=verdict.grant, synchronised=False, hardware=False), seconds)
        assert judge(after) == verdict


@given(facts=facts())
def test_yes_of_a_person_is_always_enough_and_stands_the_next_look(facts: Facts) -> None:
    verdict = confirmed(facts, "An")
    assert verdict.ground is Ground.PERSON
    assert judge(replace(facts, grant=verdict.grant)) == verdict


def seen(error: float, away: float = AWAY) -> Observation:
    return Observation(boot="b", at=NOW, error=error, away=away)


@pytest.mark.parametrize(
    ("observations", "good"),
    [
        pytest.param([seen(1.0)] * PROOFS, True, id="right each time"),
        pytest.param([seen(1.0)] * (PROOFS - 1), False, id="too few"),
        pytest.param([seen(1.0, away=20.0)] * 9, False, id="only warm restarts"),
        pytest.param([seen(-86400.0), *[seen(0.0)] * PROOFS], True, id="a new battery long ago"),
        pytest.param([*[seen(0.0)] * PROOFS, seen(-86400.0, away=1.0)], False, id="wrong at the last boot"),
    ],
)
def test_hardware_clock_is_proven_by_several_boots_after_time_without_power(
    observations: list[Observation], good: bool
) -> None:
    assert proven(observations) is good


def test_person_who_confirms_at_the_very_instant_of_the_last_row_passes_over_nothing() -> None:
    just_later = NOW + timedelta(microseconds=1)
    for last_row, over in ((NOW, None), (just_later, just_later)):
        grant = confirmed(replace(FACTS, last_row=last_row), "An").grant
        assert grant is not None
        assert grant.over == over
