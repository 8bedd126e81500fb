"""Sort what was planned while the station was away: what to air late, what was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from broadcaster.station.model import Schedule
from broadcaster.timetable.model import Occurrence, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The Occurrences of an absence. Each is in exactly one of the three, in order of start."""

    catch_up: tuple[Occurrence, ...] = ()  # to air now, late
    missed: tuple[Occurrence, ...] = ()
    refused: tuple[Occurrence, ...] = ()  # would have been refused anyway


def missed(
    occurrences: Iterable[Occurrence],
    *,
    last_seen: datetime,
    now: datetime,
    schedules: Mapping[str, Schedule],
    knows: Callable[[Occurrence], bool],
) -> Backlog:
    """Sort the Occurrences of (last_seen, now] that the journal does not know.

    Only the latest session of each schedule is caught up, and of it the members that started at most
    `catch_up` seconds ago: a village must not hear all notices of a morning one after the other.

    Args:
        occurrences: a plan that covers the absence; others are ignored.
        last_seen: the last sign of life of the station, aware.
        now: when the station is back, aware; the absence includes this instant.
        schedules: the schedules by id; one that has gone since is not caught up.
        knows: whether the journal has a row for this Occurrence, of whatever outcome.
    """
    begin, end = last_seen.astimezone(UTC), now.astimezone(UTC)
    lost = [
        (start, row)
        for row in occurrences
        if begin < (start := row.start.astimezone(UTC)) <= end and not knows(row)
    ]
    lost.sort(key=lambda pair: (pair[0], pair[1].schedule, pair[1].position))
    planned = [(start, row) for start, row in lost if row.status is Status.PLANNED]
    late = {
        row
        for start, row in planned
        if (schedule := schedules.get(row.schedule)) is not None
        and (end - start).total_seconds() <= schedule.catch_up
    }
    latest = {row.schedule: row.session for _, row in planned if row in late}
    catch_up = tuple(row for _, row in planned if row in late and latest[row.schedule] == row.session)
    chosen = frozenset(catch_up)
    return Backlog(
        catch_up=catch_up,
        missed=tuple(row for _, row in planned if row not in chosen),
        refused=tuple(row for _, row in lost if row.status is Status.REFUSED),
    )
