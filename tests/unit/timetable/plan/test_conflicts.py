"""The plan shows which priority sessions overlap, and only those."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.regulation import ApprovalRule
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.prospect import Prospect, as_json, conflicts, free_times, prospects
from broadcaster.timetable.plan.waits import waits
from broadcaster.timetable.rules.occurrence import Occurrence, Status

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def station(**priorities: Priority) -> Station:
    messages = {n: Message(id=n, title=n, parts=(), priority=p) for n, p in priorities.items()}
    schedules = {n: Schedule(id=n, messages=(n,)) for n in priorities}
    return Station(root=Path(), settings=Settings(name="x"), messages=messages, schedules=schedules)


def row(name: str, at: int, *, status: Status = Status.PLANNED, session: str = "") -> Occurrence:
    start = NOON + timedelta(minutes=at)
    return Occurrence(
        start=start,
        end=start + timedelta(minutes=3),
        end_estimated=False,
        message=name,
        schedule=name,
        session=session or name,
        position=0,
        of=1,
        status=status,
    )


HIGH, LOW = Priority.PRIORITY, Priority.NORMAL


def test_two_priority_sessions_that_overlap_name_each_other() -> None:
    found = conflicts(station(a=HIGH, b=HIGH, c=HIGH), [row("a", 0), row("b", 2), row("c", 5)])
    assert found == {"a": ("b",), "b": ("a",)}
    assert as_json(Prospect(occurrence=row("a", 0), clash=found["a"]))["clash"] == ["b"]
    assert "clash" not in as_json(Prospect(occurrence=row("c", 5)))


def test_other_classes_and_refused_rows_do_not_clash() -> None:
    rows = [row("a", 0), row("b", 1), row("c", 1), row("d", 1, status=Status.REFUSED)]
    assert conflicts(station(a=HIGH, b=LOW, c=Priority.EMERGENCY, d=HIGH), rows) == {}


def test_session_is_of_the_class_of_its_most_urgent_member() -> None:
    rows = [row("a", 0, session="s"), row("b", 3, session="s"), row("c", 4)]
    assert conflicts(station(a=LOW, b=HIGH, c=HIGH), rows) == {"s": ("c",), "c": ("a", "b")}


def with_times(station: Station, walls: dict[str, tuple[time, ...]]) -> Station:
    settings = replace(station.settings, approval=ApprovalRule(required=False))
    schedules = {name: Schedule(id=name, messages=(name,), at=at) for name, at in walls.items()}
    return replace(station, settings=settings, schedules=schedules)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "d"]),
        st.lists(st.integers(6 * 60, 20 * 60).map(lambda m: time(m // 60, m % 60)), min_size=1, max_size=3),
        min_size=2,
    ),
    st.lists(st.sampled_from(list(Priority)), min_size=4, max_size=4),
)
def test_a_proposed_time_is_free_on_every_day_and_each_wait_has_its_cause(
    walls: dict[str, list[time]], classes: list[Priority]
) -> None:
    house = with_times(
        station(**dict(zip("abcd", classes, strict=True))), {n: tuple(w) for n, w in walls.items()}
    )
    rows = plan(house, NOON, NOON + timedelta(days=3), lengths=lambda _: (180.0, True))
    found = waits(house, rows)
    shown = prospects(house, rows, {})
    assert {w.session for w in found} == {p.occurrence.session for p in shown if p.wait is not None}
    assert {w.behind for w in found} == {p.occurrence.session for p in shown if p.delays}
    for (schedule, wall), free in free_times(house, rows, found).items():
        days = {w.planned.date() for w in found if w.schedule == schedule and w.planned.time() == wall}
        rule = house.schedules[schedule]
        moved = replace(rule, at=tuple(each for each in rule.at if each != wall), once=())
        again = replace(
            house,
            schedules={
                **house.schedules,
                schedule: replace(moved, once=tuple(Once(day, free) for day in days)),
            },
        )
        after = plan(again, NOON, NOON + timedelta(days=3), lengths=lambda _: (180.0, True))
        late = {w.planned for w in waits(again, after) if w.schedule == schedule and w.planned.time() == free}
        assert not late
        taken = [r for r in after if r.schedule == schedule and r.start.time() == free]
        assert all(r.status is Status.PLANNED for r in taken)
