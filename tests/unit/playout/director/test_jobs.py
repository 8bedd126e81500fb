"""The director's thread: each job in turn, errors reported, chores after each, a second's sleep at most."""

from __future__ import annotations

import queue
import threading
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import JournalError, PeopleError, PlayoutError
from broadcaster.playout.director.faults import KEPT, FaultLog, as_fault
from broadcaster.playout.director.jobs import IDLE, JobThread, Loop
from tests.unit.playout.conftest import NOON

LANGUAGE: ContextVar[str] = ContextVar("language", default="vi")
MOMENT = timedelta(microseconds=1)


class Bench:
    """The jobs with everything that is done beside them written down."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.done: list[str] = []
        self.errors: list[str] = []
        self.wake: datetime | None = None
        loop = Loop(
            before=(lambda: self.done.append("before"),),
            tick=lambda: self.done.append("tick"),
            next_wake=lambda: self.wake,
            failed=lambda error: self.errors.append(str(error)),
        )
        self.jobs = JobThread(self.clock, loop)
        self.jobs.chores.append(lambda: self.done.append("chore"))

    def note(self, name: str) -> None:
        self.jobs.post(lambda: self.done.append(name))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def raising(text: str) -> NoReturn:
    raise ValueError(text)


def test_pending_jobs_are_done_in_turn_then_a_tick_and_the_chores(bench: Bench) -> None:
    bench.note("a")
    bench.note("b")
    bench.jobs.run_pending()
    assert bench.done == ["before", "a", "before", "b", "before", "tick", "chore"]
    assert bench.jobs.work.steps == 3, "a job with what is looked at before it, and the chores"


def test_what_fails_is_reported_and_the_next_is_done(bench: Bench) -> None:
    bench.jobs.post(lambda: raising("job"))
    bench.jobs.chores.insert(0, lambda: raising("chore"))
    bench.note("a")
    bench.jobs.run_pending()
    assert bench.errors == ["job", "chore"]
    assert [each for each in bench.done if each != "before"] == ["a", "tick", "chore"]


def test_call_answers_with_result_or_error_in_the_language_of_whoever_asks(bench: Bench) -> None:
    def language() -> str:
        return LANGUAGE.get()

    token = LANGUAGE.set("en")
    answer, error = bench.jobs.call(language), bench.jobs.call(lambda: raising("ours"))
    LANGUAGE.reset(token)
    assert not answer.done()
    bench.jobs.run_pending()
    assert answer.result(0) == "en"
    with pytest.raises(ValueError, match="ours"):
        error.result(0)
    assert bench.errors == [], "whoever asked has it"


def test_call_after_the_end_is_refused_and_not_done(bench: Bench) -> None:
    bench.jobs.close()
    with pytest.raises(PlayoutError) as caught:
        bench.jobs.call(lambda: bench.note("late")).result(0)
    assert caught.value.code == "playout.closing"
    bench.jobs.run_pending()
    assert [each for each in bench.done if each != "before"] == ["tick", "chore"]


@pytest.mark.parametrize(
    ("wake", "pause"), [(None, 1), (0.25, 0.25), (1, 1), (3600, 1), (0, 0.001), (-60, 0.001)]
)
def test_thread_sleeps_until_the_desk_wakes_it_and_a_second_at_most(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, wake: float | None, pause: float
) -> None:
    bench.wake = None if wake is None else NOON + timedelta(seconds=wake)
    asked: list[float] = []

    class Waiting:
        def get(self, timeout: float) -> None:
            asked.append(timeout)
            if len(asked) < 2:
                raise queue.Empty

    monkeypatch.setattr(bench.jobs, "_queue", Waiting())
    monkeypatch.setattr("broadcaster.playout.director.jobs.raise_priority", lambda: None)
    bench.jobs._run()
    assert asked == pytest.approx([pause] * 2)
    assert bench.done == ["before", "tick", "chore"], "the end is no job"


def test_thread_counts_as_hung_after_a_while_without_a_turn() -> None:
    clock = FakeClock(NOON)
    clock.advance(100)
    jobs = JobThread(clock, Loop(before=(), tick=lambda: None, next_wake=lambda: None, failed=lambda _: None))
    clock.advance(5 - 0.001)
    assert jobs.alive()
    clock.advance(0.001)
    assert not jobs.alive()


def test_close_does_what_is_posted_and_ends_the_thread() -> None:
    done: list[str] = []
    loop = Loop(before=(), tick=lambda: None, next_wake=lambda: None, failed=lambda _error: None)
    jobs = JobThread(SystemClock(), loop)
    held = threading.Event()

    def hold() -> None:
        held.wait(60)

    jobs.post(hold)
    jobs.start()
    jobs.post(lambda: done.append(threading.current_thread().name))
    held.set()
    jobs.close()
    jobs._thread.join(60)
    assert done == ["director"]
    assert not jobs._thread.is_alive()


def fault(text: str) -> PlayoutError:
    return PlayoutError("playout.internal", kind=text)


def test_same_fault_is_new_again_after_a_minute_and_stands_last() -> None:
    faults, minute = FaultLog(), timedelta(minutes=1)
    assert faults.keep(fault("a"), NOON)
    assert faults.keep(fault("b"), NOON), "another one"
    assert not faults.keep(fault("a"), NOON + minute - MOMENT)
    assert [each.error.facts["kind"] for each in faults] == ["b", "a"]
    assert faults.keep(fault("a"), NOON + minute - MOMENT + minute)
    assert not faults.keep(fault("b"), NOON - minute + MOMENT), "the clock was set back"
    assert faults.keep(fault("b"), NOON - 3 * minute)
    assert len(faults) == 2


def test_only_the_last_faults_are_kept_and_what_is_over_is_forgotten() -> None:
    faults, met = FaultLog(), [fault(str(number)) for number in range(KEPT + 1)]
    for each in met:
        faults.keep(each, NOON)
    assert [each.error for each in faults] == met[1:]
    faults.end(met[:3])
    assert [each.error for each in faults] == met[3:]


def test_faults_that_stand_are_not_pushed_out_by_those_of_a_moment() -> None:
    faults = FaultLog()
    faults.standing = ("people.pin_silent", "journal.damaged")
    silent = [PeopleError("people.pin_silent", message=name) for name in ("lu", "chay")]
    for error in silent:
        faults.keep(error, NOON)
    for number in range(2 * KEPT):
        faults.keep(fault(str(number)), NOON)
    assert len(faults) == KEPT
    assert [each.error for each in faults][:2] == silent
    assert faults[-1].error.facts["kind"] == str(2 * KEPT - 1)
    faults.end(silent)
    assert len(faults) == KEPT - 2


def test_faults_that_stand_have_one_of_each_code_where_they_are_more_than_room() -> None:
    faults = FaultLog()
    faults.standing = ("people.pin_silent", "journal.damaged")
    faults.keep(JournalError("journal.damaged"), NOON)
    for number in range(2 * KEPT):
        faults.keep(PeopleError("people.pin_silent", message=str(number)), NOON)
    faults.keep(fault("new"), NOON)
    assert len(faults) == KEPT
    assert faults[0].error.code == "journal.damaged"
    assert faults[-1].error.facts["kind"] == "new"


def test_fault_of_ours_is_internal_and_names_its_kind() -> None:
    ours, known = as_fault(KeyError("x")), fault("a")
    assert (ours.code, ours.facts["kind"]) == ("playout.internal", "KeyError")
    assert as_fault(known) is known


def test_an_item_that_cannot_say_when_it_is_due_does_not_end_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticked = threading.Event()
    loop = Loop(before=(), tick=ticked.set, next_wake=lambda: raising("due"), failed=lambda _error: None)
    jobs = JobThread(SystemClock(), loop)
    jobs.start()
    answer = jobs.call(lambda: "done").result(10)
    assert ticked.wait(10 * IDLE)
    jobs.close()
    assert answer == "done"
    assert "the director cannot tell when it is wanted" in caplog.text
