"""What lifts the quotas, and days of mourning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.station.model.message import Cause, Message, Play, Say
from broadcaster.station.model.regulation import (
    Decision,
    Exemption,
    Mourning,
    RegulationOrder,
    RegulationRule,
    Rulebook,
    Sorrow,
)
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import exempted_by
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.rules.guard import Case, refusal
from broadcaster.timetable.rules.occurrence import Occurrence, why
from broadcaster.timetable.rules.regulation import regulation_rows as shown
from tests.unit.timetable.conftest import MakeStation

MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Vietnam
TUESDAY = date(2026, 11, 24)
OWN = Decision(number="15/QĐ-UBND", on=date(2026, 3, 2))
RULES = (
    RegulationRule(by="Điều 7", quiet=((time(21), time(5)),)),
    RegulationRule(by="Điều 8", sessions_per_day=1),
)
ORDER = RegulationOrder(number="215/UBND-VX", by="UBND huyện", first=TUESDAY, until=TUESDAY)
SPOKEN = Say(text="Kính thưa bà con.")
THRICE = Schedule(id="s", messages=("m",), at=(time(6), time(7), time(22)))


def ruled(station: Station, **book: object) -> Station:
    own = Rulebook(decision=OWN, rules=RULES, **book)  # type: ignore[arg-type]
    return replace(station, settings=replace(station.settings, rulebook=own))


def days(station: Station, count: int = 3) -> list[Occurrence]:
    return plan(station, MONDAY, MONDAY + timedelta(days=count), lengths=lambda _name: (300, False))


def test_order_lifts_the_quotas_of_its_days_and_never_quiet_hours(make_station: MakeStation) -> None:
    rows = days(ruled(make_station(THRICE), orders=(ORDER,)))
    assert [(f"{row.start:%a %H}", row.reason) for row in rows if row.reason] == [
        ("Mon 07", "timetable.quota_sessions"),
        ("Mon 22", "timetable.quiet_hours"),
        ("Tue 22", "timetable.quiet_hours"),
        ("Wed 07", "timetable.quota_sessions"),
        ("Wed 22", "timetable.quiet_hours"),
    ]


def test_what_airs_under_an_order_uses_nothing_up(make_station: MakeStation) -> None:
    rule = RegulationRule(by="Điều 8", days_per_week=5)
    order = replace(ORDER, first=date(2026, 11, 23), until=TUESDAY)
    daily = Schedule(id="s", messages=("m",), at=(time(6),))
    station = make_station(daily)
    own = Rulebook(decision=OWN, rules=(rule,), orders=(order,))
    station = replace(station, settings=replace(station.settings, rulebook=own))
    assert [row.reason for row in days(station, 7)] == [None] * 7


def test_message_about_a_disaster_is_outside_the_quotas_where_the_regulation_says_so(
    make_station: MakeStation,
) -> None:
    storm = Message(id="m", title="Bão", parts=(SPOKEN,), cause=Cause.DISASTER)
    station = make_station(replace(THRICE, at=(time(6), time(7))), messages=[storm])
    assert [row.reason for row in days(ruled(station), 1)] == [None, "timetable.quota_sessions"]
    exempt = Exemption(causes=(Cause.DISASTER,), by="Điều 8 khoản 4")
    assert [row.reason for row in days(ruled(station, exempt=exempt), 1)] == [None, None]
    settings = ruled(station, exempt=exempt).settings
    assert exempted_by(settings, storm, TUESDAY) == "Điều 8 khoản 4, 15/QĐ-UBND"
    assert exempted_by(settings, replace(storm, cause=Cause.EPIDEMIC), TUESDAY) is None


@pytest.mark.parametrize(
    ("message", "what", "reason"),
    [
        (Message(id="m", title="x", parts=(SPOKEN,)), Sorrow.NO_MUSIC, None),
        (
            Message(id="m", title="x", parts=(SPOKEN,), bed="b.ogg"),
            Sorrow.NO_MUSIC,
            "timetable.mourning_music",
        ),
        (
            Message(id="m", title="x", parts=(SPOKEN, Play(recording="a.ogg", music=True))),
            Sorrow.NO_MUSIC,
            "timetable.mourning_music",
        ),
        (Message(id="m", title="x", parts=(Play(recording="a.ogg", language="hmn"),)), Sorrow.NO_MUSIC, None),
        (Message(id="m", title="x", parts=(SPOKEN,)), Sorrow.SILENCE, "timetable.mourning_silence"),
    ],
    ids=["speech", "a bed", "a piece of music", "a spoken recording", "silence"],
)
def test_days_of_mourning(
    make_station: MakeStation, message: Message, what: Sorrow, reason: str | None
) -> None:
    mourning = (Mourning(what=what, first=TUESDAY, until=TUESDAY, by="Thông cáo đặc biệt"),)
    station = ruled(make_station(replace(THRICE, at=(time(6),)), messages=[message]), mourning=mourning)
    rows = days(station)
    assert [row.reason for row in rows] == [None, reason, None]
    if reason is not None:
        assert "từ 24/11/2026 đến 24/11/2026 (Thông cáo đặc biệt)" in (why(rows[1]) or "")
    at = rows[1].start
    assert (
        refusal(Case(station=station, message=message, emergency=True), at, at + timedelta(minutes=1)) is None
    )


def test_regulation_is_shown_with_what_holds_today(make_station: MakeStation) -> None:
    mourning = (Mourning(what=Sorrow.SILENCE, first=date(2026, 12, 1), until=date(2026, 12, 2)),)
    exempt = Exemption(causes=tuple(Cause), by="Điều 8 khoản 4")
    station = ruled(make_station(), orders=(ORDER,), mourning=mourning, exempt=exempt)
    found = shown(station, TUESDAY + timedelta(days=1))
    assert [(one.kind, one.what, one.by, one.code) for one in found] == [
        ("rule", "yên tĩnh 21:00 – 05:00", "Điều 7, 15/QĐ-UBND", "holds"),
        ("rule", "nhiều nhất 1 buổi một ngày", "Điều 8, 15/QĐ-UBND", "holds"),
        ("exemption", "ngoài hạn mức: thiên tai, dịch bệnh", "Điều 8 khoản 4", "holds"),
        ("order", "vượt khung theo văn bản 215/UBND-VX", "UBND huyện", "over"),
        ("mourning", "Để tang: không phát gì, trừ lệnh khẩn cấp", "", "coming"),
    ]
