"""How an approved message may be heard: its class, and the siren before it. Words alone do not tell that.

The same words in a higher class interrupt others, pass the quotas and bring a siren: they need their own yes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.people.approval.standing import Yes
from broadcaster.station.model import Message, Priority, Station

Kept = Callable[[str, str], Station | None]
"""The station of an approved version, by the digests of its words and of its archive."""

_CLASSES = tuple(Priority)  # the lowest first


def nothing_kept(_words: str, _pin: str) -> Station | None:
    """Where no versions are at hand."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The class of a message, and the siren of its own that opens it as an emergency."""

    priority: Priority
    siren: str | None = None

    def exceeds(self, approved: Manner) -> bool:
        """True if it is heard in a higher class than approved, or after another siren."""
        if _CLASSES.index(self.priority) > _CLASSES.index(approved.priority):
            return True
        return self.priority is Priority.EMERGENCY and self.siren != approved.siren


_UNTOLD = Manner(priority=Priority.PRIORITY)
"""What counts as approved where nothing tells the class: never an emergency."""


def manner_of(message: Message) -> Manner:
    """How a message is to be heard."""
    return Manner(priority=message.priority, siren=message.siren)


def exceeds(message: Message, yes: Yes, kept: Kept) -> bool:
    """True if a message is to be heard in a manner that was not approved with its words.

    Args:
        message: as it is to air.
        yes: its approval. Rows of earlier versions do not tell the manner: the archive does.
        kept: reads that; asked only where nothing else tells.
    """
    wanted = manner_of(message)
    if wanted.priority is Priority.NORMAL:
        return False
    version = yes.version
    if version.priority in _CLASSES:
        approved = Manner(priority=Priority(version.priority), siren=version.siren)
    else:
        house = None if yes.pin is None else kept(version.words, yes.pin)
        known = None if house is None else house.messages.get(message.id)
        approved = _UNTOLD if known is None else manner_of(known)
    return wanted.exceeds(approved)
