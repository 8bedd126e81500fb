"""Plans from kept drafts say what plans say that are computed anew, whatever changed in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import FaultList
from broadcaster.station.model.equipment import Zone
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.regulation import ApprovalRule, Decision, Quotas, RegulationRule, Rulebook
from broadcaster.station.model.schedule import Exceptions, Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.planning.plans import Plans
from broadcaster.timetable.planning.proposal import preview
from broadcaster.timetable.rules.guard import NOT_APPROVED
from broadcaster.timetable.rules.occurrence import Occurrence
from tests.counts import counted
from tests.unit.timetable.planning.test_unheard import MISSED

DAY = timedelta(days=1)
MESSAGES = {
    name: Message(id=name, title=name, parts=(Say(text="x"),), priority=priority)
    for name, priority in (
        ("m", Priority.NORMAL),
        ("n", Priority.NORMAL),
        ("p", Priority.PRIORITY),
        ("e", Priority.EMERGENCY),
    )
}
walls = st.builds(time, st.sampled_from([0, 6, 6, 7, 23]), st.sampled_from([0, 5, 30, 58]))
schedules = st.builds(
    Schedule,
    id=st.sampled_from("stuv"),
    messages=st.lists(st.sampled_from("mnpe"), min_size=1, max_size=3, unique=True).map(tuple),
    at=st.lists(walls, min_size=1, max_size=3, unique=True).map(sorted).map(tuple),
    days=st.frozensets(st.integers(0, 6), max_size=4),
    once=st.lists(
        st.builds(Once, st.dates(date(2026, 10, 20), date(2026, 11, 10)), walls), max_size=2, unique=True
    ).map(tuple),
    exceptions=st.just(Exceptions()) | st.just(Exceptions(dates=frozenset({date(2026, 10, 28)}))),
    paused=st.sampled_from([False, False, False, True]),
    wait=st.sampled_from([0.0, 60.0, 3600.0]),
    zones=st.sampled_from([(), ("a",)]),
)
rules = st.builds(
    RegulationRule,
    quiet=st.sampled_from([(), (), ((time(22), time(5)),)]),
    sessions_per_day=st.none() | st.integers(1, 4),
    minutes_per_day=st.none() | st.sampled_from([10.0, 30.0]),
    days_per_week=st.none() | st.integers(1, 6),
)


class Told:
    """What is known of messages, and may change from one plan to the next."""

    def __init__(self) -> None:
        self.minutes = dict.fromkeys(MESSAGES, 4.0)
        self.refused: set[str] = set()
        self.held: set[str] = set()
        self.lost: frozenset[str] = frozenset()

    def plans(self) -> Plans:
        ahead = SimpleNamespace(
            length=lambda name: 60 * self.minutes[name], made=lambda _station, _message: None
        )
        approvals = SimpleNamespace(
            objection=lambda _station, message, _sound: NOT_APPROVED if message.id in self.refused else None
        )
        journal = SimpleNamespace(
            airings=lambda _first, _until: [replace(MISSED, session=session) for session in self.lost]
        )
        return Plans(cast("Any", ahead), cast("Any", approvals), self, cast("Any", journal), FaultList())

    def screen(self, station: Station, rows: Sequence[Occurrence]) -> list[Occurrence]:
        del station
        return [row for row in rows if row.message not in self.held]


changes = st.lists(
    st.one_of(
        schedules,
        schedules,
        st.tuples(st.just("longer"), st.sampled_from("mnpe"), st.sampled_from([0.1, 4.0, 11.0, 90.0])),
        st.tuples(st.just("refused"), st.sampled_from("mnpe")),
        st.tuples(st.just("held"), st.sampled_from("mnpe")),
        st.tuples(st.just("gone"), st.sampled_from("stuv")),
        st.tuples(st.just("lost"), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=6,
)
wards = st.tuples(
    st.lists(schedules, min_size=1, max_size=4, unique_by=lambda schedule: schedule.id),
    st.lists(rules, min_size=1, max_size=2).map(tuple),
    st.sampled_from([Quotas.WARN, Quotas.REFUSE]),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin"]),
    st.booleans(),
    changes,
)


@given(wards)
@settings(max_examples=counted(120, least=25), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_plan_of_kept_drafts_when_anything_changes_is_the_plan_computed_anew(ward: Any) -> None:
    planned, own, quotas, zone, asked, changed = ward
    station = Station(
        root=Path(),
        settings=Settings(
            name="x",
            timezone=ZoneInfo(zone),
            zones={"a": Zone(name="a")},
            approval=ApprovalRule(required=asked),
            rulebook=Rulebook(decision=Decision(number="1", on=date(2020, 1, 1)), rules=own, quotas=quotas),
        ),
        messages=MESSAGES,
        schedules={schedule.id: schedule for schedule in planned},
    )
    # In this week the clocks of Berlin are set back.
    monday = datetime.combine(date(2026, 10, 19), time(), ZoneInfo(zone))
    told = Told()
    plans = told.plans()
    for change in [None, *changed]:
        station = _after(change, station, told, plans, monday)
        for week in range(3):
            first, until = monday + 7 * week * DAY, monday + 7 * (week + 1) * DAY
            assert plans.again(station, first, until) == plans.plan(station, first, until)
            whole = [replace(each, free=None) for each in plans.prospects(station, first, until)]
            for name in station.schedules:
                theirs = [each for each in whole if each.occurrence.schedule == name]
                assert plans.prospects_of(station, name, first, until) == theirs


def _after(change: Any, station: Station, told: Told, plans: Plans, monday: datetime) -> Station:
    if isinstance(change, Schedule):
        return replace(station, schedules={**station.schedules, change.id: change})
    match change:
        case ("longer", name, minutes):
            told.minutes[name] = minutes
        case ("refused", name):
            told.refused ^= {name}
        case ("held", name):
            told.held ^= {name}
        case ("lost", number):
            rows = plans.plan(station, monday, monday + 7 * DAY)
            told.lost ^= {row.session for row in rows[number : number + 1]}
        case ("gone", name):
            rest = {key: value for key, value in station.schedules.items() if key != name}
            return replace(station, schedules=rest)
    return station


def test_a_schedule_that_is_typed_anew_is_the_only_one_that_is_computed() -> None:
    station = Station(
        root=Path(),
        settings=Settings(name="x", approval=ApprovalRule(required=False)),
        messages=MESSAGES,
        schedules={f"s{n}": Schedule(id=f"s{n}", messages=("m",), at=(time(6, n),)) for n in range(20)},
    )
    zone = station.settings.timezone
    now = datetime(2026, 11, 2, 5, tzinfo=zone)
    plans = Told().plans()
    first, until = now, now + 7 * DAY
    plans.again(station, first, until)
    kept = {name: each.drafts for name, each in plans.kept.schedules.items()}
    typed = replace(station.schedules["s3"], at=(time(7),))
    changed = replace(station, schedules={**station.schedules, "s3": typed})
    rows = plans.again(changed, first, until)
    assert {row.start.time() for row in rows if row.schedule == "s3"} == {time(7)}
    again = {name: each.drafts for name, each in plans.kept.schedules.items()}
    assert [name for name in kept if again[name] is not kept[name]] == ["s3"]


def test_the_next_airings_of_a_schedule_with_two_airings_that_meet_another_say_so() -> None:
    station = Station(
        root=Path(),
        settings=Settings(name="x", approval=ApprovalRule(required=False)),
        messages=MESSAGES,
        schedules={
            "s": Schedule(id="s", messages=("m",), at=(time(6), time(17)), wait=3600),
            "t": Schedule(id="t", messages=("p",), at=(time(6),)),
        },
    )
    now = datetime(2026, 11, 2, 5, tzinfo=station.settings.timezone)
    found = preview(Told().plans(), station, "s", now)
    assert [members[0].occurrence.start.hour for members in found.sessions] == [6, 17] * 5
    assert [members[0].wait is not None for members in found.sessions] == [True, False] * 5
    assert found.more


def test_an_airing_of_which_nothing_was_heard_meets_no_other_whoever_asks() -> None:
    station = Station(
        root=Path(),
        settings=Settings(
            name="x",
            approval=ApprovalRule(required=False),
            rulebook=Rulebook(
                decision=Decision(number="1", on=date(2020, 1, 1)),
                rules=(RegulationRule(sessions_per_day=4),),
            ),
        ),
        messages=MESSAGES,
        schedules={name: Schedule(id=name, messages=("p",), at=(time(6),)) for name in "st"},
    )
    first = datetime(2026, 11, 2, tzinfo=station.settings.timezone)
    told = Told()
    plans = told.plans()
    told.lost = frozenset({plans.plan(station, first, first + DAY)[0].session})
    whole = plans.prospects(station, first, first + DAY)
    assert [(each.occurrence.unheard, each.clash, each.delays) for each in whole] == [
        (True, (), ()),
        (False, (), ()),
    ]
    for name in station.schedules:
        theirs = [each for each in whole if each.occurrence.schedule == name]
        assert plans.prospects_of(station, name, first, first + DAY) == theirs


def test_want_of_approval_is_an_objection_only_where_approval_is_required() -> None:
    told = Told()
    told.refused = {"m"}
    for required, objection in ((True, NOT_APPROVED), (False, None)):
        rule = ApprovalRule(required=required)
        station = Station(
            root=Path(), settings=Settings(name="x", approval=rule), messages=MESSAGES, schedules={}
        )
        assert told.plans().objection(station, MESSAGES["m"]) == objection
        assert told.plans().objection(station, MESSAGES["n"]) is None
        assert told.plans().length(station, "m") == timedelta(minutes=4)
