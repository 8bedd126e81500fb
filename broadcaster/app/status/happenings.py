"""Events of the station as frozen values. Titles and reasons are facts: each reader has its own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import BroadcasterError, Fact
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import Terms, Urgency, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Airs:
    """An item on air, and when each of its sentences begins."""

    id: str
    message: str
    title: Fact
    kind: str
    started: datetime | None  # None until its first sample
    planned: datetime
    end: datetime
    sentences: tuple[tuple[datetime, str], ...]  # the words as they are spoken
    emergency: bool = False
    airing: str = ""  # the journal's row: a message in pieces has one
    begun: datetime | None = None  # when its message began: the item may be a later piece of it
    over: datetime | None = None  # when its message ends
    zones: tuple[str, ...] = ()  # the only ones in which it is heard; empty for all
    who: str = ""  # asked for it


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """An item that waits for its turn."""

    id: str
    message: str
    kind: str
    planned: datetime
    resumes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AirChanged:
    """Something else is on air, or nothing."""

    air: Airs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueChanged:
    """Something else waits."""

    queue: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelHeard:
    """The level of what is heard, ten times a second; only for those who want it."""

    peak: int  # 0 … 32768


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultMet:
    """A fault was met."""

    at: datetime
    error: BroadcasterError


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    """There is another plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWritten:
    """The journal has new rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChanged:
    """A request has begun or ended: its state is another one."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The last one: the reader is too slow, or the station ends."""

    slow: bool


Happening = (
    AirChanged | QueueChanged | LevelHeard | FaultMet | PlanChanged | RowWritten | RequestChanged | Dropped
)


def airs(air: OnAir) -> Airs:
    """What is on air, as a value that does not change any more; bare if something goes wrong with it."""
    return attempt(Kind.MESSAGE, air.item.message, lambda: _airs(air), lambda _fault: _bare(air))


def _bare(air: OnAir) -> Airs:
    return Airs(
        id=air.item.id,
        message=air.item.message,
        title=air.item.message,
        kind=str(air.request.terms.kind),
        started=air.at if air.started else None,
        planned=air.request.planned,
        end=air.at,
        sentences=(),
        emergency=_urgent(air.request.terms),
        airing=air.item.part_of or air.item.id,
        begun=air.at if air.started else None,
        over=air.at,
        zones=air.request.terms.zones,
        who=air.request.terms.by.shown,
    )


def _airs(air: OnAir) -> Airs:
    item, first = air.item, air.start_frame
    end = air.at + item.length(first)
    before, after = _pieces(air)
    return Airs(
        id=item.id,
        message=item.message,
        title=item.title,
        kind=str(air.request.terms.kind),
        started=air.at if air.started else None,
        planned=air.request.planned,
        end=end,
        sentences=tuple(
            (air.at + item.length(first) - item.length(frame), words)
            for frame, words in item.sentences
            if first <= frame < item.end_frame
        ),
        emergency=_urgent(air.request.terms),
        airing=item.part_of or item.id,
        begun=air.at - before if air.started else None,
        over=end + after,
        zones=air.request.terms.zones,
        who=air.request.terms.by.shown,
    )


def _urgent(terms: Terms) -> bool:
    """True for an emergency, whoever asked for it: a schedule too."""
    return terms.emergency or terms.urgency is Urgency.EMERGENCY


def _pieces(air: OnAir) -> tuple[timedelta, timedelta]:
    """How long the pieces of the same message are that were before the item, and that come after it."""
    request, index, of = air.request, air.waiting.index, air.item.part_of
    if not of:
        return timedelta(), timedelta()
    pieces = [one for one in request.items[:index] if one.part_of == of and not one.stands_in_for]
    instead = air.item.stands_in_for
    before = [one.length() for one in pieces if one.id != instead]
    after = [request.items[i].length() for i in request.meant_after(index) if request.items[i].part_of == of]
    return sum(before, timedelta()), sum(after, timedelta())


def queued(
    queue: Iterable[Waiting], aside: Callable[[Waiting, BroadcasterError], None] = lambda _one, _fault: None
) -> Iterator[QueueItem]:
    """What waits, as such values; `aside` is told of each with which something goes wrong."""
    return each(Kind.MESSAGE, queue, lambda one: one.item.message, _waits, aside)


def _waits(waiting: Waiting) -> QueueItem:
    return QueueItem(
        id=waiting.item.id,
        message=waiting.item.message,
        kind=str(waiting.request.terms.kind),
        planned=waiting.request.planned,
        resumes=waiting.cut_at is not None,
    )
