"""Free slots: really free, and none earlier on the grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.regulation import Quotas, Regulation
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.slots import SlotRequest, grid_starts, next_free_slot, session_judge
from broadcaster.timetable.plan.waits import waits
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.unit.timetable.conftest import MakeStation

MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Vietnam
WEEKS = timedelta(days=14)
NEW = Message(id="moi", title="Bản tin mới", parts=(Say(text="x"),))
HALF_HOUR = timedelta(minutes=30)


def with_rule(station: Station, **rule: object) -> Station:
    regulation = Regulation(**({"quiet": None, "quotas": Quotas.WARN} | rule))  # type: ignore[arg-type]
    return replace(station, settings=replace(station.settings, regulation=regulation))


def planned(station: Station, minutes: float) -> list[Occurrence]:
    return plan(station, MONDAY, MONDAY + WEEKS, lengths=lambda _: (60 * minutes, False))


def slot(
    station: Station, since: datetime, minutes: float = 2, grid: timedelta = HALF_HOUR
) -> datetime | None:
    wanted = SlotRequest(members=((NEW, timedelta(minutes=minutes)),))
    judged = session_judge(station, planned(station, minutes), wanted)
    return next_free_slot(judged, since, station.settings.timezone, grid=grid, within=timedelta(days=6))


def test_slot_in_quiet_hours_is_the_first_one_after_them_with_the_keying(make_station: MakeStation) -> None:
    station = with_rule(
        make_station(messages=[NEW], keying=Keying(type="gpio", settle=5, noise=1)), quiet=(time(21), time(6))
    )
    found = slot(station, MONDAY + timedelta(hours=5, minutes=50), grid=timedelta(minutes=5))
    assert found is not None
    assert f"{found:%d/%m %H:%M}" == "23/11 06:05"


def test_slot_beside_another_session_begins_when_it_has_ended(make_station: MakeStation) -> None:
    station = with_rule(make_station(Schedule(id="a", messages=("m",), at=(time(17),)), messages=[NEW]))
    wanted = SlotRequest(members=((NEW, timedelta(minutes=7)),))
    judged = session_judge(station, planned(station, 7), wanted)
    at_five = MONDAY + timedelta(hours=17)
    refused = judged(at_five - timedelta(minutes=5))
    assert refused is not None
    assert (refused.code, dict(refused.facts)) == (
        "timetable.taken",
        {"other": "m", "since": "17:00", "until": "17:07"},
    )
    found = next_free_slot(judged, at_five, station.settings.timezone)
    assert found == at_five + timedelta(minutes=10)


def test_slot_of_a_moved_session_may_be_where_that_session_is(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("moi",), at=(time(17),))
    station = with_rule(make_station(rule, messages=[NEW]), sessions_per_day=1, quotas=Quotas.REFUSE)
    rows = planned(station, 7)
    wanted = SlotRequest(members=((NEW, timedelta(minutes=7)),))
    judged = session_judge(station, [row for row in rows if row.session != rows[0].session], wanted)
    assert judged(rows[0].start + timedelta(minutes=5)) is None
    assert session_judge(station, rows, wanted)(rows[0].start) is not None


def test_there_is_no_slot_where_everything_is_quiet(make_station: MakeStation) -> None:
    station = with_rule(make_station(messages=[NEW]), quiet=(time(0), time(0)))
    assert slot(station, MONDAY) is None


RULES = st.fixed_dictionaries(
    {
        "quiet": st.sampled_from([None, (time(21), time(6)), (time(11, 30), time(13)), (time(0), time(20))]),
        "sessions_per_day": st.integers(1, 4),
        "minutes_per_session": st.sampled_from([5.0, 15.0]),
        "days_per_week": st.integers(1, 7),
        "quotas": st.sampled_from(Quotas),
    }
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 7, 30, 45]))
SCHEDULES = st.lists(
    st.builds(
        Schedule,
        id=st.sampled_from(["a", "b", "c"]),
        messages=st.sampled_from([("m",), ("n",), ("m", "n")]),
        at=st.lists(TIMES, min_size=1, max_size=3, unique=True).map(tuple),
        days=st.frozensets(st.integers(0, 6), max_size=4),
    ),
    max_size=3,
    unique_by=lambda schedule: schedule.id,
)


@pytest.mark.parametrize("minutes", [4.0, 25.0])
@settings(max_examples=40, deadline=None)
@given(rules=RULES, schedules=SCHEDULES, hours=st.integers(0, 100), first=st.none() | st.integers(23, 27))
def test_next_slot_is_really_free_and_no_earlier_one_is(
    make_station: MakeStation,
    minutes: float,
    rules: dict[str, object],
    schedules: list[Schedule],
    hours: int,
    first: int | None,
) -> None:
    valid = Validity(first=None if first is None else MONDAY.date().replace(day=first))
    new = replace(NEW, valid=valid)
    station = with_rule(make_station(*schedules, messages=[new]), **rules)
    since = MONDAY + timedelta(hours=hours)
    rows = planned(station, minutes)
    judged = session_judge(station, rows, SlotRequest(members=((new, timedelta(minutes=minutes)),)))
    zone, within = station.settings.timezone, timedelta(days=3)
    found = next_free_slot(judged, since, zone, grid=HALF_HOUR, within=within)
    before = [
        start for start in grid_starts(since, zone, HALF_HOUR, within) if found is None or start < found
    ]
    if found is not None:
        assert fits(station, rows, found, minutes)
    for start in before[-20:]:
        assert not fits(station, rows, start, minutes), f"{start} was free too"


def fits(station: Station, rows: list[Occurrence], start: datetime, minutes: float) -> bool:
    """Whether a single airing more is planned then, everything else stays as it is, and nobody waits more."""
    one = Schedule(id="zz", messages=("moi",), once=(Once(start.date(), start.time()),))
    more = replace(station, schedules=MappingProxyType({**station.schedules, "zz": one}))
    changed = planned(more, minutes)
    new = [row for row in changed if row.schedule == "zz"]
    rest = [row for row in changed if row.schedule != "zz"]
    late, later = (
        {wait.session: wait.until for wait in waits(where, found)}
        for where, found in ((station, rows), (more, changed))
    )
    return [row.status for row in new] == [Status.PLANNED] and rest == rows and late == later


def test_session_that_is_missed_behind_another_takes_no_place(make_station: MakeStation) -> None:
    station = with_rule(
        make_station(Schedule(id="a", messages=("m",), at=(time(17), time(17, 7))), messages=[NEW])
    )
    wanted = SlotRequest(members=((NEW, timedelta(minutes=25)),))
    judged = session_judge(station, planned(station, 25), wanted)
    assert judged(MONDAY + timedelta(hours=17, minutes=20)) is not None
    assert judged(MONDAY + timedelta(hours=17, minutes=30)) is None
