"""The routes of the pages: each says where it is declared which right it needs, and is asked for it first.

`made = Pages(shell)`, then `@made.get("/log", needs=Action.LOOK)`; `made.router` is what is included.
Where what was sent cannot be understood, `right_of` says who may be told so.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from broadcaster.api.transport.workers import Route, off_loop
from broadcaster.people.roles.model import Action

F = TypeVar("F", bound=Callable[..., Any])

ANYBODY = None
"""Whoever comes: the door itself, and what needs a secret of its own."""

_RIGHT = "x-right"
_ANYBODY = "anybody"
_LATER = "x-asks-itself"


class RightCheck(Protocol):
    """Knows who asks."""

    def require(self, request: Request, action: Action, /) -> object:
        """Raise `PeopleError` for who may not do this."""


class Pages:
    """Adds routes of pages to a router.

    Args:
        asked: knows who asks; None where every route is for anybody.
        kind: on which threads the routes are answered.
    """

    def __init__(self, asked: RightCheck | None, kind: type[APIRoute] = Route) -> None:
        self.router = APIRouter(route_class=kind)
        self._asked = asked

    def get(self, path: str, *, needs: Action | None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401
        """Answer GET with a function."""
        return self._added("GET", path, needs, options)

    def post(
        self,
        path: str,
        *,
        needs: Action | None,
        asks_itself: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> Callable[[F], F]:
        """The same for POST.

        Args:
            needs: the right; None is for anybody.
            asks_itself: the function asks for the right, since what is sent may prove who somebody is.
        """
        return self._added("POST", path, needs, options, asks_itself=asks_itself)

    def _added(
        self,
        method: str,
        path: str,
        needs: Action | None,
        options: dict[str, Any],
        *,
        asks_itself: bool = False,
    ) -> Callable[[F], F]:
        right: dict[str, object] = {_RIGHT: _ANYBODY if needs is ANYBODY else str(needs)}
        if asks_itself:
            right[_LATER] = True

        def add(endpoint: F) -> F:
            run = endpoint if asks_itself else self._first(endpoint, needs)
            self.router.add_api_route(path, run, methods=[method], openapi_extra=right, **options)
            return endpoint

        return add

    def _first(self, endpoint: Callable[..., Any], needs: Action | None) -> Callable[..., Any]:
        """The endpoint, called only if whoever asks may."""
        asked = self._asked
        if needs is ANYBODY or asked is None:
            return endpoint
        signature = inspect.signature(endpoint, eval_str=True)
        takes = "request" in signature.parameters

        def whole(request: Request, given: dict[str, Any]) -> dict[str, Any]:
            return {"request": request, **given} if takes else given

        if inspect.iscoroutinefunction(endpoint):

            @functools.wraps(endpoint)
            async def later(request: Request, **given: Any) -> Any:  # noqa: ANN401
                await off_loop(lambda: asked.require(request, needs))
                return await endpoint(**whole(request, given))

            run: Callable[..., Any] = later
        else:

            @functools.wraps(endpoint)
            def now(request: Request, **given: Any) -> Any:  # noqa: ANN401
                asked.require(request, needs)
                return endpoint(**whole(request, given))

            run = now
        if not takes:
            more = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
            known = [*signature.parameters.values(), more]
            run.__signature__ = signature.replace(parameters=known)  # type: ignore[attr-defined]
        return run


def right_of(route: object) -> Action | None:
    """The right that a route needs; None where anybody may ask. What says nothing is for who may look."""
    said = (getattr(route, "openapi_extra", None) or {}).get(_RIGHT)
    return ANYBODY if said == _ANYBODY else Action(said) if said else Action.LOOK


def right_before_body(routes: Iterable[BaseRoute], scope: Scope) -> Action | None:
    """The right without which nothing of a request need be read; None where what is sent may give it.

    On the thread of the console's loop only: routes may be made now.
    """
    for route in routes:
        match, found = route.matches(scope)
        if match is Match.FULL:
            said = getattr(found.get("route", route), "openapi_extra", None) or {}
            named = said.get(_RIGHT, _ANYBODY)
            return None if named == _ANYBODY or said.get(_LATER) else Action(named)
    return None
