"""What the page Duyệt shows: what waits, as it will be heard, beside what was approved last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.questions import SEPARATOR
from broadcaster.core.text.catalogue import explain
from broadcaster.people.access.access import Access
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.approval.summary import (
    ChangePiece,
    FormerWords,
    MessageStanding,
    RereadMessage,
    UnansweredAiring,
    difference,
)
from broadcaster.people.roles.model import Action, Person
from broadcaster.people.roles.rights import holders
from broadcaster.people.versions.comparison import other_rests, recordings
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station, timing_digest
from broadcaster.studio.script.pieces import stand_ins
from broadcaster.web.drawing.sentences import ReadSentence, sentences
from broadcaster.web.site.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is another than in the version that was approved last."""

    by: str  # who approved that
    at: datetime
    words: tuple[ChangePiece, ...]  # nothing where all words are the same
    recordings: bool
    repeat: int | None  # how often it was heard, where that is another number now
    priority: str | None = None  # the class of then, where that is another now
    siren: bool = False  # another siren opens it
    rests: bool = False  # an emergency: other pauses, or other days on which it may air

    @property
    def none(self) -> bool:
        """True if it would be heard as before."""
        return not (self.words or self.recordings or self.repeat or self.priority or self.siren or self.rests)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalItem:
    """One message that waits, as it will be heard."""

    message: Message
    standing: MessageStanding
    sentences: tuple[ReadSentence, ...]
    changes: Changes | None  # None where nothing was approved before
    doubts: int  # how many readings must be accepted
    timing: str  # what the form says yes to, beside words, class and siren; made here: one costs only itself
    stand_ins: tuple[Message, ...]  # what airs in the place of its relays


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """A message that this version of the program reads otherwise than it was approved."""

    title: str
    seen: str  # what the form says yes to; "" for one that needs an approval of its own
    words: tuple[ChangePiece, ...]
    unknown: bool  # the approved words were not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalItems:
    """The whole page."""

    items: tuple[ApprovalItem, ...]
    to_confirm: tuple[UnansweredAiring, ...]
    approved: tuple[MessageStanding, ...]
    anew: tuple[Anew, ...]
    leaders: tuple[Person, ...]  # who may approve today, for who types in what one of them said
    aside: tuple[str, ...]  # why one that waits cannot be shown

    def values(self) -> Mapping[str, object]:
        """For the template."""
        return {
            "items": self.items,
            "to_confirm": self.to_confirm,
            "approved": self.approved,
            "anew": self.anew,
            "anew_counts": counts(self.anew),
            "leaders": self.leaders,
            "aside": self.aside,
        }


def approval_items(shell: Shell) -> ApprovalItems:
    """What there is now. Reads from the disk. Raises JournalError, StoreError: the journal cannot be read."""
    station, overview = shell.station.filed, shell.station.approving.overview()
    waiting = [one for one in overview.messages if one.state == ApprovalState.WAITING]
    aside: list[str] = []

    def left_out(_one: object, fault: BroadcasterError) -> None:
        aside.append(explain(fault))

    items = each(
        Kind.MESSAGE,
        (one for one in waiting if one.message in station.messages),
        lambda one: one.message,
        lambda one: _item(shell, station, one),
        left_out,
    )
    return ApprovalItems(
        items=tuple(items),
        to_confirm=overview.to_confirm,
        approved=tuple(one for one in overview.messages if one.approved_digest),
        anew=tuple(each(Kind.MESSAGE, overview.reread, lambda one: one.message, _anew, left_out)),
        leaders=leaders(shell.station.access),
        aside=tuple(dict.fromkeys([*(one.fault for one in overview.messages if one.fault), *aside])),
    )


def counts(anew: Sequence[Anew]) -> list[tuple[str, int]]:
    """What is told of all that is read otherwise: how many air as approved, and how many do not air."""
    kept = sum(not each.unknown for each in anew)
    told = (("console.anew_wait", kept), ("console.anew_silent", len(anew) - kept))
    return [(code, count) for code, count in told if count]


def leaders(access: Access) -> tuple[Person, ...]:
    """Who may approve today, by role or in a leader's place."""
    return tuple(holders(access.people, Action.APPROVE, access.today))


def changes(station: Station, message: Message, spoken: Iterable[str], former: FormerWords) -> Changes:
    """What is another than in the former version. Pure but for the digests of recordings.

    Args:
        station: as its files state it.
        spoken: its sentences as they are read now.
    """
    return Changes(
        by=former.by,
        at=former.at,
        words=difference(_words(former.spoken), _words(spoken)),
        recordings=recordings(station, message) != former.recordings,
        repeat=former.repeat if former.repeat != message.repeat else None,
        priority=former.priority if former.priority != message.priority else None,
        siren=former.siren != message.siren,
        rests=other_rests(station, message, former),
    )


def instead(station: Station, message: Message) -> tuple[Message, ...]:
    """The messages that air in the place of a relay that fails, each once."""
    names = dict.fromkeys(stand_ins(message))
    return tuple(station.messages[name] for name in names if name in station.messages)


def _anew(one: RereadMessage) -> Anew:
    return Anew(
        title=one.title,
        seen="" if one.doubtful else f"{one.message}{SEPARATOR}{one.words}",
        words=difference(_words(one.was), _words(one.now)),
        unknown=not one.was,
    )


def _item(shell: Shell, station: Station, standing: MessageStanding) -> ApprovalItem:
    message = station.messages[standing.message]
    read, former = sentences(station, message), shell.station.approving.former(standing.message)
    found = None if former is None else changes(station, message, (each.spoken for each in read), former)
    doubts = sum(len(sentence.doubts) for sentence in read)
    return ApprovalItem(
        message=message,
        standing=standing,
        sentences=read,
        changes=found,
        doubts=doubts,
        timing=timing_digest(station, message),
        stand_ins=instead(station, message),
    )


def _words(sentences: Iterable[str]) -> list[str]:
    return [word for sentence in sentences for word in sentence.split()]
