"""Routes for decisions of people while the station runs: the time, conflicts, corrections, keying."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from broadcaster.console.questions import ByPerson
from broadcaster.console.workers import Route
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import explain


class AskClock(ByPerson):
    """Confirm that the time shown is right."""

    shown: AwareDatetime
    change: str | None = Field(default=None, max_length=64)  # the change to confirm too, as `status` names it


class AskRearm(ByPerson):
    """Let repeating emergencies go on for another period."""

    message: str | None = Field(default=None, max_length=300)


class AskPrefer(ByPerson):
    """Choose which of two conflicting messages airs first."""

    name: str = Field(max_length=300)


class AskCorrect(ByPerson):
    """End a message with a mistake, suspend it, and air the correct text."""

    name: str = Field(max_length=300)
    text: str = Field(max_length=1_000_000)


class AskRelease(ByPerson):
    """Let a suspended message air again."""

    message: str = Field(max_length=300)


class AskTest(ByPerson):
    """Test the keying of one zone, or of all zones."""

    zone: str | None = Field(default=None, max_length=64)


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    router = APIRouter(prefix="/api", route_class=Route)

    @router.post("/clock")
    def clock(ask: AskClock) -> dict[str, Any]:
        return station.confirm_clock(who=ask.who, shown=ask.shown, change=ask.change)

    @router.post("/keying/test")
    def test_keying(ask: AskTest) -> dict[str, str]:
        return {"id": station.test_keying(ask.zone, who=ask.who)}

    @router.post("/rearm")
    def rearm(ask: AskRearm) -> dict[str, int]:
        return {"rearmed": station.rearm(ask.message, who=ask.who)}

    @router.post("/prefer")
    def prefer(ask: AskPrefer) -> dict[str, str]:
        return {"message": station.prefer(ask.name, who=ask.who)}

    @router.post("/correct")
    def correct(ask: AskCorrect) -> dict[str, str | bool | None]:
        done = station.correct(ask.name, ask.text, who=ask.who)
        fault = explain(done.fault) if done.fault is not None else None
        return {
            "id": done.ticket,
            "airing": done.airing,
            "ended": done.ended,
            "held": done.suspended,
            "fault": fault,
        }

    @router.post("/release")
    def release(ask: AskRelease) -> dict[str, bool]:
        return {"released": station.release(ask.message, who=ask.who)}

    return router
