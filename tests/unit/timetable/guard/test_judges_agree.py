"""Random years, rules and schedules: the plan keeps the rules by an oracle, and all who judge agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.station.model.equipment import Zone
from broadcaster.station.model.message import Message, Priority, Say, Validity
from broadcaster.station.model.regulation import (
    ApprovalRule,
    Decision,
    Quotas,
    RegulationRule,
    Rulebook,
    Season,
)
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import FakeInForce, Station
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.plan.plan import plan, warnings
from broadcaster.timetable.plan.slots import TAKEN, SlotRequest, next_free_slot, session_judge
from broadcaster.timetable.plan.waits import refused_starts, waits
from broadcaster.timetable.planning.proposal import with_schedule, without
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.timetable.rules.quotas import Sitting
from tests.counts import counted
from tests.fakes.approving import nothing_approved

RATE = 100
ZONES = ("a", "b")
DAY = timedelta(days=1)
OWN = Decision(number="15/QĐ-UBND", on=date(2020, 1, 1))
MESSAGES = {
    name: Message(id=name, title=name, parts=(Say(text="x"),), priority=priority)
    for name, priority in (
        ("m", Priority.NORMAL),
        ("n", Priority.NORMAL),
        ("p", Priority.PRIORITY),
        ("e", Priority.EMERGENCY),
    )
}

spans = st.sampled_from(
    [
        (time(21), time(6)),
        (time(22), time(5)),
        (time(11, 30), time(13)),
        (time(0), time(7)),
        (time(8), time(7)),
    ]
)
rules = st.builds(
    RegulationRule,
    by=st.sampled_from(["Điều 1", "Điều 2", None]),
    season=st.none() | st.sampled_from([Season((4, 16), (10, 15)), Season((10, 16), (4, 15))]),
    valid=st.just(Validity())
    | st.builds(
        lambda year, month: Validity(first=date(year, month, 9)), st.integers(2024, 2032), st.integers(1, 12)
    ),
    zones=st.sampled_from([(), (), ("a",), ("a", "b")]),
    classes=st.sampled_from([(), (), (Priority.NORMAL,), (Priority.PRIORITY, Priority.EMERGENCY)]),
    quiet=st.none() | st.just(()) | st.lists(spans, min_size=1, max_size=2).map(tuple),
    sessions_per_day=st.none() | st.integers(1, 3),
    minutes_per_session=st.none() | st.sampled_from([5.0, 15.0]),
    minutes_per_day=st.none() | st.sampled_from([10.0, 30.0]),
    days_per_week=st.none() | st.integers(1, 6),
)
schedules = st.lists(
    st.builds(
        Schedule,
        id=st.sampled_from("stuv"),
        messages=st.lists(st.sampled_from("mnpe"), min_size=1, max_size=3, unique=True).map(tuple),
        at=st.lists(
            st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])), min_size=1, max_size=3, unique=True
        )
        .map(sorted)
        .map(tuple),
        days=st.frozensets(st.integers(0, 6), max_size=4),
        zones=st.sampled_from([(), ("a",), ("b",)]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda schedule: schedule.id,
)
zones = st.sampled_from(["Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh", "Europe/Berlin"])
mondays = st.dates(date(2024, 1, 1), date(2033, 12, 20)).map(lambda day: day - day.weekday() * DAY)
wards = st.tuples(
    st.lists(rules, min_size=1, max_size=4).map(tuple),
    schedules,
    zones,
    mondays,
    st.sampled_from([4.0, 11.0]),
    st.just(frozenset[int]()) | st.frozensets(st.integers(0, 40), max_size=12),
)
Ward = tuple[tuple[RegulationRule, ...], list[Schedule], str, date, float, frozenset[int]]
profile = settings(max_examples=counted(60, least=20), deadline=None, suppress_health_check=list(HealthCheck))


class Bench:
    """One ward for two weeks, some of whose sessions were not heard."""

    def __init__(self, ward: Ward, quotas: Quotas | None = None) -> None:
        from zoneinfo import ZoneInfo

        self.rules, planned, zone, monday, self.minutes, lost = ward
        self.station = Station(
            root=Path(),
            settings=Settings(
                name="x",
                timezone=ZoneInfo(zone),
                zones={name: Zone(name=name) for name in ZONES},
                approval=ApprovalRule(required=False),
                rulebook=Rulebook(decision=OWN, rules=self.rules, quotas=quotas),
            ),
            messages=MESSAGES,
            schedules={schedule.id: schedule for schedule in planned},
        )
        self.first = datetime.combine(monday, time(), ZoneInfo(zone))
        self.until = datetime.combine(monday + 14 * DAY, time(), ZoneInfo(zone))
        self.unheard: frozenset[str] = frozenset()
        sessions = list(dict.fromkeys(row.session for row in self.plan(self.station)))
        self.unheard = frozenset(sessions[number] for number in lost if number < len(sessions))
        self.rows = self.plan(self.station)

    def plan(self, station: Station) -> list[Occurrence]:
        return plan(
            station,
            self.first,
            self.until,
            lengths=lambda _: (60 * self.minutes, False),
            unheard=self.unheard,
        )


def places(station: Station, row: Occurrence) -> set[str]:
    heard = station.schedules[row.schedule].zones
    return set(heard) or {"", *ZONES}


def holds(rule: RegulationRule, day: date, priority: Priority) -> bool:
    at = f"{day:%m-%d}"
    if rule.season is not None:
        first, until = ("{:02}-{:02}".format(*end) for end in (rule.season.first, rule.season.until))
        if not (first <= at <= until if first <= until else at >= first or at <= until):
            return False
    if rule.valid.first is not None and day < rule.valid.first:
        return False
    return not rule.classes or priority in rule.classes


def quiet_at(bench: Bench, moment: datetime, zone: str, priority: Priority) -> bool:
    """The rules once more, minute by minute: what the clocks show decides."""
    wall, today = moment.time(), moment.date()
    for day in (today - DAY, today):
        spoken = [
            rule.quiet
            for rule in bench.rules
            if rule.quiet is not None
            and holds(rule, day, priority)
            and (not rule.zones or zone in rule.zones)
        ]
        for first, until in [span for said in spoken for span in said] if spoken else [(time(21), time(6))]:
            over = until <= first
            if day == today and (wall >= first if over else first <= wall < until):
                return True
            if day != today and over and wall < until:
                return True
    return False


@profile
@given(wards)
def test_nothing_is_planned_in_quiet_hours_and_no_quota_is_exceeded(ward: Ward) -> None:
    bench = Bench(ward)
    station = bench.station
    aired = [row for row in bench.rows if row.status is Status.PLANNED]
    zone = station.settings.timezone
    for row in aired:
        priority = MESSAGES[row.message].priority
        begin, end = row.start.astimezone(UTC), row.end.astimezone(UTC)
        steps = [begin + k * timedelta(seconds=30) for k in range(int((end - begin) / timedelta(seconds=30)))]
        for at in (*steps, end - timedelta(seconds=1)):
            for place in places(station, row):
                assert not quiet_at(bench, at.astimezone(zone), place, priority), (row, place)
    begun: dict[str, datetime] = {}
    for row in bench.rows:
        if row.status is Status.PLANNED:
            begun.setdefault(row.session, row.start)
    for rule in bench.rules:
        for place in rule.zones or ("",):
            lasting: dict[tuple[date, str], timedelta] = {}
            for row in aired:
                priority = MESSAGES[row.message].priority
                if (
                    row.session in bench.unheard
                    or priority is Priority.EMERGENCY
                    or (rule.zones and place not in places(station, row))
                ):
                    continue
                start = begun[row.session]
                if holds(rule, start.date(), priority):
                    length = row.end.astimezone(UTC) - start.astimezone(UTC)
                    key = (start.date(), row.session)
                    lasting[key] = max(length, lasting.get(key, length))
            days = {day for day, _ in lasting}
            for day in days:
                today = [length for (on, _), length in lasting.items() if on == day]
                week = {other for other in days if other.isocalendar()[:2] == day.isocalendar()[:2]}
                assert len(today) <= (rule.sessions_per_day or 99)
                assert max(today) <= timedelta(minutes=rule.minutes_per_session or 999)
                assert sum(today, timedelta()) <= timedelta(minutes=rule.minutes_per_day or 9999)
                assert len(week) <= (rule.days_per_week or 7)


@profile
@given(wards)
def test_a_quota_refuses_only_beside_sessions_that_were_heard_or_are_to_come(ward: Ward) -> None:
    bench = Bench(ward)
    # The same timetable without the sessions that were not heard, as exceptions of their schedules.
    zone, station = bench.station.settings.timezone, bench.station
    for row in {row.session: row for row in reversed(bench.rows) if row.session in bench.unheard}.values():
        begin = datetime.fromisoformat(row.session.partition("@")[2]).astimezone(zone).replace(tzinfo=None)
        station = without(station, station.schedules[row.schedule], [Once(begin.date(), begin.time())])
    left = {(row.session, row.position): (row.status, row.reason) for row in bench.plan(station)}
    if any(row.session in bench.unheard for row in bench.plan(station)):
        return  # clocks change: the exception names another instant
    heard = [row for row in bench.rows if row.session not in bench.unheard]
    assert {(row.session, row.position): (row.status, row.reason) for row in heard} == left


def item(bench: Bench, row: Occurrence) -> Item:
    return Item(
        id=f"{row.session}/{row.position}",
        message=row.message,
        title=row.message,
        path="",
        rate=RATE,
        start_frame=0,
        end_frame=round(bench.minutes * 60 * RATE),
    )


@profile
@given(wards)
def test_the_guard_at_air_time_judges_as_the_plan_did(ward: Ward) -> None:
    bench = Bench(ward)
    station = bench.station
    heard: list[Sitting] = []

    class Heard:
        def heard(self, _station: Station, session: str | None, _day: date) -> list[Sitting]:
            return [one for one in heard if one.session != session]

    guard = AirGuard(FakeInForce(station), nothing_approved(), as_run=Heard())
    items: dict[str, list[Item]] = {}
    begun: dict[str, datetime] = {}
    # One session airs at a time, in the order of their starts.
    for row in sorted(
        bench.rows, key=lambda row: (row.session.partition("@")[2], row.schedule, row.position)
    ):
        schedule = station.schedules[row.schedule]
        own = item(bench, row)
        counts = MESSAGES[row.message].priority is not Priority.EMERGENCY
        request = Request(
            id=row.session,
            session=row.session,
            terms=Terms(kind=AiringKind.SCHEDULED, zones=schedule.zones),
            planned=row.start,
            items=(*items.get(row.session, ()), own),
            schedule=row.schedule,
        )
        found = guard.guard(request, own, row.start, row.end)
        assert (None if found is None else (found.code, found.facts)) == (
            None if row.reason is None else (row.reason, row.facts)
        ), row
        if row.status is Status.PLANNED:
            items.setdefault(row.session, []).append(own)
            start = begun.setdefault(row.session, row.start)
            if counts and row.session not in bench.unheard:
                length = row.end.astimezone(UTC) - start.astimezone(UTC)
                heard.append(
                    Sitting(row.session, start.date(), length, MESSAGES[row.message].priority, schedule.zones)
                )


def wanted(bench: Bench, row: Occurrence) -> SlotRequest:
    schedule = bench.station.schedules[row.schedule]
    length = timedelta(minutes=bench.minutes)
    members = tuple((MESSAGES[name], length) for name in schedule.messages)
    return SlotRequest(members=members, schedule=schedule)


@profile
@given(wards)
def test_the_grid_judges_each_session_as_the_plan_did(ward: Ward) -> None:
    bench = Bench(ward)
    sessions: dict[str, list[Occurrence]] = {}
    for row in bench.rows:
        if row.start < bench.until - DAY:
            sessions.setdefault(row.session, []).append(row)
    # One that was not heard has left its place to later ones.
    for members in [each for name, each in sessions.items() if name not in bench.unheard][:12]:
        rest = [row for row in bench.rows if row.session != members[0].session]
        judged = session_judge(bench.station, rest, wanted(bench, members[0]))
        found = judged(members[0].start)
        if any(row.reason is not None for row in members):
            # Perhaps for another reason: the grid takes a session whole, and counts what comes later.
            assert found is not None, members
        else:
            assert found is None or found.code == TAKEN


@profile
@given(wards)
def test_the_next_slot_of_a_refused_session_is_really_free(ward: Ward) -> None:
    bench = Bench(ward)
    zone = bench.station.settings.timezone
    refused = {row.session: row for row in bench.rows if row.reason is not None and row.position == 0}
    for row in list(refused.values())[:3]:
        schedule = bench.station.schedules[row.schedule]
        begin = row.start.replace(tzinfo=None)
        rest = without(bench.station, schedule, [Once(begin.date(), begin.time())])
        left = bench.plan(rest)
        judged = session_judge(rest, left, wanted(bench, row))
        free = next_free_slot(judged, row.start, zone, within=timedelta(days=4))
        if free is None or free >= bench.until - DAY:
            continue
        moved = replace(schedule, id="zz", at=(), days=frozenset(), once=(Once(free.date(), free.time()),))
        station = with_schedule(rest, moved)
        rows = bench.plan(station)
        mine = [one for one in rows if one.schedule == "zz"]
        assert [one.reason for one in mine] == [None] * len(schedule.messages), (row, free)
        # One that was not heard is pushed out by nobody.
        assert {one.session for one in rows if one.reason is None} >= {
            one.session for one in left if one.reason is None and not one.unheard
        }
        assert not [wait for wait in waits(station, rows) if wait.schedule == "zz"]


@profile
@given(wards)
def test_check_tells_what_the_plan_refuses_and_warnings_are_what_would_be_refused(ward: Ward) -> None:
    bench = Bench(ward)
    told = {
        (one.schedule, one.message, one.refusal.code, one.refusal.facts): one.count
        for one in refused_starts(bench.rows)
    }
    counted: dict[tuple[str, str, str, object], int] = {}
    for row in bench.rows:
        if row.reason is not None:
            key = (row.schedule, row.message, row.reason, row.facts)
            counted[key] = counted.get(key, 0) + 1
    assert told == counted
    lenient = Bench(ward, Quotas.WARN)
    over = warnings(
        lenient.station,
        lenient.first,
        lenient.until,
        lengths=lambda _: (60 * lenient.minutes, False),
        unheard=lenient.unheard,
    )
    strict = {
        (row.session, row.position): row.reason
        for row in bench.rows
        if (row.reason or "").startswith("timetable.quota") and row.session not in bench.unheard
    }
    assert {place: refusal.code for place, refusal in over.items()} == strict
