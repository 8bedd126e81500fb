"""The pages as one application, some of them made when somebody first asks for them.

Also its errors as pages.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from broadcaster.api.protocol.envelope import fault, status_of
from broadcaster.api.transport.workers import join, off_loop
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.web.drawing.calm import FAILED, calm, fresh_number
from broadcaster.web.site import actions, appearance
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.page_routes import right_before_body, right_of
from broadcaster.web.site.registry import ENTRIES, ERROR, WITHOUT_PAGE
from broadcaster.web.site.shell import Shell, back_to, visitor_of
from broadcaster.web.site.visitor import to_sign_in

_CHOSEN = "later.route"


class Later(BaseRoute):
    """Stands in the application for the routes of one page. On the thread of the console's loop only.

    The validators of all pages take 12 MB and, on a slow computer, seconds: a ward that never opens a page
    pays nothing for it, and the first page after a start comes sooner.

    Args:
        address: of the page; all its routes are there or below.
        make: imports the page's module and makes its routes.
    """

    def __init__(self, address: str, make: Callable[[], APIRouter]) -> None:
        self._address = address
        self._make = make

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """The page's routes; made when they are first asked for."""
        return self._make().routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As Starlette's router: the first route that fits whole, else the first that lacks the method."""
        path: str = scope["path"]
        if path != self._address and not path.startswith(f"{self._address}/"):
            return Match.NONE, {}
        best: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.routes:
            match, found = route.matches(scope)
            if match.value > best[0].value:
                best = match, {**found, _CHOSEN: route}
            if match is Match.FULL:
                break
        return best

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the route that fits."""
        chosen: BaseRoute = scope[_CHOSEN]
        await chosen.handle(scope, receive, send)


HTTP_BAD, HTTP_UNPROCESSABLE = 400, 422
_log = logging.getLogger(__name__)


def build(station: StationFacade) -> FastAPI:
    """The pages over a running station."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    shell = Shell(station)
    for name in WITHOUT_PAGE:
        join(app.router, routes_of(name, shell))
    join(app.router, actions.routes(shell))
    for entry in ENTRIES:
        if entry.later:
            app.router.routes.append(Later(entry.address, partial(routes_of, entry.module, shell)))
        else:
            join(app.router, routes_of(entry.module, shell))
    join(app.router, appearance.routes())
    word_errors(app, shell)
    return app


def routes_of(module: str, shell: Shell) -> APIRouter:
    """The routes of a module of pages over a running station."""
    made: APIRouter = importlib.import_module(f"broadcaster.{module}").routes(shell)
    return made


def guarded(station: StationFacade, hosts: Callable[[], frozenset[str]]) -> Guarded:
    """The pages behind the guard."""
    app = build(station)

    async def refuse(request: Request, error: PeopleError) -> Response:
        known = cast("Callable[..., Awaitable[Response]]", app.exception_handlers[BroadcasterError])
        return await known(request, error)

    return Guarded(app, station.access, hosts, partial(right_before_body, app.router.routes), refuse)


def word_errors(app: FastAPI, shell: Shell) -> None:
    """Show every error as a page: what is, why, what next."""

    async def shown(request: Request, words: str, status: int, title: str = "") -> Response:
        if _is_script(request):
            return JSONResponse({"error": {"message": f"{title}. {words}" if title else words}}, status)
        # The page asks the station how it is: not on the loop, where everybody would wait for that.
        return await off_loop(
            lambda: shell.page(request, ERROR, {"text": words, "missing": title}, status=status)
        )

    @app.exception_handler(BroadcasterError)
    async def known(request: Request, error: BroadcasterError) -> Response:
        if _is_script(request):
            return JSONResponse(fault(error), status_of(error.code))
        if isinstance(error, PeopleError) and visitor_of(request).caller.person is None:
            return back_to(to_sign_in(request))
        return await shown(request, explain(error), status_of(error.code))

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: Exception) -> Response:
        needs = right_of(request.scope.get("route")) if "visitor" in request.scope else None
        if needs is not None:
            try:  # who may not ask this is not told how to ask it
                await off_loop(lambda: shell.require(request, needs))
            except PeopleError as refused:
                return await known(request, refused)
        _log.info("a form was not understood: %s", error)
        return await shown(request, say("console.not_understood"), HTTP_UNPROCESSABLE)

    @app.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTP_BAD:  # a body that is no form
            return await not_understood(request, error)
        return await shown(request, say("console.not_found"), error.status_code, say("console.no_page"))

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        number = fresh_number()
        _log.error("a page failed, number %s", number, exc_info=error)
        try:
            words = f"{say('console.failed', number=number)} {say('console.failed_next')}"
            return await shown(request, words, FAILED)
        except Exception:
            _log.exception("the page that tells of number %s failed too", number)
            return calm(number)


def _is_script(request: Request) -> bool:
    """True if a script of ours asks, or whoever has the ticket of a live voice: they read no pages."""
    return request.headers.get("accept") == "application/json" or "visitor" not in request.scope
