"""The router of `/api/v1`.

Each route says which right it needs, what is asked, what is answered and how it may fail.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import is_dataclass
from datetime import date
from http import HTTPStatus
from itertools import pairwise
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, TypeAdapter
from starlette.exceptions import HTTPException

from broadcaster.api.protocol.envelope import Failure
from broadcaster.api.routes.asker import ANYBODY, Needs, allowed, may_ask
from broadcaster.api.transport.workers import Route, off_loop
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access.access import Access
from broadcaster.playout.requests.by_hand import Requester, RequestTerms

_SCHEMAS = "#/components/schemas/{model}"
_FAILURE = {"application/json": {"schema": {"$ref": _SCHEMAS.format(model=Failure.__name__)}}}

Errors = dict[int | str, dict[str, Any]]
"""Errors as FastAPI takes them into the OpenAPI."""


def errors(*statuses: int) -> Errors:
    """These statuses, each with the one shape of errors.

    By reference: FastAPI would build the model anew for each status of each route, half a second in all.
    """
    return {int(each): {"description": HTTPStatus(each).phrase, "content": _FAILURE} for each in statuses}


def describe(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Have the application, which has these routers, give its OpenAPI."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            failure = TypeAdapter(Failure).json_schema(ref_template=_SCHEMAS, mode="serialization")
            parts = failure.pop("$defs")
            schemas = schema["components"]["schemas"]
            schemas |= {Failure.__name__: failure, **parts}
            for kind in _answers(routers):
                for name, text in field_texts(kind).items():
                    schemas[kind.__name__]["properties"][name]["description"] = text
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign] # as FastAPI's documentation says


def _answers(routers: Sequence[APIRouter]) -> set[type]:
    """Each dataclass that is an answer, or part of one."""
    found: set[type] = set()
    routes = (each for router in routers for each in router.routes)
    waiting: list[Any] = [Failure, *(each.response_model for each in routes if isinstance(each, APIRoute))]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and is_dataclass(kind):
            if kind not in found:
                found.add(kind)
                waiting += get_type_hints(kind).values()
        else:
            waiting += get_args(kind)
    return found


def field_texts(kind: type) -> dict[str, str]:
    """The strings below the fields of a class. Only for the OpenAPI: to read the source takes time."""
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__[:-1]):
        for field, below in pairwise(_body(base)):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    texts[name] = inspect.cleandoc(text)
    return texts


def _body(kind: type) -> list[ast.stmt]:
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    return found.body if isinstance(found, ast.ClassDef) else []


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def shown(**schema: Any) -> Any:  # noqa: ANN401 - as pydantic's
    """A field that the OpenAPI describes more narrowly than pydantic checks: the service words the error."""
    return Field(json_schema_extra=schema)


def _number(value: object) -> object:
    """Text and yes-or-no are no numbers, although pydantic would take "5" and true for them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("no number")  # noqa: TRY004 - pydantic takes no other
    return value


Number = BeforeValidator(_number)
"""For a field that is a number in JSON."""


def _day(value: object) -> object:
    """A day is written as 2026-11-30: pydantic would take seconds since 1970 and times too."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("no day")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A day, as RFC 3339 writes it."""

NAME = 300  # characters of the name of a message or an airing
TEXT = 1_000_000  # characters that can be spoken in one airing

Name = Annotated[str, Field(max_length=NAME)]
Words = Annotated[str, Field(max_length=TEXT), shown(minLength=1, pattern=r"\w")]
Zone = Annotated[str, Field(max_length=100)]
PriorityName = Annotated[str, shown(enum=["normal", "priority", "emergency"])]


class Question(BaseModel):
    """A question, which has only the fields that are described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Question):
    """A request for the air: priority, rehearsal and zones."""

    priority: PriorityName | None = None
    rehearse: StrictBool = False
    zones: list[Zone] = Field(default=[], max_length=100)

    def how(self, by: Requester | None = None) -> RequestTerms:
        """These fields as the service takes them.

        Args:
            by: who asks.
        """
        how = RequestTerms(priority=self.priority, rehearse=self.rehearse, zones=tuple(self.zones))
        return how if by is None else how.asked_by(by)


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
