"""The day as a line of the page Hôm nay.

What aired, airs and will air, why something did not, and the next time at which its message has room.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import partial

from broadcaster.app.station.facade import StationFacade
from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.journal.rows.names import is_stored
from broadcaster.playout.requests.make_up import Continuation, may_continue, owed
from broadcaster.station.model.station import Station
from broadcaster.timetable.planning.proposal import FreeSlot, Room, offered, room_of
from broadcaster.timetable.rules.guard import UNAPPROVED
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.web.site.shell import Shell

LOOKS = {
    Outcome.AIRED: ("done", "check"),
    Outcome.CUT: ("no", "x"),
    Outcome.REFUSED: ("no", "ban"),
    Outcome.MISSED: ("no", "hourglass"),
    Outcome.INTERRUPTED: ("no", "triangle-alert"),
}
"""Grey is normal: what aired as it should has no colour."""

ON_AIR = ("air", "megaphone")
OPEN = ("plan", "clock")


def look_of(airing: Airing, on_air: str | None) -> tuple[str, str, str]:
    """Class, icon and name of the word for an airing. `on_air`: the id of what is on air, if anything is."""
    if airing.outcome is not None:
        return (*LOOKS[airing.outcome], str(airing.outcome))
    if airing.id == on_air:
        return (*ON_AIR, "on_air")
    return (*OPEN, "open")


def is_test(airing: Airing) -> bool:
    """True for what was no real airing: it must look like none."""
    return airing.kind in (AiringKind.REHEARSAL, AiringKind.MAINTENANCE)


ASKED = {
    "refused": "not",
    "missed": "missed",
    "cut": "cut",
    "interrupted": "cut",
    "will_not": "will_not",
    "unapproved": "will_not",
}

_BEFORE = timedelta(minutes=2)  # what is due may not be in the journal yet

TitleOf = Callable[[str], str]


class DayState(StrEnum):
    """What to do next about an airing that did not or will not happen: `console.step.NAME`."""

    CATCH_UP = "catch_up"
    APPROVE = "approve"
    MOVE = "move"
    MESSAGE = "message"  # its own file says until when it airs
    SCHEDULE = "schedule"  # the schedule's
    CLOCK = "clock"
    RELEASE = "release"


_STEPS = {
    **dict.fromkeys(UNAPPROVED, DayState.APPROVE),
    "timetable.quiet_hours": DayState.MOVE,
    "timetable.taken": DayState.MOVE,
    "timetable.quota_days": DayState.MOVE,
    "timetable.quota_minutes": DayState.MOVE,
    "timetable.quota_day_minutes": DayState.MOVE,
    "timetable.mourning_music": DayState.MESSAGE,
    "timetable.mourning_silence": DayState.MOVE,
    "timetable.quota_sessions": DayState.MOVE,
    "timetable.message_expired": DayState.MESSAGE,
    "timetable.message_not_yet_valid": DayState.MESSAGE,
    "timetable.message_waits": DayState.MESSAGE,
    "timetable.schedule_expired": DayState.SCHEDULE,
    "timetable.schedule_not_yet_valid": DayState.SCHEDULE,
    "timetable.schedule_paused": DayState.SCHEDULE,
    "timetable.clock_untrusted": DayState.CLOCK,
    "playout.held": DayState.RELEASE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One airing of the day."""

    id: str  # of the airing, or of the session and the place in it
    message: str
    title: str
    at: datetime
    look: str
    icon: str
    state: str  # the word is `console.outcome.STATE`
    seconds: float | None = None
    about: bool = False  # the length is an estimate
    who: str = ""
    why: str = ""
    emergency: bool = False
    zones: tuple[str, ...] = ()  # empty: everywhere
    step: DayState | None = None
    stored: bool = True  # there is a message of the station
    schedule: str = ""
    to_come: bool = False
    heard: bool = False  # it sounded, in part or whole: it can be corrected
    slot: FreeSlot | None = None  # where it could air instead
    onward: Continuation | None = None  # the sentence in which it was cut
    continues: bool = False  # what went before was cut

    @property
    def asks(self) -> str:
        """The key of the words above the reason: what airs whole may have one too, a note or a warning."""
        return f"console.why.{ASKED.get(self.state, 'note')}"


def rows(shell: Shell, now: datetime, on_air: str | None) -> list[DayRow]:
    """The rows of today, in the order of their instants.

    Args:
        now: in the station's zone.
        on_air: the id of what is on air.
    """
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    until = midnight + timedelta(days=1)
    airings = shell.station.loaded.journal.airings(midnight, until)
    free = shell.station.station.messages.keys() - shell.station.held_back
    makeable = {each.id for each in owed(airings, free)}
    past = [each for each in airings if each.message and each.part_of is None and not is_test(each)]
    known = {(each.session, each.position) for each in past if each.session}
    planned = [
        each
        for each in shell.station.plan(now - _BEFORE, until)
        if (each.session, each.position) not in known
    ]
    cut = {one.id: one for one in may_continue(past)}

    def row(one: Airing) -> DayRow:
        drawn = aired(one, shell.title_of_airing, now, on_air=on_air, makeable=makeable)
        return replace(drawn, onward=shell.station.onward(one)) if one.id in cut else drawn

    def bare(one: Airing, fault: BroadcasterError) -> DayRow:
        at = (one.planned or one.started or one.ended or now).astimezone(now.tzinfo)
        return _set_aside(one.id, one.message or "", at, fault)

    found = [attempt(Kind.MESSAGE, one.message or "", partial(row, one), partial(bare, one)) for one in past]
    return sorted([*found, *to_come(planned, shell.title_of, now)], key=lambda row: row.at)


