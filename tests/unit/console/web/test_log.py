"""The days of the log: whatever is asked for, there is an answer."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.console.web.pages.log import Asked

TODAY = date(2026, 11, 27)


def span(first: date | None, last: date | None) -> tuple[date, date]:
    return Asked(first=first, last=last, message="", outcome=None, tests=False).span(TODAY)


def test_a_week_is_shown_where_nothing_is_asked_for() -> None:
    assert span(None, None) == (date(2026, 11, 21), TODAY)


def test_days_the_wrong_way_round_are_one_day() -> None:
    assert span(date(2026, 11, 20), date(2026, 11, 10)) == (date(2026, 11, 10), date(2026, 11, 10))


@pytest.mark.parametrize("last", [date.min, date.max, date(2026, 12, 24)])
@pytest.mark.parametrize("first", [date.min, date.max, None])
def test_no_day_of_the_calendar_is_too_much(first: date | None, last: date) -> None:
    since, until = span(first, last)
    assert since <= until <= TODAY
    assert (until - since).days < 366
