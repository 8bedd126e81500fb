"""The day as a line: what aired, what airs, what will, and why something did not or will not."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import partial

from broadcaster.console.web.shell import Shell
from broadcaster.console.web.today.outcomes import is_test, look_of
from broadcaster.containment import Kind, attempt
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Airing
from broadcaster.journal.names import is_stored
from broadcaster.service.operator.making_good.continuing import Onward, may_continue
from broadcaster.service.operator.making_good.make_up import owed
from broadcaster.service.planning.free_slot import FreeSlot
from broadcaster.text import explain, say
from broadcaster.timetable.guard.guard import UNAPPROVED
from broadcaster.timetable.model import Occurrence, Status

_BEFORE = timedelta(minutes=2)  # what is due may not be in the journal yet

TitleOf = Callable[[str], str]


class Step(StrEnum):
    """What to do next about an airing that did not or will not happen: `console.step.NAME`."""

    CATCH_UP = "catch_up"
    APPROVE = "approve"
    MOVE = "move"
    MESSAGE = "message"  # its own file says until when it airs
    SCHEDULE = "schedule"  # the schedule's
    CLOCK = "clock"
    RELEASE = "release"


_STEPS = {
    **dict.fromkeys(UNAPPROVED, Step.APPROVE),
    "timetable.quiet_hours": Step.MOVE,
    "timetable.taken": Step.MOVE,
    "timetable.quota_days": Step.MOVE,
    "timetable.quota_minutes": Step.MOVE,
    "timetable.quota_day_minutes": Step.MOVE,
    "timetable.mourning_music": Step.MESSAGE,
    "timetable.mourning_silence": Step.MOVE,
    "timetable.quota_sessions": Step.MOVE,
    "timetable.message_expired": Step.MESSAGE,
    "timetable.message_not_yet_valid": Step.MESSAGE,
    "timetable.message_waits": Step.MESSAGE,
    "timetable.schedule_expired": Step.SCHEDULE,
    "timetable.schedule_not_yet_valid": Step.SCHEDULE,
    "timetable.schedule_paused": Step.SCHEDULE,
    "timetable.clock_untrusted": Step.CLOCK,
    "playout.held": Step.RELEASE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
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
    step: Step | None = None
    stored: bool = True  # there is a message of the station
    schedule: str = ""
    to_come: bool = False
    heard: bool = False  # it sounded, in part or whole: it can be corrected
    slot: FreeSlot | None = None  # where it could air instead
    onward: Onward | None = None  # the sentence in which it was cut
    continues: bool = False  # what went before was cut


def rows(shell: Shell, now: datetime, on_air: str | None) -> list[Row]:
    """The rows of today, in the order of their instants.

    Args:
        shell: knows the station.
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

    def row(one: Airing) -> Row:
        drawn = aired(one, shell.title_of, now, on_air=on_air, makeable=makeable)
        return replace(drawn, onward=shell.station.onward(one)) if one.id in cut else drawn

    def bare(one: Airing, fault: BroadcasterError) -> Row:
        at = (one.planned or one.started or one.ended or now).astimezone(now.tzinfo)
        return _set_aside(one.id, one.message or "", at, fault)

    found = [attempt(Kind.MESSAGE, one.message or "", partial(row, one), partial(bare, one)) for one in past]
    return sorted([*found, *to_come(planned, shell.title_of, now)], key=lambda row: row.at)


def _set_aside(name: str, message: str, at: datetime, fault: BroadcasterError) -> Row:
    """The row of an airing of which nothing more can be shown than why."""
    return Row(
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
    airing: Airing, title_of: TitleOf, now: datetime, *, on_air: str | None, makeable: Container[str]
) -> Row:
    """The row of an airing of the journal. Pure.

    Args:
        airing: what the journal has.
        title_of: the title of a message.
        now: in the station's zone.
        on_air: the id of what is on air.
        makeable: the ids of the airings that a person may make good.
    """
    look, icon, state = look_of(airing, on_air)
    at = (airing.planned or airing.started or airing.ended or now).astimezone(now.tzinfo)
    code = "" if airing.reason is None else airing.reason.code
    return Row(
        id=airing.id,
        message=airing.message or "",
        title=title_of(airing.message or ""),
        at=at,
        look=look,
        icon=icon,
        state=state,
        seconds=(airing.ended - airing.started).total_seconds() if airing.started and airing.ended else None,
        who=airing.who or "",
        why=why(airing),
        step=Step.CATCH_UP if airing.id in makeable else _STEPS.get(code),
        stored=is_stored(airing.message),
        schedule=airing.schedule or "",
        heard=airing.started is not None,
        continues=airing.resumes is not None,
    )


def to_come(plan: Iterable[Occurrence], title_of: TitleOf, now: datetime) -> Iterator[Row]:
    """The rows of what is planned; what is due already is in the journal, or will be at once. Pure."""
    for planned in plan:
        if planned.status is not Status.REFUSED and planned.start < now - _BEFORE:
            continue
        bare = partial(_set_aside, f"{planned.session}/{planned.position}", planned.message, planned.start)
        yield attempt(Kind.MESSAGE, planned.message, partial(_coming, planned, title_of), bare)


def _coming(one: Occurrence, title_of: TitleOf) -> Row:
    look, icon, state = (
        ("plan", "clock", "planned")
        if one.status is not Status.REFUSED
        else ("wait", "hourglass", "unapproved")
        if one.reason in UNAPPROVED
        else ("no", "ban", "will_not")
    )
    return Row(
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
