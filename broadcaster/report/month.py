"""A month of the as-run log, counted. Pure.

Rules of counting: a session counts once, whatever it had in it. An airing that was interrupted and went on
counts once. What is a piece of a message (a relay, and what stood in for it) is in the message's minutes and
counts nothing of its own. Rehearsals and tests are no broadcasting. Kinds, days and messages add up to the
whole; what was heard in several zones counts in each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import fault_of
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome, Reason
from broadcaster.journal.rows.names import is_stored
from broadcaster.people.approval.decision import DecisionEntry, DecisionKind, SigningWay

NOT_BROADCASTING = frozenset({AiringKind.REHEARSAL, AiringKind.MAINTENANCE})
NOT_WHOLE = frozenset({Outcome.REFUSED, Outcome.MISSED, Outcome.CUT, Outcome.INTERRUPTED})
EVERYWHERE = ""
"""In place of a zone: heard in all, of a station without zones."""

VIETNAMESE = "vi"
_NEVER = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)

Key = TypeVar("Key", str, date, AiringKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Airings, sessions and how long they were heard."""

    sessions: int = 0
    airings: int = 0
    heard: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """Who approved a message, and how."""

    by: str
    way: SigningWay
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message in the month."""

    message: str  # its id, or a name of `journal.rows.names`
    title: str
    source: str | None
    basis: str | None
    exempt: tuple[str, ...]  # the orders and articles that put it outside the quotas
    languages: tuple[str, ...]
    zones: tuple[str, ...]  # empty: an airing of it was heard in all
    first: datetime
    last: datetime
    sum: Sum
    approval: ApprovalLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """Something that did not air, or not whole."""

    at: datetime
    title: str
    outcome: Outcome
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted:
    """A message whose airings could not be counted."""

    message: str
    airings: int
    why: BroadcasterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a month came to; the mappings in the order of their keys."""

    first: date
    last: date
    all: Sum
    emergency: Sum
    relayed: Sum  # inside messages
    by_kind: Mapping[AiringKind, Sum]
    by_day: Mapping[date, Sum]
    by_source: Mapping[str, Sum]
    by_campaign: Mapping[str, Sum]  # the folder of a message's id
    by_zone: Mapping[str, Sum]
    by_language: Mapping[str, Sum]
    messages: Sequence[MessageLine]
    unheard: Sequence[Unheard]
    to_confirm: Sequence[Airing]
    uncounted: Sequence[Uncounted] = ()
    unreadable: int = 0  # damaged rows of the journal, whose airings are nowhere else


@dataclass(slots=True)
class _Count:
    """Sums while rows are added."""

    sessions: set[str] = field(default_factory=set)
    airings: int = 0
    heard: timedelta = timedelta()

    def add(self, airing: Airing, *, later: bool = False) -> None:
        if not later:  # its session was counted where it began
            self.sessions.add(_session(airing))
        self.airings += airing.resumes is None
        self.heard += heard(airing)

    @property
    def sum(self) -> Sum:
        return Sum(sessions=len(self.sessions), airings=self.airings, heard=self.heard)


def month_of(
    airings: Iterable[Airing],
    decisions: Iterable[DecisionEntry],
    zone: ZoneInfo,
    first: date,
    last: date,
    zones: Sequence[str] = (),
) -> Month:
    """Count the days from `first` to `last`. A message that cannot be counted is told, and costs only itself.

    Args:
        airings: the rows of these days; others are left out.
        decisions: about messages and airings, in the order of their numbers.
    """
    by_message: dict[str, list[Airing]] = defaultdict(list)
    for airing in airings:
        by_message[airing.message or ""].append(airing)
    decided, good, uncounted = list(decisions), list[Airing](), list[Uncounted]()
    for message, rows in by_message.items():
        try:
            _counted(rows, decided, zone, first, last, zones)
        except Exception as error:
            why = fault_of(Contained.MESSAGE, message, error)
            uncounted.append(Uncounted(message=message, airings=len(rows), why=why))
        else:
            good += rows
    return replace(_counted(good, decided, zone, first, last, zones), uncounted=uncounted)


