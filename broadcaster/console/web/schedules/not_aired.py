"""The sessions of a week that did not or will not air, and the next free start of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.console.web.schedules.grid import Day
from broadcaster.console.web.schedules.shown import Slot
from broadcaster.containment import Kind, each
from broadcaster.service.planning.free_slot import FreeSlot
from broadcaster.timetable.guard.guard import UNAPPROVED

_STATES = ("refused", "missed")
_OTHERWISE = frozenset({*UNAPPROVED, "playout.held", "timetable.clock_untrusted"})
"""Reasons that must be dealt with first: until then no later start helps."""

Offer = Callable[[str], FreeSlot | None]
"""Gives the next free start of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAired:
    """Sessions of one schedule that do not air for the same reason."""

    slots: tuple[Slot, ...]
    free: FreeSlot | None

    @property
    def first(self) -> Slot:
        """The first of them, which stands for all."""
        return self.slots[0]


def lacks(slot: Slot) -> bool:
    """True for a session whose message could air at another time."""
    return slot.state in _STATES and slot.code not in _OTHERWISE


def not_aired(days: Iterable[Day], offer: Offer) -> list[NotAired]:
    """What did not or will not air in some days. Pure.

    Args:
        days: with their sessions.
        offer: gives free starts; it is asked once for each message.
    """
    found: dict[tuple[str, str, str, str], list[Slot]] = {}
    for day in days:
        judged = each(Kind.MESSAGE, day.slots, lambda slot: slot.message, lambda slot: (slot, lacks(slot)))
        for slot in (slot for slot, lacking in judged if lacking):
            found.setdefault((slot.message, slot.schedule, slot.state, slot.why), []).append(slot)
    free = {message: offer(message) for message in dict.fromkeys(key[0] for key in found)}
    return [NotAired(slots=tuple(slots), free=free[key[0]]) for key, slots in found.items()]


def offer_at(slot: Slot | None, offer: Offer) -> FreeSlot | None:
    """The free start that is offered beside one session."""
    return None if slot is None or not lacks(slot) else offer(slot.message)


def soon(days: Iterable[Day], now: datetime) -> bool:
    """True for the days around now: what was missed long ago is not offered again."""
    return any(day.day == now.date() for day in days)
