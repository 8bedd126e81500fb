"""What could not be rendered, or not by the engine that is wanted, and when it is tried again.

One message is tried, the one that has waited longest since its last try. If the wanted engine is
back, all others follow at once; if not, everything waits, twice as long as before. So an engine
that is gone for days costs a try an hour, and one that is back is heard within minutes. What is
about to air is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.studio.script.programme import Programme

FIRST_WAIT = timedelta(seconds=60)  # before the second try; each further one after twice the time
LONGEST_WAIT = timedelta(hours=1)
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
        pause = FIRST_WAIT if before is None else min(LONGEST_WAIT, 2 * before.pause)
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
    return max(SOON, left / TRIES) if left > timedelta() else FIRST_WAIT


FIRST_REST = timedelta(minutes=5)  # before the first try; a broken engine rests as long
LONGEST_REST = timedelta(hours=1)
NEAR = timedelta(minutes=3)  # before air, longer than an engine of the network may take for a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What speaks instead of the wanted engine, if anything does."""

    engine: str = ""  # "" where nothing waits
    urgent: bool = False  # only emergencies are spoken by it
    since: datetime | None = None  # when the wanted engine failed first
    waiting: tuple[str, ...] = ()  # messages that will be made again

    @property
    def fallback(self) -> bool:
        """True if a fallback engine speaks any message."""
        return bool(self.waiting)


class Failback:
    """Gets every programme that was made; used from one thread at a time."""

    def __init__(self) -> None:
        self._tried: dict[str, datetime] = {}  # message that waits → last try with the wanted engine
        self._since: datetime | None = None
        self._pause = FIRST_REST
        self._next: datetime | None = None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The messages that a fallback engine speaks."""
        return tuple(self._tried)

    @property
    def since(self) -> datetime | None:
        """When that began."""
        return self._since

    def made(self, message: str, programme: Programme, now: datetime) -> None:
        """A programme of `message` was made, for the first time or again."""
        was_waiting = message in self._tried
        if programme.fallback:
            if was_waiting:
                self._pause = min(2 * self._pause, LONGEST_REST)
            self._wait(message, now)
        elif was_waiting:
            del self._tried[message]
            self._pause, self._next = FIRST_REST, now
        self._settle()

    def failed(self, message: str, now: datetime) -> None:
        """A try for a message that waits gave nothing; its programme is as it was."""
        if message in self._tried:
            self._pause = min(2 * self._pause, LONGEST_REST)
            self._wait(message, now)

    def keep(self, messages: set[str]) -> None:
        """Forget the messages that are no longer wanted."""
        self._tried = {name: at for name, at in self._tried.items() if name in messages}
        self._settle()

    def due(self, wanted: Sequence[tuple[str, datetime]], now: datetime) -> str | None:
        """The message to try now, if any. `wanted`: messages and the first instant each is needed."""
        if self._next is None or now < self._next:
            return None
        free = [name for name, first in wanted if name in self._tried and not now < first < now + NEAR]
        return min(free, key=lambda name: self._tried[name], default=None)

    def _wait(self, message: str, now: datetime) -> None:
        self._tried[message] = now
        self._since = self._since or now
        self._next = now + self._pause

    def _settle(self) -> None:
        if not self._tried:
            self._since, self._next, self._pause = None, None, FIRST_REST
