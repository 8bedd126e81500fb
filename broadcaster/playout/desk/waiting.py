"""A request that waits in the queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.journal.model import Kind
from broadcaster.playout.desk.request import Item, Request
from broadcaster.timetable.guard.guard import Refusal

RESUME_WITHIN = timedelta(minutes=10)  # design.md: an item cut for longer is not taken up again


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A request in the queue: from which item and frame it goes on."""

    request: Request
    index: int = 0
    since: datetime | None = None  # when a later item of a session began to wait
    frame: int | None = None  # where a cut item is taken up again
    cut_at: datetime | None = None
    heard: datetime | None = None  # when the last of it so far was heard
    note: Refusal | None = None  # why it was not heard everywhere, though it airs

    @property
    def item(self) -> Item:
        """The item that is next."""
        return self.request.items[self.index]

    @property
    def left(self) -> timedelta:
        """How long what was cut would still have lasted."""
        return self.item.length(self.frame)

    def first_frame(self, at: datetime) -> int:
        """Where it begins or goes on at `at`; a live sound has gone on meanwhile."""
        if self.frame is None:
            return self.item.start_frame
        if not self.item.live or self.cut_at is None:
            return self.frame
        return self.frame + round((at - self.cut_at).total_seconds() * self.item.rate)

    def move(self, by: timedelta) -> None:
        """The wall clock was set: what was counted from it moves with it.

        So does the instant at which a person asked; that of a timetable is the wall clock's own.
        """
        if self.request.kind is not Kind.SCHEDULED:
            self.request = replace(self.request, planned=self.request.planned + by)
        self.since = self.since and self.since + by
        self.cut_at = self.cut_at and self.cut_at + by
        self.heard = self.heard and self.heard + by

    @property
    def patience(self) -> datetime:
        """Until when it may wait."""
        if self.cut_at is not None:
            return self.cut_at + (self.left if self.item.live else RESUME_WITHIN)
        return max(self.request.planned, self.since or self.request.planned) + self.request.wait
