"""What is on air, waits, repeats and conflicts, as `status` shows it. On the director's thread only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk import Desk, Waiting
from broadcaster.playout.desk.conflict import Conflict
from broadcaster.service.operator.repeating import Kept
from broadcaster.service.status.values import Chain, Clash, Contending, OnAirNow, WaitingItem
from broadcaster.text import worded

Local = Callable[[datetime], datetime]
"""An instant in the station's time zone, to the second."""


def on_air(desk: Desk, local: Local) -> OnAirNow | None:
    """The item on air; None where there is silence."""
    air = desk.on_air
    if air is None:
        return None
    end = air.at + air.item.length(air.start_frame)
    return OnAirNow(
        id=air.item.id,
        message=air.item.message,
        title=worded(air.item.title),
        kind=str(air.request.kind),
        started=local(air.at) if air.started else None,
        planned=local(air.request.planned),
        end=local(end),
    )


def clash(found: Conflict | None, local: Local) -> Clash | None:
    """The two priority items that overlap, and the rule that decides."""
    if found is None:
        return None
    items = tuple(
        Contending(
            id=c.item,
            message=c.message,
            title=worded(c.title),
            planned=local(c.request.planned),
            on_air=c.on_air,
        )
        for c in found.items
    )
    return Clash(items=items, until=local(found.until), rule=str(found.rule))


def chain(kept: Kept, local: Local) -> Chain:
    """An emergency that repeats until it is stopped."""
    chain = kept.chain
    return Chain(
        message=kept.message.id,
        title=kept.message.title,
        who=chain.who,
        every_s=chain.every.total_seconds(),
        aired=chain.aired,
        next=local(chain.at) if chain.waiting else None,
        ends=local(chain.until),
        ends_soon=chain.warned,
    )


def waiting(entry: Waiting, local: Local) -> WaitingItem:
    """An item that waits for its turn."""
    return WaitingItem(
        id=entry.item.id,
        message=entry.item.message,
        kind=str(entry.request.kind),
        planned=local(entry.request.planned),
        resumes=entry.cut_at is not None,
    )
