"""Routes that put something on air at once, and the route that waits for its end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.questions import Ask, AskHear, ByPerson
from broadcaster.console.workers import Route
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import say, worded

LOOK = 0.1  # seconds between two checks whether a request has ended
LONGEST_WAIT = 25.0  # seconds; shorter than the client waits for an answer


class AskPlay(Ask):
    """Air a message of the station."""

    message: str = Field(max_length=300)


class AskPlayFile(Ask):
    """Air a sound file of the station's computer."""

    path: str = Field(max_length=4096)


class AskSay(Ask):
    """Speak a text."""

    text: str = Field(max_length=1_000_000)
    voice: str | None = Field(default=None, max_length=200)  # instead of the station's own


class AskCatchUp(ByPerson):
    """Air something that was missed, by the id of its airing or by its message."""

    what: str = Field(max_length=300)


class AskStop(ByPerson):
    """Stop what is on air, or the queue too."""

    all: bool = False


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    router = APIRouter(prefix="/api", route_class=Route)

    @router.post("/play")
    def play(ask: AskPlay) -> dict[str, Any]:
        ticket = station.play(ask.message, ask.how)
        return _taken(station, ticket) | {"older": station.older(ask.message)}

    @router.post("/play-file")
    def play_file(ask: AskPlayFile) -> dict[str, Any]:
        return _taken(station, station.play_file(Path(ask.path), ask.how))

    @router.post("/say")
    def speak(ask: AskSay) -> dict[str, Any]:
        return _taken(station, station.say(ask.text, ask.how, voice=ask.voice))

    @router.post("/hear")
    def hear(ask: AskHear) -> dict[str, Any]:
        return _taken(station, station.hear(ask.passage, who=ask.who))

    @router.post("/stop")
    def stop(ask: AskStop) -> dict[str, bool]:
        return {"stopped": station.stop(everything=ask.all, who=ask.who)}

    @router.post("/catch-up")
    def catch_up(ask: AskCatchUp) -> dict[str, Any]:
        return _taken(station, station.catch_up(ask.what, who=ask.who))

    @router.get("/requests/{ticket}")
    async def request(
        ticket: str, wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0.0
    ) -> dict[str, Any]:
        # Many requests may wait for long. They wait here, on the event loop, and take no thread from others.
        for _ in range(round(wait / LOOK)):
            if station.wait(ticket, 0) is not None:
                break
            await asyncio.sleep(LOOK)
        return _shown(station, ticket)

    return router


def _taken(station: StationFacade, ticket: str) -> dict[str, Any]:
    """The answer to a request for the air: its state now, and whether it repeats."""
    every, ends = station.repeats(ticket) or (None, None)
    return _shown(station, ticket) | {"every": every, "ends_after": ends}


def _shown(station: StationFacade, ticket: str) -> dict[str, Any]:
    state = station.ticket_state(ticket)
    end, zone = state.ended, station.station.settings.timezone
    reason = end.reason if end is not None else None
    return {
        "id": ticket,
        "state": str(state.stage),
        "outcome": None if end is None else str(end.outcome),
        "reason": None if reason is None else say(reason.code, **dict(reason.facts)),
        "behind": worded(state.behind) or None,
        "until": None if state.until is None else state.until.astimezone(zone).isoformat(timespec="seconds"),
        "in_time": state.in_time,
    }
