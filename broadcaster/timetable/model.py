"""Planned airings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.errors import Fact


class Status(StrEnum):
    """Whether an occurrence may air."""

    PLANNED = "planned"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One planned airing of one message. `start` and `end` are aware, in the station's zone.

    The members of one session share `session` and `schedule`; each has its own start.
    """

    start: datetime
    end: datetime
    end_estimated: bool
    message: str
    schedule: str
    session: str  # "<schedule>@<session start, ISO 8601 in UTC>": unique by schedule and instant
    position: int  # place in the session, from 0
    of: int  # how many members the session has
    status: Status
    reason: str | None = None  # catalogue code such as timetable.quiet_hours; None if planned
    facts: tuple[tuple[str, Fact], ...] = ()
    unheard: bool = False  # of the past, and nothing of its session was heard: it uses no quota
