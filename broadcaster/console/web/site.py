"""The web console as an application: its pages behind the guard, its errors as pages."""

from __future__ import annotations

import logging
import socket
import uuid
from collections.abc import Callable
from importlib.resources import as_file, files

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from broadcaster.console.faults import status_of
from broadcaster.console.transport.asked_language import asked_for
from broadcaster.console.web.guard import Guarded
from broadcaster.console.web.pages import approvals, emergency, log, messages, sign_in, today
from broadcaster.console.web.shell import Shell, back_to, visitor_of
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import explain, say, speaking

_log = logging.getLogger(__name__)
UNAUTHORIZED = 401


class Site:
    """Makes the pages when somebody asks for one first: a station without visitors pays nothing for them."""

    def __init__(self, station: StationFacade, host: str) -> None:
        self._station = station
        self._host = host
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in the language that the browser asks for."""
        if scope["type"] != "http":
            return
        if self._app is None:
            self._app = Guarded(build(self._station), self._station.access, self._hosts(), tls=False)
        with speaking(asked_for(dict(scope["headers"]).get(b"accept-language", b""))):
            await self._app(scope, receive, send)

    def _hosts(self) -> Callable[[], frozenset[str]]:
        known = frozenset({"localhost", "127.0.0.1", "::1", self._host.lower(), socket.gethostname().lower()})
        return lambda: known


def build(station: StationFacade) -> FastAPI:
    """The pages over a running station."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    shell = Shell(station)
    for part in (sign_in, today, emergency, messages, approvals, log):
        app.include_router(part.routes(shell))
    with as_file(files("broadcaster.console.web") / "static") as folder:
        app.mount("/static", StaticFiles(directory=folder))
    _word_errors(app, shell)
    return app


def _word_errors(app: FastAPI, shell: Shell) -> None:
    """Show every error as a page: what is, why, what next."""

    @app.exception_handler(BroadcasterError)
    async def known(request: Request, error: BroadcasterError) -> Response:
        if isinstance(error, PeopleError) and visitor_of(request).caller.person is None:
            return back_to("/sign-in")
        return shell.page(request, "error", {"text": explain(error)}, status=status_of(error.code))

    @app.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> Response:
        return shell.page(request, "error", {"text": say("console.not_found")}, status=error.status_code)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        number = uuid.uuid4().hex[:6].upper()
        _log.error("a page failed, number %s", number, exc_info=error)
        return shell.page(request, "error", {"text": say("console.failed", number=number)}, status=500)
