"""The regulation as people read it: the day's quiet hours as stretches, and what holds today of all rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.station.model.message import Cause, Priority, Validity
from broadcaster.station.model.regulation import (
    Decision,
    Exemption,
    Mourning,
    RegulationOrder,
    RegulationRule,
    Rulebook,
    Season,
    Sorrow,
)
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.regulation import as_json, stretches

QUARTERS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(spans=st.lists(st.tuples(QUARTERS, QUARTERS), max_size=3))
def test_stretches_cover_the_day_and_join_hours_only_where_all_of_them_is_quiet(
    spans: list[tuple[time, time]],
) -> None:
    def quiet(at: time) -> bool:
        """Quiet hours from a time on until the next time the clock shows the other one."""
        minute = at.hour * 60 + at.minute
        for first, until in spans:
            begins = first.hour * 60 + first.minute
            lasts = (until.hour * 60 + until.minute - begins - 1) % 1440 + 1
            if (minute - begins) % 1440 < lasts:
                return True
        return False

    found = stretches(spans)
    assert [hour for one in found for hour in one.hours] == list(range(24))
    for one in found:
        for hour in one.hours:
            assert one.quiet is all(quiet(time(hour, minute)) for minute in (0, 15, 30, 45))
        assert one.quiet or len(one.hours) == 1
        hour = one.hours[0]
        begins = [first for first, _ in spans if first.hour == hour and first.minute]
        ends = [until for _, until in spans if until.hour == hour and until.minute]
        if not one.quiet:
            assert (one.begins, one.ends) == (begins[0] if begins else None, ends[0] if ends else None)
    assert all(not (one.quiet and other.quiet) for one, other in pairwise(found))


TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def shown(*rules: RegulationRule, book: Rulebook | None = None) -> list[tuple[object, ...]]:
    own = replace(book or Rulebook(decision=Decision(number="15/QĐ", on=TODAY)), rules=rules)
    station = Station(root=Path("/x"), settings=Settings(name="Đài", rulebook=own), messages={}, schedules={})
    return [
        (row["kind"], row["what"], row["where"], row["by"], row["state"]) for row in as_json(station, TODAY)
    ]


def test_each_rule_says_all_that_it_bounds_where_and_whether_it_holds_today() -> None:
    rule = RegulationRule(
        by="Điều 7",
        quiet=((time(21), time(5, 30)), (time(12), time(13))),
        sessions_per_day=2,
        minutes_per_session=7.5,
        minutes_per_day=30,
        days_per_week=5,
        season=Season((10, 16), (4, 5)),
        valid=Validity(first=TODAY, until=TODAY),
        zones=("tren", "ban"),
        classes=(Priority.NORMAL,),
    )
    (kind, what, where, by, state), night = shown(rule)
    assert (kind, by, state) == ("rule", "Điều 7, 15/QĐ", "holds")
    assert str(what).startswith("yên tĩnh 21:00 – 05:30, 12:00 – 13:00; ")
    assert all(f" {number} " in f" {what} " for number in ("2", "7.5", "30", "5"))
    assert str(where).startswith("16/10 – 05/04, 23/11/2026 – 23/11/2026, tren, ban, ")
    assert night[0] == "night"


def test_rule_holds_from_its_first_day_to_its_last_in_its_season() -> None:
    days = {
        "over": Validity(until=TODAY - DAY),
        "coming": Validity(first=TODAY + DAY),
        "holds": Validity(first=TODAY, until=TODAY),
    }
    for state, valid in days.items():
        first, *_ = shown(RegulationRule(quiet=(), valid=valid))
        assert first[4] == state
    first, *_ = shown(RegulationRule(quiet=(), season=Season((4, 16), (10, 15))))
    assert (first[1], first[4]) == ("không có giờ yên tĩnh", "other_season")
    open_end = shown(RegulationRule(sessions_per_day=1, valid=Validity(first=TODAY)))[0]
    assert open_end[2] == "23/11/2026 – …"


def test_night_by_the_norm_is_told_unless_a_rule_that_always_holds_speaks_of_quiet_hours() -> None:
    assert [row[0] for row in shown(RegulationRule(quiet=()))] == ["rule"]
    assert [row[0] for row in shown(RegulationRule(quiet=(), zones=("a",)))] == ["rule", "night"]
    assert [row[0] for row in shown(RegulationRule(sessions_per_day=1))] == ["rule", "night"]
    plain = Station(root=Path("/x"), settings=Settings(name="Đài"), messages={}, schedules={})
    assert as_json(plain, TODAY) != []


def test_orders_and_days_of_mourning_are_rows_with_who_ordered_them() -> None:
    book = Rulebook(
        decision=Decision(number="15/QĐ", on=TODAY),
        exempt=Exemption(causes=tuple(Cause), by="Điều 9"),
        orders=(RegulationOrder(number="7/CV", by="Sở", first=TODAY, until=TODAY + DAY, entered_by="Lan"),),
        mourning=(Mourning(what=Sorrow.SILENCE, first=TODAY - DAY, until=TODAY - DAY),),
    )
    rows = shown(RegulationRule(quiet=()), book=book)
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("rule", "15/QĐ", "holds"),
        ("exemption", "Điều 9", "holds"),
        ("order", "Sở", "holds"),
        ("mourning", "", "over"),
    ]
