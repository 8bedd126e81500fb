from __future__ import annotations

import pytest

from broadcaster.clock import FakeClock
from broadcaster.errors import EngineBusy, EngineFailed
from broadcaster.speech.health import Health

FAILED = EngineFailed("speech.no_network", engine="gtts", reason="")


def test_engine_that_failed_three_times_rests_five_minutes_again_and_again(clock: FakeClock) -> None:
    health = Health(clock)
    rests = []
    for _ in range(5):
        rests.append(health.failed("gtts", FAILED))
        clock.advance(rests[-1])
    assert rests == [30, 60, 300, 300, 300]


def test_tries_that_an_engine_made_by_itself_are_counted(clock: FakeClock) -> None:
    assert Health(clock).failed("gtts", EngineFailed("speech.no_network", tries=3)) == 300
    assert Health(clock).failed("gtts", EngineFailed("speech.no_network", tries=2)) == 60


def test_engine_is_ready_again_exactly_when_its_rest_is_over(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    clock.advance(29.9)
    assert not health.ready("gtts")
    assert health.ready("espeak")
    clock.advance(0.1)
    assert health.ready("gtts")


def test_engine_that_works_again_starts_from_the_first_rest(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    health.failed("gtts", FAILED)
    health.worked("gtts")
    assert health.ready("gtts")
    assert health.failed("gtts", FAILED) == 30


@pytest.mark.parametrize(("asked", "rest"), [(120, 120), (5, 30), (None, 30), (10**9, 3600)])
def test_rest_that_a_server_asks_for_is_kept_within_reason(
    clock: FakeClock, asked: int | None, rest: float
) -> None:
    assert Health(clock).failed("gtts", EngineBusy("speech.busy", engine="gtts", seconds=asked)) == rest


def test_step_of_the_wall_clock_does_not_shorten_a_rest(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    clock.step(86400)
    assert not health.ready("gtts")
