"""A contact fires once for each time it is held, and never by bouncing or by being stuck."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from broadcaster.playout.links.contacts import Press, look

HOLD = 0.5


def fires(looks: list[tuple[float, bool]], hold: float = HOLD) -> list[float]:
    press, fired = Press(hold=hold), []
    for at, closed in looks:
        press, now = look(press, closed, at)
        fired += [at] if now else []
    return fired


def test_held_closed_after_it_was_open_fires_once() -> None:
    open_first = [(t / 10, False) for t in range(10)]
    assert fires([*open_first, *((1 + t / 10, True) for t in range(40))]) == [1.5]


def test_closed_at_the_start_fires_only_after_it_was_open() -> None:
    stuck = [(t / 10, True) for t in range(50)]
    assert fires(stuck) == []
    again = [*((5 + t / 10, False) for t in range(10)), *((6 + t / 10, True) for t in range(10))]
    assert fires([*stuck, *again]) == [6.5]


def test_bounce_shorter_than_the_hold_fires_nothing() -> None:
    assert fires([(t / 100, t % 30 < 20) for t in range(1000)]) == []


@given(
    spans=st.lists(st.tuples(st.booleans(), st.integers(1, 200)), min_size=1, max_size=20),
    hold=st.integers(5, 100),
)
def test_it_fires_exactly_for_each_long_closing_after_a_long_opening(
    spans: list[tuple[bool, int]], hold: int
) -> None:
    looks: list[tuple[float, bool]] = []
    runs: list[tuple[bool, int]] = []
    at = 0
    for closed, length in spans:
        looks += [(float(at + t), closed) for t in range(length)]
        if runs and runs[-1][0] is closed:
            runs[-1] = (closed, runs[-1][1] + length)
        else:
            runs.append((closed, length))
        at += length
    expected, armed = 0, False
    for closed, length in runs:
        if length > hold:
            expected += closed and armed
            armed = not closed
    assert len(fires(looks, float(hold))) == expected
