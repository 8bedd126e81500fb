"""Routes for decisions of people while the station runs: the time, conflicts, corrections, keying."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from broadcaster.console.answers.airing import Taken
from broadcaster.console.answers.decisions import CorrectedMessage, Preferred, Rearmed, Released
from broadcaster.console.api.airing import taken
from broadcaster.console.api.questions import ByPerson, Name, Words, Zone
from broadcaster.console.api.router import MISSING, REFUSED, router
from broadcaster.service.station.facade import StationFacade
from broadcaster.service.status.values import ClockShown
from broadcaster.text import explain


class AskClock(ByPerson):
    """Confirm that the time shown is right."""

    shown: AwareDatetime
    change: str | None = Field(default=None, max_length=64)  # the change to confirm too, as `status` names it


class AskRearm(ByPerson):
    """Let repeating emergencies go on for another period."""

    message: Name | None = None


class AskPrefer(ByPerson):
    """Choose which of two conflicting messages airs first."""

    name: Name


class AskCorrect(ByPerson):
    """End a message with a mistake, suspend it, and air the correct text."""

    name: Name
    text: Words


class AskRelease(ByPerson):
    """Let a suspended message air again."""

    message: Name


class AskTest(ByPerson):
    """Test the keying of one zone, or of all zones."""

    zone: Zone | None = None


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = router()

    @made.post("/clock", responses=REFUSED)
    def clock(ask: AskClock) -> ClockShown:
        """Confirm that the time shown is right."""
        return station.confirm_clock(who=ask.who, shown=ask.shown, change=ask.change)

    @made.post("/keying/test", responses=MISSING | REFUSED)
    def test_keying(ask: AskTest) -> Taken:
        """Air some words as maintenance, keying included."""
        return taken(station, station.test_keying(ask.zone, who=ask.who))

    @made.post("/rearm", responses=REFUSED)
    def rearm(ask: AskRearm) -> Rearmed:
        """Let repeating emergencies go on for another period."""
        return Rearmed(rearmed=station.rearm(ask.message, who=ask.who))

    @made.post("/prefer", responses=REFUSED)
    def prefer(ask: AskPrefer) -> Preferred:
        """Choose which of two conflicting messages airs first."""
        return Preferred(message=station.prefer(ask.name, who=ask.who))

    @made.post("/correct", responses=MISSING | REFUSED)
    def correct(ask: AskCorrect) -> CorrectedMessage:
        """End a message with a mistake, suspend it, and air the correct text."""
        done = station.correct(ask.name, ask.text, who=ask.who)
        return CorrectedMessage(
            id=done.ticket,
            airing=done.airing,
            ended=done.ended,
            held=done.suspended,
            fault=explain(done.fault) if done.fault is not None else None,
        )

    @made.post("/release", responses=REFUSED)
    def release(ask: AskRelease) -> Released:
        """Let a suspended message air again."""
        return Released(released=station.release(ask.message, who=ask.who))

    return made
