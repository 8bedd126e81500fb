"""When the sessions of a plan are to be on air, and which of them may meet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

from broadcaster.timetable.model import Occurrence, Status

_BEGIN = itemgetter(0)


class Airtime(NamedTuple):
    """A session that is planned, from its first member to its last. A tuple: plans have thousands of them."""

    begin: datetime  # UTC
    end: datetime  # UTC
    rows: tuple[Occurrence, ...]  # its planned members, in order

    @property
    def session(self) -> str:
        """Which it is."""
        return self.rows[0].session


def airtimes(rows: Iterable[Occurrence]) -> list[Airtime]:
    """The sessions of a plan that are planned and were not lost, by their start; else as they stand in it."""
    found: list[Airtime] = []
    longer: dict[str, tuple[int, list[Occurrence]]] = {}  # session → where it stands, and its members
    for row in rows:
        if row.status is not Status.PLANNED or row.unheard:
            continue
        if row.of > 1:
            _, members = longer.setdefault(row.session, (len(found), []))
            members.append(row)
            if len(members) > 1:
                continue
        found.append(Airtime(row.start.astimezone(UTC), row.end.astimezone(UTC), (row,)))
    for place, members in longer.values():
        end = max(row.end.astimezone(UTC) for row in members)
        found[place] = found[place]._replace(end=end, rows=tuple(members))
    found.sort(key=_BEGIN)
    return found


def crowds(sessions: Sequence[Airtime]) -> Iterator[Sequence[Airtime]]:
    """The sessions in groups of those that may meet, however they delay each other.

    With one on air at a time, all of a group have aired before the next group begins: it begins later than
    the last of them ends if each waits for all before it.

    Args:
        sessions: by their start.
    """
    since = 0
    free = None
    for index, one in enumerate(sessions):
        if free is not None and one.begin > free:
            yield sessions[since:index]
            since, free = index, None
        free = one.end if free is None else max(free, one.begin) + (one.end - one.begin)
    if since < len(sessions):
        yield sessions[since:]
