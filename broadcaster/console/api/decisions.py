"""Routes for decisions of people while the station runs: the time, conflicts, corrections, keying."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from broadcaster.console.answers.airing import Taken
from broadcaster.console.answers.decisions import CorrectedMessage, Preferred, Rearmed, Released
from broadcaster.console.api.airing import taken
from broadcaster.console.api.asker import Asker
from broadcaster.console.api.questions import Name, Question, Words, Zone
from broadcaster.console.api.router import MISSING, REFUSED, Routes
from broadcaster.people.model import Action
from broadcaster.service.access import needed
from broadcaster.service.station.facade import StationFacade
from broadcaster.service.status.values import ClockShown
from broadcaster.text import explain


class AskClock(Question):
    """Confirm that the time shown is right."""

    shown: AwareDatetime
    change: str | None = Field(default=None, max_length=64)  # the change to confirm too, as `status` names it


class AskRearm(Question):
    """Let repeating emergencies go on for another period."""

    message: Name | None = None


class AskPrefer(Question):
    """Choose which of two conflicting messages airs first."""

    name: Name


class AskCorrect(Question):
    """End a message with a mistake, suspend it, and air the correct text."""

    name: Name
    text: Words


class AskRelease(Question):
    """Let a suspended message air again."""

    message: Name


class AskTest(Question):
    """Test the keying of one zone, or of all zones."""

    zone: Zone | None = None


def to_confirm_clock(ask: AskClock) -> Action:
    """The right to confirm the time, and a change with it."""
    return needed.to_confirm_clock(ask.change)


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    @made.post("/clock", needs=to_confirm_clock, errors=REFUSED)
    def clock(ask: AskClock, asker: Asker) -> ClockShown:
        """Confirm that the time shown is right."""
        return station.confirm_clock(who=asker.shown, shown=ask.shown, change=ask.change)

    @made.post("/keying/test", needs=Action.MAINTAIN, errors=MISSING | REFUSED)
    def test_keying(ask: AskTest, asker: Asker) -> Taken:
        """Air some words as maintenance, keying included."""
        return taken(station, station.test_keying(ask.zone, who=asker.shown))

    @made.post("/rearm", needs=Action.EMERGENCY, errors=REFUSED)
    def rearm(ask: AskRearm, asker: Asker) -> Rearmed:
        """Let repeating emergencies go on for another period."""
        return Rearmed(rearmed=station.rearm(ask.message, who=asker.shown))

    @made.post("/prefer", needs=Action.SPEAK, errors=REFUSED)
    def prefer(ask: AskPrefer, asker: Asker) -> Preferred:
        """Choose which of two conflicting messages airs first."""
        return Preferred(message=station.prefer(ask.name, who=asker.shown))

    @made.post("/correct", needs=Action.SPEAK, errors=MISSING | REFUSED)
    def correct(ask: AskCorrect, asker: Asker) -> CorrectedMessage:
        """End a message with a mistake, suspend it, and air the correct text."""
        done = station.correct(ask.name, ask.text, asker.by)
        return CorrectedMessage(
            id=done.ticket,
            airing=done.airing,
            ended=done.ended,
            held=done.suspended,
            fault=explain(done.fault) if done.fault is not None else None,
        )

    @made.post("/release", needs=Action.SPEAK, errors=REFUSED)
    def release(ask: AskRelease, asker: Asker) -> Released:
        """Let a suspended message air again."""
        return Released(released=station.release(ask.message, who=asker.shown))

    return made.router
