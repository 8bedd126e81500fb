"""What is on air, waits, repeats and conflicts, as `status` and the events show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.containment import Kind, attempt
from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk.conflict import Conflict
from broadcaster.service.events.happenings import Airs, Waits
from broadcaster.service.operator.repeating.repeating import Kept
from broadcaster.service.status.values import Chain, Clash, Contending, OnAirNow, WaitingItem
from broadcaster.text import worded

Local = Callable[[datetime], datetime]
"""An instant in the station's time zone, to the second."""


Aside = Callable[[BroadcasterError], None]
"""Told why something is not shown whole."""


def on_air(air: Airs, local: Local, aside: Aside = lambda _fault: None) -> OnAirNow:
    """The item on air, for a reader in the language of the moment; by its id if it cannot be named."""

    def by_id(fault: BroadcasterError) -> str:
        aside(fault)
        return air.message

    return OnAirNow(
        id=air.id,
        message=air.message,
        title=attempt(Kind.MESSAGE, air.message, lambda: worded(air.title), by_id),
        kind=air.kind,
        started=None if air.started is None else local(air.started),
        planned=local(air.planned),
        end=local(air.end),
    )


def clash(found: Conflict, local: Local, aside: Aside) -> Clash | None:
    """The two priority items that overlap, and the rule that decides; None if they cannot be told."""

    def untold(fault: BroadcasterError) -> None:
        aside(fault)

    return attempt(Kind.MESSAGE, found.items[0].message, lambda: _clash(found, local), untold)


def _clash(found: Conflict, local: Local) -> Clash:
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


def waiting(entry: Waits, local: Local) -> WaitingItem:
    """An item that waits for its turn."""
    return WaitingItem(
        id=entry.id,
        message=entry.message,
        kind=entry.kind,
        planned=local(entry.planned),
        resumes=entry.resumes,
    )
