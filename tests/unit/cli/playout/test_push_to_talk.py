"""One key as a talk button: taps switch over, a held key is open until it comes up."""

from __future__ import annotations

import pytest

from broadcaster.cli.playout.live import PushToTalk


def after(*presses: float, until: float) -> bool:
    button = PushToTalk()
    now = 0.0
    for press in presses:
        while now < press:
            button.elapse(now)
            now = round(now + 0.02, 6)
        button.press(press)
        now = press
    while now < until:
        button.elapse(now)
        now += 0.02
    button.elapse(until)
    return button.open


def held(begin: float, end: float, first: float = 0.5, each: float = 0.033) -> list[float]:
    presses, now = [begin], begin + first
    while now < end:
        presses.append(now)
        now += each
    return presses


def test_tap_opens_and_a_later_tap_shuts() -> None:
    assert after(0.1, until=5)
    assert not after(0.1, 3.0, until=5)
    assert after(0.1, 3.0, 4.0, until=5)


@pytest.mark.parametrize("first", [0.25, 0.5, 0.66])
def test_held_key_is_open_while_held_and_shut_when_it_comes_up(first: float) -> None:
    presses = held(0.1, 4.0, first)
    assert after(*presses, until=presses[-1] + 0.1)
    assert not after(*presses, until=presses[-1] + 0.5)
    assert after(*presses, 6.0, until=7.0), "and the next tap opens again"


def test_quick_second_tap_shuts_though_it_might_have_been_a_repeat() -> None:
    assert not after(0.1, 0.5, until=1.0)
