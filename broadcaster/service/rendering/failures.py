"""Messages that cannot be rendered: tried less and less often, reported hourly at most. Not thread-safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST = timedelta(seconds=60)  # before the second try; each further one after twice the time
LONGEST = timedelta(hours=1)
SOON = timedelta(seconds=2)  # before the next try of what is needed in a moment
TRIES = 4  # at least so many in the time that is left until air
REPORTED = timedelta(hours=1)  # the same fault again is one line of the journal in this time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    text: str
    reported: datetime
    pause: timedelta
    until: datetime


class Failures:
    """What could not be rendered, by message."""

    def __init__(self) -> None:
        self._failed: dict[str, _Failed] = {}

    def failed(self, name: str, text: str, first: datetime, now: datetime) -> bool:
        """It failed with this fault, and is first needed at `first`; true if that is to be reported."""
        before = self._failed.get(name)
        news = before is None or before.text != text or now - before.reported >= REPORTED
        pause = FIRST if before is None else min(LONGEST, 2 * before.pause)
        reported = now if before is None or news else before.reported
        self._failed[name] = _Failed(
            text=text, reported=reported, pause=pause, until=now + min(pause, _share(first - now))
        )
        return news

    def made(self, name: str) -> None:
        """It was rendered."""
        self._failed.pop(name, None)

    def clear(self) -> None:
        """The files have changed: everything is worth a new try."""
        self._failed.clear()

    def has(self, name: str) -> bool:
        """True if its last try failed."""
        return name in self._failed

    def wait(self, name: str, now: datetime) -> bool:
        """True while it is too early for the next try."""
        failed = self._failed.get(name)
        return failed is not None and now < failed.until


def _share(left: timedelta) -> timedelta:
    """How long the next try may wait, with so much time until air."""
    return max(SOON, left / TRIES) if left > timedelta() else FIRST
