"""How an approved message may be heard: its class, the siren before it, its silence. Words do not tell that.

The same words in a higher class interrupt others, pass the quotas and bring a siren: they need their own yes.
An emergency is not made mute either, by long pauses or by days on which it may be heard no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from broadcaster.people.approval.decision import Version
from broadcaster.people.approval.standing import Yes
from broadcaster.station.model import Message, Pause, Priority, Station

Kept = Callable[[str, str], Station | None]
"""The station of an approved version, by the digests of its words and of its archive."""

_CLASSES = tuple(Priority)  # the lowest first


def nothing_kept(_words: str, _pin: str) -> Station | None:
    """Where no versions are at hand."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The class of a message; of an emergency the siren of its own, its silence and its days too."""

    priority: Priority
    siren: str | None = None
    silence: float | None = None  # seconds; None where nothing tells it
    valid: str | None = None  # as `first/last`

    def exceeds(self, approved: Manner) -> bool:
        """True if it is heard in a higher class than approved, or is another emergency but for its words."""
        if _CLASSES.index(self.priority) > _CLASSES.index(approved.priority):
            return True
        if self.priority is not Priority.EMERGENCY:
            return False
        if approved.silence is None or self.silence is None:
            return self.siren != approved.siren
        return (self.siren, self.valid) != (approved.siren, approved.valid) or self.silence > approved.silence

    def named_in(self, version: Version) -> Version:
        """A version that tells this manner."""
        return replace(
            version,
            priority=str(self.priority),
            siren=self.siren,
            silence=self.silence,
            valid=self.valid,
        )


_UNTOLD = Manner(priority=Priority.PRIORITY)
"""What counts as approved where nothing tells the class: never an emergency."""


def manner_of(message: Message) -> Manner:
    """How a message is to be heard."""
    if message.priority is not Priority.EMERGENCY:
        return Manner(priority=message.priority, siren=message.siren)
    rests = sum(part.length for part in message.parts if isinstance(part, Pause))
    return Manner(
        priority=message.priority,
        siren=message.siren,
        silence=rests + (message.repeat - 1) * message.gap + (message.every or 0.0),
        valid=f"{message.valid.first or ''}/{message.valid.until or ''}",
    )


def exceeds(message: Message, yes: Yes, kept: Kept) -> bool:
    """True if a message is to be heard in a manner that was not approved with its words.

    Args:
        message: as it is to air.
        yes: its approval. Rows of earlier versions do not tell the whole manner: the archive does.
        kept: reads that; asked only where nothing else tells.
    """
    wanted = manner_of(message)
    if wanted.priority is Priority.NORMAL:
        return False
    told = _told(yes.version)
    untold = told is _UNTOLD or (wanted.priority is Priority.EMERGENCY and told.silence is None)
    if untold and yes.pin is not None:
        house = kept(yes.version.words, yes.pin)
        known = None if house is None else house.messages.get(message.id)
        told = told if known is None else manner_of(known)
    return wanted.exceeds(told)


def _told(version: Version) -> Manner:
    """What the row of an approval tells."""
    if version.priority not in _CLASSES:
        return _UNTOLD
    return Manner(
        priority=Priority(version.priority),
        siren=version.siren,
        silence=version.silence,
        valid=version.valid,
    )
