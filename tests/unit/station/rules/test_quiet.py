"""Quiet hours and the zone: what holds until a person confirms a change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from broadcaster.station.model.message import Message, Priority, Validity
from broadcaster.station.model.regulation import QuietRule, Regulation, RegulationRule, Rulebook, Season, Span
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.quiet import is_quieter, rule_of, united, until_confirmed, with_rule
from broadcaster.timetable.rules.guard import Case, refusal

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
    assert until_confirmed(held, wanted) == holds
    assert (holds != wanted) is waits


def test_change_and_change_back_leaves_nothing_to_confirm() -> None:
    before, after = rule("21:00-06:00"), rule("23:00-05:00", zone=TOKYO)
    assert until_confirmed(until_confirmed(before, after), before) == before


def test_settings_under_an_older_rule_are_guarded_by_it_and_state_what_was_written() -> None:
    settings = Settings(name="x", regulation=Regulation(quiet=(time(22), time(7))), timezone=ZoneInfo(TOKYO))
    held = with_rule(settings, rule("21:00-07:00"))
    assert held.timezone.key == HANOI
    assert rule_of(replaced := with_rule(held, rule_of(settings))).spans == written("22:00-07:00")
    assert replaced.regulation == settings.regulation
    message = Message(id="a", title="a", parts=())
    station = Station(root=Path(), settings=held, messages={"a": message}, schedules={})
    night = datetime(2026, 11, 26, 21, 30, tzinfo=ZoneInfo(HANOI))
    found = refusal(Case(station=station, message=message), night, night + timedelta(minutes=1))
    assert found is not None
    assert found.code == "timetable.quiet_hours"
    morning = night.replace(hour=8)
    assert refusal(Case(station=station, message=message), morning, morning + timedelta(minutes=1)) is None


WINTER, SUMMER = Season((10, 16), (4, 15)), Season((4, 16), (10, 15))


def stated(*rules: RegulationRule) -> QuietRule:
    return rule_of(Settings(name="x", rulebook=Rulebook(rules=rules)))


def quiet(text: str, **where: Any) -> RegulationRule:
    return RegulationRule(quiet=written(text), **where)


@pytest.mark.parametrize(
    ("held", "wanted", "waits"),
    [
        pytest.param(
            [quiet("21:00-06:00")],
            [quiet("21:00-06:00", season=WINTER), quiet("22:00-05:00", season=SUMMER)],
            True,
            id="shorter in summer",
        ),
        pytest.param(
            [quiet("21:00-06:00")],
            [quiet("21:00-06:00", season=WINTER), quiet("20:00-06:00", season=SUMMER)],
            False,
            id="longer in summer",
        ),
        pytest.param(
            [quiet("21:00-06:00", season=WINTER), quiet("22:00-05:00", season=SUMMER)],
            [quiet("21:00-06:00")],
            False,
            id="the longer one all year",
        ),
        pytest.param(
            [quiet("21:00-06:00")],
            [quiet("21:00-06:00"), quiet("11:30-13:00", zones=("a",))],
            False,
            id="noon in one zone more",
        ),
        pytest.param(
            [quiet("21:00-06:00"), quiet("11:30-13:00", zones=("a",))],
            [quiet("21:00-06:00")],
            True,
            id="noon in one zone less",
        ),
        pytest.param(
            [quiet("21:00-06:00")], [quiet("21:00-06:00", zones=("a",))], False, id="the norm stays"
        ),
        pytest.param(
            [quiet("20:00-06:00")],
            [quiet("20:00-06:00", classes=(Priority.NORMAL,))],
            True,
            id="only one class is left",
        ),
        pytest.param(
            [], [RegulationRule(quiet=(), valid=Validity(first=date(2027, 1, 1)))], True, id="none, from then"
        ),
        pytest.param([], [RegulationRule(sessions_per_day=1)], False, id="quotas alone"),
        pytest.param(
            [quiet("21:00-06:00", season=Season((2, 29), (2, 29))), quiet("20:00-06:00")],
            [quiet("20:00-06:00")],
            False,
            id="a rule that adds nothing",
        ),
    ],
)
def test_rules_that_let_sound_where_it_was_silent_wait_for_a_person(
    held: list[RegulationRule], wanted: list[RegulationRule], waits: bool
) -> None:
    before, after = stated(*held), stated(*wanted)
    holds = until_confirmed(before, after)
    assert (holds != after) is waits
    assert is_quieter(holds, before)
    assert is_quieter(holds, after)


def test_what_was_kept_by_an_earlier_version_is_as_quiet_as_before() -> None:
    kept = b'{"timezone":"Asia/Ho_Chi_Minh","spans":[["21:00:00","06:00:00"]]}'
    assert TypeAdapter(QuietRule).validate_json(kept) == rule("21:00-06:00")
