"""Which sessions of a plan may meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.timetable.plan.waits import Airtime, airtimes, crowds
from broadcaster.timetable.rules.occurrence import Occurrence, Status

BEGIN = datetime(2026, 11, 2, 6, tzinfo=UTC)


def row(session: str, start: int, minutes: int, *, position: int = 0, of: int = 1) -> Occurrence:
    begin = BEGIN + timedelta(minutes=start)
    return Occurrence(
        start=begin,
        end=begin + timedelta(minutes=minutes),
        end_estimated=False,
        message="m",
        schedule="s",
        session=session,
        position=position,
        of=of,
        status=Status.PLANNED,
    )


def times(sessions: list[Airtime]) -> list[tuple[str, int]]:
    return [(one.session, round((one.end - one.begin) / timedelta(minutes=1))) for one in sessions]


def test_a_session_of_several_messages_lasts_from_the_first_to_the_last_and_keeps_its_place() -> None:
    rows = [row("a", 0, 2, of=2), row("b", 0, 1), row("a", 3, 4, position=1, of=2), row("c", 2, 1)]
    assert times(airtimes(rows)) == [("a", 7), ("b", 1), ("c", 1)]
    assert [len(one.rows) for one in airtimes(rows)] == [2, 1, 1]


def test_sessions_that_touch_or_may_be_pushed_into_each_other_are_of_one_crowd() -> None:
    touching = [row("a", 0, 5), row("b", 5, 5)]
    pushed = [row("c", 20, 10), row("d", 21, 10), row("e", 39, 2)]  # d may wait until 30, and last until 40
    alone = [row("f", 60, 5)]
    found = [[one.session for one in crowd] for crowd in crowds(airtimes([*touching, *pushed, *alone]))]
    assert found == [["a", "b"], ["c", "d", "e"], ["f"]]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=12))
def test_each_session_is_of_one_crowd_and_the_next_begins_when_all_have_aired(
    spans: list[tuple[int, int]],
) -> None:
    sessions = airtimes([row(str(n), start, length) for n, (start, length) in enumerate(spans)])
    found = [list(crowd) for crowd in crowds(sessions)]
    assert [one for crowd in found for one in crowd] == sessions
    for before, after in pairwise(found):
        free = before[0].begin
        for one in before:
            assert one.begin <= free or one is before[0]
            free = max(free, one.begin) + (one.end - one.begin)
        assert after[0].begin > free
