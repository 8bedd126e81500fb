"""What the planner holds: sessions to come, late sessions, rests of interrupted airings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.journal.model import Airing, Kind, Outcome
from broadcaster.playout.desk import RESUME_WITHIN
from broadcaster.station.model import Schedule, Station
from broadcaster.studio.model import Programme, last_place
from broadcaster.timetable.model import Occurrence, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An interrupted airing that may be resumed where it was cut."""

    airing: Airing
    frame: int | None  # of its programme's file, as far as is known
    until: datetime  # it must begin by then

    @property
    def message(self) -> str:
        """The id of its message."""
        return self.airing.message or ""

    @property
    def cut_at(self) -> datetime:
        """When it was last heard."""
        return self.airing.ended or self.until

    def place(self, programme: Programme) -> int | None:
        """The frame at which it resumes: the start of the sentence that was cut.

        None where that is unknown or over: other sound than was heard, or only the closing is left.
        """
        if programme.sound_digest != self.airing.sound_digest or not programme.cues:
            return None
        places = programme.places
        place = last_place(places, max(places[0], self.frame or 0), programme.rate)
        return place if place is not None and place < places[-1] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The occurrences of one schedule at one instant, and until when they may begin."""

    members: tuple[Occurrence, ...]
    late_until: datetime
    rest: Rest | None = None  # what is aired before them; then there may be no members

    @property
    def start(self) -> datetime:
        """When the first is planned; of a rest, when it was cut."""
        return self.rest.cut_at if self.rest is not None else self.members[0].start

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages that are planned to be heard."""
        rest = () if self.rest is None else (self.rest.message,)
        return (*rest, *(o.message for o in self.members if o.status is Status.PLANNED))


def may_resume(airing: Airing, schedule: Schedule | None, now: datetime) -> datetime | None:
    """Until when an airing may be resumed; None if it may not.

    Only a scheduled airing that was interrupted while it was heard, within its schedule's `catch_up`
    and `RESUME_WITHIN`; and never one that was resumed before: a crash loop must not repeat it endlessly.
    """
    if schedule is None or airing.kind is not Kind.SCHEDULED or airing.outcome is not Outcome.INTERRUPTED:
        return None
    if airing.resumes is not None or airing.started is None or airing.ended is None:
        return None
    until = airing.ended + min(RESUME_WITHIN, timedelta(seconds=schedule.catch_up))
    return until if airing.ended <= now <= until else None


def grouped(station: Station, occurrences: Iterable[Occurrence]) -> list[Session]:
    """The sessions of some occurrences, by start."""
    groups: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        groups.setdefault(occurrence.session, []).append(occurrence)
    found = [of_members(station, sorted(members, key=lambda o: o.position)) for members in groups.values()]
    return sorted(found, key=lambda s: s.start)


def of_members(station: Station, members: Sequence[Occurrence]) -> Session:
    """One session, which may begin late as far as its schedule lets it be caught up."""
    grace = timedelta(seconds=station.schedules[members[0].schedule].catch_up)
    return Session(members=tuple(members), late_until=members[0].start + grace)


def without(sessions: Iterable[Session], gone: Iterable[Occurrence]) -> list[Session]:
    """The sessions without some of their members; those with nothing left are left out."""
    lost = frozenset((o.session, o.position) for o in gone)
    kept = []
    for session in sessions:
        members = tuple(o for o in session.members if (o.session, o.position) not in lost)
        if members or session.rest is not None:
            kept.append(Session(members=members, late_until=session.late_until, rest=session.rest))
    return kept
