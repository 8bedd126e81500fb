"""Find planned sessions of class *priority* that overlap, while there is time to move one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broadcaster.station.model import Priority, Station
from broadcaster.timetable.model import Occurrence, Status


@dataclass(frozen=True, slots=True)
class _Span:
    session: str
    begin: datetime
    end: datetime
    messages: tuple[str, ...]


def conflicts(station: Station, rows: Sequence[Occurrence]) -> dict[str, tuple[str, ...]]:
    """Session → the messages of other sessions of class *priority* that overlap with it.

    The class of a session is that of its most urgent planned member.
    """
    members: dict[str, list[Occurrence]] = {}
    for row in rows:
        if row.status is Status.PLANNED:
            members.setdefault(row.session, []).append(row)
    spans = sorted(
        (_span(found) for found in members.values() if _is_priority(station, found)), key=lambda s: s.begin
    )
    overlaps: dict[str, tuple[str, ...]] = {}
    for index, span in enumerate(spans):
        for other in spans[index + 1 :]:
            if other.begin >= span.end:
                break
            overlaps[span.session] = (*overlaps.get(span.session, ()), *other.messages)
            overlaps[other.session] = (*overlaps.get(other.session, ()), *span.messages)
    return overlaps


def _is_priority(station: Station, found: Sequence[Occurrence]) -> bool:
    classes = {station.messages[row.message].priority for row in found}
    return Priority.PRIORITY in classes and Priority.EMERGENCY not in classes


def _span(found: Sequence[Occurrence]) -> _Span:
    return _Span(
        found[0].session,
        min(row.start for row in found),
        max(row.end for row in found),
        tuple(row.message for row in found),
    )
