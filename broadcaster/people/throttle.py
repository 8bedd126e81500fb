"""How long whoever failed must wait before the next attempt. Pure.

At the station's own screen and socket failures only slow down: an emergency must never be locked out. From
the network they lock for a while.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.people.model import Place

FREE = 3  # failures on the socket that cost nothing: people mistype
SLOWEST = 30.0  # seconds between two attempts on the socket, at most
LOCKS_AT = 5  # failures from the network
LOCKED = 15 * 60.0  # seconds
FORGOTTEN = 24 * 3600.0  # seconds after which a failure no longer counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Failures about one person from one place and account."""

    count: int
    ago: float  # seconds since the last one


def wait_before_next(place: Place, failed: Iterable[Failed]) -> float:
    """Seconds that the next attempt must wait; 0.0 if it may be made now.

    Args:
        place: where it comes from.
        failed: of an account of the computer all failures, whomever it tried to be; of the station's own
            account, and from the network, those about one person.
    """
    recent = [one for one in failed if one.ago < FORGOTTEN]
    count = sum(one.count for one in recent)
    since = min((one.ago for one in recent), default=FORGOTTEN)
    return max(0.0, pause_after(place, count) - since)


def pause_after(place: Place, count: int) -> float:
    """Seconds between the last of `count` failures and the next attempt."""
    if place is Place.SOCKET:
        return 0.0 if count < FREE else min(SLOWEST, 2.0 ** min(count - FREE, 10))
    return LOCKED if count >= LOCKS_AT else 0.0
