"""Jobs by a wall clock that is set, on a computer that sleeps, beside jobs that fail or hang."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.interval import IntervalTrigger

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FaultList, StoreError
from broadcaster.timetable.planning import scheduler
from broadcaster.timetable.planning.jobs import Jobs, LocalTime
from broadcaster.timetable.planning.scheduler import LOOK
from tests.unit.timetable.planning.conftest import START, Bench

HOUR, DAY = 3600.0, 86400.0
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def local(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%d %H:%M:%S}"


def test_alarm_rings_once_at_its_instant(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(seconds=90.25))
    bench.run(95)
    assert bench.runs("alarm")[0] == START + timedelta(seconds=90.25)
    assert bench.next("alarm") > bench.clock.now()


def test_alarm_for_an_instant_that_has_passed_rings_at_once(bench: Bench) -> None:
    bench.jobs.set_alarm(START - timedelta(hours=5))
    bench.look()
    assert bench.runs("alarm") == [START]


def test_alarm_that_is_answered_by_the_same_instant_rings_again_at_once(bench: Bench) -> None:
    bench.does["alarm"] = lambda: bench.jobs.set_alarm(START) if len(bench.runs("alarm")) < 5 else None
    bench.jobs.set_alarm(START)
    for _ in range(5):
        bench.look()
    assert bench.runs("alarm") == [START] * 5


def test_alarm_that_nobody_answers_is_repeated_each_second(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(seconds=1))
    bench.run(3)
    assert bench.runs("alarm") == [START + timedelta(seconds=second) for second in (1, 2, 3)]


def test_alarm_that_is_unset_rings_within_an_hour_all_the_same(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(seconds=90))
    bench.look()
    bench.jobs.set_alarm(None)
    bench.run(600)
    assert bench.runs("alarm") == []
    bench.run(HOUR - 600)
    assert bench.runs("alarm") == [START + timedelta(hours=1)]


def test_of_ten_thousand_changes_only_the_last_alarm_rings(bench: Bench) -> None:
    chance = random.Random(12)
    for _ in range(10_000):
        bench.jobs.set_alarm(START + timedelta(seconds=chance.uniform(-9000, 9000)))
    bench.jobs.set_alarm(START + timedelta(seconds=42))
    bench.does["alarm"] = lambda: bench.jobs.set_alarm(None)
    bench.run(HOUR)
    assert bench.runs("alarm") == [START + timedelta(seconds=42)]
    assert len(bench.jobs.listed()) == 6


def test_alarm_wakes_the_thread_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "LOOK", HOUR)
    rung = threading.Event()
    jobs = Jobs(SystemClock(), lambda: HANOI, FaultList())
    jobs.ring(rung.set)
    jobs.start()
    try:
        assert not rung.wait(0.05)
        jobs.set_alarm(SystemClock().now())
        assert rung.wait(60)
    finally:
        jobs.scheduler.wakeup()
        monkeypatch.undo()
        jobs.close()


def test_ten_thousand_changes_from_another_thread_lose_no_alarm() -> None:
    rung, clock = threading.Event(), SystemClock()
    jobs = Jobs(clock, lambda: HANOI, FaultList())
    jobs.ring(rung.set)
    jobs.start()
    try:
        for minutes in range(10_000):
            jobs.set_alarm(clock.now() + timedelta(minutes=60 + minutes))
        assert not rung.is_set()
        jobs.set_alarm(clock.now() + timedelta(seconds=0.05))
        assert rung.wait(60)
    finally:
        jobs.close()


def test_jobs_of_a_day_run_at_their_times_of_the_stations_zone(bench: Bench) -> None:
    bench.run(DAY)
    assert [local(at) for at in bench.runs("prune")] == ["27 02:23:17"]
    assert [local(at) for at in bench.runs("nightly")] == ["27 03:23:17"]
    assert [local(at) for at in bench.runs("replan")][:2] == ["26 14:13:17", "26 15:13:17"]
    assert len(bench.runs("replan")) == 24


def test_clock_set_back_by_hours_silences_no_job(bench: Bench) -> None:
    bench.run(600)
    bench.clock.step(-7 * HOUR)
    bench.look()
    assert local(bench.next("replan")) == "26 07:13:17"
    bench.run(HOUR)
    assert local(bench.runs("replan")[-1]) == "26 07:13:17"


def test_clock_set_back_rings_the_alarm_of_the_instant_that_is_wanted_then(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(minutes=30))
    bench.look()
    bench.clock.step(-7 * HOUR)
    bench.look()
    assert bench.next("alarm") == bench.clock.now() + timedelta(hours=1), "looked at within an hour"
    bench.jobs.set_alarm(bench.clock.now() + timedelta(seconds=5))
    bench.run(5)
    assert bench.runs("alarm") == [bench.clock.now()]


def test_clock_set_forward_by_hours_runs_what_it_passed_once(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(minutes=30))
    bench.look()
    bench.clock.step(14 * HOUR)
    now = bench.clock.now()
    bench.look()
    assert sorted(bench.done) == [
        (name, now) for name in ("alarm", "backup", "calendars", "nightly", "prune", "replan")
    ]
    assert local(bench.next("replan")) == "27 04:13:17"
    assert local(bench.next("nightly")) == "28 03:23:17"


def test_clock_set_forward_by_years_computes_no_run_that_was_left_out(bench: Bench) -> None:
    asked = []

    class Counted(LocalTime):
        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
            asked.append(now)
            return super().get_next_fire_time(previous, now)

    bench.jobs.scheduler.add_job(bench.job("own"), Counted(lambda: HANOI, second=0), id="own")
    bench.clock.step(5 * 365 * DAY)
    bench.look()
    assert len(bench.runs("own")) == 1
    assert len(asked) == 2
    assert bench.next("own") - bench.clock.now() <= timedelta(minutes=1)


def test_step_of_less_than_a_second_leaves_the_times_and_many_of_them_do_not(bench: Bench) -> None:
    bench.run(1200)
    before = bench.next("replan")
    bench.clock.step(-0.9)
    bench.look()
    assert bench.next("replan") == before
    for _ in range(800):
        bench.clock.step(-0.9)
        bench.look()
    assert bench.next("replan") == before - timedelta(hours=1)


def test_times_are_computed_anew_once_for_each_step(bench: Bench) -> None:
    asked = []

    class Counted(LocalTime):
        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
            asked.append(now)
            return super().get_next_fire_time(previous, now)

    bench.jobs.scheduler.add_job(bench.job("own"), Counted(lambda: HANOI, hour=5), id="own")
    bench.clock.step(-HOUR)
    for _ in range(5):
        bench.look()
        bench.clock.advance(1)
    assert len(asked) == 2


def test_computer_that_slept_over_a_job_does_it_when_it_wakes(bench: Bench) -> None:
    bench.look()
    bench.clock.sleep(13 * HOUR)
    bench.look()
    assert bench.runs("prune") == [bench.clock.now()]
    assert bench.runs("nightly") == []
    bench.run(HOUR)
    assert [local(at) for at in bench.runs("nightly")] == ["27 03:23:17"]


def test_another_zone_moves_the_nights_jobs(bench: Bench) -> None:
    assert local(bench.next("prune")) == "27 02:23:17"
    bench.zone = ZoneInfo("Europe/Berlin")
    bench.look()
    assert f"{bench.next('prune').astimezone(bench.zone):%d %H:%M}" == "27 02:23"


def test_job_that_raises_is_reported_and_comes_again(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise StoreError("store.disk_full", path="/x")

    bench.does["replan"] = fail
    bench.run(2 * HOUR)
    assert [fault.code for fault in bench.faults] == ["store.disk_full"] * 2
    assert len(bench.runs("replan")) == 2
    assert len(bench.runs("alarm")) == 2
    assert "raised an exception" in caplog.text


def test_alarm_that_raises_comes_again(bench: Bench) -> None:
    bench.does["alarm"] = lambda: 1 / 0
    bench.jobs.set_alarm(START)
    bench.run(2)
    assert bench.runs("alarm") == [START + timedelta(seconds=second) for second in (0, 1, 2)]
    assert {fault.code for fault in bench.faults} == {"playout.internal"}


def test_trigger_that_raises_costs_no_other_job(bench: Bench) -> None:
    zones: list[ZoneInfo] = [HANOI]
    bench.jobs.scheduler.add_job(bench.job("own"), LocalTime(zones.pop, minute=1), id="own")
    bench.run(HOUR)
    assert len(bench.runs("own")) > 1, "tried again each minute"
    assert len(bench.runs("replan")) == 1


def test_job_that_hangs_keeps_no_other_waiting_and_is_reported(bench: Bench) -> None:
    free, begun = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        free.wait(60)

    bench.does["replan"] = hang
    bench.hangs = {"replan"}
    try:
        bench.run(14 * HOUR)
        assert begun.wait(60)
        assert [local(at) for at in bench.runs("prune")] == ["27 02:23:17"]
        assert len(bench.runs("replan")) == 1
        assert [fault.code for fault in bench.faults] == ["service.job_still_runs"] * 13
        assert len(bench.runs("alarm")) == 14
        (hung,) = (job for job in bench.jobs.listed() if job.since is not None)
        assert (hung.id, local(hung.since or START)) == ("replan", "26 14:13:17")
    finally:
        free.set()
    bench.hangs = set()
    bench.look()
    assert [job.since for job in bench.jobs.listed()] == [None] * 6


def test_computer_without_threads_tries_the_job_at_its_next_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        bench.run(HOUR)
    assert bench.runs("replan") == []
    assert all(job.since is None for job in bench.jobs.listed())
    assert len(bench.runs("alarm")) == 1, "the alarm needs no thread"
    bench.run(HOUR)
    assert len(bench.runs("replan")) == 1


def test_end_waits_for_no_job_and_starts_none(bench: Bench) -> None:
    free = threading.Event()
    bench.does["replan"] = lambda: free.wait(60)
    bench.hangs = {"replan"}
    bench.run(HOUR)
    try:
        bench.jobs.close()
        bench.clock.advance(DAY)
        bench.look()
        assert [name for name, _ in bench.done] == ["replan", "calendars", "backup", "alarm"]
    finally:
        free.set()


def test_job_that_is_due_when_the_end_comes_is_not_started(bench: Bench) -> None:
    bench.jobs.set_alarm(START + timedelta(seconds=10))
    bench.look()
    bench.does["alarm"] = bench.jobs.close
    bench.clock.advance(HOUR)
    bench.look()
    assert [name for name, _ in bench.done] == ["alarm"]


def test_process_ends_although_a_job_hangs() -> None:
    program = """
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo
from broadcaster.core.errors import FaultList
from broadcaster.core.clock import SystemClock
from broadcaster.timetable.planning.jobs import Jobs
class Late(SystemClock):
    by = timedelta()
    def now(self):
        return super().now() + self.by
