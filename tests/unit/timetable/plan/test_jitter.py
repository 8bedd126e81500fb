"""`jitter`: neighbouring wards do not begin on one second, and no start leaves its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.model.regulation import Regulation
from broadcaster.station.model.schedule import Exceptions, Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.days.recurrence import times
from broadcaster.timetable.days.sentence import sentence
from broadcaster.timetable.plan.jitter import CYCLE, own_points, second_of, spread, windows_of
from broadcaster.timetable.plan.plan import plan
from tests.counts import counted
from tests.unit.timetable.conftest import MakeStation

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 11, 28)
WALLS = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
JITTERS = st.sampled_from([1.0, 30.0, 300.0, 3600.0])
QUIET = st.one_of(st.none(), st.tuples(WALLS, WALLS).filter(lambda two: two[0] != two[1]))


def ward(name: str, quiet: tuple[time, time] | None = None, neighbours: tuple[str, ...] = ()) -> Station:
    return Station(
        root=Path(),
        settings=Settings(
            name=name, timezone=ZONE, regulation=Regulation(quiet=quiet), neighbours=neighbours
        ),
        messages={},
        schedules={},
    )


def seconds(wall: time) -> int:
    return (wall.hour * 60 + wall.minute) * 60 + wall.second


def is_quiet(quiet: tuple[time, time] | None, at: time) -> bool:
    if quiet is None:
        return False
    first, until = quiet
    return first <= at < until if first < until else at >= first or at < until


@settings(max_examples=counted(300, least=75), deadline=None)
@given(
    at=st.lists(WALLS, min_size=1, max_size=6, unique=True).map(sorted),
    jitter=JITTERS,
    quiet=QUIET,
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    name=st.sampled_from(["Đài A", "Đài B", "Đài C"]),
)
def test_a_start_stays_near_its_time_in_order_and_out_of_quiet_hours(
    at: list[time], jitter: float, quiet: tuple[time, time] | None, day: date, name: str
) -> None:
    schedule = Schedule(id="s", messages=("m",), at=tuple(at), jitter=jitter)
    found = spread(ward(name, quiet))(schedule, day, tuple(at))
    assert found == spread(ward(name, quiet))(schedule, day, tuple(at))
    assert len(found) == len(at)
    assert list(found) == sorted(set(found))
    for wall, moved in zip(at, found, strict=True):
        assert abs(seconds(moved) - seconds(wall)) <= jitter
        assert is_quiet(quiet, wall) or not is_quiet(quiet, moved)
        if quiet is None and seconds(wall) + jitter < 24 * 3600:
            assert moved >= wall


@settings(max_examples=counted(300, least=75), deadline=None)
@given(two=st.tuples(WALLS, WALLS), every=st.sampled_from([300.0, 1800.0]), jitter=JITTERS)
def test_starts_of_a_step_stay_between(two: tuple[time, time], every: float, jitter: float) -> None:
    between = (min(two), max(two))
    schedule = Schedule(id="s", messages=("m",), every=every, between=between, jitter=jitter)
    found = spread(ward("Đài A"))(schedule, DAY, times(schedule))
    assert all(between[0] <= wall <= between[1] for wall in found)
    assert list(found) == sorted(set(found))


def test_neighbouring_wards_and_following_days_differ() -> None:
    schedule = Schedule(id="s", messages=("m",), at=(time(6, 30),), jitter=300.0)
    moves = [spread(ward(f"Đài phường {number}")) for number in range(5)]
    days = [DAY + timedelta(days=number) for number in range(365)]
    starts = [[move(schedule, day, schedule.at)[0] for move in moves] for day in days]
    met = sum(5 - len(set(each)) for each in starts)
    assert met < 365 * 10 / 301 * 2  # ten pairs, each on one second in 301 by chance
    assert len({each[0] for each in starts}) > 150
    spans = sorted(seconds(each[0]) - seconds(time(6, 30)) for each in starts)
    assert 0 <= spans[0] < 20
    assert 280 < spans[-1] <= 300


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(
        st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy ", min_size=3, max_size=30), min_size=2, max_size=6
    ),
    walls=st.lists(WALLS, min_size=2, max_size=2),
    jitters=st.tuples(st.floats(288, 3600), st.floats(288, 3600)),
    quiet=QUIET,
    year=st.integers(2020, 2060),
)
def test_two_stations_of_which_one_names_the_other_never_begin_on_one_second(
    names: list[str],
    walls: list[time],
    jitters: tuple[float, float],
    quiet: tuple[time, time] | None,
    year: int,
) -> None:
    first, *others = (f"Đài {name}" for name in names)
    points = own_points(first, others)
    if not points:  # a name that is the same but for letter case and spaces, and then `check` tells it
        assert " ".join(first.casefold().split()) in {" ".join(each.casefold().split()) for each in others}
        return
    own = Schedule(id="sang", messages=("m",), at=(walls[0],), jitter=jitters[0])
    house = ward(first, quiet, tuple(others))
    windows, move = windows_of(house), spread(house)
    for other in others:  # they name nobody, have other schedules, rules and times
        there, elsewhere = Schedule(id="x", messages=("m",), at=(walls[1],), jitter=jitters[1]), ward(other)
        beside, moved = windows_of(elsewhere), spread(elsewhere)
        for number in range(0, 366, 3):
            day = date(year, 1, 1) + timedelta(days=number)
            if all(next(of(one, day, one.at)).apart for of, one in ((windows, own), (beside, there))):
                assert move(own, day, own.at) != moved(there, day, there.at)


def test_four_wards_that_name_each_other_do_not_meet_in_ten_years_and_strangers_do() -> None:
    names = [f"Đài phường {number}" for number in range(5)]
    schedule = Schedule(id="s", messages=("m",), at=(time(6, 30),), jitter=300.0)
    friends = [spread(ward(name, neighbours=tuple(set(names[:4]) - {name}))) for name in names[:4]]
    stranger = spread(ward(names[4]))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(3653)]
    met = 0
    for day in days:
        starts = [move(schedule, day, schedule.at)[0] for move in friends]
        assert len(set(starts)) == 4
        met += stranger(schedule, day, schedule.at)[0] in starts
    assert 10 < met < 150  # 51 by chance: four wards, each on one second in 289


def test_eight_neighbours_leave_a_second_and_the_own_name_among_them_leaves_none() -> None:
    names = [f"Đài phường {number}" for number in range(400)]
    assert all(own_points(name, set(names[at : at + 9]) - {name}) for at, name in enumerate(names[:390]))
    assert own_points("Đài  Tân Phong", ["đài tân phong"]) == ()


def test_the_seconds_of_a_day_are_dealt_out_once() -> None:
    for number in range(1000):
        day = DAY + timedelta(days=number)
        assert len({second_of((point,), "", day) for point in range(CYCLE)}) == CYCLE


def test_the_plan_has_the_moved_start_and_what_is_left_out_is_known_by_either_time(
    make_station: MakeStation,
) -> None:
    schedule = Schedule(id="s", messages=("m",), at=(time(6, 30), time(17)), jitter=300.0)
    begin = datetime(2026, 11, 28, tzinfo=ZONE)

    def starts(schedule: Schedule) -> list[time]:
        rows = plan(make_station(schedule), begin, begin + timedelta(days=1), lengths=lambda _: (60.0, True))
        return [row.start.time() for row in rows]

    first, second = starts(schedule)
    assert (first, second) != (time(6, 30), time(17))
    for wall in (first, time(6, 30)):
        left_out = Exceptions(once=(Once(begin.date(), wall),))
        assert starts(replace(schedule, exceptions=left_out)) == [second]


def test_a_programme_whose_length_becomes_known_moves_no_start(make_station: MakeStation) -> None:
    schedule = Schedule(id="s", messages=("m",), at=(time(20, 40),), jitter=600.0)
    station, begin = make_station(schedule, quiet=(time(21), time(6))), datetime(2026, 11, 28, tzinfo=ZONE)
    end = begin + timedelta(days=30)
    short = [row.start for row in plan(station, begin, end, lengths=lambda _: (30.0, True))]
    assert short == [row.start for row in plan(station, begin, end, lengths=lambda _: (900.0, False))]
    assert all(row.status == "planned" for row in plan(station, begin, end, lengths=lambda _: (840.0, True)))


def test_the_sentence_says_that_starts_are_moved() -> None:
    with speaking(Language.VI):
        said = sentence(Schedule(id="s", messages=("m",), at=(time(6, 30),), jitter=300.0))
    assert said == "Hằng ngày, 6 giờ 30, mỗi ngày xê dịch trong 5 phút."


def test_seconds_of_a_station_are_those_that_the_programs_of_its_neighbours_reckon_with() -> None:
    """Another version beside it counts on them: an update that changed them would let two begin at once."""
    points = own_points("Đài phường Tân Phong", ("Đài phường Đông Phong", "Đài xã Sùng Phài"))
    assert points == (7, 23, 49, 74, 87, 104, 132, 144, 164, 188, 206, 226, 238, 266, 283)
    own = "Đài phường Tân Phong\nsang"
    assert [second_of(points, own, DAY + timedelta(days=number)) for number in range(6)] == [
        272,
        224,
        246,
        191,
        194,
        31,
    ]
