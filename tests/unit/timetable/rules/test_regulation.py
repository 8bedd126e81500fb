"""Rules of the Quy chế by season, zone and class, and what each refusal says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.station.model.equipment import Zone
from broadcaster.station.model.message import Message, Priority, Say, Validity
from broadcaster.station.model.regulation import Decision, Quotas, RegulationRule, Rulebook, Season
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan, warnings
from broadcaster.timetable.rules.guard import quiet_throughout
from broadcaster.timetable.rules.occurrence import Occurrence, why
from tests.unit.timetable.conftest import MakeStation

MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Vietnam
WEEK = timedelta(days=7)
OWN = Decision(number="15/QĐ-UBND", on=date(2026, 3, 2))
NO_NIGHT = RegulationRule(quiet=())
ZONES = {name: Zone(name=name) for name in ("a", "b")}


def ruled(station: Station, *rules: RegulationRule, quotas: Quotas | None = None) -> Station:
    book = Rulebook(decision=OWN, rules=rules, quotas=quotas)
    return replace(station, settings=replace(station.settings, rulebook=book))


def week(station: Station, minutes: float = 5, first: datetime = MONDAY) -> list[Occurrence]:
    return plan(station, first, first + WEEK, lengths=lambda _name: (60 * minutes, False))


def reasons(rows: list[Occurrence]) -> list[tuple[str, str]]:
    return [(f"{row.start:%a %H:%M} {row.schedule}", row.reason) for row in rows if row.reason]


def test_refusal_names_the_article_and_the_decision(make_station: MakeStation) -> None:
    rule = Schedule(id="s", messages=("m",), at=(time(6), time(7), time(22)), days=frozenset({0}))
    rules = (
        RegulationRule(by="Điều 7", quiet=((time(21), time(5)),)),
        RegulationRule(by="Điều 8 khoản 1", sessions_per_day=1),
    )
    rows = week(ruled(make_station(rule), *rules))
    assert [why(row) for row in rows] == [
        None,
        "Vượt quy chế: mỗi ngày nhiều nhất 1 buổi (Điều 8 khoản 1, 15/QĐ-UBND)",
        "Trùng giờ yên tĩnh từ 21:00 đến 05:00 (Điều 7, 15/QĐ-UBND)",
    ]


def test_quota_that_warns_names_its_article_too(make_station: MakeStation) -> None:
    rule = Schedule(id="s", messages=("m",), at=(time(6), time(7)), days=frozenset({0}))
    station = ruled(
        make_station(rule), NO_NIGHT, RegulationRule(by="Điều 8", sessions_per_day=1), quotas=Quotas.WARN
    )
    found = warnings(station, MONDAY, MONDAY + WEEK, lengths=lambda _name: (60, False))
    assert [dict(refusal.facts)["article"] for refusal in found.values()] == ["Điều 8, 15/QĐ-UBND"]
    assert reasons(week(station)) == []


@pytest.mark.parametrize(("month", "refused"), [(7, False), (12, True)], ids=["summer", "winter"])
def test_quiet_hours_of_a_season_hold_in_that_season(
    make_station: MakeStation, month: int, refused: bool
) -> None:
    once = Schedule(id="s", messages=("m",), at=(time(5, 15),), dates=frozenset({date(2026, month, 10)}))
    rules = (
        RegulationRule(quiet=((time(22), time(5)),), season=Season((4, 16), (10, 15))),
        RegulationRule(quiet=((time(21), time(5, 30)),), season=Season((10, 16), (4, 15))),
    )
    rows = week(ruled(make_station(once), *rules), first=datetime(2026, month, 8, tzinfo=UTC))
    assert [row.reason for row in rows] == ["timetable.quiet_hours" if refused else None]


def test_where_no_rule_speaks_of_quiet_hours_it_is_night_by_the_norm(make_station: MakeStation) -> None:
    rule = Schedule(id="s", messages=("m",), at=(time(5), time(6)), days=frozenset({0}), zones=("b",))
    station = make_station(rule, zones=ZONES)
    rows = week(ruled(station, RegulationRule(quiet=(), zones=("a",))))
    assert [why(row) for row in rows] == ["Trùng giờ yên tĩnh từ 21:00 đến 06:00 (QCVN 26:2010/BTNMT)", None]
    assert reasons(week(ruled(station, RegulationRule(quiet=(), zones=("a", "b"))))) == []


def test_quiet_hours_of_one_zone_let_the_other_sound_but_nothing_for_both(make_station: MakeStation) -> None:
    rules = [
        Schedule(id=name, messages=("m",), at=(time(12, minute),), days=frozenset({0}), zones=zones)
        for minute, (name, zones) in enumerate({"a": ("a",), "b": ("b",), "all": ()}.items())
    ]
    noon = RegulationRule(by="Điều 9", quiet=((time(11, 30), time(13)), (time(21), time(6))), zones=("a",))
    rows = week(ruled(make_station(*rules, zones=ZONES), noon))
    assert reasons(rows) == [
        ("Mon 12:00 a", "timetable.quiet_hours"),
        ("Mon 12:02 all", "timetable.quiet_hours"),
    ]


def test_rule_of_a_class_holds_for_that_class(make_station: MakeStation) -> None:
    urgent = Message(id="u", title="u", parts=(Say(text="x"),), priority=Priority.PRIORITY)
    rules = [
        Schedule(id="s", messages=(name,), at=(at,), days=frozenset({0})) for name, at in (("m", time(12)),)
    ] + [Schedule(id="u", messages=("u",), at=(time(12, 30), time(12, 40)), days=frozenset({0}))]
    book = (
        NO_NIGHT,
        RegulationRule(quiet=((time(11), time(13)),), classes=(Priority.NORMAL,)),
        RegulationRule(sessions_per_day=1, classes=(Priority.PRIORITY,)),
    )
    rows = week(ruled(make_station(*rules, messages=[urgent]), *book))
    assert reasons(rows) == [
        ("Mon 12:00 s", "timetable.quiet_hours"),
        ("Mon 12:40 u", "timetable.quota_sessions"),
    ]


def test_each_zone_of_a_rule_counts_by_itself(make_station: MakeStation) -> None:
    rules = [
        Schedule(id=f"{name}{hour}", messages=("m",), at=(time(hour),), days=frozenset({0}), zones=zones)
        for hour, (name, zones) in enumerate(
            [("a", ("a",)), ("b", ("b",)), ("all", ()), ("a", ("a",)), ("b", ("b",))], start=8
        )
    ]
    rows = week(
        ruled(
            make_station(*rules, zones=ZONES), NO_NIGHT, RegulationRule(sessions_per_day=1, zones=("a", "b"))
        )
    )
    assert [row.schedule for row in rows if row.reason is None] == ["a8", "b9"]


def test_minutes_of_a_day_are_those_of_all_its_sessions(make_station: MakeStation) -> None:
    rule = Schedule(id="s", messages=("m",), at=(time(6), time(7), time(8)), days=frozenset({0}))
    station = ruled(make_station(rule), NO_NIGHT, RegulationRule(minutes_per_day=40))
    assert reasons(week(station, minutes=20)) == [("Mon 08:00 s", "timetable.quota_day_minutes")]
    assert reasons(week(station, minutes=21)) == [
        ("Mon 07:00 s", "timetable.quota_day_minutes"),
        ("Mon 08:00 s", "timetable.quota_day_minutes"),
    ]


def test_rule_is_over_after_its_last_day(make_station: MakeStation) -> None:
    rule = Schedule(id="s", messages=("m",), at=(time(6), time(7)))
    dated = RegulationRule(sessions_per_day=1, valid=Validity(until=date(2026, 11, 24)))
    rows = week(ruled(make_station(rule), NO_NIGHT, dated))
    assert [f"{row.start:%d}" for row in rows if row.reason] == ["23", "24"]


def test_what_is_quiet_on_each_day_and_everywhere_is_what_all_share(make_station: MakeStation) -> None:
    station = ruled(
        make_station(zones=ZONES),
        RegulationRule(quiet=((time(22), time(5)),), season=Season((4, 16), (10, 15))),
        RegulationRule(quiet=((time(21), time(6)),), season=Season((10, 16), (4, 15))),
        RegulationRule(quiet=((time(12), time(13)),), zones=("a",)),
    )
    days = [date(2026, 10, 14) + timedelta(days=number) for number in range(4)]
    assert quiet_throughout(station.settings, days) == ((time(22), time(5)),)
    assert quiet_throughout(station.settings, days[2:]) == ((time(21), time(6)),)
