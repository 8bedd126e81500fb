"""Where one airing more has room, and which schedule takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.regulation import ApprovalRule, Regulation
from broadcaster.station.model.schedule import Exceptions, Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.planning.proposal import FreeSlot, Room, offered
from broadcaster.timetable.rules.guard import NOT_APPROVED, Refusal

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 17, 1, tzinfo=ZONE)  # a Monday
DAY = NOW.date()
TWO = timedelta(minutes=2)
NEWS = Schedule(id="tin", messages=("tin",), at=(time(22),))


def room(*schedules: Schedule, now: datetime = NOW, keying: Keying | None = None) -> Room:
    """Quiet from 21:00; every airing takes two minutes."""
    station = Station(
        root=Path(),
        settings=Settings(
            name="Đài thử",
            timezone=ZONE,
            regulation=Regulation(quiet=(time(21), time(6))),
            approval=ApprovalRule(required=False),
            keying=keying or Keying(type="none"),
        ),
        messages={
            name: Message(id=name, title=name, parts=(Say(text="Kính thưa bà con."),))
            for name in ("tin", "hop")
        },
        schedules={each.id: each for each in schedules},
    )
    monday = datetime(2026, 11, 23, tzinfo=ZONE)
    rows = plan(station, monday, monday + timedelta(days=14), lengths=lambda _: (120.0, False))
    return Room(station=station, rows=rows, now=now)


def at(hour: int, minute: int, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def test_what_is_refused_at_night_may_air_now_on_the_next_step_of_the_grid() -> None:
    assert room(NEWS).slot("tin", TWO) == FreeSlot(at=at(17, 5))


def test_a_start_needs_time_to_be_prepared_and_keyed() -> None:
    late = NOW + timedelta(minutes=3)
    assert room(NEWS, now=late).slot("tin", TWO) == FreeSlot(at=at(17, 10))
    keyed = room(NEWS, now=at(17, 2), keying=Keying(type="gpio", settle=110, noise=1))
    assert keyed.slot("tin", TWO) == FreeSlot(at=at(17, 10))


def test_another_session_is_let_pass() -> None:
    other = Schedule(id="hop", messages=("hop",), at=(time(17, 4), time(17, 10)))
    assert room(NEWS, other).slot("tin", TWO) == FreeSlot(at=at(17, 15))


def test_before_quiet_hours_are_over_the_next_morning_is_offered() -> None:
    night = room(NEWS, now=at(22, 30))
    assert night.slot("tin", TWO) == FreeSlot(at=at(6, 0, DAY + timedelta(days=1)))


def test_a_single_airing_that_is_there_already_is_told_and_none_is_offered_beside_it() -> None:
    placed = replace(NEWS, once=(Once(DAY, time(17, 5)),))
    assert room(placed).slot("tin", TWO) == FreeSlot(at=at(17, 5), placed=True)
    far = replace(NEWS, once=(Once(DAY + timedelta(days=3), time(9)),))
    assert room(far).slot("tin", TWO) == FreeSlot(at=at(17, 5))


def test_a_single_airing_that_is_refused_counts_as_none() -> None:
    at_night = replace(NEWS, once=(Once(DAY, time(21, 5)),))
    assert room(at_night, now=at(20, 57)).slot("tin", TWO) == FreeSlot(at=at(6, 0, DAY + timedelta(days=1)))


def test_there_is_no_room_for_a_message_that_is_over() -> None:
    found = room(NEWS)
    over = replace(found.station.messages["tin"], valid=Validity(until=DAY - timedelta(days=1)))
    gone = replace(found.station, messages={**found.station.messages, "tin": over})
    assert replace(found, station=gone).slot("tin", TWO) is None


def test_a_start_in_the_past_or_beside_another_is_refused_with_its_reason() -> None:
    other = Schedule(id="hop", messages=("hop",), at=(time(17, 10),))
    judged = room(NEWS, other).judge("tin", TWO)
    found = [judged(start) for start in (at(9, 0), at(17, 10), at(17, 15))]
    codes = [None if each is None else each.code for each in found]
    assert codes == ["console.slot.too_soon", "timetable.taken", None]


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        (lambda schedule: schedule, True),
        (lambda schedule: replace(schedule, messages=("tin", "hop")), False),
        (lambda schedule: replace(schedule, paused=True), False),
        (lambda schedule: replace(schedule, valid=Validity(until=DAY - timedelta(days=1))), False),
        (lambda schedule: replace(schedule, exceptions=Exceptions(once=(Once(DAY, time(17, 5)),))), False),
        (lambda schedule: replace(schedule, at=(time(17, 5),)), False),
    ],
    ids=["own", "session", "paused", "over", "left out", "has it"],
)
def test_its_own_schedule_takes_the_airing_where_it_can(
    change: Callable[[Schedule], Schedule], taken: bool
) -> None:
    schedule = change(NEWS)
    found = room(schedule).home("tin", "tin", at(17, 5).astimezone(UTC).astimezone(ZONE), TWO)
    assert found == (schedule if taken else None)


def test_what_no_schedule_asked_for_gets_a_file_of_its_own() -> None:
    assert room(NEWS).home("", "tin", at(17, 5), TWO) is None


class Known:
    """Stands where the plans are asked: how long a message lasts, and why it may not air."""

    def __init__(self, why: Refusal | None = None) -> None:
        self.why = why

    def length(self, _station: Station, name: str) -> timedelta:
        if name == "hop":
            raise RuntimeError("a broken text")
        return TWO

    def objection(self, _station: Station, message: Message) -> Refusal | None:
        assert message.id in ("tin", "hop")
        return self.why


def test_a_free_start_is_offered_to_what_may_air_and_can_be_judged() -> None:
    found = room(NEWS)

    def shown(message: str, why: Refusal | None = None) -> FreeSlot | None:
        return offered(Known(why), found, message)  # type: ignore[arg-type]

    assert shown("tin") == FreeSlot(at=at(17, 5))
    assert shown("tin", NOT_APPROVED) is None
    assert shown("none") is None
    assert shown("hop") is None, "what breaks costs only itself"
