"""The HTTP API: thin calls into the running station. The command line uses it; the console will."""

from __future__ import annotations

import http.client
import logging
import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from broadcaster.console import airing, deciding, stream
from broadcaster.errors import BroadcasterError
from broadcaster.service.exposition import CONTENT_TYPE
from broadcaster.service.metrics import scrape
from broadcaster.service.running import RunningStation
from broadcaster.text import hint, say

log = logging.getLogger(__name__)


def build(station: RunningStation) -> FastAPI:
    """The application over a running station."""
    app = FastAPI(title="broadcaster", docs_url=None, redoc_url=None)

    _word_errors(app)

    @app.get("/api/status")
    def status() -> dict[str, Any]:
        return station.status()

    @app.get("/metrics")
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(scrape(station), media_type=CONTENT_TYPE)

    for room in (airing, deciding, stream):
        app.include_router(room.routes(station))
    return app


def _word_errors(app: FastAPI) -> None:
    """Give every mistake and fault one shape."""

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


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, bool)) else str(value) if value is not None else None


def _fault(code: str, facts: dict[str, object]) -> dict[str, object]:
    message, advice = say(code, **facts), hint(code, **facts)
    return {"error": {"code": code, "facts": facts, "message": message, "hint": advice}}
