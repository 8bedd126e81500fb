"""Routes that are made when somebody first asks for one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

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
