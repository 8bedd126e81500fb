"""The web console as a server sees it: behind the guard, in the language of the browser."""

from __future__ import annotations

import logging
import socket

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.console.transport.asked_language import asked_for
from broadcaster.console.web.drawing.calm import calm, fresh_number
from broadcaster.service.certificate.names import LOOPBACK, normal
from broadcaster.service.host.collector import settle
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import Language, at_screen, speaking

log = logging.getLogger(__name__)


class Site:
    """Makes the pages when somebody asks for one first: a station without visitors pays nothing for them.

    Args:
        station: what they show and ask.
        host: where the console listens.
    """

    def __init__(self, station: StationFacade, host: str) -> None:
        self._station = station
        self._known = frozenset({*LOOPBACK, normal(host), normal(socket.gethostname())})
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in the language that was chosen, else in the one that the browser asks for."""
        if scope["type"] != "http":
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        with at_screen():
            try:
                app = self._app or self._built()
                with speaking(_language(scope)):
                    await app(scope, receive, noted)
            except Exception:
                if begun:
                    raise  # it is told and logged where pages are made
                number = fresh_number()
                log.exception("the console failed before a page was made, number %s", number)
                with speaking(asked_for(dict(scope["headers"]).get(b"accept-language", b""))):
                    answer = calm(number)
                await answer(scope, receive, send)

    def _built(self) -> ASGIApp:
        # Pages load the reading and the letters: some 25 MB that a station without visitors does without.
        from broadcaster.console.web.app import guarded

        self._app = guarded(self._station, self._hosts)
        settle()
        return self._app

    def _hosts(self) -> frozenset[str]:
        """The names by which the console may be asked for, so that another site's name leads nobody here."""
        certificate = self._station.door.certificate.known
        return self._known if certificate is None else self._known | set(certificate.names)


def _language(scope: Scope) -> Language | None:
    from broadcaster.console.web.visitors.view import view_of

    chosen = view_of(Request(scope)).language
    return chosen or asked_for(dict(scope["headers"]).get(b"accept-language", b""))
