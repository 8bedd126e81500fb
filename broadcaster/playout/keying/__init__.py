"""Keying: switching transmitter or amplifier on and off around an airing.

A process of its own (`python -m broadcaster.playout.keying`) owns the relay and holds it on a lease
that the station renews; `playout.keyers` is the station's end. Here is what the director asks for,
the answers it gets, and the fake. The process imports this too: keep it light.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class News(StrEnum):
    """What a keyer tells the station about one switch."""

    ON = "on"  # it has been switched on
    OFF = "off"  # it has been released
    FAULT = "fault"  # it does not obey; it is tried again until it does or is wanted no more
    LOST = "lost"  # it was on and has been released unasked: keyer or lease lost
    TRIPPED = "tripped"  # it has been on for `longest` and was released


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReport:
    """News of one switch; `reason` is for people, "" where there is nothing to say."""

    news: News
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchState:
    """How one switch stands, for `status`."""

    name: str
    type: str
    about: str  # which device, without secrets
    fault: str = ""


class Keyer(Protocol):
    """Whoever holds the relays. All but `start` and `close` return at once."""

    def start(self) -> None:
        """Release every switch; returns when they are released or do not obey."""

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Have news posted, and the lease renewed for as long as `alive()`."""

    def on(self, name: str) -> None:
        """Switch one on."""

    def off(self, name: str) -> None:
        """Release one."""

    def rearm(self, name: str) -> None:
        """Let the time of `longest` begin anew."""

    def release(self) -> None:
        """Release all."""

    def close(self) -> None:
        """Release all and end."""

    def states(self) -> tuple[SwitchState, ...]:
        """How each switch stands; empty where there is nothing to switch."""


class NoKeying:
    """The loudspeaker system listens all the time: nothing to switch."""

    def start(self) -> None:
        """Nothing to do."""

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Nothing to tell."""

    def on(self, name: str) -> None:
        """Nothing to do."""

    def off(self, name: str) -> None:
        """Nothing to do."""

    def rearm(self, name: str) -> None:
        """Nothing to do."""

    def release(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def states(self) -> tuple[SwitchState, ...]:
        """None."""
        return ()


@dataclass
class RecordingKeyer(NoKeying):
    """The fake: keeps what it was told, answers at once, and can be told to fail."""

    log: list[tuple[str, bool]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    rearmed: list[str] = field(default_factory=list)
    fail: bool = False
    post: Callable[[KeyReport], None] = lambda _report: None

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Post its answers there."""
        self.post = post

    def on(self, name: str) -> None:
        """Keep that it was switched on, and say so."""
        if self.fail:
            self.post(KeyReport(news=News.FAULT, name=name, reason="told to fail"))
            return
        self.log.append((name, True))
        self.held.add(name)
        self.post(KeyReport(news=News.ON, name=name))

    def off(self, name: str) -> None:
        """Keep that it was released."""
        self.log.append((name, False))
        self.held.discard(name)
        self.post(KeyReport(news=News.OFF, name=name))

    def rearm(self, name: str) -> None:
        """Keep that its time began anew."""
        self.rearmed.append(name)

    def release(self) -> None:
        """Release what is held."""
        for name in sorted(self.held):
            self.off(name)

    def lose(self, name: str, news: News = News.LOST) -> None:
        """Do as a keyer that died, or whose watchdog released the switch."""
        self.log.append((name, False))
        self.held.discard(name)
        self.post(KeyReport(news=news, name=name, reason="told to"))
