"""Events of the station as frozen values. Titles and reasons are facts: each reader has its own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import BroadcasterError, Fact
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import Waiting


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
        emergency=air.request.terms.emergency,
    )


def _airs(air: OnAir) -> Airs:
    item, first = air.item, air.start_frame
    end = air.at + item.length(first)
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
        emergency=air.request.terms.emergency,
    )


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
