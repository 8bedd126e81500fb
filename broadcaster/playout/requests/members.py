"""From finished programmes and relays, the members of a session, to the items of a request. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypedDict

from broadcaster.journal.rows.names import titled
from broadcaster.playout.desk.request import Item, Urgency
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model.message import Message, Priority, Relay
from broadcaster.studio.script.programme import Programme, SegmentKind, session_frames
from broadcaster.timetable.rules.guard import Refusal


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


class RelaySources(Protocol):
    """Starts and ends the sources of members' relays. From any thread but the director's."""

    def connect(self, members: Sequence[Member], planned: datetime, schedule: str | None) -> list[Member]:
        """The members of one session with their sources running."""

    def close_feed(self, airing: str) -> None:
        """End the source of an airing."""


class Hears(Protocol):
    """Knows which loudspeakers carry what is rehearsed."""

    def hears(self, zones: Collection[str]) -> bool:
        """True if the ward hears what is rehearsed for these zones, or for all."""


URGENCIES = {
    Priority.NORMAL: Urgency.NORMAL,
    Priority.PRIORITY: Urgency.PRIORITY,
    Priority.EMERGENCY: Urgency.EMERGENCY,
}


def most_urgent(members: Iterable[Member]) -> Urgency:
    """The class in which members air together."""
    return max(URGENCIES[member.message.priority] for member in members)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a sound stands in its message and session."""

    number: int  # in its message
    first: bool  # of the session
    last: bool


def items(members: Sequence[Member]) -> tuple[Item, ...]:
    """The items of a session: one opening before the first, one closing after the last."""
    all_sounds = [(m, n, sound) for m in members for n, sound in enumerate(m.sounds)]
    made: list[Item] = []
    for place, (member, number, sound) in enumerate(all_sounds):
        where = _Place(number=number, first=place == 0, last=place == len(all_sounds) - 1)
        if isinstance(sound, Feeding):
            made += _fed(member, sound, where)
        elif isinstance(sound, Relay):
            raise TypeError("a relay must be connected before it is asked for")
        elif member.place is not None:
            made += _from_place(member, sound, member.place, where)
        else:
            made.append(_filed(member, sound, where))
    return tuple(made)


def _filed(member: Member, programme: Programme, where: _Place) -> Item:
    whole = member.programme is not None
    return Item(
        id=member.airing if whole else f"{member.airing}#{where.number}",
        message=member.message.id,
        title=titled(member.message.id, member.message.title),
        words_digest=programme.words_digest if whole else member.words_digest,
        joined=where.number > 0,
        part_of="" if whole else member.airing,
        **_frames(programme, where),
    )


def _from_place(member: Member, programme: Programme, place: int, where: _Place) -> list[Item]:
    """The opening of a programme, then what is left of it from a frame on: both are one airing."""
    whole = _filed(member, programme, where)
    body = next(each.start_frame for each in programme.segments if each.kind is SegmentKind.BODY)
    if body == whole.start_frame:
        return [replace(whole, start_frame=place, opening_frame=None)]
    opening = replace(
        whole,
        id=f"{member.airing}#opening",
        end_frame=body,
        cues=(),
        sentences=(),
        closing_frame=None,
        part_of=member.airing,
    )
    rest = replace(
        whole,
        id=f"{member.airing}#rest",
        start_frame=place,
        opening_frame=None,
        joined=True,
        part_of=member.airing,
    )
    return [opening, rest]


def _fed(member: Member, feeding: Feeding, where: _Place) -> list[Item]:
    relay = Item(
        id=feeding.airing,
        message=member.message.id,
        title=feeding.source,
        path=feeding.path,
        rate=feeding.choice.rate,
        start_frame=0,
        end_frame=round(feeding.choice.whole * feeding.choice.rate),
        words_digest=member.words_digest,
        live=True,
        joined=where.number > 0,
        part_of=member.airing,
    )
    if feeding.stand_in is None:
        return [relay]
    instead = feeding.stand_in
    stand_in = Item(
        id=instead.airing,
        message=instead.message.id,
        title=instead.message.title,
        words_digest=instead.programme.words_digest,
        joined=True,
        stands_in_for=relay.id,
        part_of=member.airing,
        **_frames(instead.programme, where),
    )
    return [relay, stand_in]


class _Frames(TypedDict):
    path: str
    rate: int
    start_frame: int
    end_frame: int
    sound_digest: str
    cues: tuple[int, ...]
    sentences: tuple[tuple[int, str], ...]
    opening_frame: int
    closing_frame: int


def _frames(programme: Programme, where: _Place) -> _Frames:
    heard = session_frames(programme, first=where.first, last=where.last)
    whole = session_frames(programme, first=True, last=True)
    return _Frames(
        path=str(programme.path),
        rate=programme.rate,
        start_frame=heard.start,
        end_frame=heard.stop,
        sound_digest=programme.sound_digest,
        cues=programme.places,
        sentences=programme.sentences,
        opening_frame=whole.start,
        closing_frame=whole.stop,
    )
