"""The days of the log: whatever is asked for, there is an answer."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.web.playout.log import LogQuery

TODAY = date(2026, 11, 27)
BAD_DAY = "Ngày: viết như 3/2/2027, mai, thứ 7 này hoặc rằm."


def asked(first: str, last: str) -> LogQuery:
    return LogQuery(first=first, last=last, message="", outcome=None, tests=False)


def span(first: str, last: str) -> tuple[date, date]:
    return asked(first, last).span(TODAY)


def test_a_week_is_shown_where_nothing_is_asked_for() -> None:
    assert span("", "") == (date(2026, 11, 21), TODAY)


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    assert span("28/11", "28/11") == (date(2025, 11, 28), date(2025, 11, 28))
    assert span("27/11", "") == (TODAY, TODAY)


def test_a_day_that_cannot_be_read_is_told_at_its_field() -> None:
    with speaking(Language.VI):
        assert asked("hôm kìa", "31/11").faults(TODAY) == {
            "from": BAD_DAY,
            "to": "Không có ngày 31/11. Có phải 30/11?",
        }
    assert asked("20/11", "").faults(TODAY) == {}


def test_days_the_wrong_way_round_are_one_day() -> None:
    assert span("20/11/2026", "2026-11-10") == (date(2026, 11, 10), date(2026, 11, 10))


@pytest.mark.parametrize("last", ["1/1/1900", "31/12/2199", "24/12/2026", "hôm kìa"])
@pytest.mark.parametrize("first", ["1/1/1900", "31/12/2199", "", "0001-01-01"])
def test_no_day_of_the_calendar_is_too_much(first: str, last: str) -> None:
    since, until = span(first, last)
    assert since <= until <= TODAY
    assert (until - since).days < 366
