"""How an approved message may be heard: its class, the siren before it, its silence. Words do not tell that.

The same words in a higher class interrupt others, pass the quotas and bring a siren: they need their own yes.
Nor is a message made mute by long pauses: people may ask for any as an emergency. An emergency is not made
mute by days on which it may be heard no more either. No other message stands in for its relays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from broadcaster.people.approval.decision import Version
from broadcaster.people.approval.standing import Yes
from broadcaster.station.editing.written import timing_digest
from broadcaster.station.model import Message, Priority, Station

Kept = Callable[[str, str], Station | None]
"""The station of an approved version, by the digests of its words and of its archive."""

_CLASSES = tuple(Priority)  # the lowest first


def nothing_kept(_words: str, _pin: str) -> Station | None:
    """Where no versions are at hand."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The class of a message, the siren of its own, and when its words come in it."""

    priority: Priority
    siren: str | None = None
    timing: str | None = None  # see `timing_digest`; None where nothing tells it
    former: str | None = None  # the same as earlier versions wrote it: without what stands in for relays

    def exceeds(self, approved: Manner) -> bool:
        """True if it is heard in a higher class than approved, after another siren, or at other times: in a
        lower class too, for people may still ask for it as an emergency.
        """
        if _CLASSES.index(self.priority) > _CLASSES.index(approved.priority):
            return True
        if self.siren != approved.siren and (self.siren is not None or self.priority is Priority.EMERGENCY):
            return True
        told = None not in (self.timing, approved.timing)
        return told and approved.timing not in (self.timing, self.former)

    def named_in(self, version: Version) -> Version:
        """A version that tells this manner."""
        return replace(version, priority=str(self.priority), siren=self.siren, timing=self.timing)


_UNTOLD = Manner(priority=Priority.PRIORITY)
"""What counts as approved where nothing tells the class: never an emergency."""


def manner_of(message: Message, approved: Priority | None = None) -> Manner:
    """How a message is to be heard; its timing as it counts in the class in which it was approved."""
    return Manner(
        priority=message.priority,
        siren=message.siren,
        timing=timing_digest(message, approved),
        former=timing_digest(message, approved, instead=False),
    )


def exceeds(message: Message, yes: Yes, kept: Kept) -> bool:
    """True if a message is to be heard in a manner that was not approved with its words.

    Args:
        message: as it is to air.
        yes: its approval. Rows of earlier versions do not tell the whole manner: the archive does.
        kept: reads that; asked only where nothing else tells.
    """
    told = _told(yes.version)
    urgent = Priority.EMERGENCY in (message.priority, told.priority)
    wanted = manner_of(message, told.priority)
    untold = told.timing is None or told.timing == wanted.former != wanted.timing
    if (told is _UNTOLD or (urgent and untold)) and yes.pin is not None:
        house = kept(yes.version.words, yes.pin)
        known = None if house is None else house.messages.get(message.id)
        told = told if known is None else manner_of(known)
    return manner_of(message, told.priority).exceeds(told)


def _told(version: Version) -> Manner:
    """What the row of an approval tells."""
    if version.priority not in _CLASSES:
        return _UNTOLD
    return Manner(priority=Priority(version.priority), siren=version.siren, timing=version.timing)
