"""What was asked for by hand and is not at the desk yet: a stop finds it here. From any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.playout.desk.request import Request
from broadcaster.playout.director.director import Director
from broadcaster.timetable.rules.guard import Refusal


@dataclass(slots=True)
class _Asked:
    message: str
    refuse: Callable[[Refusal], object]
    stopped: Refusal | None = None


class UnderWay:
    """Keeps each request from the moment it is taken until the desk has it or it has its end.

    Nobody waits for a renderer here: what was stopped is marked, and its sound is thrown away when it comes.
    """

    def __init__(self) -> None:
        self._asked: dict[str, _Asked] = {}
        self._lock = threading.Lock()

    def begin(
        self, airing: str, message: str, refuse: Callable[[Refusal], object] = lambda _why: None
    ) -> Refusal | None:
        """A request is taken, or goes on to its next step; why it was stopped meanwhile, or None.

        Args:
            refuse: called where it is stopped, on the director's thread: ends it at once if that can be done.
        """
        with self._lock:
            before = self._asked.get(airing)
            if before is not None and before.stopped is not None:
                return before.stopped
            self._asked[airing] = _Asked(message, refuse)
            return None

    def over(self, airing: str) -> Refusal | None:
        """It has its end or goes to the desk: why it was stopped meanwhile and may not, or None.

        Whoever gives it to the desk asks on the director's thread, where the stop comes before or after.
        """
        with self._lock:
            asked = self._asked.pop(airing, None)
        return None if asked is None else asked.stopped

    @property
    def any(self) -> bool:
        """True while something is asked for that was not stopped and is not at the desk yet."""
        with self._lock:
            return any(asked.stopped is None for asked in self._asked.values())

    def hand_over(self, request: Request, director: Director) -> None:
        """Give a request to the desk, or decline it where it was stopped. On the director's thread only."""
        stopped = self.over(request.id)
        if stopped is None:
            director.submit(request)
        else:
            director.decline(request, stopped)

    def stop(
        self, why: Refusal, concerns: Callable[[str, str], bool] = lambda _airing, _message: True
    ) -> tuple[str, ...]:
        """Stop all, or what concerns; their ids. On the director's thread only.

        Args:
            concerns: told an airing's id and its message.
        """
        with self._lock:
            found = {
                airing: asked
                for airing, asked in self._asked.items()
                if asked.stopped is None and concerns(airing, asked.message)
            }
            for asked in found.values():
                asked.stopped = why
        for asked in found.values():
            asked.refuse(why)
        return tuple(found)
