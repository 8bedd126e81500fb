"""Where an item goes on that was cut, or lost with the air process. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.waiting import Waiting


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
        air: the item.
        now: when the loss was noticed.
        frame: as the process had reported it; None: reckoned from the time.
    """
    if frame is None:
        heard = max(0.0, (now - air.at).total_seconds()) if air.started else 0.0
        frame = air.start_frame + int(heard * air.item.rate)
    return min(air.item.end_frame, max(air.start_frame, frame))