clock, begun = Late(), threading.Event()
jobs = Jobs(clock, lambda: ZoneInfo("Asia/Ho_Chi_Minh"), FaultList())
jobs.add("hangs", lambda: (begun.set(), threading.Event().wait()), hour=2)
jobs.start()
clock.by = timedelta(days=1)
assert begun.wait(60)
jobs.close()
print("closed")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.stdout.strip(), done.returncode) == ("closed", 0), done.stderr


def test_interval_jobs_are_refused(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.jobs.scheduler.add_job(lambda: None, IntervalTrigger(seconds=5, timezone=UTC))


def test_look_comes_at_least_once_a_second(bench: Bench) -> None:
    assert bench.look() == LOOK
    bench.jobs.set_alarm(bench.clock.now() + timedelta(seconds=0.25))
    assert bench.look() == pytest.approx(0.25)
    bench.jobs.set_alarm(bench.clock.now() + timedelta(days=60))
    assert bench.look() == LOOK


class Steppable(SystemClock):
    """The computer's clock, as somebody sets it."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return super().now() + self.by


def test_threads_look_finds_a_clock_that_was_set_forward() -> None:
    clock, rung = Steppable(), threading.Event()
    jobs = Jobs(clock, lambda: HANOI, FaultList())
    jobs.ring(rung.set)
    jobs.start()
    try:
        jobs.set_alarm(clock.now() + timedelta(minutes=30))
        assert not rung.wait(0.1)
        clock.by = timedelta(days=90)
        assert rung.wait(60)
    finally:
        jobs.close()
