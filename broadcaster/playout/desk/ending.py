"""How an item that airs no further is closed, with the rest of its session. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from broadcaster.journal.model import Kind, Outcome
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import Closed, Order
from broadcaster.playout.desk.reasons import CLOSING, LIVE_PREEMPTED, REHEARSED
from broadcaster.playout.desk.waiting import Waiting
from broadcaster.timetable.guard.guard import Refusal


def closed(
    waiting: Waiting,
    outcome: Outcome,
    at: datetime,
    reason: Refusal | None = None,
    *,
    replaced: bool = False,
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
    if air.request.rehearsal:
        return REHEARSED
    # A live voice does not wait: the speaker sees the reason and asks again.
    return LIVE_PREEMPTED if air.item.live and air.request.kind is Kind.LIVE else None


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
