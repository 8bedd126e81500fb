"""The HTTP API: thin calls into the running station."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from http import HTTPStatus
from itertools import islice

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from broadcaster import __version__
from broadcaster.api.protocol.envelope import fault, headers_of, status_of
from broadcaster.api.questions.registry import MODULES, questions
from broadcaster.api.routes import airing, alerts, approvals, events, live, sign_in, status
from broadcaster.api.routes.asker import asker_of
from broadcaster.api.routes.router import PREFIX, describe, router_over
from broadcaster.api.transport.bounds import is_photo
from broadcaster.api.transport.lanes import Urgent
from broadcaster.api.transport.workers import Route, join
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.questions import NAME
from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import Action
from broadcaster.station.model.message import Priority

log = logging.getLogger(__name__)


def build(station: StationFacade) -> FastAPI:
    """The application over a running station."""
    app = FastAPI(
        title="broadcaster",
        version=__version__,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.router.route_class = Route
    word_errors(app)
    made = (
        status.STATUS,
        events.EVENTS,
        airing.AIRING,
        approvals.APPROVALS,
        *map(questions, MODULES),
        alerts.ALERTS,
        live.LIVE,
        status.NOTICES,
        sign_in.SIGN_IN,
        status.METRICS,
    )
    routers = [router_over(station, each) for each in made]
    for each in routers:
        join(app.router, each)
    describe(app, routers, [kind for each in made for entry in each.entries for kind in entry.kinds])
    return app


TOLD = 10
"""Places of a question that are named where they are wrong."""


def word_errors(app: FastAPI) -> None:
    """Answer every error in one shape."""

    @app.exception_handler(BroadcasterError)
    async def known(_request: Request, error: BroadcasterError) -> JSONResponse:
        return _answer(error)

    @app.exception_handler(TimeoutError)
    async def pending(_request: Request, error: TimeoutError) -> JSONResponse:
        # The director has not handled the request yet. It will do so later, or refuse it.
        log.warning("a request is still pending", exc_info=error)
        return _answer(ServiceError("service.pending"))

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = islice(error.errors(), TOLD)
        places = ", ".join(".".join(map(str, each["loc"])) for each in wrong)
        return _answer(ServiceError("service.not_understood", places=places))

    @app.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> JSONResponse:
        here = ServiceError("service.not_understood", places=request.url.path)
        if error.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no text
            return _answer(here)
        return JSONResponse(fault(here), status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def unknown(_request: Request, error: Exception) -> JSONResponse:
        # The details go to the log. The answer has a number by which they can be found there.
        number = uuid.uuid4().hex[:8]
        log.error("request failed, number %s", number, exc_info=error)
        return _answer(ServiceError("service.internal", number=number))


def _answer(error: BroadcasterError) -> JSONResponse:
    return JSONResponse(fault(error), status_code=status_of(error.code), headers=headers_of(error))


def urgent(station: StationFacade) -> Urgent:
    """A function that says whether a message of the station is an emergency by its own file."""

    def is_urgent(name: str) -> bool:
        message = station.station.messages.get(nfc(name)) if len(name) <= NAME else None
        return message is not None and message.priority is Priority.EMERGENCY

    return is_urgent


def admits(station: StationFacade) -> Callable[[Scope], object]:
    """A function that raises `PeopleError` unless whoever asks may send a large body."""

    def may(scope: Scope) -> object:
        request = Request(scope)
        if scope["path"] == f"{PREFIX}{alerts.PATH}":
            return station.inbox.sender_of(alerts.token_in(request))
        needs = approvals.PHOTO_NEEDS if is_photo(scope) else Action.LOOK
        return asker_of(station.access, request, needs, None)

    return may
