"""Failback: which programmes a fallback engine speaks, and when to try the wanted engine again.

One message is tried, the one that has waited longest since its last try. If the wanted engine is
back, all others follow at once; if not, everything waits, twice as long as before. So an engine
that is gone for days costs a try an hour, and one that is back is heard within minutes. What is
about to air is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.studio.model import Programme

FIRST = timedelta(minutes=5)  # before the first try; a broken engine rests as long
LONGEST = timedelta(hours=1)
NEAR = timedelta(minutes=3)  # before air, longer than an engine of the network may take for a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What speaks for the station now."""

    engine: str  # "" where nothing was rendered yet
    wanted: str = ""  # the engine that should speak, where another does
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
        self._pause = FIRST
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
                self._pause = min(2 * self._pause, LONGEST)
            self._wait(message, now)
        elif was_waiting:
            del self._tried[message]
            self._pause, self._next = FIRST, now
        self._settle()

    def failed(self, message: str, now: datetime) -> None:
        """A try for a message that waits gave nothing; its programme is as it was."""
        if message in self._tried:
            self._pause = min(2 * self._pause, LONGEST)
            self._wait(message, now)

    def keep(self, messages: set[str]) -> None:
        """Forget the messages that are no longer wanted."""
        self._tried = {name: at for name, at in self._tried.items() if name in messages}
        self._settle()

    def due(self, wanted: Sequence[tuple[str, datetime]], now: datetime) -> str | None:
        """The message to try now, if any.

        Args:
            wanted: messages and the first instant each is needed.
            now: the wall time.
        """
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
            self._since, self._next, self._pause = None, None, FIRST
