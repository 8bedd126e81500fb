"""The fake keyer for tests and dry runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from broadcaster.playout.keying.keyer import NoKeying
from broadcaster.playout.keying.reports import KeyReport, News


@dataclass
class RecordingKeyer(NoKeying):
    """The fake: keeps the orders, answers at once, and can be made to fail."""

    log: list[tuple[str, bool]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    rearmed: list[str] = field(default_factory=list)
    fail: bool = False
    post: Callable[[KeyReport], None] = lambda _report: None

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Post its answers there."""
        self.post = post

    def on(self, name: str) -> None:
        """Keep that it was switched on, and report it."""
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
        """Do as a keyer that ended, or whose watchdog released the switch."""
        self.log.append((name, False))
        self.held.discard(name)
        self.post(KeyReport(news=news, name=name, reason="told to"))
