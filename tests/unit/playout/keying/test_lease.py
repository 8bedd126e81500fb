"""The lease: nothing is held that nobody renews, nothing for longer than its watchdog allows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.keying.lease import TERM, Ending, Lease
from broadcaster.playout.keying.wire import KeyNews

LONGEST = {"a": 60.0, "b": 5.0}


def test_switch_is_held_while_it_is_renewed_and_released_when_it_is_not() -> None:
    lease = Lease(LONGEST, 0.0)
    lease.on("a", 0.0)
    for tenth in range(1, 30):
        lease.renew(tenth / 10)
        assert lease.due(tenth / 10) == []
    assert lease.next() == 2.9 + TERM
    assert lease.due(2.9 + TERM - 0.01) == []
    assert lease.due(2.9 + TERM) == [Ending("a", KeyNews.LOST)]
    assert lease.held == frozenset()
    assert lease.next() is None


def test_watchdog_releases_only_its_own_switch_however_the_station_renews() -> None:
    lease = Lease(LONGEST, 0.0)
    lease.on("a", 0.0)
    lease.on("b", 0.0)
    lease.renew(4.9)
    assert lease.next() == 5.0
    lease.on("b", 4.9)  # asking again is no new beginning
    assert lease.due(5.0) == [Ending("b", KeyNews.TRIPPED)]
    assert lease.held == {"a"}


def test_rearming_lets_the_time_begin_anew_but_only_of_what_is_held() -> None:
    lease = Lease(LONGEST, 0.0)
    lease.on("b", 0.0)
    lease.rearm("b", 4.0)
    lease.rearm("a", 4.0)
    lease.renew(8.9)
    assert lease.held == {"b"}
    assert lease.due(8.9) == []
    assert lease.due(9.0) == [Ending("b", KeyNews.TRIPPED)]


def test_order_to_switch_on_renews_the_lease_of_an_idle_keyer() -> None:
    lease = Lease(LONGEST, 0.0)
    lease.on("a", 1000.0)
    assert lease.due(1000.0 + TERM / 2) == []


def test_release_ends_the_holding() -> None:
    lease = Lease(LONGEST, 0.0)
    lease.on("a", 0.0)
    lease.off("a")
    lease.off("a")
    assert lease.held == frozenset()
    assert lease.due(100.0) == []


@given(
    st.lists(
        st.tuples(
            st.floats(0, 3), st.sampled_from(["on", "off", "renew", "rearm", "look"]), st.sampled_from("ab")
        ),
        max_size=60,
    )
)
def test_whatever_is_asked_nothing_is_held_longer_than_lease_and_watchdog(
    steps: list[tuple[float, str, str]],
) -> None:
    lease = Lease(LONGEST, 0.0)
    now, renewed = 0.0, 0.0
    begun: dict[str, float] = {}
    for pause, do, name in steps:
        now += pause
        for ending in lease.due(now):
            del begun[ending.name]
        match do:
            case "on":
                lease.on(name, now)
                begun.setdefault(name, now)
                renewed = now
            case "off":
                lease.off(name)
                begun.pop(name, None)
            case "renew":
                lease.renew(now)
                renewed = now
            case "rearm":
                lease.rearm(name, now)
                if name in begun:
                    begun[name] = now
        assert lease.held == set(begun)
        assert all(now - since < LONGEST[held] for held, since in begun.items())
        assert not begun or now - renewed < TERM
