"""The HTTP API: thin calls into the running station. The command line uses it; the console will."""

from __future__ import annotations

import asyncio
import http.client
import logging
import uuid
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from broadcaster.console import stream
from broadcaster.console.asking import Ask
from broadcaster.errors import BroadcasterError
from broadcaster.service.exposition import CONTENT_TYPE
from broadcaster.service.metrics import scrape
from broadcaster.service.running import RunningStation
from broadcaster.text import explain, hint, say

log = logging.getLogger(__name__)

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


class AskCatchUp(Ask):
    """Air what was missed: an airing's id or a message."""

    what: str = Field(max_length=300)


class AskClock(BaseModel):
    """Say that the time shown is right."""

    model_config = ConfigDict(extra="forbid")
    shown: AwareDatetime
    who: str = Field(default="", max_length=200)


class AskRearm(BaseModel):
    """Let emergencies that repeat go on for another while."""

    model_config = ConfigDict(extra="forbid")
    message: str | None = Field(default=None, max_length=300)
    who: str = Field(default="", max_length=200)


class AskPrefer(BaseModel):
    """Let one of those that clash go first."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=300)
    who: str = Field(default="", max_length=200)


class AskCorrect(BaseModel):
    """End a mistake, hold it back, and air what is right."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=300)
    text: str = Field(max_length=1_000_000)
    who: str = Field(default="", max_length=200)


class AskRelease(BaseModel):
    """Let a message that is held back air again."""

    model_config = ConfigDict(extra="forbid")
    message: str = Field(max_length=300)


class AskStop(BaseModel):
    """Stop what is on air, or everything."""

    model_config = ConfigDict(extra="forbid")
    all: bool = False
    who: str = Field(default="", max_length=200)


class AskTest(BaseModel):
    """Test the keying of a zone, or of all."""

    model_config = ConfigDict(extra="forbid")
    zone: str | None = Field(default=None, max_length=64)
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

    @app.get("/metrics")
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(scrape(station), media_type=CONTENT_TYPE)

    @app.post("/api/play")
    def play(ask: AskPlay) -> dict[str, str | float | None]:
        ticket = station.play(ask.message, who=ask.who, priority=ask.priority, rehearse=ask.rehearse)
        return {"id": ticket, "every": station.every(ticket)}

    @app.post("/api/play-file")
    def play_file(ask: AskPlayFile) -> dict[str, str]:
        ticket = station.play_file(Path(ask.path), who=ask.who, priority=ask.priority, rehearse=ask.rehearse)
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

    @app.post("/api/catch-up")
    def catch_up(ask: AskCatchUp) -> dict[str, str]:
        return {"id": station.catch_up(ask.what, who=ask.who)}

    @app.post("/api/clock")
    def clock(ask: AskClock) -> dict[str, Any]:
        return station.confirm_clock(who=ask.who, shown=ask.shown)

    @app.post("/api/keying/test")
    def test_keying(ask: AskTest) -> dict[str, str]:
        return {"id": station.test_keying(ask.zone, who=ask.who)}

    @app.post("/api/rearm")
    def rearm(ask: AskRearm) -> dict[str, int]:
        return {"rearmed": station.rearm(ask.message, who=ask.who)}

    @app.post("/api/prefer")
    def prefer(ask: AskPrefer) -> dict[str, str]:
        return {"message": station.prefer(ask.name, who=ask.who)}

    @app.post("/api/correct")
    def correct(ask: AskCorrect) -> dict[str, str | bool | None]:
        done = station.correct(ask.name, ask.text, who=ask.who)
        fault = explain(done.fault) if done.fault is not None else None
        return {
            "id": done.ticket,
            "airing": done.airing,
            "ended": done.ended,
            "held": done.held,
            "fault": fault,
        }

    @app.post("/api/release")
    def release(ask: AskRelease) -> dict[str, bool]:
        return {"released": station.corrections.release(ask.message)}

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

    app.include_router(stream.routes(station))
    return app


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, bool)) else str(value) if value is not None else None


def _fault(code: str, facts: dict[str, object]) -> dict[str, object]:
    message, advice = say(code, **facts), hint(code, **facts)
    return {"error": {"code": code, "facts": facts, "message": message, "hint": advice}}
