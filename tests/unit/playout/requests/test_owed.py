"""Phát bù: which airings a person may make good, judged by the words of the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason
from broadcaster.playout.requests.make_up import choose, may_continue, missed_today, owed
from broadcaster.station.model.settings import Settings
from broadcaster.timetable.rules.guard import NOT_APPROVED, READING_CHANGED
from tests.unit.playout.conftest import NOON

ZONE = Settings(name="Đài").timezone
UNAPPROVED = (NOT_APPROVED.code, READING_CHANGED.code)


def airing(name: str, **known: Any) -> Airing:
    facts: dict[str, Any] = {
        "planned": NOON, "started": None, "ended": NOON, "outcome": Outcome.MISSED, "reason": None,
        "kind": AiringKind.SCHEDULED, "message": "hop", "schedule": "sang", "who": None,
        "words_digest": None, "sound_digest": None, "engine": None,
    }  # fmt: skip
    return Airing(id=name, **{**facts, **known})


NAMES = ("a", "b", "c")
REASONS = [None, *(Reason(code=code) for code in ("playout.closing", "timetable.quiet_hours", *UNAPPROVED))]
LOG = st.tuples(
    *(
        st.builds(
            airing,
            st.just(name),
            started=st.sampled_from([None, NOON]),
            outcome=st.sampled_from([None, *Outcome]),
            reason=st.sampled_from(REASONS),
            kind=st.sampled_from(AiringKind),
            message=st.sampled_from(["hop", "lu", "(say) Mất điện", None]),
            resumes=st.sampled_from([None, None, *NAMES]),
            makes_good=st.sampled_from([None, None, *NAMES]),
            part_of=st.sampled_from([None, None, "whole"]),
        )
        for name in NAMES
    )
)
EASY = (AiringKind.SCHEDULED, AiringKind.MANUAL)


def made_good(log: Sequence[Airing], one: Airing, *, begun: bool) -> bool:
    """Another airing stands for it: its rest that was not refused, or what makes it good and did not fail."""
    return any(
        (
            each.resumes == one.id
            and each.outcome is not Outcome.REFUSED
            and not (begun and each.outcome is Outcome.INTERRUPTED and each.started is None)
        )
        or (each.makes_good == one.id and each.outcome in (None, Outcome.AIRED))
        for each in log
    )


def is_owed(log: Sequence[Airing], one: Airing, approved: frozenset[str]) -> bool:
    code = None if one.reason is None else one.reason.code
    late = one.kind is AiringKind.SCHEDULED and one.outcome is Outcome.REFUSED and code in UNAPPROVED
    return (
        one.message in ("hop", "lu")
        and one.part_of is None
        and one.kind is not AiringKind.REHEARSAL
        and not made_good(log, one, begun=False)
        and (
            one.outcome in (Outcome.MISSED, Outcome.INTERRUPTED)
            or code == "playout.closing"
            or (late and one.message in approved)
        )
    )


@settings(max_examples=50)
@given(log=LOG, approved=st.frozensets(st.sampled_from(["hop", "lu"])))
def test_what_did_not_air_is_owed_until_it_is_made_good(
    log: tuple[Airing, ...], approved: frozenset[str]
) -> None:
    wanted = [one for one in log if is_owed(log, one, approved)]
    assert owed(log, approved=lambda name: name in approved) == wanted
    assert owed(log, {"hop"}, lambda name: name in approved) == [
        one for one in wanted if one.message == "hop"
    ]
    everything = [one for one in log if is_owed(log, one, frozenset({"hop", "lu"}))]
    assert owed(log) == everything
    for name in ("hop", *NAMES):
        meant = [one for one in everything if name in (one.id, one.message)]
        if meant:
            assert choose(log, name) == meant[-1]
            continue
        there = any(name in (one.id, one.message) for one in log)
        with pytest.raises(ServiceError) as caught:
            choose(log, name)
        assert caught.value.code == ("catch_up.made_good" if there else "catch_up.unknown")
        assert caught.value.facts == {"written": name}


@settings(max_examples=50)
@given(log=LOG)
def test_what_was_cut_while_it_was_heard_goes_on_until_it_has(log: tuple[Airing, ...]) -> None:
    assert may_continue(log) == [
        one
        for one in log
        if one.outcome in (Outcome.CUT, Outcome.INTERRUPTED)
        and one.kind in EASY
        and one.started
        and one.part_of is None
        and one.message in ("hop", "lu")
        and not made_good(log, one, begun=True)
    ]


def test_one_airing_that_cannot_be_judged_costs_only_itself() -> None:
    def approved(name: str) -> bool:
        if name == "lu":
            raise RuntimeError("the book of approvals")
        return True

    late = airing("a", outcome=Outcome.REFUSED, reason=Reason(code=NOT_APPROVED.code))
    assert owed([replace(late, id="b", message="lu"), late], approved=approved) == [late]


def test_only_what_lacked_its_approval_today_is_told_to_who_approves() -> None:
    journal = Journal.in_memory(FakeClock(NOON))

    def refused(day: datetime, code: str = NOT_APPROVED.code, message: str = "hop") -> str:
        slot = f"{message}@{day.isoformat()}{code}"
        entry = Entry(kind=AiringKind.SCHEDULED, message=message, schedule=slot, session=slot, planned=day)
        airing = journal.plan(entry)
        journal.ended(airing, day, Outcome.REFUSED, Reason(code=code))
        return airing

    midnight = datetime(2026, 11, 25, tzinfo=ZONE)
    refused(midnight - timedelta(seconds=1))
    first = refused(midnight)
    refused(NOON, "timetable.quiet_hours")
    refused(NOON, message="lu")
    last = refused(NOON - timedelta(hours=1))
    found = missed_today(journal, "hop", NOON, ZONE)
    assert {(one.id, one.planned) for one in found} == {(first, midnight), (last, NOON - timedelta(hours=1))}
    assert {one.planned.tzinfo for one in found} == {ZONE}
    journal.close()
