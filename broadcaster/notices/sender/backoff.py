"""When a message is tried again, and when no more. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

WAITS = tuple(timedelta(seconds=s) for s in (15, 30, 60, 120, 300, 600, 1200, 1800, 3600))
"""After the first try, the second, and so on; after that always the last."""

PATIENCE = timedelta(days=3)  # a weekend without a line
LEAST_TRIES = 20  # a clock that was set forward ends no message's time


def again(queued: datetime, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` tries; None: give up."""
    if tries >= LEAST_TRIES and now - queued > PATIENCE:
        return None
    return now + WAITS[min(max(tries, 1), len(WAITS)) - 1]
