"""The members of a session: messages with their finished sound, and relays with their sources. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model import Message, Relay
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard.guard import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One message of a session that may air: its airing's id, and its sound.

    A message that relays has no one programme but pieces: programmes, relays and, once they are
    connected, their feeds.
    """

    airing: str
    message: Message
    programme: Programme | None = None
    words_digest: str = ""  # of a message in pieces
    pieces: tuple[Programme | Relay | Feeding, ...] = ()
    place: int | None = None  # the frame of the programme from which it is heard, after the opening
    warning: Refusal | None = None  # what of it is not heard, and why
    stand_ins: Mapping[str, Programme] = field(default_factory=dict)  # by message, for its relays

    @property
    def sounds(self) -> tuple[Programme | Relay | Feeding, ...]:
        """What is heard, in order."""
        return (self.programme,) if self.programme is not None else self.pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What airs in the place of a relay that fails: its airing's id if it comes to that."""

    airing: str
    message: Message
    programme: Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeding:
    """A relay whose source is running."""

    airing: str
    source: str
    path: str  # the source's socket
    choice: SourceChoice
    stand_in: StandIn | None = None


Connect = Callable[[Sequence[Member], datetime, str | None], list[Member]]
"""Starts the sources of the members' relays: the session's instant, its schedule."""
