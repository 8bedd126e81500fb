"""Quiet hours and the zone: what holds until a person confirms a change."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.model import Message, Regulation, Settings, Station
from broadcaster.station.quiet import QuietRule, Span, rule_of, united, with_rule
from broadcaster.timetable.guard import refusal

HANOI, TOKYO = "Asia/Ho_Chi_Minh", "Asia/Tokyo"
at = time.fromisoformat
spans = st.tuples(st.integers(0, 95), st.integers(0, 95)).map(
    lambda pair: (time(pair[0] // 4, pair[0] % 4 * 15), time(pair[1] // 4, pair[1] % 4 * 15))
)


def written(*texts: str) -> tuple[Span, ...]:
    return tuple((at(text[:5]), at(text[6:])) for text in texts)


def rule(*texts: str, zone: str = HANOI) -> QuietRule:
    return QuietRule(timezone=zone, spans=united(written(*texts)))


def is_quiet(found: tuple[Span, ...], minute: int) -> bool:
    now = time(minute // 60, minute % 60, 30)
    return any(
        first <= now < until if first < until else now >= first or now < until for first, until in found
    )


@pytest.mark.parametrize(
    ("of", "joined"),
    [
        ((), ()),
        (("21:00-06:00",), ("21:00-06:00",)),
        (("21:00-06:00", "22:00-07:00"), ("21:00-07:00",)),
        (("21:00-06:00", "12:00-13:00"), ("12:00-13:00", "21:00-06:00")),
        (("12:00-13:00", "13:00-14:00"), ("12:00-14:00",)),
        (("00:00-06:00", "21:00-00:00"), ("21:00-06:00",)),
        (("00:00-00:00", "21:00-06:00"), ("00:00-00:00",)),
        (("06:00-06:00",), ("00:00-00:00",)),
        (("06:00-18:00", "18:00-06:00"), ("00:00-00:00",)),
    ],
)
def test_spans_are_joined(of: tuple[str, ...], joined: tuple[str, ...]) -> None:
    assert united(written(*of)) == written(*joined)


@settings(deadline=None)  # how long it takes is the machine's affair
@given(st.lists(spans, max_size=4))
def test_joined_spans_are_quiet_whenever_one_of_them_is(found: list[Span]) -> None:
    joined = united(found)
    assert united(joined) == joined
    for minute in range(0, 24 * 60, 5):
        assert is_quiet(joined, minute) == is_quiet(tuple(found), minute)


@pytest.mark.parametrize(
    ("held", "wanted", "holds", "waits"),
    [
        (rule("21:00-06:00"), rule("21:00-06:00"), rule("21:00-06:00"), False),
        (rule("21:00-06:00"), rule("20:00-07:00"), rule("20:00-07:00"), False),
        (rule("21:00-06:00"), rule("22:00-06:00"), rule("21:00-06:00"), True),
        (rule("21:00-06:00"), rule("22:00-07:00"), rule("21:00-07:00"), True),
        (rule("21:00-06:00"), rule(), rule("21:00-06:00"), True),
        (rule(), rule("21:00-06:00"), rule("21:00-06:00"), False),
        (rule(), rule(zone=TOKYO), rule(), True),
        (rule("21:00-06:00"), rule("20:00-06:00", zone=TOKYO), rule("20:00-06:00"), True),
        (rule("00:00-00:00"), rule("21:00-06:00"), rule("00:00-00:00"), True),
    ],
)
def test_what_holds_until_a_change_is_confirmed(
    held: QuietRule, wanted: QuietRule, holds: QuietRule, waits: bool
) -> None:
    assert held.until_confirmed(wanted) == holds
    assert (holds != wanted) is waits


def test_change_and_change_back_leaves_nothing_to_confirm() -> None:
    before, after = rule("21:00-06:00"), rule("23:00-05:00", zone=TOKYO)
    assert before.until_confirmed(after).until_confirmed(before) == before


def test_settings_under_an_older_rule_are_guarded_by_it_and_state_what_was_written() -> None:
    settings = Settings(name="x", regulation=Regulation(quiet=(time(22), time(7))), timezone=ZoneInfo(TOKYO))
    held = with_rule(settings, rule("21:00-07:00"))
    assert held.timezone.key == HANOI
    assert rule_of(replaced := with_rule(held, rule_of(settings))).spans == written("22:00-07:00")
    assert replaced.regulation == settings.regulation
    message = Message(id="a", title="a", parts=())
    station = Station(root=Path(), settings=held, messages={"a": message}, schedules={})
    night = datetime(2026, 11, 26, 21, 30, tzinfo=ZoneInfo(HANOI))
    found = refusal(station, message, start=night, end=night + timedelta(minutes=1))
    assert found is not None
    assert found.code == "timetable.quiet_hours"
    morning = night.replace(hour=8)
    assert refusal(station, message, start=morning, end=morning + timedelta(minutes=1)) is None
