"""A slot soon after a start, and sound that is a moment late: it airs, late if need be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import EngineFailed
from tests.unit.timetable.planning.bench import EIGHT, Bench, schedule

SECOND = timedelta(seconds=1)
WAIT = 60.0


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """One slot at eight without `catch_up`; its sound is still to be looked for."""
    bench = Bench(tmp_path, replace(schedule("s", "08:00", "a"), wait=WAIT))
    bench.renderer.fails = True  # the bench asks for no sound meanwhile
    bench.render_ahead.lost(["a"])
    return bench


def test_slot_whose_sound_comes_after_its_time_airs_as_soon_as_that_is_there(bench: Bench) -> None:
    bench.pass_time(EIGHT + 8 * SECOND)
    assert (bench.submitted, bench.rows()) == ([], [])
    assert bench.planner.settled() < EIGHT
    bench.renderer.fails = False
    bench.settle()
    (request,) = bench.submitted
    assert request.planned == EIGHT
    assert bench.times == [EIGHT + 8 * SECOND]


def test_slot_waits_for_its_sound_no_longer_than_behind_another_airing(bench: Bench) -> None:
    bench.pass_time(EIGHT + timedelta(seconds=WAIT + 2))
    assert (bench.submitted, bench.rows()) == ([], [("a", "refused", "playout.not_ready")])


def test_sound_of_what_waits_is_made_though_a_new_plan_begins_after_it(bench: Bench) -> None:
    bench.pass_time(EIGHT + 3 * SECOND)
    once = replace(schedule("s", "08:00", "a"), wait=WAIT, dates=frozenset({EIGHT.date()}))
    bench.planner.replan(bench.station_of(once))
    bench.settle()
    bench.renderer.fails = False
    bench.settle()
    assert len(bench.submitted) == 1


def test_slot_whose_sound_cannot_be_made_is_refused_at_its_time(bench: Bench) -> None:
    def broken(*_asked: object, **_more: object) -> None:
        raise EngineFailed("speech.none_works", reasons="")

    bench.renderer.fails = False
    bench.renderer.render = broken  # type: ignore[method-assign, assignment]
    bench.pass_time(EIGHT + SECOND)
    assert (bench.submitted, bench.rows()) == ([], [("a", "refused", "playout.not_ready")])


def started(bench: Bench, *, late: timedelta) -> None:
    """The process began three seconds before eight, and its plan is made `late` after that slot."""
    bench.planner.hold(EIGHT - timedelta(hours=1))
    bench.clock.advance((EIGHT + late - bench.clock.now()).total_seconds())
    bench.planner.release(EIGHT - 3 * SECOND)
    bench.renderer.fails = False
    bench.settle()


@pytest.mark.parametrize("late", [-1.0, 0.0, 2.0, 20.0])
def test_slot_that_passes_while_the_station_opens_airs(bench: Bench, late: float) -> None:
    started(bench, late=timedelta(seconds=late))
    assert [request.planned for request in bench.submitted] == [EIGHT]


def test_slot_before_the_start_is_caught_up_by_its_rule_alone(bench: Bench) -> None:
    bench.planner.hold(EIGHT - timedelta(hours=1))
    bench.clock.advance((EIGHT + 2 * SECOND - bench.clock.now()).total_seconds())
    bench.planner.release(EIGHT + SECOND)
    bench.renderer.fails = False
    bench.settle()
    assert (bench.submitted, bench.rows()) == ([], [("a", "missed", "playout.outage")])


def test_slot_that_an_earlier_process_told_of_has_one_row(bench: Bench) -> None:
    station = bench.station
    rows = bench.timetable.plans.plan(station, EIGHT, EIGHT + SECOND)
    bench.as_run.did_not_air(missed=rows)
    started(bench, late=2 * SECOND)
    assert (bench.submitted, bench.rows()) == ([], [("a", "missed", "playout.outage")])
