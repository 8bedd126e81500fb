"""The router of `/api/v1`: each route has one answer, and says which right it needs and how it may fail."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from broadcaster.console.api.asker import ANYBODY, Needs, allowed, may_ask
from broadcaster.console.api.openapi import Errors, errors
from broadcaster.console.transport.workers import Route, off_loop
from broadcaster.service.access import Access
from broadcaster.service.station.facade import StationFacade

PREFIX = "/api/v1"

F = TypeVar("F", bound=Callable[..., Any])

ANYWHERE = errors(
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
"""What any request may be answered: by the acceptor, by the bounds, or as the station is busy or ends."""

NOT_YOURS = errors(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""Nobody knows who asks, or they have no such right."""

MISSING = errors(HTTPStatus.NOT_FOUND)
"""What is named in the request is not there."""

REFUSED = errors(HTTPStatus.CONFLICT)
"""The station is in no state for it."""

RIGHT = "x-right"
"""Where the OpenAPI says which right a route needs."""


class Routes:
    """Adds routes over a running station to a router."""

    def __init__(self, station: StationFacade, prefix: str = PREFIX) -> None:
        self.router = APIRouter(
            prefix=prefix,
            route_class=Route,
            responses=ANYWHERE,
            generate_unique_id_function=lambda route: route.name,
        )
        self._station = station

    def get(self, path: str, needs: Needs, errors: Errors | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401
        """Answer GET with a function; `needs` says who may have the answer."""
        return self._added("GET", path, needs, errors, options)

    def post(self, path: str, needs: Needs, errors: Errors | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401
        """The same for POST. A function that needs to know who asks has the parameter `asker`."""
        return self._added("POST", path, needs, errors, options)

    def _added(
        self, method: str, path: str, needs: Needs, errors: Errors | None, options: dict[str, Any]
    ) -> Callable[[F], F]:
        right = needs if isinstance(needs, str) else getattr(needs, "__name__", "")
        refusals = {} if needs == ANYBODY else NOT_YOURS
        extra = {RIGHT: str(right), **options.pop("openapi_extra", {})}

        def add(endpoint: F) -> F:
            self.router.add_api_route(
                path,
                allowed(endpoint, needs, lambda: self._station.access),
                methods=[method],
                responses={**refusals, **(errors or {}), **options.pop("responses", {})},
                openapi_extra=extra,
                route_class_override=_right_first(needs, lambda: self._station.access),
                **options,
            )
            return endpoint

        return add


def _right_first(needs: Needs, access: Callable[[], Access]) -> type[Route]:
    """A class of routes that say what is wrong with a question only to who may ask it."""

    class RightFirst(Route):
        """See `_right_first`."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def answered(request: Request) -> Response:
                try:
                    return await answer(request)
                except (RequestValidationError, HTTPException):
                    if needs != ANYBODY:
                        await off_loop(lambda: may_ask(access(), request, needs))
                    raise

            return answered

    return RightFirst
