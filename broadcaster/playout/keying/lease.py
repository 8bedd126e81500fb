"""The lease on which a keyer holds its switches, and the watchdog of each. Pure: the time is given.

A switch stays on only while the station renews the lease, and never longer than its `longest`,
whatever the station orders. All times are monotonic seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.playout.keying.wire import KeyNews

TERM = 1.0  # seconds without a renewal after which everything is released


@dataclass(frozen=True, slots=True)
class Ending:
    """A switch that must be released unasked, and why."""

    name: str
    news: KeyNews


class Lease:
    """What is held, until when. `longest`: for each switch the seconds that it may be on."""

    def __init__(self, longest: Mapping[str, float], now: float) -> None:
        self._longest = dict(longest)
        self._since: dict[str, float] = {}
        self._renewed = now

    @property
    def held(self) -> frozenset[str]:
        """The switches that are to be on."""
        return frozenset(self._since)

    def on(self, name: str, now: float) -> None:
        """Hold a switch; what is held already keeps its beginning. The order renews the lease."""
        self._since.setdefault(name, now)
        self._renewed = now

    def off(self, name: str) -> None:
        """Hold it no more."""
        self._since.pop(name, None)

    def rearm(self, name: str, now: float) -> None:
        """A person's confirmation: the time of a switch that is held begins anew."""
        if name in self._since:
            self._since[name] = now

    def renew(self, now: float) -> None:
        """The station is alive."""
        self._renewed = now

    def clear(self) -> None:
        """Hold nothing."""
        self._since.clear()

    def due(self, now: float) -> list[Ending]:
        """Let go of what may be held no longer; what that is."""
        lapsed = now - self._renewed >= TERM
        ended = [
            Ending(name, KeyNews.LOST if lapsed else KeyNews.TRIPPED)
            for name, since in self._since.items()
            if lapsed or now - since >= self._longest[name]
        ]
        for ending in ended:
            del self._since[ending.name]
        return ended

    def next(self) -> float | None:
        """When `due` has something to do at the latest; None while nothing is held."""
        if not self._since:
            return None
        return min([self._renewed + TERM, *(since + self._longest[n] for n, since in self._since.items())])
