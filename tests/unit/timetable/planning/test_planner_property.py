"""Whatever happens to clock, disk, plan and sound: each occurrence is handed over once or reported once."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.timetable.planning.intents import GRACE
from broadcaster.timetable.planning.planner import MARGIN
from tests.unit.timetable.planning.bench import EIGHT, KEY_LEAD, Bench, schedule

DAY = (
    schedule("s", "08:00", "a", "b", catch_up=300),
    schedule("t", "08:02", "c"),
    schedule("u", "08:05", "a", catch_up=60),
)
END = EIGHT + timedelta(minutes=20)


class Planning(RuleBasedStateMachine):
    """Twenty minutes of a station, in any order of events; at the end all must be accounted for."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.bench = Bench(Path(self.folder.name), *DAY, start=EIGHT - timedelta(minutes=1))

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        try:
            self._finish()
        finally:
            self.bench.journal.close()
            self.folder.cleanup()

    def _finish(self) -> None:
        self.bench.locked = self.bench.planless = self.bench.renderer.fails = False
        if self.bench.planner.held:
            self.bench.planner.release()
        self.bench.settle()
        self.bench.pass_time(END)
        self.bench.settle()
        self._account()

    def _account(self) -> None:
        today = [row for row in self.bench.airings() if row.planned is not None and row.planned < END]
        found = Counter((row.schedule, row.message) for row in today)
        assert found == Counter([("s", "a"), ("s", "b"), ("t", "c"), ("u", "a")]), "one row for each"
        handed = Counter(item.id for request in self.bench.submitted for item in request.items)
        assert handed == Counter(row.id for row in today if row.outcome is None)
        assert self.bench.planner.waiting == ()

    @rule(seconds=st.sampled_from([0.5, 5, 30, 61, 200]))
    def pass_time(self, seconds: float) -> None:
        self.bench.pass_time(self.bench.clock.now() + timedelta(seconds=seconds))

    @rule(seconds=st.sampled_from([3, 40, 400]))
    def sleep(self, seconds: float) -> None:
        before = self.bench.clock.now()
        self.bench.clock.sleep(seconds)
        self.bench.planner.make_up(before)
        self.bench.settle()

    @rule()
    def hold(self) -> None:
        self.bench.planner.hold(self.bench.planner.settled())
        self.bench.settle()

    @rule()
    def release(self) -> None:
        self.bench.planner.release()
        self.bench.settle()

    @rule()
    def replan(self) -> None:
        self.bench.planner.replan()
        self.bench.settle()

    @rule(locked=st.booleans())
    def lock(self, locked: bool) -> None:
        self.bench.locked = locked
        self.bench.settle()

    @rule(planless=st.booleans())
    def starve(self, planless: bool) -> None:
        self.bench.planless = planless
        self.bench.settle()

    @rule(fails=st.booleans())
    def rendering(self, fails: bool) -> None:
        self.bench.renderer.fails = fails
        self.bench.settle()

    @rule(name=st.sampled_from(["a", "b", "c"]))
    def lose_sound(self, name: str) -> None:
        self.bench.render_ahead.lost([name])
        self.bench.settle()

    @invariant()
    def nothing_is_handed_over_twice_nor_too_soon(self) -> None:
        if not hasattr(self, "bench"):
            return
        items = Counter(item.id for request in self.bench.submitted for item in request.items)
        assert set(items.values()) <= {1}
        for request, at in zip(self.bench.submitted, self.bench.times, strict=True):
            catch_up = timedelta(seconds=self.bench.station.schedules[request.schedule or ""].catch_up)
            assert request.planned - LEAD - MARGIN - KEY_LEAD <= at <= request.planned + catch_up + GRACE

    @invariant()
    def nothing_that_is_settled_may_still_be_handed_over(self) -> None:
        if not hasattr(self, "bench"):
            return
        settled = self.bench.planner.settled()
        assert settled <= self.bench.clock.now()
        if not self.bench.planner.suspended:
            assert all(settled < occurrence.start for occurrence in self.bench.planner.waiting)


TestPlanning = Planning.TestCase
TestPlanning.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
