"""What a plan means: which starts are refused, and who must wait for whom."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from broadcaster.station.model.message import Message, Priority, Say, Validity
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.waits import Delay, Wait, refused_starts, waits
from tests.unit.timetable.conftest import MakeStation

MORNING = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # midnight in Vietnam
MINUTES = {"a": 4.0, "b": 4.0, "c": 4.0, "long": 30.0}


def message(name: str, priority: Priority = Priority.NORMAL, **more: Any) -> Message:
    return Message(id=name, title=name, parts=(Say(text="x"),), priority=priority, **more)


def daily(name: str, *at: str, **more: Any) -> Schedule:
    return Schedule(id=f"s-{name}", messages=(name,), at=tuple(time.fromisoformat(t) for t in at), **more)


def found(station: Station, days: int = 1) -> list[Wait]:
    return waits(station, rows(station, days))


def rows(station: Station, days: int = 1) -> Any:
    return plan(
        station, MORNING, MORNING + timedelta(days=days), lengths=lambda name: (60 * MINUTES[name], True)
    )


def short(wait: Wait) -> tuple[str, str, str, str]:
    return (wait.messages[0], wait.kind, f"{wait.until:%H:%M}", wait.behind_messages[0])


def test_sessions_of_one_class_that_overlap_then_the_later_waits(make_station: MakeStation) -> None:
    station = make_station(daily("a", "06:30"), daily("b", "06:31"), daily("c", "06:40"))
    assert [short(w) for w in found(station)] == [("b", Delay.WAITS, "06:34", "a")]


def test_three_at_one_minute_then_each_waits_for_all_before_it(make_station: MakeStation) -> None:
    station = make_station(daily("a", "06:30"), daily("b", "06:30"), daily("c", "06:30"))
    assert [short(w) for w in found(station)] == [
        ("b", Delay.WAITS, "06:34", "a"),
        ("c", Delay.WAITS, "06:38", "a"),
    ]


def test_higher_class_then_goes_over_what_is_on_air(make_station: MakeStation) -> None:
    high = message("b", Priority.PRIORITY)
    station = make_station(daily("a", "06:30"), daily("b", "06:31"), messages=[high])
    (wait,) = found(station)
    assert short(wait) == ("a", Delay.INTERRUPTED, "06:35", "b")
    assert f"{wait.since:%H:%M}" == "06:31"


def test_higher_class_at_the_same_minute_then_goes_first(make_station: MakeStation) -> None:
    high = message("b", Priority.PRIORITY)
    station = make_station(daily("a", "06:30"), daily("b", "06:30"), messages=[high])
    assert [short(w) for w in found(station)] == [("a", Delay.WAITS, "06:34", "b")]


def test_longer_wait_than_the_schedule_allows_then_is_missed(make_station: MakeStation) -> None:
    station = make_station(daily("long", "06:30"), daily("a", "06:40"), daily("b", "06:50", wait=60.0))
    assert [short(w) for w in found(station)] == [
        ("a", Delay.MISSED, "06:55", "long"),
        ("b", Delay.MISSED, "06:51", "long"),
    ]


def test_cut_for_longer_than_ten_minutes_then_it_does_not_go_on(make_station: MakeStation) -> None:
    high = message("long", Priority.PRIORITY)
    station = make_station(daily("a", "06:30"), daily("long", "06:31"), messages=[high])
    assert [short(w) for w in found(station)] == [("a", Delay.MISSED, "06:41", "long")]


def test_sessions_that_only_touch_then_nobody_waits(make_station: MakeStation) -> None:
    assert found(make_station(daily("a", "06:30"), daily("b", "06:34"))) == []


def test_refused_rows_then_hold_nobody_up(make_station: MakeStation) -> None:
    station = make_station(daily("a", "06:30"), daily("b", "06:31"), quiet=(time(6, 30), time(6, 31)))
    assert found(station) == []


def test_ten_days_of_overlaps_then_each_day_is_found(make_station: MakeStation) -> None:
    station = make_station(daily("a", "06:30"), daily("b", "06:31"))
    assert len(found(station, days=10)) == 10


def test_refused_starts_then_are_counted_by_reason(make_station: MakeStation) -> None:
    over = message("a", valid=Validity(until=MORNING.date() + timedelta(days=2)))
    schedule = daily("a", "06:30", "20:59")
    station = make_station(schedule, messages=[over], quiet=(time(21), time(6)))
    told = [(r.refusal.code, r.count, r.of) for r in refused_starts(rows(station, days=4))]
    assert told == [("timetable.quiet_hours", 4, 8), ("timetable.message_expired", 2, 8)]
