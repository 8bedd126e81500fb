"""An update ends on one whole version: the new one where it is well, else the one of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import ServiceError, StoreError
from broadcaster.upkeep.update import record as records
from broadcaster.upkeep.update.record import UpdatePhase, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.trial import TrialFacts, differences, otherwise
from broadcaster.upkeep.update.updater import MOST_RESTARTS, WATCHED, StationStandIn, Updater, worse
from broadcaster.upkeep.update.versions import WHOLE, InstalledVersions, order

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
OLD, NEW = "1.0.9", "1.0.10"
FACTS = TrialFacts(
    errors=frozenset({"messages/a.yaml:1 station.bad"}),
    rows=200_000,
    plan=(("2026-12-02T06:30:00+07:00", "bluezone", "bluezone", "planned"),),
    words={"bluezone": "kính thưa bà con"},
    faults=frozenset({"doctor.no_output"}),
    sound=2.5,
    memory=60.0,
)
STANDS: Mapping[str, object] = {
    "now": "2026-12-01T19:00:00+07:00",
    "rows": 200_000,
    "plan": [["2026-12-02T06:30:00+07:00", "bluezone"]],
    "people": {"founded": True, "enabled": 3},
    "clock": True,
    "output": True,
}


class House:
    """Two versions on a disk, the record beside the link, and the station."""

    def __init__(self, folder: Path) -> None:
        self.versions = InstalledVersions(folder / "versions", folder / "current")
        for name in (OLD, NEW):
            self.versions.python(name).parent.mkdir(parents=True)
            self.versions.python(name).touch()
            (folder / "versions" / name / WHOLE).touch()
        self.versions.link.symlink_to(folder / "versions" / OLD)
        self.file = folder / "update.json"
        self.station = StationStandIn(
            self.versions, NOON, {OLD: FACTS, NEW: FACTS}, {OLD: STANDS, NEW: STANDS}, runs=OLD
        )
        self.updater = Updater(self.station, self.versions, lambda made: records.write(made, self.file))

    @property
    def record(self) -> UpdateRecord:
        return records.read(self.file)

    def go_on(self, *, by_hand: bool = False) -> UpdateRecord:
        self.updater.go_on(self.record, by_hand=by_hand)
        return self.record

    def steps(self) -> list[UpdateStep]:
        return [line.what for line in self.record.history]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_version_that_is_well_stays_and_settles_after_a_day(house: House) -> None:
    assert house.go_on().phase is UpdatePhase.WATCHED
    assert house.versions.current() == house.station.runs == NEW
    house.station.time += WATCHED - timedelta(seconds=1)
    assert house.go_on().phase is UpdatePhase.WATCHED
    house.station.time += timedelta(minutes=1)
    assert house.go_on().phase is UpdatePhase.NONE
    assert house.steps() == [UpdateStep.TRIAL, UpdateStep.SWITCHED, UpdateStep.SETTLED]
    assert house.go_on().history == house.record.history, "nothing newer: nothing more"


@pytest.mark.parametrize("why", ["on_air", "alert", "planned"])
def test_nothing_is_even_tried_while_the_station_is_not_quiet(house: House, why: str) -> None:
    house.station.busy = (why,)
    house.station.makes.clear()
    house.go_on()
    house.station.time += timedelta(days=3)
    assert house.go_on().phase is UpdatePhase.NONE
    house.station.time += timedelta(days=5)
    assert house.go_on().history[-1].why == "update.why.never_quiet"
    assert house.versions.current() == OLD
    assert house.steps() == [UpdateStep.WAITS, UpdateStep.WAITS]


def test_what_begins_during_the_trial_is_waited_for(house: House) -> None:
    def meet(step: str) -> None:
        if step == "facts":
            house.station.busy = ("on_air",)

    house.station.meet = meet
    assert house.go_on().waits
    assert house.versions.current() == OLD


@pytest.mark.parametrize(
    ("makes", "why"),
    [
        (replace(FACTS, errors=FACTS.errors | {"x:1 y"}), "update.why.error x:1 y"),
        (replace(FACTS, rows=FACTS.rows - 1), "update.why.rows 1"),
        (replace(FACTS, faults=FACTS.faults | {"doctor.voice"}), "update.why.fault doctor.voice"),
        (replace(FACTS, sound=0.0), "update.why.silent"),
        (replace(FACTS, memory=121.0), "update.why.memory 121"),
        (replace(FACTS, plan=()), "update.why.plan 2026-12-02T06:30:00+07:00 bluezone"),
        (None, "update.why.fails exit 1"),
    ],
)
def test_version_that_makes_something_else_of_the_station_is_refused_once(
    house: House, makes: TrialFacts | None, why: str
) -> None:
    house.station.makes = {OLD: FACTS} if makes is None else {OLD: FACTS, NEW: makes}
    assert house.go_on().refused == {NEW: why}
    assert (house.versions.current(), house.station.runs) == (OLD, OLD)
    house.station.makes[NEW] = FACTS
    assert house.go_on().phase is UpdatePhase.NONE, "it is not tried again by itself"
    assert house.go_on(by_hand=True).phase is UpdatePhase.WATCHED
    assert house.record.refused == {}


def test_another_plan_is_taken_by_hand_and_an_error_is_not(house: House) -> None:
    house.station.makes[NEW] = replace(FACTS, plan=(), errors=frozenset({"x:1 y"}))
    assert "error" in house.go_on(by_hand=True).refused[NEW]
    house.station.makes[NEW] = replace(FACTS, plan=())
    assert house.go_on(by_hand=True).phase is UpdatePhase.WATCHED


@pytest.mark.parametrize(
    ("stands", "why"),
    [
        (None, "update.why.no_start"),
        ({**STANDS, "rows": 199_999}, "update.why.rows"),
        ({**STANDS, "output": False}, "update.why.output"),
        ({**STANDS, "clock": False}, "update.why.clock"),
        ({**STANDS, "people": {"founded": True, "enabled": 2}}, "update.why.people"),
        ({**STANDS, "plan": []}, "update.why.plan"),
    ],
)
def test_version_that_is_worse_once_it_runs_goes_within_a_minute(
    house: House, stands: Mapping[str, object] | None, why: str
) -> None:
    house.station.stand = {OLD: STANDS} if stands is None else {OLD: STANDS, NEW: stands}
    assert house.go_on().refused == {NEW: why}
    assert (house.versions.current(), house.station.runs) == (OLD, OLD)
    assert house.station.time - NOON <= timedelta(seconds=60)
    assert house.steps() == [UpdateStep.TRIAL, UpdateStep.SWITCHED, UpdateStep.BACK]


def test_version_that_is_started_again_and_again_goes(house: House) -> None:
    house.go_on()
    house.station.crashes = MOST_RESTARTS
    assert house.go_on().refused == {NEW: "update.why.restarts"}
    assert house.station.runs == OLD


def test_nothing_that_airs_is_cut_off_by_going_back(house: House) -> None:
    house.go_on()
    house.station.crashes, house.station.busy = MOST_RESTARTS, ("on_air",)
    assert (house.go_on().phase, house.station.runs) == (UpdatePhase.WATCHED, NEW)
    house.station.busy = ()
    assert house.go_on().refused == {NEW: "update.why.restarts"}


def test_what_begins_while_the_station_is_looked_at_is_waited_for(house: House) -> None:
    def meet(step: str) -> None:
        if step == "stands":
            house.station.busy = ("on_air",)

    house.station.meet = meet
    assert house.go_on().waits
    assert house.versions.current() == OLD


def test_slow_looks_take_no_longer_than_a_minute_either(house: House) -> None:
    house.station.stand[NEW] = {**STANDS, "output": False}

    def meet(step: str) -> None:
        if step == "stands":
            house.station.time += timedelta(seconds=9)

    house.station.meet = meet
    house.go_on()
    assert house.station.runs == OLD
    assert house.station.time - NOON < timedelta(seconds=90)


def test_full_disk_keeps_nobody_on_a_version_that_is_no_good(house: House) -> None:
    house.station.stand[NEW] = {**STANDS, "output": False}

    def keep(made: UpdateRecord) -> None:
        if made.refused:
            raise StoreError("store.disk_full", path="update.json")
        records.write(made, house.file)

    with pytest.raises(StoreError):
        Updater(house.station, house.versions, keep).go_on(house.record)
    assert house.station.runs == house.versions.current() == OLD


def test_technician_goes_back_in_a_quiet_moment_only(house: House) -> None:
    house.go_on()
    house.station.busy = ("on_air",)
    with pytest.raises(ServiceError, match="not_now"):
        house.updater.back(house.record)
    house.station.busy = ()
    house.updater.back(house.record)
    assert (house.versions.current(), house.station.runs) == (OLD, OLD)
    assert house.go_on().phase is UpdatePhase.NONE, "it does not come back by itself"
    with pytest.raises(ServiceError, match="no_older"):
        house.updater.back(house.record)


def test_station_that_does_not_run_is_mended_by_a_newer_version(house: House) -> None:
    del house.station.stand[OLD]
    assert house.go_on().phase is UpdatePhase.WATCHED
    assert house.station.runs == NEW


class PowerCut(Exception):
    """Whoever pulls the plug."""


@given(cuts=st.lists(st.integers(0, 12), max_size=6), good=st.booleans(), starts=st.booleans())
def test_whatever_moment_the_power_fails_at_one_whole_version_runs_in_the_end(
    cuts: list[int], good: bool, starts: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    house = House(tmp_path_factory.mktemp("house"))
    if not starts:
        del house.station.stand[NEW]
    elif not good:
        house.station.stand[NEW] = {**STANDS, "people": {}}

    def plug(cut: int) -> Iterator[int]:
        yield from range(cut)
        raise PowerCut

    for cut in cuts:
        left = plug(cut)
        house.station.meet = lambda _step, left=left: next(left)  # type: ignore[misc]
        try:
            house.go_on()
        except PowerCut:
            assert house.versions.current() in (OLD, NEW)
            house.station.runs = house.versions.current()  # the boot starts what the link leads to
    house.station.meet = lambda _step: None
    for _ in range(3):
        house.go_on()
        house.station.time += WATCHED
    well = good and starts
    assert house.station.runs == house.versions.current() == (NEW if well else OLD)
    assert (NEW in house.record.refused) is not well


def test_a_record_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    file = tmp_path / "update.json"
    for content in ("", "{", "[]", '{"phase": "x"}', '{"history": [{}]}'):
        file.write_text(content)
        assert records.read(file) == UpdateRecord()


def test_versions_are_compared_by_their_numbers(house: House) -> None:
    assert house.versions.installed() == [OLD, NEW]
    assert order("1.10.0") > order("1.9.9") > order("1.9.0-1")
    assert house.versions.newest() == NEW


def test_other_words_of_approved_messages_are_told(house: House) -> None:
    house.station.makes[NEW] = replace(FACTS, words={"bluezone": "khác"})
    assert house.go_on().history[-1].why == "bluezone"
    assert otherwise(FACTS, house.station.makes[NEW]) == ("bluezone",)
    assert list(differences(FACTS, FACTS)) == []


def test_airings_of_before_are_no_other_plan() -> None:
    late = {**STANDS, "now": "2026-12-02T06:31:00+07:00", "plan": []}
    assert worse(STANDS, late) == ""


def test_a_version_that_waits_is_told_once_however_often_it_is_tried(house: House) -> None:
    def meet(step: str) -> None:
        if step == "facts":
            house.station.busy = ("on_air",)

    house.station.meet = meet
    for _ in range(20):
        house.station.busy = ()
        house.station.time += timedelta(days=1)
        house.go_on()
    assert house.steps() == [UpdateStep.TRIAL, UpdateStep.WAITS, UpdateStep.WAITS]
