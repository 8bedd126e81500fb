"""Messages that cannot be rendered: tried ever more seldom, and told at most hourly. Not thread-safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.service.comeback import NEAR

FIRST = timedelta(seconds=60)  # before the second try; each further one after twice the time
LONGEST = timedelta(hours=1)
TOLD = timedelta(hours=1)  # the same fault again is one line of the journal in this time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    text: str
    told: datetime
    pause: timedelta
    until: datetime


class Failures:
    """What could not be rendered, by message."""

    def __init__(self) -> None:
        self._failed: dict[str, _Failed] = {}

    def failed(self, name: str, text: str, now: datetime) -> bool:
        """It failed again with this fault; true if that is to be told."""
        before = self._failed.get(name)
        news = before is None or before.text != text or now - before.told >= TOLD
        pause = FIRST if before is None else min(LONGEST, 2 * before.pause)
        told = now if before is None or news else before.told
        self._failed[name] = _Failed(text=text, told=told, pause=pause, until=now + pause)
        return news

    def made(self, name: str) -> None:
        """It was rendered."""
        self._failed.pop(name, None)

    def clear(self) -> None:
        """The files have changed: everything is worth a new try."""
        self._failed.clear()

    def wait(self, name: str, first: datetime, now: datetime) -> bool:
        """True while it is too early for the next try of what is first needed at `first`; never near air."""
        failed = self._failed.get(name)
        return failed is not None and now < failed.until and now < first - NEAR
