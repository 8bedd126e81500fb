"""Sessions, membership and refusals in the plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.errors import TimetableError
from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.regulation import ApprovalRule
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import next_start, plan
from broadcaster.timetable.plan.prospect import Prospect, as_json
from broadcaster.timetable.rules.guard import NOT_APPROVED, Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status, occurrence

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=VIETNAM)
MakeStation = Callable[..., Station]


def lengths(name: str) -> tuple[float, bool]:
    return {"a": 60.0, "b": 30.5, "c": 10.0}.get(name, 20.0), name != "a"


def a_day(station: Station, **options: object) -> list[Occurrence]:
    start = datetime(2026, 3, 2, tzinfo=VIETNAM)
    return plan(station, start, start + timedelta(days=1), lengths=lengths, **options)  # type: ignore[arg-type]  # mixed


def test_plan_when_session_has_members_puts_them_two_seconds_apart(make_station: MakeStation) -> None:
    rows = a_day(make_station(Schedule(id="s", messages=("a", "b", "c"), at=(time(6, 30),))))
    offsets = [((row.start - MORNING).total_seconds(), (row.end - MORNING).total_seconds()) for row in rows]
    assert offsets == [(0, 60), (62, 92.5), (94.5, 104.5)]
    assert [(row.message, row.position, row.of) for row in rows] == [("a", 0, 3), ("b", 1, 3), ("c", 2, 3)]
    assert {row.session for row in rows} == {"s@2026-03-01T23:30:00+00:00"}
    assert [row.end_estimated for row in rows] == [False, True, True]


def test_plan_when_member_is_refused_gives_its_place_to_the_next(make_station: MakeStation) -> None:
    expired = Message(id="b", title="B", parts=(Say(text="."),), valid=Validity(until=date(2026, 3, 1)))
    rows = a_day(
        make_station(Schedule(id="s", messages=("a", "b", "c"), at=(time(6, 30),)), messages=[expired])
    )
    offsets = [(row.start - MORNING).total_seconds() for row in rows]
    assert offsets == [0, 62, 62]
    assert [row.status for row in rows] == [Status.PLANNED, Status.REFUSED, Status.PLANNED]
    assert (rows[1].reason, rows[1].facts) == ("timetable.message_expired", (("until", "01/03/2026"),))


def test_plan_when_session_would_reach_the_night_refuses_only_the_members_that_do(
    make_station: MakeStation,
) -> None:
    schedule = Schedule(id="s", messages=("c", "a", "c"), at=(time(20, 59, 30),))
    rows = a_day(make_station(schedule, quiet=(time(21), time(6))))
    assert [(row.message, row.status.value) for row in rows] == [
        ("c", "planned"),
        ("a", "refused"),
        ("c", "planned"),
    ]


def test_plan_when_window_cuts_a_session_keeps_the_members_inside(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="s", messages=("a", "b", "c"), at=(time(6, 30),)))
    first = MORNING + timedelta(seconds=62)
    rows = plan(station, first, MORNING + timedelta(seconds=94.5), lengths=lengths)
    assert [row.message for row in rows] == ["b"]
    assert rows[0].session == "s@2026-03-01T23:30:00+00:00"


def test_plan_when_window_is_half_open_has_its_first_instant_but_not_its_last(
    make_station: MakeStation,
) -> None:
    station = make_station(Schedule(id="s", messages=("a",), at=(time(6, 30), time(7))))
    rows = plan(station, MORNING, MORNING + timedelta(minutes=30), lengths=lengths)
    assert [row.start for row in rows] == [MORNING]


def test_plan_when_session_crosses_midnight_into_the_window_is_seen(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="s", messages=("a", "b"), at=(time(23, 59, 30),)))
    rows = a_day(station)
    assert [(row.message, f"{row.start:%d %H:%M:%S}") for row in rows] == [
        ("b", "02 00:00:32"),
        ("a", "02 23:59:30"),
    ]


def test_plan_when_starts_are_equal_orders_by_schedule_then_position(make_station: MakeStation) -> None:
    rows = a_day(
        make_station(
            Schedule(id="z", messages=("a",), at=(time(6, 30),)),
            Schedule(id="k", messages=("c", "c"), every=12.0, between=(time(6, 30), time(6, 30, 24))),
        )
    )
    assert [(row.start, row.schedule, row.position) for row in rows] == sorted(
        (row.start, row.schedule, row.position) for row in rows
    )
    assert len(rows) == 7


def test_plan_when_approval_is_required_refuses_what_is_not_approved(make_station: MakeStation) -> None:
    station = make_station(
        Schedule(id="s", messages=("a", "b"), at=(time(6, 30),)), approval=ApprovalRule(required=True)
    )
    asked: list[str] = []

    def unapproved(message: Message) -> Refusal | None:
        asked.append(message.id)
        return None if message.id == "b" else NOT_APPROVED

    rows = a_day(station, unapproved=unapproved)
    assert [(row.message, row.reason) for row in rows] == [("a", "timetable.not_approved"), ("b", None)]
    assert [row.reason for row in a_day(station)] == [None, None]
    assert asked == ["a", "b"]


def test_plan_when_two_times_fall_together_as_clocks_go_forward_airs_once(make_station: MakeStation) -> None:
    station = make_station(
        Schedule(id="s", messages=("a",), at=(time(2, 30), time(3, 30))), zone="America/New_York"
    )
    first = datetime(2026, 3, 8, tzinfo=ZoneInfo("America/New_York"))
    rows = plan(station, first, first + timedelta(days=1), lengths=lengths)
    assert [row.start.isoformat() for row in rows] == ["2026-03-08T03:30:00-04:00"]


def test_plan_when_airing_spans_the_change_of_clocks_keeps_its_length(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="s", messages=("a",), at=(time(1, 59, 30),)), zone="America/New_York")
    first = datetime(2026, 3, 8, tzinfo=ZoneInfo("America/New_York"))
    (row,) = plan(station, first, first + timedelta(days=1), lengths=lengths)
    assert row.end.isoformat() == "2026-03-08T03:00:30-04:00"


@pytest.mark.parametrize("year", [1, 9999], ids=str)
def test_plan_when_year_is_out_of_reach_says_so(make_station: MakeStation, year: int) -> None:
    start = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(TimetableError) as caught:
        plan(make_station(), start, start, lengths=lengths)
    assert caught.value.facts == {"year": year}


def test_plan_when_instant_is_naive_is_a_fault_of_the_caller(make_station: MakeStation) -> None:
    with pytest.raises(ValueError, match="aware"):
        plan(make_station(), MORNING.replace(tzinfo=None), MORNING, lengths=lengths)


def test_next_start_when_everything_is_refused_is_none(make_station: MakeStation) -> None:
    expired = Message(id="a", title="A", parts=(Say(text="."),), valid=Validity(until=date(2026, 3, 1)))
    barred = Schedule(id="s", messages=("a",), every=1.0, between=(time(0), time(23, 59)))
    assert next_start(make_station(barred, messages=[expired]), MORNING, lengths=lengths) is None


def test_next_start_when_it_is_the_very_instant_gives_the_one_after(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="s", messages=("a", "b"), at=(time(6, 30),)))
    second = next_start(station, MORNING, lengths=lengths)
    assert second is not None
    assert (second.message, second.start) == ("b", MORNING + timedelta(seconds=62))
    third = next_start(station, second.start, lengths=lengths)
    assert third is not None
    assert (third.message, third.start) == ("a", MORNING + timedelta(days=1))


def test_next_start_when_its_session_began_the_day_before_is_of_that_session(
    make_station: MakeStation,
) -> None:
    station = make_station(Schedule(id="s", messages=("a", "b"), at=(time(23, 59, 30),)))
    midnight = datetime(2026, 3, 3, tzinfo=VIETNAM)
    found = next_start(station, midnight, lengths=lengths)
    assert found is not None
    assert (found.message, found.start) == ("b", midnight + timedelta(seconds=32))


def test_occurrence_when_filled_fast_equals_one_built_by_its_class() -> None:
    facts = (("until", "01/03/2026"),)
    row = occurrence(
        start=MORNING,
        end=MORNING + timedelta(seconds=1),
        end_estimated=True,
        message="a",
        schedule="s",
        session="s@x",
        position=1,
        of=2,
        refusal=Refusal(code="timetable.message_expired", facts=facts),
    )
    same = Occurrence(
        start=MORNING,
        end=MORNING + timedelta(seconds=1),
        end_estimated=True,
        message="a",
        schedule="s",
        session="s@x",
        position=1,
        of=2,
        status=Status.REFUSED,
        reason="timetable.message_expired",
        facts=facts,
    )
    assert row == same
    assert hash(row) == hash(same)
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.position = 2  # type: ignore[misc]  # that it is frozen is the point


def test_as_json_when_row_is_refused_has_the_keys_of_the_contract(make_station: MakeStation) -> None:
    (row,) = a_day(make_station(Schedule(id="s", messages=("a",), at=(time(22),)), quiet=(time(21), time(6))))
    assert as_json(Prospect(occurrence=row)) == {
        "start": "2026-03-02T22:00:00+07:00",
        "end": "2026-03-02T22:01:00+07:00",
        "end_estimated": False,
        "message": "a",
        "schedule": "s",
        "session": "s@2026-03-02T15:00:00+00:00",
        "status": "refused",
        "reason": "Trùng giờ yên tĩnh từ 21:00 đến 06:00",
    }


def test_airings_of_a_paused_schedule_stay_in_the_plan_with_that_reason(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="a", messages=("m",), at=(time(6, 30),), paused=True))
    first = datetime(2026, 11, 22, 17, tzinfo=UTC)
    rows = plan(station, first, first + timedelta(days=2), lengths=lambda _: (60, False))
    assert [row.reason for row in rows] == ["timetable.schedule_paused"] * 2
    assert next_start(station, first, lengths=lambda _: (60, False)) is None
