"""The router of `/api/v1`.

Each route says which right it needs, what is asked, what is answered and how it may fail.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import operator
import textwrap
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import Any, TypeVar, cast, get_args, get_type_hints

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

from broadcaster.api.protocol.envelope import Failure
from broadcaster.api.routes.asker import ANYBODY, Asker, Needed, Needs, allowed, may_ask
from broadcaster.api.transport.workers import Route, off_loop
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.questions import Question, answer_of
from broadcaster.people.access.access import Access

_SCHEMAS = "#/components/schemas/{model}"
_FAILURE = {"application/json": {"schema": {"$ref": _SCHEMAS.format(model=Failure.__name__)}}}

Errors = dict[int | str, dict[str, Any]]
"""Errors as FastAPI takes them into the OpenAPI."""


def errors(*statuses: int) -> Errors:
    """These statuses, each with the one shape of errors.

    By reference: FastAPI would build the model anew for each status of each route, half a second in all.
    """
    return {int(each): {"description": HTTPStatus(each).phrase, "content": _FAILURE} for each in statuses}


def describe(app: FastAPI, routers: Sequence[APIRouter], questions: Sequence[type]) -> None:
    """Have the application, which has these routers and answers these questions, give its OpenAPI."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            failure = TypeAdapter(Failure).json_schema(ref_template=_SCHEMAS, mode="serialization")
            parts = failure.pop("$defs")
            schemas = schema["components"]["schemas"]
            schemas |= {Failure.__name__: failure, **parts}
            for kind in _answers(routers) | {kind for kind in questions if kind.__name__ in schemas}:
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
    for base in reversed([each for each in kind.__mro__ if is_dataclass(each)]):
        for field, below in pairwise(_body(base)):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    texts[name] = inspect.cleandoc(text)
    return texts


def _body(kind: type) -> list[ast.stmt]:
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    return found.body if isinstance(found, ast.ClassDef) else []


PREFIX = "/api/v1"

F = TypeVar("F", bound=Callable[..., Any])
Q = TypeVar("Q", bound=Question[Any])

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


Handler = Callable[[StationFacade, Q, Asker], Any]
"""Answers a question; where it waits for long, a coroutine."""


class Routes:
    """Routes, each for one question; `over` a running station they are a router."""

    def __init__(self, prefix: str = PREFIX) -> None:
        self.questions: list[type] = []
        self._prefix = prefix
        self._adders: list[Callable[[APIRouter, StationFacade], None]] = []

    def answers(
        self,
        kind: type[Q],
        needs: Needs,
        errors: Errors | None = None,
        *,
        name: str = "",
        ways: Sequence[type[Q]] = (),
    ) -> Callable[[Handler[Q]], Handler[Q]]:
        """Answer a question with a function; its path, its method and its answer are the question's own.

        Args:
            kind: the question.
            needs: who may have the answer.
            errors: how it may fail beyond what may always happen.
            name: of the operation, where one function answers several questions; by default the function's.
            ways: the kinds of it, where there are more than one.
        """
        kinds = tuple(ways or (kind,))
        self.questions += kinds

        def add(handler: Handler[Q]) -> Handler[Q]:
            def endpoint_over(station: StationFacade) -> Callable[..., Any]:
                endpoint = _endpoint(station, kinds, handler)
                if name:
                    endpoint.__name__, endpoint.__doc__ = name, kind.__doc__
                return endpoint

            self._add(kind.method, kind.route, needs, errors, endpoint_over, {})
            return handler

        return add

    def get(self, path: str, needs: Needs, errors: Errors | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401
        """Answer GET with a function of the station and of what FastAPI gives it: for what is no JSON."""
        return self._raw("GET", path, needs, errors, options)

    def post(self, path: str, needs: Needs, errors: Errors | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401
        """The same for POST."""
        return self._raw("POST", path, needs, errors, options)

    def over(self, station: StationFacade) -> APIRouter:
        """The router over a running station."""
        router = APIRouter(
            prefix=self._prefix,
            route_class=Route,
            responses=ANYWHERE,
            generate_unique_id_function=lambda route: route.name,
        )
        for add in self._adders:
            add(router, station)
        return router

    def _raw(
        self, method: str, path: str, needs: Needs, errors: Errors | None, options: dict[str, Any]
    ) -> Callable[[F], F]:
        def add(handler: F) -> F:
            def endpoint_over(station: StationFacade) -> Callable[..., Any]:
                return _with_station(handler, station)

            self._add(method, path, needs, errors, endpoint_over, options)
            return handler

        return add

    def _add(
        self,
        method: str,
        path: str,
        needs: Needs,
        errors: Errors | None,
        endpoint_over: Callable[[StationFacade], Callable[..., Any]],
        options: dict[str, Any],
    ) -> None:
        right = needs if isinstance(needs, str) else getattr(needs, "__name__", "")
        refusals = {} if needs == ANYBODY else NOT_YOURS
        extra = {RIGHT: str(right), **options.pop("openapi_extra", {})}
        responses = {**refusals, **(errors or {}), **options.pop("responses", {})}

        def add(router: APIRouter, station: StationFacade) -> None:
            needed = _at(station, needs)
            router.add_api_route(
                path,
                allowed(endpoint_over(station), needed, lambda: station.access),
                methods=[method],
                responses=responses,
                openapi_extra=extra,
                route_class_override=_right_first(needed, lambda: station.access),
                **options,
            )

        self._adders.append(add)


def _at(station: StationFacade, needs: Needs) -> Needed:
    """The right that a route needs at this station."""
    return functools.wraps(needs)(functools.partial(needs, station)) if callable(needs) else needs


def _endpoint(station: StationFacade, kinds: Sequence[type[Q]], handler: Handler[Q]) -> Callable[..., Any]:
    """The handler as FastAPI takes it: the question is the body, or the path and the query are its fields."""
    kind = kinds[0]
    hints = get_type_hints(kind, include_extras=True)
    given = fields(cast("Any", kind))
    apart = kind.method == "GET" or not given
    asked = (
        {each.name: hints[each.name] for each in given}
        if apart
        else {"ask": functools.reduce(operator.or_, kinds)}
    )
    defaults = {
        each.name: each.default for each in given if apart and each.default is not dataclasses.MISSING
    }

    def ask_of(parts: dict[str, Any]) -> Q:
        return cast("Q", kind(**parts) if apart else parts["ask"])

    def now(*, asker: Asker, **parts: Any) -> Any:  # noqa: ANN401
        return handler(station, ask_of(parts), asker)

    async def later(*, asker: Asker, **parts: Any) -> Any:  # noqa: ANN401
        return await handler(station, ask_of(parts), asker)

    endpoint: Callable[..., Any] = later if inspect.iscoroutinefunction(handler) else now

    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=of,
            default=defaults.get(name, inspect.Parameter.empty),
        )
        for name, of in {**asked, "asker": Asker}.items()
    ]
    signature = inspect.Signature(parameters, return_annotation=answer_of(kind))
    functools.update_wrapper(endpoint, handler)
    endpoint.__signature__ = signature  # type: ignore[attr-defined]
    return endpoint


def _with_station(handler: Callable[..., Any], station: StationFacade) -> Callable[..., Any]:
    first, *others = inspect.signature(handler, eval_str=True).parameters.values()
    bound = functools.partial(handler, **{first.name: station})
    functools.update_wrapper(bound, handler)
    bound.__signature__ = inspect.signature(handler, eval_str=True).replace(parameters=others)  # type: ignore[attr-defined]
    return bound


def _right_first(needs: Needed, access: Callable[[], Access]) -> type[Route]:
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
