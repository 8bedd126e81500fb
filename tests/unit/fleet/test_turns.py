"""A round comes in its turn, at once when the bell rings, and not more often than that costs anything."""

from __future__ import annotations

from itertools import pairwise

import pytest

from broadcaster.fleet.turns import AGAIN, EVERY, JITTER, PAUSE, RoundTurns


def played(turns: RoundTurns, until: float, rings: list[float], lasts: float = 2.0) -> list[float]:
    """The instants at which rounds begin that last so long, with a bell at each of `rings`."""
    begun: list[float] = []
    waiting = sorted(rings)
    while True:
        while waiting and waiting[0] <= turns.due:
            turns.ring(waiting.pop(0))
        now = turns.due
        if now > until:
            return begun
        begun.append(now)
        turns.begin(now)
        while waiting and waiting[0] <= now + lasts:
            turns.ring(waiting.pop(0))
        turns.end(now + lasts, whole=True)


def test_rounds_follow_each_other_every_few_minutes() -> None:
    begun = played(RoundTurns(EVERY, 0.0), 24 * 3600, [])
    gaps = [b - a - 2.0 for a, b in pairwise(begun)]

    assert begun[0] <= 5
    assert EVERY * (1 - JITTER) <= min(gaps) < EVERY < max(gaps) <= EVERY * (1 + JITTER)


def test_a_bell_is_answered_at_once() -> None:
    turns = RoundTurns(EVERY, 0.0)
    played(turns, 5.0, [])
    turns.ring(100.0)

    assert turns.due == 100.0


@pytest.mark.parametrize("every", [0.001, 0.5, 7.0])
def test_a_flood_of_bells_costs_a_round_for_each_pause(every: float) -> None:
    rings = [10 + every * number for number in range(int(600 / every))]
    begun = played(RoundTurns(EVERY, 0.0), 610, rings)
    gaps = [b - a for a, b in pairwise(begun)]

    assert min(gaps) >= PAUSE - 0.001
    assert 600 / PAUSE - 2 <= len(begun) <= 600 / PAUSE + 2


def test_what_rang_amid_a_round_has_a_round_of_its_own() -> None:
    begun = played(RoundTurns(EVERY, 0.0), 200, [100.0, 101.0])

    assert begun[-2:] == [100.0, 100.0 + PAUSE]


def test_a_round_that_is_broken_off_is_begun_anew_soon_and_later_each_time() -> None:
    turns, now, waits = RoundTurns(EVERY, 0.0), 0.0, []
    for _ in range(5):
        now = turns.due
        turns.begin(now)
        turns.end(now, whole=False)
        waits.append(round(turns.due - now, 6))

    assert waits == [*AGAIN, AGAIN[-1], AGAIN[-1]]
