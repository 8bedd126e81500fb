"""What the air has been given, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.playout.desk.request import Item, Request
from broadcaster.playout.desk.waiting import Waiting
from broadcaster.timetable.guard.guard import Refusal

NO_START = timedelta(seconds=5)  # without a report after its instant, an item has failed
NO_END = timedelta(seconds=30)  # the same after its end: longer than a slow disk's pauses


@dataclass(slots=True, kw_only=True)
class OnAir:
    """What the air has been given."""

    waiting: Waiting
    at: datetime  # instant of the first frame: planned, then as heard
    start_frame: int
    started: bool = False
    fading: Refusal | None = None  # why it is being faded out
    resume: bool = False  # it comes back after the fade
    alone: bool = False  # only it is ended: the rest of its session airs

    @property
    def ending(self) -> bool:
        """True while it fades out for good."""
        return self.fading is not None and not self.resume

    @property
    def request(self) -> Request:
        """The request on air."""
        return self.waiting.request

    @property
    def item(self) -> Item:
        """The item on air."""
        return self.waiting.item

    def place(self, frame: int) -> int:
        """From where it is taken up again after a cut at `frame`."""
        if not self.started:
            return self.start_frame
        return frame if self.item.live else self.item.cue_before(frame)

    @property
    def overdue(self) -> datetime:
        """When it counts as failed if the air reports nothing."""
        if self.started:
            return self.at + self.item.length(self.start_frame) + NO_END
        return self.at + NO_START
