"""The plan shows which priority sessions overlap, and only those."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.station.model import Message, Priority, Schedule, Settings, Station
from broadcaster.timetable.conflicts import conflicts
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.prospect import Prospect
from broadcaster.timetable.row import as_json

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
