"""The calendar's lines keep to RFC 5545 whatever the texts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from broadcaster.timetable.ics import Event, calendar

AT = datetime(2026, 11, 25, 6, 30, tzinfo=timezone(timedelta(hours=7)))
EVENT = Event(uid="a@b/0", start=AT, end=AT + timedelta(seconds=0.2), title="Tin", about="", airs=True)
STAMP = datetime(2026, 11, 24, tzinfo=UTC)


def lines_of(event: Event) -> list[str]:
    return calendar("Đài", [event], STAMP).split("\r\n")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("a, b; c\\d", r"SUMMARY:a\, b\; c\\d"),
        ("một\nhai\r\nba", r"SUMMARY:một\nhai\nba"),
        ("chuông\x07 kêu", "SUMMARY:chuông kêu"),
    ],
    ids=["signs", "lines", "control"],
)
def test_text_with_signs_of_the_format_is_escaped(title: str, line: str) -> None:
    assert line in lines_of(replace(EVENT, title=title))


@pytest.mark.parametrize("length", range(55, 80))
def test_long_line_is_folded_between_letters_at_75_octets(length: int) -> None:
    title = "ữ" * length
    lines = lines_of(replace(EVENT, title=title))
    assert max(len(line.encode()) for line in lines) <= 75
    assert f"SUMMARY:{title}" in "\r\n".join(lines).replace("\r\n ", "")


def test_end_is_later_than_the_start_and_all_is_in_utc() -> None:
    lines = lines_of(EVENT)
    assert "DTSTAMP:20261124T000000Z" in lines
    assert "DTSTART:20261124T233000Z" in lines
    assert "DTEND:20261124T233001Z" in lines


def test_event_without_length_lasts_a_second() -> None:
    assert "DTEND:20261124T233001Z" in lines_of(replace(EVENT, end=AT))


def test_line_is_folded_only_when_it_is_full() -> None:
    lines = lines_of(replace(EVENT, title="x" * 200))
    folded = [line for line in lines if line.startswith(("SUMMARY", " x"))]
    assert [len(line) for line in folded] == [75, 75, len("SUMMARY:") + 200 + 2 - 150]
