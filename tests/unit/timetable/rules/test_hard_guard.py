"""The rules that nothing on its way to the air gets past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.equipment import Keying, Zone
from broadcaster.station.model.message import Message, Priority, Say, Validity
from broadcaster.station.model.regulation import ApprovalRule, QuietRule
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import NOT_APPROVED, Case, all_margins, margins, refusal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = (time(21), time(6))
KEYED = Keying(type="gpio", settle=5, noise=1, tail=1.5)
MakeStation = Callable[..., Station]


def message(**changes: object) -> Message:
    options = {"id": "m", "title": "M", "parts": (Say(text="Chào bà con."),)} | changes
    return Message(**options)  # type: ignore[arg-type]  # a mapping of mixed values


def at(hour: int, minute: int = 0, second: float = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=VIETNAM) + timedelta(seconds=second)


def code(
    station: Station,
    start: datetime,
    end: datetime,
    what: Message | None = None,
    schedule: Schedule | None = None,
    **asked: object,
) -> str | None:
    case = Case(station=station, message=what or message(), **asked)  # type: ignore[arg-type]  # mixed
    found = refusal(case, start, end, schedule)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        pytest.param(at(20, 50), at(20, 59, 58.5), False, id="tail ends as the night begins"),
        pytest.param(at(20, 50), at(20, 59, 58.6), True, id="tail runs into the night"),
        pytest.param(at(6, 0, 6), at(6, 5), False, id="keyed as the night ends"),
        pytest.param(at(6, 0, 5.9), at(6, 5), True, id="keyed in the night"),
        pytest.param(at(0), at(0, 5), True, id="midnight"),
        pytest.param(at(3, 15), at(3, 20), True, id="the siren of Trung Lộc"),
        pytest.param(at(20, 30), at(6, 30, day=3), True, id="a whole night"),
        pytest.param(at(12), at(12, 10), False, id="noon"),
    ],
)
def test_refusal_when_quiet_hours_are_near_counts_the_keying(
    make_station: MakeStation, start: datetime, end: datetime, refused: bool
) -> None:
    station = make_station(quiet=NIGHT, keying=KEYED)
    assert code(station, start, end) == ("timetable.quiet_hours" if refused else None)


def test_refusal_when_nothing_is_keyed_lets_an_airing_fill_the_day_to_the_instant(
    make_station: MakeStation,
) -> None:
    station = make_station(quiet=NIGHT)
    assert code(station, at(6), at(21)) is None
    assert code(station, at(6), at(21) + timedelta(microseconds=1)) == "timetable.quiet_hours"
    assert code(station, at(6) - timedelta(microseconds=1), at(21)) == "timetable.quiet_hours"


def test_refusal_when_quiet_hours_do_not_cross_midnight_holds_at_noon_only(make_station: MakeStation) -> None:
    station = make_station(quiet=(time(11, 30), time(13)))
    assert code(station, at(11, 25), at(11, 31)) == "timetable.quiet_hours"
    assert code(station, at(23), at(23, 59)) is None


def test_refusal_when_quiet_hours_have_equal_ends_is_all_day(make_station: MakeStation) -> None:
    station = make_station(quiet=(time(0), time(0)))
    assert code(station, at(12), at(12, 1)) == "timetable.quiet_hours"
    assert code(station, at(0), at(0, 1)) == "timetable.quiet_hours"


def test_refusal_when_emergency_is_asked_for_passes_the_night_but_not_validity(
    make_station: MakeStation,
) -> None:
    station = make_station(quiet=NIGHT)
    expired = message(valid=Validity(until=date(2026, 3, 1)))
    assert code(station, at(3), at(3, 1), emergency=True) is None
    assert code(station, at(3), at(3, 1), expired, emergency=True) == "timetable.message_expired"


def test_refusal_when_message_is_only_marked_emergency_keeps_the_night(make_station: MakeStation) -> None:
    station = make_station(quiet=NIGHT)
    assert code(station, at(3), at(3, 1), message(priority=Priority.EMERGENCY)) == "timetable.quiet_hours"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(at(0), at(0, 5), None, id="first instant"),
        pytest.param(at(23, 59, day=1), at(0, 5), "_not_yet_valid", id="begins the day before"),
        pytest.param(at(23, 55, day=3), at(0, day=4), None, id="ends at midnight of the last day"),
        pytest.param(at(23, 55, day=3), at(0, 0, 1, day=4), "_expired", id="runs over the last midnight"),
        pytest.param(at(12, day=9), at(13, day=9), "_expired", id="long after"),
    ],
)
@pytest.mark.parametrize("owner", ["message", "schedule"])
def test_refusal_when_validity_has_days_keeps_the_whole_airing_inside(
    make_station: MakeStation, start: datetime, end: datetime, expected: str | None, owner: str
) -> None:
    valid = Validity(first=date(2026, 3, 2), until=date(2026, 3, 3))
    what = message(valid=valid) if owner == "message" else message()
    schedule = Schedule(id="s", messages=("m",), valid=valid) if owner == "schedule" else None
    found = code(make_station(), start, end, what, schedule=schedule)
    assert found == (None if expected is None else f"timetable.{owner}{expected}")


def test_refusal_when_validity_names_the_ends_of_time_is_none(make_station: MakeStation) -> None:
    forever = message(valid=Validity(first=date.min, until=date.max))
    assert code(make_station(), at(12), at(13), forever) is None


def test_refusal_when_approval_is_required_looks_at_it(make_station: MakeStation) -> None:
    strict = make_station(approval=ApprovalRule(required=True))
    assert code(strict, at(12), at(13), unapproved=NOT_APPROVED) == "timetable.not_approved"
    assert code(strict, at(12), at(13), unapproved=None) is None
    assert code(make_station(), at(12), at(13), unapproved=NOT_APPROVED) is None


def test_refusal_when_told_to_people_says_the_hours(
    make_station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = refusal(Case(station=make_station(quiet=NIGHT), message=message()), at(3), at(4))
    assert found is not None
    assert say(found.code, **dict(found.facts)) == "Trùng giờ yên tĩnh từ 21:00 đến 06:00"
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert say(found.code, **dict(found.facts)) == "It would touch the quiet hours from 21:00 to 06:00"


def test_margins_of_a_station_are_the_widest_of_its_transmitters(make_station: MakeStation) -> None:
    slow = Keying(type="file", settle=20, noise=0, tail=0.5)
    settings = replace(make_station(keying=KEYED).settings, zones={"a": Zone(name="a", keying=slow)})
    assert all_margins(settings) == (timedelta(seconds=20), timedelta(seconds=1.5))


def test_margins_when_no_keying_is_set_are_nothing() -> None:
    assert margins(Keying(type="none", settle=9)) == (timedelta(), timedelta())
    assert margins(KEYED) == (timedelta(seconds=6), timedelta(seconds=1.5))


@given(
    zone=st.sampled_from(["Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin"]),
    quiet=st.tuples(st.times(), st.times()).map(
        lambda q: tuple(t.replace(second=0, microsecond=0) for t in q)
    ),
    start=st.datetimes(datetime(2026, 3, 6), datetime(2026, 3, 10)),  # noqa: DTZ001 - its zone is added below
    autumn=st.booleans(),
    minutes=st.integers(1, 2000),
    lead=st.integers(1, 3),
)
def test_refusal_when_airing_is_anywhere_agrees_with_minutes_counted_one_by_one(
    make_station: MakeStation,
    zone: str,
    quiet: tuple[time, time],
    start: datetime,
    autumn: bool,
    minutes: int,
    lead: int,
) -> None:
    begin, over = quiet
    begin_utc = start.replace(second=0, microsecond=0, tzinfo=UTC) + timedelta(days=238 * autumn)
    station = make_station(
        zone=zone, quiet=quiet, keying=Keying(type="gpio", settle=60 * lead, noise=0, tail=60)
    )
    end_utc = begin_utc + timedelta(minutes=minutes)
    touched = False
    for k in range(-lead, minutes + 1):
        wall = (begin_utc + timedelta(minutes=k)).astimezone(ZoneInfo(zone)).time()
        touched |= begin <= wall < over if begin < over else not over <= wall < begin
    changing = _clocks_change_near(begin_utc, end_utc, ZoneInfo(zone))
    found = code(station, begin_utc, end_utc)
    if not changing:
        assert found == ("timetable.quiet_hours" if touched else None)
    elif begin == over:
        assert found == "timetable.quiet_hours"


def _clocks_change_near(begin: datetime, end: datetime, zone: ZoneInfo) -> bool:
    day = timedelta(days=1)
    return (begin - day).astimezone(zone).utcoffset() != (end + day).astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("start", "refused"),
    [
        pytest.param(at(22), ("21:00", "06:00"), id="the night"),
        pytest.param(at(12), ("11:30", "13:00"), id="noon, until a person confirms that it is over"),
        pytest.param(at(13), None, id="neither"),
    ],
)
def test_refusal_when_there_are_two_spans_of_quiet_keeps_both(
    make_station: MakeStation, start: datetime, refused: tuple[str, str] | None
) -> None:
    station = make_station(quiet=NIGHT)
    still = QuietRule(timezone="Asia/Ho_Chi_Minh", spans=((time(11, 30), time(13)),))
    station = replace(station, settings=replace(station.settings, still_quiet=still))
    found = refusal(Case(station=station, message=message()), start, start + timedelta(minutes=1))
    expected = None if refused is None else (("first", refused[0]), ("until", refused[1]))
    assert (None if found is None else found.facts) == expected
