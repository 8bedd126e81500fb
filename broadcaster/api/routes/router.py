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
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import Any, cast, get_args, get_type_hints

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

from broadcaster.api.protocol.envelope import Failure
from broadcaster.api.questions.declaration import ANYBODY, Asker, Needs, QuestionEntry, Questions, RawRoute
from broadcaster.api.routes.asker import Needed, asker_of, may_ask
from broadcaster.api.transport.workers import Route, off_loop
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import answer_of
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

RIGHT = "x-right"
"""Where the OpenAPI says which right a route needs."""


def router_over(station: StationFacade, questions: Questions) -> APIRouter:
    """The routes of a subject's questions over a running station."""
    router = APIRouter(
        prefix=PREFIX if questions.prefix is None else questions.prefix,
        route_class=Route,
        responses=ANYWHERE,
        generate_unique_id_function=lambda route: route.name,
    )
    for each in questions.declared:
        needed = _at(station, each.needs)
        if isinstance(each, RawRoute):
            add = functools.partial(router.add_api_route, each.path, _with_station(each.handler, station))
            _add(add, station, each, needed, each.method, **each.options, **_guarded(station, needed))
        else:
            kind = each.kinds[0]
            add = functools.partial(router.add_api_route, kind.route, _endpoint(station, each, needed))
            _add(add, station, each, needed, kind.method)
    return router


def _add(
    add: Callable[..., None],
    station: StationFacade,
    declared: QuestionEntry | RawRoute,
    needed: Needed,
    method: str,
    *,
    responses: Errors | None = None,
    openapi_extra: Mapping[str, Any] | None = None,
    **options: Any,  # noqa: ANN401 - as FastAPI's
) -> None:
    """Add a route with the right and the errors that are declared."""
    right = needed if isinstance(needed, str) else getattr(needed, "__name__", "")
    refusals = {} if needed == ANYBODY else NOT_YOURS
    add(
        methods=[method],
        responses={**refusals, **errors(*sorted(declared.errors)), **(responses or {})},
        openapi_extra={RIGHT: str(right), **(openapi_extra or {})},
        route_class_override=_right_first(
            needed, lambda: station.access, question=isinstance(declared, QuestionEntry)
        ),
        **options,
    )


def _at(station: StationFacade, needs: Needs) -> Needed:
    """The right that a route needs at this station."""
    return functools.wraps(needs)(functools.partial(needs, station)) if callable(needs) else needs


def _endpoint(station: StationFacade, entry: QuestionEntry, needed: Needed) -> Callable[..., Any]:
    """The handler as FastAPI takes it: the question is the body, or the path and the query are its fields.

    It is called only if whoever asks may have the answer.
    """
    handler, kind = entry.handler, entry.kinds[0]
    hints = get_type_hints(kind, include_extras=True)
    given = fields(cast("Any", kind))
    apart = kind.method == "GET" or not given
    asked = (
        {each.name: hints[each.name] for each in given}
        if apart
        else {"ask": functools.reduce(operator.or_, entry.kinds)}
    )
    defaults = {
        each.name: each.default for each in given if apart and each.default is not dataclasses.MISSING
    }

    def whole(request: Request, parts: dict[str, Any]) -> tuple[Any, Asker]:
        """Question and asker. On a thread of the lane: sessions may be read from the disk."""
        ask = kind(**parts) if apart else parts["ask"]
        return ask, asker_of(station.access, request, needed, ask)

    def now(*, _request: Request, **parts: Any) -> Any:  # noqa: ANN401
        return handler(station, *whole(_request, parts))

    async def later(*, _request: Request, **parts: Any) -> Any:  # noqa: ANN401
        return await handler(station, *await off_loop(lambda: whole(_request, parts)))

    endpoint: Callable[..., Any] = later if inspect.iscoroutinefunction(handler) else now

    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=of,
            default=defaults.get(name, inspect.Parameter.empty),
        )
        for name, of in {**asked, "_request": Request}.items()
    ]
    signature = inspect.Signature(parameters, return_annotation=answer_of(kind))
    functools.update_wrapper(endpoint, handler)
    if entry.name:
        endpoint.__name__, endpoint.__doc__ = entry.name, kind.__doc__
    endpoint.__signature__ = signature  # type: ignore[attr-defined]
    return endpoint


def _with_station(handler: Callable[..., Any], station: StationFacade) -> Callable[..., Any]:
    first, *others = inspect.signature(handler, eval_str=True).parameters.values()
    bound = functools.partial(handler, **{first.name: station})
    functools.update_wrapper(bound, handler)
    bound.__signature__ = inspect.signature(handler, eval_str=True).replace(parameters=others)  # type: ignore[attr-defined]
    return bound


def _guarded(station: StationFacade, needed: Needed) -> dict[str, Any]:
    """Has FastAPI ask for the right first; where there is none, chunks of sound take no turn on a thread."""

    async def may(request: Request) -> None:
        await off_loop(lambda: asker_of(station.access, request, needed, None))

    return {} if needed == ANYBODY else {"dependencies": [Depends(may)]}


SMALL = 4096
"""Bytes of a body that is looked at before it is known who asks: what one types is shorter."""


def _length(request: Request) -> int:
    """Bytes of a request's body; in pieces it may be anything."""
    return (
        SMALL + 1 if "transfer-encoding" in request.headers else int(request.headers.get("content-length", 0))
    )


def _right_first(needs: Needed, access: Callable[[], Access], *, question: bool) -> type[Route]:
    """A class of routes that say what is wrong with a question only to who may ask it."""

    class RightFirst(Route):
        """See `_right_first`."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def answered(request: Request) -> Response:
                # To find ten thousand faults in a body takes the time of everybody, whoever has sent it.
                large = _length(request) > SMALL
                if large and question and needs == ANYBODY:
                    raise ServiceError("service.too_large", largest=SMALL)
                first = large and needs != ANYBODY
                if first:
                    await off_loop(lambda: may_ask(access(), request, needs))
                try:
                    return await answer(request)
                except (RequestValidationError, HTTPException):
                    if needs != ANYBODY and not first:
                        await off_loop(lambda: may_ask(access(), request, needs))
                    raise

            return answered

    return RightFirst
