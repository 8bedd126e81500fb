"""Routes for sound that is made while it airs: relays and live voices.

POST /api/live arms a live session and returns a ticket; who has the ticket may speak. A browser sends its
microphone to /api/live/TICKET/chunks/NUMBER, one request a chunk, numbered from 0. This is plain HTTP/1.1,
which every proxy takes. Chunks may arrive in another order, or be lost.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from broadcaster.console.questions import Ask
from broadcaster.console.workers import Route
from broadcaster.service.live.live import USUAL, Shown, Wish
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import worded


class AskRelay(Ask):
    """Relay a source of the station's list."""

    source: str = Field(max_length=2000)
    seconds: float
    fallback: str | None = Field(default=None, max_length=300)


class AskLive(Ask):
    """Speak live: into a microphone of the station, or with chunks in the given format."""

    device: str = Field(default="default", max_length=200)
    form: str | None = Field(default=None, max_length=20)
    rate: int = Field(default=48000, ge=8000, le=192000)
    seconds: float = USUAL


class AskTalk(BaseModel):
    """Open or close the microphone."""

    model_config = ConfigDict(extra="forbid")
    on: bool


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    router = APIRouter(prefix="/api", route_class=Route)

    @router.post("/relay")
    def relay(ask: AskRelay) -> dict[str, str]:
        return {"id": station.relays.relay(ask.source, ask.seconds, ask.how, fallback=ask.fallback)}

    @router.post("/live")
    def arm(ask: AskLive) -> dict[str, str]:
        wish = Wish(how=ask.how, device=ask.device, form=ask.form, rate=ask.rate, seconds=ask.seconds)
        return {"ticket": station.lives.arm(wish)}

    @router.get("/live/{ticket}")
    def show(ticket: str) -> dict[str, Any]:
        return _described(station.lives.show(ticket))

    @router.post("/live/{ticket}/talk")
    def talk(ticket: str, ask: AskTalk) -> dict[str, Any]:
        return _described(station.lives.talk(ticket, ask.on))

    @router.post("/live/{ticket}/end")
    def end(ticket: str) -> dict[str, Any]:
        return _described(station.lives.end(ticket))

    @router.post("/live/{ticket}/chunks/{number}")
    async def chunk(
        ticket: str, number: Annotated[int, Field(ge=0, le=1 << 40)], request: Request
    ) -> dict[str, Any]:
        return _described(station.lives.write(ticket, number, await request.body()))

    return router


def _described(shown: Shown) -> dict[str, Any]:
    source = shown.source
    return {
        "id": shown.airing,
        "on_air": shown.on_air,
        "ready": source.ready,
        "stage": source.stage,
        "peak": source.progress.peak,
        "heard_s": source.progress.heard,
        "late": source.progress.late,
        "lost": shown.lost,
        "over": source.over,
        "why": worded(source.fault) if source.fault is not None else None,
    }
