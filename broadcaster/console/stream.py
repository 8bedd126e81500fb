"""The API's part for sound that is made while it airs: relays."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.asking import Ask
from broadcaster.service.running import RunningStation


class AskRelay(Ask):
    """Put a source of the station's list through."""

    source: str = Field(max_length=2000)
    seconds: float
    fallback: str | None = Field(default=None, max_length=300)


def routes(station: RunningStation) -> APIRouter:
    """The routes over a running station."""
    router = APIRouter(prefix="/api")

    @router.post("/relay")
    def relay(ask: AskRelay) -> dict[str, str]:
        ticket = station.relays.relay(
            ask.source,
            ask.seconds,
            who=ask.who,
            fallback=ask.fallback,
            priority=ask.priority,
            rehearse=ask.rehearse,
        )
        return {"id": ticket}

    return router
