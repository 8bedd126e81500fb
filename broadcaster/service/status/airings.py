"""What is on air, waits, repeats and conflicts, as `status` shows it. On the director's thread only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk import Desk, Waiting
from broadcaster.playout.desk.conflict import Conflict
from broadcaster.service.operator.repeating import Kept
from broadcaster.text import worded

Local = Callable[[datetime], str]
"""An instant as text in the station's time zone."""


def on_air(desk: Desk, local: Local) -> dict[str, object] | None:
    """The item on air; None where there is silence."""
    air = desk.on_air
    if air is None:
        return None
    end = air.at + air.item.length(air.start_frame)
    return {
        "id": air.item.id,
        "message": air.item.message,
        "title": worded(air.item.title),
        "kind": str(air.request.kind),
        "started": local(air.at) if air.started else None,
        "planned": local(air.request.planned),
        "end": local(end),
    }


def clash(found: Conflict | None, local: Local) -> dict[str, object] | None:
    """The two priority items that overlap, and the rule that decides."""
    if found is None:
        return None
    return {
        "items": [
            {
                "id": c.item,
                "message": c.message,
                "title": worded(c.title),
                "planned": local(c.request.planned),
                "on_air": c.on_air,
            }
            for c in found.items
        ],
        "until": local(found.until),
        "rule": str(found.rule),
    }


def chain(kept: Kept, local: Local) -> dict[str, object]:
    """An emergency that repeats until it is stopped."""
    chain = kept.chain
    return {
        "message": kept.message.id,
        "title": kept.message.title,
        "who": chain.who,
        "every_s": chain.every.total_seconds(),
        "aired": chain.aired,
        "next": local(chain.at) if chain.waiting else None,
        "ends": local(chain.until),
        "ends_soon": chain.warned,
    }


def waiting(entry: Waiting, local: Local) -> dict[str, object]:
    """An item that waits for its turn."""
    planned = entry.request.planned
    return {
        "id": entry.item.id,
        "message": entry.item.message,
        "kind": str(entry.request.kind),
        "planned": local(planned),
        "resumes": entry.cut_at is not None,
    }
