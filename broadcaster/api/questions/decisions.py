"""What a person decides while the station runs: stop, the time, conflicts, corrections, what repeats."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, Command, PageAction, Questions
from broadcaster.app.status.values import ClockShown
from broadcaster.core.answers import answer
from broadcaster.core.questions import FieldBounds, Flag, Name, Question, Words, question
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action

if TYPE_CHECKING:
    from broadcaster.app.station.facade import StationFacade

QUESTIONS = Questions()


@answer
class Stopped:
    """Whether there was anything to stop, and what it was."""

    stopped: bool
    airings: tuple[str, ...] = ()  # the ids of what it ended, on the air, waiting or still being made


@question("/stop")
class AskStop(Question[Stopped]):
    """Stop what is on air, or the queue too."""

    all: Flag = False


@QUESTIONS.answers(
    AskStop,
    needs=Action.STOP,
    command=Command(
        name="stop",
        told=lambda _ask, done: say("cli.stopped" if done.stopped else "cli.nothing_to_stop"),
        options={"all": "cli.stop_all"},
        proves=False,  # it waits for no password
    ),
)
def stop(station: StationFacade, ask: AskStop, asker: Asker) -> Stopped:
    """End what is on air, or all that was asked for, still being made or not.

    Where nothing is on air, what people have just asked for ends too.
    """
    ended = station.stop(everything=ask.all, who=asker.shown)
    return Stopped(stopped=bool(ended), airings=ended)


@question("/clock")
class AskClock(Question[ClockShown]):
    """Confirm that the time shown is right."""

    shown: Annotated[datetime, FieldBounds(tz_constraint="aware")]
    change: Annotated[str, FieldBounds(max_length=64)] | None = None
    """the change to confirm too, as `status` names it"""


def to_confirm_clock(_station: StationFacade, ask: AskClock) -> Action:
    """The right to confirm the time; that of a leader, to confirm a change that loosens the rules with it."""
    return Action.CLOCK if ask.change is None else Action.APPROVE


@QUESTIONS.answers(
    AskClock,
    needs=to_confirm_clock,
    errors=REFUSED,
    action=PageAction(path="/clock", back="/", told=lambda *_: say("console.done_clock")),
)
def clock(station: StationFacade, ask: AskClock, asker: Asker) -> ClockShown:
    """Confirm that the time shown is right."""
    return station.confirm_clock(who=asker.shown, shown=ask.shown, change=ask.change)


@answer
class Rearmed:
    """How many emergencies go on."""

    rearmed: int


@question("/rearm")
class AskRearm(Question[Rearmed]):
    """Let repeating emergencies go on for another period."""

    message: Name | None = None


@QUESTIONS.answers(
    AskRearm,
    needs=Action.EMERGENCY,
    errors=REFUSED,
    command=Command(name="rearm", told=lambda _ask, done: say("cli.rearmed", count=done.rearmed)),
    action=PageAction(
        path="/emergency/go-on", back="/emergency", told=lambda *_: say("console.done_go_on"), urgent=True
    ),
)
def rearm(station: StationFacade, ask: AskRearm, asker: Asker) -> Rearmed:
    """Let repeating emergencies go on for another period."""
    return Rearmed(rearmed=station.rearm(ask.message, who=asker.shown))


@answer
class Preferred:
    """Which of two messages goes first."""

    message: str


@question("/prefer")
class AskPrefer(Question[Preferred]):
    """Choose which of two conflicting messages airs first."""

    name: Name


@QUESTIONS.answers(
    AskPrefer,
    needs=Action.SPEAK,
    errors=REFUSED,
    command=Command(
        name="prefer",
        told=lambda _ask, done: say("cli.preferred", message=done.message),
        metavars={"name": "ID|MESSAGE"},
    ),
    action=PageAction(
        path="/prefer",
        back="/",
        told=lambda _ask, done, named: say("console.done_prefer", title=named(done.message)),
    ),
)
def prefer(station: StationFacade, ask: AskPrefer, asker: Asker) -> Preferred:
    """Choose which of two conflicting messages airs first."""
    return Preferred(message=station.prefer(ask.name, who=asker.shown))


@answer
class CorrectedMessage:
    """What came of a correction."""

    id: str | None
    """the ticket of the correction; None where it could not be made"""
    airing: str | None
    """the airing that was corrected"""
    ended: bool
    """it was on air, waiting or repeating"""
    held: bool
    """the timetable airs it no more"""
    fault: str | None


@question("/correct")
class AskCorrect(Question[CorrectedMessage]):
    """End a message with a mistake, suspend it, and air the correct text."""

    name: Name
    text: Words


@QUESTIONS.answers(AskCorrect, needs=Action.SPEAK, errors=MISSING | REFUSED)
def correct(station: StationFacade, ask: AskCorrect, asker: Asker) -> CorrectedMessage:
    """End a message with a mistake, suspend it, and air the correct text."""
    done = station.correct(ask.name, ask.text, asker.by)
    return CorrectedMessage(
        id=done.ticket,
        airing=done.airing,
        ended=done.ended,
        held=done.suspended,
        fault=explain(done.fault) if done.fault is not None else None,
    )


@answer
class Released:
    """Whether the message was suspended."""

    released: bool


@question("/release")
class AskRelease(Question[Released]):
    """Let a suspended message air again."""

    message: Name


@QUESTIONS.answers(
    AskRelease,
    needs=Action.SPEAK,
    errors=REFUSED,
    action=PageAction(
        path="/release",
        back="/",
        told=lambda ask, done, named: (
            say("console.done_release", title=named(ask.message)) if done.released else ""
        ),
    ),
)
def release(station: StationFacade, ask: AskRelease, asker: Asker) -> Released:
    """Let a suspended message air again."""
    return Released(released=station.release(ask.message, who=asker.shown))
