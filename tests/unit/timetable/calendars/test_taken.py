"""The days of other people's calendars, and what hostile files do: nothing."""

from __future__ import annotations

import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.errors import TimetableError
from broadcaster.timetable.calendars.events import LARGEST, MOST_DAYS, calendar_days

TODAY = date(2026, 11, 27)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def ics(*events: str, head: str = "") -> bytes:
    """A calendar with these events, each given by its lines."""
    whole = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{whole}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def days(*events: str) -> list[str]:
    return [f"{day:%d/%m/%Y}" for day in calendar_days(ics(*events), TODAY, ZONE).days]


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("DTSTART;VALUE=DATE:20261201", ["01/12/2026"]),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203", ["01/12/2026", "02/12/2026"]),
        ("DTSTART:20261201T183000Z\nDURATION:PT1H", ["02/12/2026"]),  # 1:30 in Vietnam
        ("DTSTART:20261201T100000Z\nDTEND:20261201T183000Z", ["01/12/2026", "02/12/2026"]),
        (
            "DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20261207",
            ["30/11/2026", "14/12/2026"],
        ),
        (
            "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;UNTIL=20261202\nRDATE;VALUE=DATE:20261210",
            ["01/12/2026", "02/12/2026", "10/12/2026"],
        ),
        ("DTSTART;VALUE=DATE:20201201\nRRULE:FREQ=YEARLY;UNTIL=20261231T000000Z", ["01/12/2026"]),
    ],
)
def test_events_and_their_rules_give_days(event: str, found: list[str]) -> None:
    assert days(event) == found


def test_a_cancelled_event_gives_nothing_and_the_title_is_the_calendars() -> None:
    one, gone = "DTSTART;VALUE=DATE:20261201", "DTSTART;VALUE=DATE:20261202\nSTATUS:CANCELLED"
    read = calendar_days(ics(one, gone, head="X-WR-CALNAME:Lịch của tỉnh\n"), TODAY, ZONE)
    assert (read.title, read.days, read.left_out) == ("Lịch của tỉnh", (date(2026, 12, 1),), 0)


def test_a_rule_without_end_is_followed_for_two_years_and_bounded() -> None:
    read = calendar_days(ics("DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY"), TODAY, ZONE)
    assert len(read.days) == MOST_DAYS
    assert read.more
    assert read.days[0] == TODAY


HOSTILE = {
    "by_seconds": "DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY",
    "by_hours": "DTSTART:20261201T000000Z\nRRULE:FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1",
    "never": "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "zero_interval": "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;INTERVAL=0",
    "long_interval": "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;INTERVAL=999999999999",
    "long_event": "DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20991231",
    "backwards": "DTSTART;VALUE=DATE:20990101\nDTEND;VALUE=DATE:19000101",
    "huge_duration": "DTSTART:20261201T000000Z\nDURATION:P99999999W",
    "no_day": "DTSTART:20261399T000000Z",
    "no_start": "SUMMARY:x",
    "odd_zone": "DTSTART;TZID=../../etc/passwd:20990101T000000",
    "year_nine_thousand": "DTSTART;VALUE=DATE:99991231",
}


@pytest.mark.parametrize("event", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_event_costs_no_time_and_takes_no_other_along(event: str) -> None:
    begin = time.monotonic()
    read = calendar_days(ics(event, "DTSTART;VALUE=DATE:20261201"), TODAY, ZONE)
    assert date(2026, 12, 1) in read.days
    assert read.left_out <= 1
    assert len(read.days) <= MOST_DAYS
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "timetable.ics_unreadable"),
        (b"\x00" * 1000, "timetable.ics_unreadable"),
        (b"\xff\xfe BEGIN:VCALENDAR", "timetable.ics_unreadable"),
        (b"<html>", "timetable.ics_unreadable"),
        (b"BEGIN:VCALENDAR\r\n" * 30_000, "timetable.ics_unreadable"),
        (b"x" * (LARGEST + 1), "timetable.ics_too_large"),
        (ics(*["SUMMARY:x"] * 10), "timetable.ics_nothing"),
        (ics(*["DTSTART;VALUE=DATE:20261201"] * 2001), "timetable.ics_too_many"),
        (ics("DTSTART;VALUE=DATE:20201201"), "timetable.ics_nothing"),
    ],
    ids=["empty", "zeros", "utf16", "html", "nested", "large", "no_days", "many", "past"],
)
def test_what_is_no_calendar_is_refused_whole(raw: bytes, code: str) -> None:
    with pytest.raises(TimetableError) as caught:
        calendar_days(raw, TODAY, ZONE)
    assert caught.value.code == code


def test_what_the_station_publishes_it_can_take() -> None:
    from broadcaster.timetable.calendars.ical import calendar
    from tests.unit.timetable.calendars.test_published import NOW, event, round_of

    known = round_of({}, event(1), event(30))
    text = calendar("Đài", [(uid, one, "") for uid, one in known.items()], NOW)
    assert calendar_days(text.encode(), TODAY, ZONE).days == (TODAY, TODAY + timedelta(days=1))
