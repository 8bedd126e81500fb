"""What the air has been given, how it stands, where it goes on after a cut, and how it is closed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.orders import CLOSING, LIVE_PREEMPTED, REHEARSED, Closed, Order
from broadcaster.playout.desk.request import Item, Request, Waiting
from broadcaster.timetable.rules.guard import Refusal

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


def put_back(air: OnAir, frame: int, at: datetime) -> Waiting:
    """What was on air, waiting again: cut at `at` after it was heard up to `frame` of its file."""
    before = air.waiting
    if not air.started and before.cut_at is None:
        return before
    place = air.place(frame)
    # The ten minutes count anew only if it has come further: an item that is cut again and again at
    # the same sentence must not repeat it endlessly.
    further = before.frame is None or place > before.frame
    cut_at = at if further or before.cut_at is None else before.cut_at
    heard = at if air.started else before.heard
    return replace(before, since=None, frame=place, cut_at=cut_at, heard=heard)


def frame_at_loss(air: OnAir, now: datetime, frame: int | None) -> int:
    """Up to which frame of its file an item was heard when the air process was lost.

    Args:
        frame: as the process had reported it; None: reckoned from the time.
    """
    if frame is None:
        heard = max(0.0, (now - air.at).total_seconds()) if air.started else 0.0
        frame = air.start_frame + int(heard * air.item.rate)
    return min(air.item.end_frame, max(air.start_frame, frame))


def closed(
    waiting: Waiting, outcome: Outcome, at: datetime, reason: Refusal | None = None, *, replaced: bool = False
) -> Closed:
    """What became of an item; with `replaced`, what stands in for it where it has a stand-in."""
    request = waiting.request
    stand_in = request.stand_in(waiting.index) if replaced else None
    return Closed(
        request=request, item=waiting.item, outcome=outcome, at=at, reason=reason, stand_in=stand_in
    )


def given_up(waiting: Waiting, now: datetime, reason: Refusal, *, begun: bool) -> list[Order]:
    """It is over for good: cut if it was heard, else refused; so is the rest of its session."""
    heard = begun or waiting.cut_at is not None
    at = now if begun else waiting.heard or now
    orders: list[Order] = [closed(waiting, Outcome.CUT if heard else Outcome.REFUSED, at, reason)]
    for index in waiting.request.meant_after(waiting.index):
        rest = Waiting(request=waiting.request, index=index)
        orders.append(closed(rest, Outcome.REFUSED, now, reason))
    return orders


def missed(waiting: Waiting, now: datetime, reason: Refusal) -> list[Order]:
    """It has waited too long, and so has the rest of its session."""
    if waiting.cut_at is not None:
        return given_up(waiting, now, reason, begun=False)
    late = (waiting.index, *waiting.request.meant_after(waiting.index))
    items = (Waiting(request=waiting.request, index=index) for index in late)
    return [closed(item, Outcome.MISSED, now, reason) for item in items]


def last_heard(queue: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """What was on air when the output was lost, if anything was."""
    heard = ((w.heard, w) for w in queue if w.heard)
    return tuple(w for _, w in sorted(heard, key=lambda pair: pair[0])[-1:])


def yielding(air: OnAir) -> Refusal | None:
    """Why what is on air ends for good when something goes over it; None if it comes back."""
    if air.request.terms.rehearsal:
        return REHEARSED
    # A live voice does not wait: the speaker sees the reason and asks again.
    return LIVE_PREEMPTED if air.item.live and air.request.terms.kind is AiringKind.LIVE else None


def left_for_later(waiting: Waiting, now: datetime, *, begun: bool) -> list[Order]:
    """The station closes on something scheduled: the next start must find what a power cut would leave.

    What was heard in part is interrupted, so that it is taken up at its sentence. What has not begun
    keeps its open intent and gets no outcome: it still airs, or is reported as missed.
    """
    request, item = waiting.request, waiting.item
    before = {i.part_of for i in request.items[: waiting.index] if i.part_of}
    if not begun and waiting.cut_at is None and item.part_of not in before:
        return []
    # A message in pieces ends as a whole: its row has begun with the first.
    same = [
        i
        for i in request.meant_after(waiting.index)
        if item.part_of and request.items[i].part_of == item.part_of
    ]
    at = now if begun else waiting.heard or now
    pieces = [waiting, *(Waiting(request=request, index=i) for i in same)]
    return [closed(piece, Outcome.INTERRUPTED, at, CLOSING) for piece in pieces]
