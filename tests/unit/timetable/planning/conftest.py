"""The station's jobs on a fake clock: tests look where the scheduler's thread would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.base import BaseScheduler

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import FaultList
from broadcaster.timetable.planning.jobs import Jobs, add_jobs

START = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)  # 14:00 in Việt Nam


@dataclass
class Bench:
    """Jobs, what they did, and when."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(START))
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    done: list[tuple[str, datetime]] = field(default_factory=list)
    faults: FaultList = field(default_factory=FaultList)
    does: dict[str, Callable[[], object]] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.clock, lambda: self.zone, self.faults)
        add_jobs(
            self.jobs,
            ring=self.job("alarm"),
            replan=self.job("replan"),
            prune=self.job("prune"),
            nightly=self.job("nightly"),
            backup=self.job("backup"),
            calendars=self.job("calendars"),
        )

    def job(self, name: str) -> Callable[[], object]:
        """What notes that it was done."""

        def do() -> None:
            self.done.append((name, self.clock.now()))
            self.does.get(name, lambda: None)()

        return do

    def look(self) -> float:
        """Look once, and let the threads of the jobs end that do not hang."""
        pause = self.jobs.scheduler.look()
        for thread in threading.enumerate():
            if thread.name.startswith("job-") and thread.name.removeprefix("job-") not in self.hangs:
                thread.join(60)
        return pause

    def run(self, seconds: float) -> None:
        """Let time pass, from one job that is due to the next."""
        end = self.clock.now() + timedelta(seconds=seconds)
        self.look()
        while self.clock.now() < end:
            due = min(end, *(job.next for job in self.jobs.listed()))
            self.clock.advance(max(0.001, (due - self.clock.now()).total_seconds()))
            self.look()

    def runs(self, name: str) -> list[datetime]:
        """When a job was done."""
        return [at for what, at in self.done if what == name]

    def next(self, name: str) -> datetime:
        """When a job is due."""
        (job,) = (job for job in self.jobs.listed() if job.id == name)
        return job.next


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    BaseScheduler.start(made.jobs.scheduler)  # without its thread
    yield made
    made.jobs.close()