def _counted(
    airings: list[Airing],
    decided: list[DecisionEntry],
    zone: ZoneInfo,
    first: date,
    last: date,
    zones: Sequence[str],
) -> Month:
    known = sorted((a for a in airings if first <= _day(a, zone) <= last), key=_at)
    counted = [a for a in known if a.kind not in NOT_BROADCASTING]
    whole = [a for a in counted if a.part_of is None]
    sounded = [a for a in whole if a.started is not None]
    titles = {a.message: a.about.title for a in known if a.about is not None and a.message}
    settled = {
        row.decision.airing
        for row in decided
        if row.decision.airing and row.decision.what is not DecisionKind.NOTED
    }
    kinds = {kind: Sum() for kind in AiringKind if kind not in NOT_BROADCASTING}
    everywhere = tuple(zones) or (EVERYWHERE,)
    return Month(
        first=first,
        last=last,
        all=_sum(sounded),
        emergency=_sum([a for a in sounded if a.emergency]),
        relayed=_sum(_relays(counted)),
        by_kind=kinds | _parted(sounded, lambda a: a.kind),
        by_day=_parted(sounded, lambda a: _day(a, zone)),
        by_source=_sums(sounded, lambda a: (a.about.source,) if a.about and a.about.source else ()),
        by_campaign=_sums(sounded, lambda a: (_campaign(a),) if _campaign(a) else ()),
        by_zone=_sums(sounded, lambda a: a.zones or everywhere),
        by_language=_sums(sounded, lambda a: (VIETNAMESE, *(a.about.languages if a.about else ()))),
        messages=_messages(sounded, decided),
        unheard=[_unheard(a, titles) for a in whole if a.outcome in NOT_WHOLE],
        to_confirm=[a for a in whole if a.confirm and a.id not in settled],
    )


def heard(airing: Airing) -> timedelta:
    """How long it was heard."""
    if airing.started is None or airing.ended is None:
        return timedelta()
    return max(timedelta(), airing.ended - airing.started)


def _session(airing: Airing) -> str:
    return airing.session or airing.resumes or airing.id


def _relays(counted: list[Airing]) -> list[Airing]:
    """The relays inside messages."""
    return [
        a for a in counted if a.kind is AiringKind.RELAY and a.part_of is not None and a.started is not None
    ]


def _messages(sounded: list[Airing], decisions: list[DecisionEntry]) -> list[MessageLine]:
    by_message: dict[str, list[Airing]] = defaultdict(list)
    for airing in sounded:
        by_message[airing.message or ""].append(airing)
    lines = [_line(message, rows, decisions) for message, rows in by_message.items()]
    return sorted(lines, key=lambda line: (line.first, line.message))


def _line(message: str, rows: list[Airing], decisions: list[DecisionEntry]) -> MessageLine:
    told = [a.about for a in rows if a.about is not None]
    newest = told[-1] if told else None
    return MessageLine(
        message=message,
        title=newest.title if newest is not None else message,
        source=newest.source if newest is not None else None,
        basis=newest.basis if newest is not None else None,
        exempt=tuple(sorted({about.exempt for about in told if about.exempt})),
        languages=tuple(sorted({language for about in told for language in about.languages})),
        zones=tuple(sorted({zone for a in rows for zone in a.zones})) if all(a.zones for a in rows) else (),
        first=_at(rows[0]),
        last=_at(rows[-1]),
        sum=_sum(rows),
        approval=_approval(message, rows[-1], decisions),
    )


def _approval(message: str, last: Airing, decisions: list[DecisionEntry]) -> ApprovalLine | None:
    """The last approval before it aired for the last time."""
    found = None
    for row in decisions:
        decision = row.decision
        if decision.what is DecisionKind.APPROVED and decision.message == message and row.at <= _at(last):
            found = ApprovalLine(by=decision.by, way=decision.way, at=row.at)
    return found


def _unheard(airing: Airing, titles: Mapping[str, str]) -> Unheard:
    message = airing.message or ""
    title = airing.about.title if airing.about is not None else titles.get(message, message)
    outcome = airing.outcome
    if outcome is None:  # not called with one
        outcome = Outcome.INTERRUPTED
    return Unheard(at=_at(airing), title=title, outcome=outcome, reason=airing.reason)


def _campaign(airing: Airing) -> str:
    message = airing.message or ""
    return message.rpartition("/")[0] if is_stored(message) else ""


def _sum(airings: Iterable[Airing]) -> Sum:
    count = _Count()
    for airing in airings:
        count.add(airing)
    return count.sum


def _at(airing: Airing) -> datetime:
    found = airing.started or airing.planned or airing.ended
    return found if found is not None else _NEVER


def _day(airing: Airing, zone: ZoneInfo) -> date:
    return _at(airing).astimezone(zone).date()


def _parted(airings: Iterable[Airing], part: Callable[[Airing], Key]) -> dict[Key, Sum]:
    """The sums of parts that add up: a session counts in the part in which it began."""
    counts: dict[Key, _Count] = {}
    begun: dict[str, Key] = {}
    for airing in airings:
        here = part(airing)
        later = begun.setdefault(_session(airing), here) != here
        counts.setdefault(here, _Count()).add(airing, later=later)
    return {place: counts[place].sum for place in sorted(counts)}


def _sums(airings: Iterable[Airing], places: Callable[[Airing], Iterable[Key]]) -> dict[Key, Sum]:
    """The sums by what `places` says of each airing, in order."""
    counts: dict[Key, _Count] = {}
    for airing in airings:
        for place in places(airing):
            counts.setdefault(place, _Count()).add(airing)
    return {place: counts[place].sum for place in sorted(counts)}
