"""The API's part for what goes on air at once, and for those who wait for its end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.asking import Ask, Said
from broadcaster.console.workers import Route
from broadcaster.service.running import RunningStation
from broadcaster.service.saved import older
from broadcaster.text import say

LOOK = 0.1  # seconds between two looks for the end of a request
LONGEST_WAIT = 25.0  # seconds; below the client's patience


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


class AskCatchUp(Said):
    """Air what was missed: an airing's id or a message."""

    what: str = Field(max_length=300)


class AskStop(Said):
    """Stop what is on air, or everything."""

    all: bool = False


def routes(station: RunningStation) -> APIRouter:
    """The routes over a running station."""
    router = APIRouter(prefix="/api", route_class=Route)

    @router.post("/play")
    def play(ask: AskPlay) -> dict[str, str | float | None]:
        ticket = station.play(ask.message, ask.how)
        return {"id": ticket, "every": station.every(ticket), "older": older(station, ask.message)}

    @router.post("/play-file")
    def play_file(ask: AskPlayFile) -> dict[str, str]:
        return {"id": station.play_file(Path(ask.path), ask.how)}

    @router.post("/say")
    def speak(ask: AskSay) -> dict[str, str]:
        return {"id": station.say(ask.text, ask.how, voice=ask.voice)}

    @router.post("/stop")
    def stop(ask: AskStop) -> dict[str, bool]:
        return {"stopped": station.stop(everything=ask.all, who=ask.who)}

    @router.post("/catch-up")
    def catch_up(ask: AskCatchUp) -> dict[str, str]:
        return {"id": station.catch_up(ask.what, who=ask.who)}

    @router.get("/requests/{ticket}")
    async def request(
        ticket: str, wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0.0
    ) -> dict[str, str | None]:
        # Many may wait for long: none of them takes a thread from those who ask for something.
        for _ in range(max(1, round(wait / LOOK))):
            if (end := station.wait(ticket, 0)) is not None or not wait:
                break
            await asyncio.sleep(LOOK)
        if end is None:
            return {"id": ticket, "outcome": None, "reason": None}
        reason = end.reason
        return {
            "id": ticket,
            "outcome": str(end.outcome),
            "reason": say(reason.code, **dict(reason.facts)) if reason else None,
        }

    return router
