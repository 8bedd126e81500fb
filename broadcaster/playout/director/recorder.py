"""Who the director reports to, and whom it asks how an item sounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk import Closed, Item, Request
from broadcaster.playout.desk.zones import Side


class Recorder(Protocol):
    """Who keeps what became of each item. Called on the director's thread."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """A fault was met."""


Shape = Callable[[Request, Item, datetime], tuple[Side, Side]]
"""How the left and the right channel sound for an item heard at an instant."""
