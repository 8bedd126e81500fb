"""The web console as a server sees it: behind the guard, in the language of the browser."""

from __future__ import annotations

import socket
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from broadcaster.console.transport.asked_language import asked_for
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import Language, speaking


class Site:
    """Makes the pages when somebody asks for one first: a station without visitors pays nothing for them."""

    def __init__(self, station: StationFacade, host: str) -> None:
        self._station = station
        self._host = host
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in the language that was chosen, else in the one that the browser asks for."""
        if scope["type"] != "http":
            return
        if self._app is None:
            # Pages load the reading and the letters: some 25 MB that a station without visitors does without.
            from broadcaster.console.web.app import build
            from broadcaster.console.web.guard import Guarded

            self._app = Guarded(build(self._station), self._station.access, self._hosts(), tls=False)
        with speaking(_language(scope)):
            await self._app(scope, receive, send)

    def _hosts(self) -> Callable[[], frozenset[str]]:
        known = frozenset({"localhost", "127.0.0.1", "::1", self._host.lower(), socket.gethostname().lower()})
        return lambda: known


def _language(scope: Scope) -> Language | None:
    from broadcaster.console.web.view import view_of

    chosen = view_of(Request(scope)).language
    return chosen or asked_for(dict(scope["headers"]).get(b"accept-language", b""))
