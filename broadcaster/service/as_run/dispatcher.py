"""Hands each start and end of an airing on: to the as-run log first, then to those who follow airings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk import Closed
from broadcaster.playout.director import Recorder
from broadcaster.timetable.guard.guard import Refusal


class Listener(Protocol):
    """Follows airings. Called on the director's thread."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""


class Dispatcher:
    """Passes on starts and ends; adds to an airing's end what was noted about it."""

    def __init__(self, as_run: Recorder) -> None:
        self._as_run = as_run
        self._notes: dict[str, Refusal] = {}
        self.listeners: list[Listener] = []

    def note(self, item_id: str, note: Refusal) -> None:
        """Write `note` as the reason of an airing that ends without another reason."""
        self._notes[item_id] = note

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        try:
            self._as_run.started(item_id, at)
        finally:
            for listener in self.listeners:
                listener.started(item_id, at)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._as_run.noted(error, at)

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        note = self._notes.pop(closed.item.id, None)
        noted = closed if closed.reason is not None or note is None else replace(closed, reason=note)
        try:
            self._as_run.closed(noted)
        finally:
            # The listeners judge by the desk's own reason: a note is for people only.
            for listener in self.listeners:
                listener.closed(closed)
