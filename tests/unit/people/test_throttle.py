"""How long failures make the next attempt wait."""

from __future__ import annotations

import pytest

from broadcaster.people.model import Place
from broadcaster.people.throttle import FORGOTTEN, LOCKED, SLOWEST, Failed, pause_after, wait_before_next


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (7, 16), (8, 30), (10_000, 30)]
)
def test_on_the_socket_failures_slow_down_by_thirty_seconds_at_most(failures: int, seconds: float) -> None:
    assert pause_after(Place.SOCKET, failures) == seconds


@pytest.mark.parametrize("failures", [0, 1, 8, 100, 1_000_000])
def test_on_the_socket_nobody_is_ever_locked_out(failures: int) -> None:
    waited = [Failed(count=failures, ago=SLOWEST)]
    assert wait_before_next(Place.SOCKET, waited) == 0.0


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, LOCKED), (50, LOCKED)])
def test_from_the_network_five_failures_lock(failures: int, seconds: float) -> None:
    assert wait_before_next(Place.WEB, [Failed(count=failures, ago=0.0)]) == seconds


def test_a_lock_ends_and_the_next_failure_locks_again() -> None:
    assert wait_before_next(Place.WEB, [Failed(count=5, ago=LOCKED)]) == 0.0
    assert wait_before_next(Place.WEB, [Failed(count=6, ago=0.0)]) == LOCKED


def test_failures_about_several_persons_add_up() -> None:
    """Who tries one PIN on everybody waits as if they tried many on one."""
    tried = [Failed(count=1, ago=float(n)) for n in range(20)]
    assert wait_before_next(Place.SOCKET, tried) == SLOWEST


@pytest.mark.parametrize("place", Place)
def test_after_a_day_failures_are_forgotten(place: Place) -> None:
    assert wait_before_next(place, [Failed(count=100, ago=FORGOTTEN)]) == 0.0
    assert wait_before_next(place, [Failed(count=100, ago=0.0)]) > 0.0


def test_ten_thousand_tries_on_the_socket_take_days() -> None:
    seconds = sum(pause_after(Place.SOCKET, count) for count in range(10_000))
    assert seconds > 3 * 24 * 3600
