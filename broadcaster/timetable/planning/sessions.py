"""Sessions of the planner: to come, late, interrupted, missed in an outage, and those with the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.playout.desk.request import RESUME_WITHIN
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme, last_place
from broadcaster.timetable.rules.occurrence import Occurrence, Status


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringRest:
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
    rest: AiringRest | None = None  # what is aired before them; then there may be no members

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
    if (
        schedule is None
        or airing.kind is not AiringKind.SCHEDULED
        or airing.outcome is not Outcome.INTERRUPTED
    ):
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


KEPT = timedelta(hours=48)  # how long an occurrence is remembered; longer than two plans overlap

_Key = tuple[str, int]


class HandedOver:
    """A set of occurrences and rests of airings. On the director's thread only."""

    def __init__(self) -> None:
        self._planned: dict[_Key, datetime] = {}  # what was handed over → the instant it was planned for

    def add(self, occurrence: Occurrence) -> None:
        """An occurrence is handed over."""
        self._planned[_key(occurrence)] = occurrence.start

    def add_rest(self, session: Session, now: datetime) -> None:
        """The rest of an interrupted airing is handed over."""
        self._planned[_rest_key(session)] = now

    def has(self, occurrence: Occurrence) -> bool:
        """True if an occurrence was handed over."""
        return _key(occurrence) in self._planned

    def has_rest(self, session: Session) -> bool:
        """True if the rest that a session begins with was handed over."""
        return _rest_key(session) in self._planned

    def free(self, sessions: Iterable[Session], waiting: Iterable[Occurrence]) -> list[Session]:
        """The sessions without the occurrences that were handed over or are among `waiting`."""
        here = {_key(o) for o in waiting}
        found: list[Session] = []
        for session in sessions:
            taken = [o for o in session.members if _key(o) in self._planned or _key(o) in here]
            found += without([session], taken) if taken else [session]
        return found

    def take_back(self, session: Session) -> None:
        """A session did not reach the desk: it may be handed over again."""
        for key in (*map(_key, session.members), _rest_key(session)):
            self._planned.pop(key, None)

    def forget(self, now: datetime) -> None:
        """Forget what is too long ago to be planned again."""
        self._planned = {key: start for key, start in self._planned.items() if start > now - KEPT}


def _key(occurrence: Occurrence) -> _Key:
    return occurrence.session, occurrence.position


def _rest_key(session: Session) -> _Key:
    """The rest of an interrupted airing, apart from the airing itself."""
    return ("" if session.rest is None else f"rest {session.rest.airing.id}"), 0
