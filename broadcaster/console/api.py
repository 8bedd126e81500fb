"""The HTTP API: thin calls into the running station. The command line uses it; the console will."""

from __future__ import annotations

import asyncio
import http.client
import logging
import uuid
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from broadcaster.errors import BroadcasterError
from broadcaster.service.running import RunningStation
from broadcaster.text import hint, say

log = logging.getLogger(__name__)

LOOK = 0.1  # seconds between two looks for the end of a request
LONGEST_WAIT = 25.0  # seconds; below the client's patience


class Ask(BaseModel):
    """What every request to go on air says."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200)
    priority: str | None = None
    rehearse: bool = False


class AskPlay(Ask):
    """Air a message of the station."""

    message: str = Field(max_length=300)


class AskSay(Ask):
    """Speak a text."""

    text: str = Field(max_length=1_000_000)
    voice: str | None = Field(default=None, max_length=200)  # instead of the station's own


class AskStop(BaseModel):
    """Stop what is on air, or everything."""

    model_config = ConfigDict(extra="forbid")
    all: bool = False
    who: str = Field(default="", max_length=200)


def build(station: RunningStation) -> FastAPI:
    """The application over a running station."""
    app = FastAPI(title="broadcaster", docs_url=None, redoc_url=None)

    @app.exception_handler(BroadcasterError)
    async def told(_request: Request, error: BroadcasterError) -> JSONResponse:
        facts = {name: _plain(value) for name, value in error.facts.items()}
        return JSONResponse(_fault(error.code, facts), status_code=http.client.CONFLICT)

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> JSONResponse:
        places = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        fault = _fault("service.not_understood", {"places": places})
        return JSONResponse(fault, status_code=http.client.UNPROCESSABLE_ENTITY)

    @app.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(
            _fault("service.not_understood", {"places": request.url.path}), status_code=error.status_code
        )

    @app.exception_handler(Exception)
    async def unknown(_request: Request, error: Exception) -> JSONResponse:
        # The log has the details; strangers to the program get a number to name it by.
        number = uuid.uuid4().hex[:8]
        log.error("request failed, number %s", number, exc_info=error)
        fault = _fault("service.internal", {"number": number})
        return JSONResponse(fault, status_code=http.client.INTERNAL_SERVER_ERROR)

    @app.get("/api/status")
    def status() -> dict[str, Any]:
        return station.status()

    @app.post("/api/play")
    def play(ask: AskPlay) -> dict[str, str]:
        ticket = station.play(ask.message, who=ask.who, priority=ask.priority, rehearse=ask.rehearse)
        return {"id": ticket}

    @app.post("/api/say")
    def speak(ask: AskSay) -> dict[str, str]:
        ticket = station.say(
            ask.text, who=ask.who, priority=ask.priority, rehearse=ask.rehearse, voice=ask.voice
        )
        return {"id": ticket}

    @app.post("/api/stop")
    def stop(ask: AskStop) -> dict[str, bool]:
        return {"stopped": station.stop(everything=ask.all, who=ask.who)}

    @app.get("/api/requests/{ticket}")
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

    return app


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, bool)) else str(value) if value is not None else None


def _fault(code: str, facts: dict[str, object]) -> dict[str, object]:
    message, advice = say(code, **facts), hint(code, **facts)
    return {"error": {"code": code, "facts": facts, "message": message, "hint": advice}}
