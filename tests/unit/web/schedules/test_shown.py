"""Of two sessions that overlap the grid marks both: the one that waits, and the one that it waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import ApprovalRule
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.prospect import prospects
from broadcaster.web.schedules.slots import planned

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEGIN = datetime(2026, 11, 28, tzinfo=ZONE)


def station(**walls: time) -> Station:
    settings = Settings(name="Đài", timezone=ZONE, approval=ApprovalRule(required=False))
    return Station(
        root=Path(),
        settings=settings,
        messages={name: Message(id=name, title=f"Tin {name}", parts=()) for name in walls},
        schedules={name: Schedule(id=name, messages=(name,), at=(wall,)) for name, wall in walls.items()},
    )


def looks(house: Station) -> dict[str, tuple[str, str]]:
    rows = plan(house, BEGIN, BEGIN + timedelta(days=1), lengths=lambda _: (180.0, True))
    with speaking(Language.VI):
        return {slot.schedule: (slot.state, slot.why) for slot in planned(house, prospects(house, rows, {}))}


def test_both_of_two_sessions_that_overlap_are_marked() -> None:
    found = looks(station(a=time(6, 30), b=time(6, 31), c=time(9)))
    assert found["a"] == ("delays", "Tin b phải đợi buổi này, đến khoảng 06:33")
    assert found["b"][0] == "waits"
    assert "Tin a" in found["b"][1]
    assert found["c"] == ("planned", "")


def test_sessions_that_only_touch_are_not_marked() -> None:
    found = looks(station(a=time(6, 30), b=time(6, 33)))
    assert {state for state, _ in found.values()} == {"planned"}


def test_one_that_waits_and_delays_a_third_is_told_as_waiting() -> None:
    house = station(a=time(6, 30), b=time(6, 31), c=time(6, 32))
    found = looks(replace(house, schedules=dict(house.schedules)))
    assert [found[name][0] for name in "abc"] == ["delays", "waits", "waits"]


def test_a_session_that_waits_has_a_proposed_time_in_the_grid() -> None:
    house = station(a=time(6, 30), b=time(6, 31), c=time(9))
    rows = plan(house, BEGIN, BEGIN + timedelta(days=1), lengths=lambda _: (180.0, True))
    free = {slot.schedule: slot.free for slot in planned(house, prospects(house, rows, {}))}
    assert free == {"a": None, "b": time(6, 35), "c": None}