def _set_aside(name: str, message: str, at: datetime, fault: BroadcasterError) -> DayRow:
    """The row of an airing of which nothing more can be shown than why."""
    return DayRow(
        id=name,
        message=message,
        title=message,
        at=at,
        look="fault",
        icon="triangle-alert",
        state="set_aside",
        why=explain(fault),
        stored=False,
    )


def aired(
    airing: Airing,
    title_of: Callable[[Airing], str],
    now: datetime,
    *,
    on_air: str | None,
    makeable: Container[str],
) -> DayRow:
    """The row of an airing of the journal. Pure.

    Args:
        now: in the station's zone.
        on_air: the id of what is on air.
        makeable: the ids of the airings that a person may make good.
    """
    look, icon, state = look_of(airing, on_air)
    at = (airing.planned or airing.started or airing.ended or now).astimezone(now.tzinfo)
    code = "" if airing.reason is None else airing.reason.code
    return DayRow(
        id=airing.id,
        message=airing.message or "",
        title=title_of(airing),
        at=at,
        look=look,
        icon=icon,
        state=state,
        seconds=(airing.ended - airing.started).total_seconds() if airing.started and airing.ended else None,
        who=airing.who or "",
        why=why(airing),
        emergency=airing.emergency,
        zones=airing.zones,
        step=DayState.CATCH_UP if airing.id in makeable else _STEPS.get(code),
        stored=is_stored(airing.message),
        schedule=airing.schedule or "",
        heard=airing.started is not None,
        continues=airing.resumes is not None,
    )


def to_come(plan: Iterable[Occurrence], title_of: TitleOf, now: datetime) -> Iterator[DayRow]:
    """The rows of what is planned; what is due already is in the journal, or will be at once. Pure."""
    for planned in plan:
        if planned.status is not Status.REFUSED and planned.start < now - _BEFORE:
            continue
        bare = partial(_set_aside, f"{planned.session}/{planned.position}", planned.message, planned.start)
        yield attempt(Kind.MESSAGE, planned.message, partial(_coming, planned, title_of), bare)


def _coming(one: Occurrence, title_of: TitleOf) -> DayRow:
    look, icon, state = (
        ("plan", "clock", "planned")
        if one.status is not Status.REFUSED
        else ("wait", "hourglass", "unapproved")
        if one.reason in UNAPPROVED
        else ("no", "ban", "will_not")
    )
    return DayRow(
        id=f"{one.session}/{one.position}",
        message=one.message,
        title=title_of(one.message),
        at=one.start,
        look=look,
        icon=icon,
        state=state,
        seconds=(one.end - one.start).total_seconds(),
        about=one.end_estimated,
        why=say(one.reason, **dict(one.facts)) if one.reason else "",
        step=_STEPS.get(one.reason or ""),
        schedule=one.schedule,
        to_come=True,
    )


def why(airing: Airing) -> str:
    """The reason of an airing's end in words; empty where there is none."""
    return "" if airing.reason is None else airing.reason.text


_STATES = ("refused", "missed", "will_not")
_OTHERWISE = (DayState.APPROVE, DayState.RELEASE, DayState.CLOCK)
"""What must be done first: until then no later start helps."""


class FreeSlots:
    """Looks for free starts of a running station. From any thread.

    Args:
        planned: gives the station with its schedules as their files are.
    """

    def __init__(self, station: StationFacade, planned: Callable[[], Station]) -> None:
        self._station = station
        self._planned = planned

    def room(self, now: datetime) -> Room:
        """What is planned now. Raises ServiceError: the station plans nothing."""
        return room_of(self._station.plans, self._planned(), now)

    def beside(self, rows: list[DayRow], now: datetime) -> list[DayRow]:
        """The rows of a day; those that did not or will not air have their next free start."""
        lacking = {row.id for row in each(Kind.MESSAGE, rows, _named, _lacking) if row is not None}
        if not lacking:
            return rows
        try:
            room = self.room(now)
        except ServiceError:
            return rows
        known: dict[str, FreeSlot | None] = {}
        for row in rows:
            if row.id in lacking and row.message not in known:
                known[row.message] = offered(self._station.plans, room, row.message)
        return [replace(row, slot=known[row.message]) if row.id in lacking else row for row in rows]


def _named(row: DayRow) -> str:
    return row.message


def _lacking(row: DayRow) -> DayRow | None:
    """The row of an airing whose message could air at another time; None for others."""
    return row if row.stored and row.state in _STATES and row.step not in _OTHERWISE else None
