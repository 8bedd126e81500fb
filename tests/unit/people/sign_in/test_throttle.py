"""How long failures make the next attempt wait."""

from __future__ import annotations

import pytest

from broadcaster.people.sign_in.throttle import (
    ADDRESS,
    DEVICE,
    FORGOTTEN,
    PERSON,
    SLOWEST,
    RecentFailures,
    Vessel,
    network_of,
    pause_after,
    wait_before_next,
)

HOUR, DAY = 3600.0, 24 * 3600.0


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (7, 16), (8, 30), (10_000, 30)]
)
def test_on_the_socket_failures_slow_down_by_thirty_seconds_at_most(failures: int, seconds: float) -> None:
    assert pause_after(failures) == seconds


@pytest.mark.parametrize("failures", [0, 1, 8, 100, 1_000_000])
def test_on_the_socket_nobody_is_ever_locked_out(failures: int) -> None:
    assert wait_before_next([RecentFailures(count=failures, ago=SLOWEST)]) == 0.0


def test_failures_about_several_persons_add_up() -> None:
    """Who tries one PIN on everybody waits as if they tried many on one."""
    tried = [RecentFailures(count=1, ago=float(n)) for n in range(20)]
    assert wait_before_next(tried) == SLOWEST


def test_on_the_socket_failures_are_forgotten_after_a_day() -> None:
    assert wait_before_next([RecentFailures(count=100, ago=FORGOTTEN)]) == 0.0
    assert wait_before_next([RecentFailures(count=100, ago=0.0)]) > 0.0


def test_ten_thousand_tries_on_the_socket_take_days() -> None:
    seconds = sum(pause_after(count) for count in range(10_000))
    assert seconds > 3 * 24 * 3600


@pytest.mark.parametrize("vessel", [ADDRESS, PERSON, DEVICE])
def test_from_the_network_failures_fade_one_by_one(vessel: Vessel) -> None:
    full = RecentFailures(count=vessel.most, ago=0.0)
    assert vessel.wait(RecentFailures(count=vessel.most - 1, ago=0.0)) == 0.0
    assert vessel.wait(full) == vessel.fades
    assert vessel.wait(RecentFailures(count=vessel.most, ago=vessel.fades)) == 0.0
    assert vessel.left(RecentFailures(count=vessel.most, ago=DAY)) == 0.0


@pytest.mark.parametrize("vessel", [ADDRESS, PERSON, DEVICE])
def test_one_wrong_try_an_hour_after_many_locks_nothing(vessel: Vessel) -> None:
    count = vessel.left(RecentFailures(count=vessel.most, ago=46 * 60.0)) + 1
    assert vessel.wait(RecentFailures(count=count, ago=0.0)) == 0.0


@pytest.mark.parametrize("vessel", [ADDRESS, PERSON, DEVICE])
def test_a_guesser_has_some_hundred_guesses_a_day(vessel: Vessel) -> None:
    assert vessel.most + DAY / vessel.fades <= 110


def test_one_address_cannot_fill_what_is_counted_of_a_person() -> None:
    assert ADDRESS.most < PERSON.most
    assert 1 / ADDRESS.fades < 1 / PERSON.fades


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("khong-phai", "khong-phai"),
    ],
)
def test_a_house_with_many_addresses_is_one(address: str, network: str) -> None:
    assert network_of(address) == network
