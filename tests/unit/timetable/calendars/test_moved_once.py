"""One time of a series that was moved or cancelled ("Hủy một lần"): a meeting is not on both days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from broadcaster.timetable.calendars.events import calendar_days, coming

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 12, 1)
EVENT = "BEGIN:VEVENT\r\nUID:hop\r\nSUMMARY:Họp giao ban\r\n{what}END:VEVENT\r\n"
WEEKS = [date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)]


def calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def series() -> str:
    return EVENT.format(what="DTSTART:20261207T010000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")


def moved(more: str = "") -> str:
    return EVENT.format(what=f"RECURRENCE-ID:20261214T010000Z\r\nDTSTART:20261216T010000Z\r\n{more}")


@pytest.mark.parametrize("events", [[series(), moved()], [moved(), series()]])
def test_meeting_that_was_moved_kept_both_days(events: list[str]) -> None:
    found = calendar_days(calendar(*events), TODAY, ZONE).days
    assert list(found) == [WEEKS[0], date(2026, 12, 16), WEEKS[2]]


def test_meeting_that_was_cancelled_once_is_not_on_that_day() -> None:
    found = calendar_days(calendar(series(), moved("STATUS:CANCELLED\r\n")), TODAY, ZONE).days
    assert list(found) == [WEEKS[0], WEEKS[2]]


def test_series_of_another_event_stays_whole() -> None:
    other = moved().replace("UID:hop", "UID:khac")
    assert WEEKS[1] in calendar_days(calendar(series(), other), TODAY, ZONE).days


def test_announcement_of_a_moved_meeting_has_the_key_of_the_day_from_which_it_was_moved() -> None:
    now = datetime(2026, 12, 10, tzinfo=UTC)
    found = coming(calendar(series(), moved()), now, ZONE)[1]
    assert {(one.key, one.start.date()) for one in found} == {
        ("hop/2026-12-14", date(2026, 12, 16)),
        ("hop/2026-12-21", date(2026, 12, 21)),
    }
