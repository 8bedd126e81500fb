"""What is with the desk, or on the way to it, is in no later plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadcaster.timetable.planning.sessions import KEPT, HandedOver, Session
from broadcaster.timetable.rules.occurrence import Occurrence, Status

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def occurrence(session: str, position: int = 0) -> Occurrence:
    return Occurrence(
        start=NOON,
        end=NOON + timedelta(minutes=1),
        message="tin",
        schedule="s",
        session=session,
        position=position,
        of=3,
        end_estimated=False,
        status=Status.PLANNED,
    )


def session(*members: Occurrence) -> Session:
    return Session(members=members, late_until=NOON)


def test_session_keeps_the_members_that_are_neither_handed_over_nor_waiting() -> None:
    handed_over = HandedOver()
    first, second, third = (occurrence("a", n) for n in range(3))
    handed_over.add(first)
    assert handed_over.free([session(first, second, third)], [second]) == [session(third)]
    assert handed_over.free([session(first)], []) == []


def test_session_that_comes_back_may_be_handed_over_again() -> None:
    handed_over, one = HandedOver(), occurrence("a")
    handed_over.add(one)
    handed_over.take_back(session(one))
    assert not handed_over.has(one)
    assert handed_over.free([session(one)], []) == [session(one)]


def test_it_is_remembered_for_longer_than_two_plans_overlap_and_then_forgotten() -> None:
    handed_over, one = HandedOver(), occurrence("a")
    handed_over.add(one)
    handed_over.forget(NOON + KEPT - timedelta(seconds=1))
    assert handed_over.has(one)
    handed_over.forget(NOON + KEPT)
    assert not handed_over.has(one)
