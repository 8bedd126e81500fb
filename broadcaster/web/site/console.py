"""The web console beside a running station.

Its listener, behind the guard, in the language of the browser.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.api.protocol.envelope import asked_for
from broadcaster.api.transport.doors import AGAIN
from broadcaster.api.transport.web_server import Entrance, WebServer
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import Phrase
from broadcaster.core.memory import settle
from broadcaster.core.text.catalogue import Language, at_screen, speaking
from broadcaster.station.model.office import Listen
from broadcaster.upkeep.certificate.addresses import network_addresses, plain_address
from broadcaster.upkeep.certificate.names import LOOPBACK, normal
from broadcaster.web.drawing.calm import calm, fresh_number
from broadcaster.web.site.appearance import appearance_of
from broadcaster.web.site.cookies import Headers, device_of, own_cookies

log = logging.getLogger(__name__)


class Site:
    """Makes the pages when somebody asks for one first: a station without visitors pays nothing for them."""

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
        from broadcaster.web.site.app import guarded

        self._app = guarded(self._station, self._hosts)
        settle()
        return self._app

    def _hosts(self) -> frozenset[str]:
        """The names by which the console may be asked for, so that another site's name leads nobody here."""
        certificate = self._station.door.certificate.known
        return self._known if certificate is None else self._known | set(certificate.names)


def _language(scope: Scope) -> Language | None:
    # It is asked before the guard, so what strangers send is left out here too.
    chosen = appearance_of(Request({**scope, "headers": own_cookies(scope["headers"])})).language
    return chosen or asked_for(dict(scope["headers"]).get(b"accept-language", b""))


OWN_SCREEN = Listen()
"""Where the station's own screen finds the console, whatever other computers use: a browser that is not told
of the authority warns of nothing there, and gives its microphone."""

_WAITING = 512  # comers that the kernel keeps: who finds no place there comes again after a second


class WebConsole:
    """The console at the address of station.yaml, and always at the station's own screen.

    Other computers reach it only encrypted, for passwords would travel readable: it opens to them when there
    is a certificate, also when that is made while the station runs. Where another program has an address, it
    is left out until that is free. None of this is a fault of the station, which airs without its console.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, station: StationFacade, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._taken: dict[Listen, bool] = {}  # addresses that another program has; whether to encrypt there
        self._tried = now()
        self._door = station.door
        self._is_at_home = station.access.is_at_home
        self._devices = station.access.devices
        self._at = station.station.settings.console.listen
        self._server: WebServer | None = None
        self._encrypted = False  # other computers can come in
        self._site = Site(station, self._at.host)
        if self._at.local:
            self._open(self._at)
        else:
            self._open(OWN_SCREEN)
            self.look()

    def look(self) -> None:
        """Open to other computers as soon as that can be done, and where another program was before."""
        if self._taken and self._now() - self._tried >= AGAIN:
            self._tried = self._now()
            for at, encrypted in tuple(self._taken.items()):
                self._open(at, encrypted=encrypted)
        if self._at.local or self._at in self._taken:
            return
        if self._door.certificate.known is None:
            if not self._encrypted:
                self._refuse("console.needs_tls")
        elif not self._encrypted:
            self._open(self._at, encrypted=True)

    def close(self) -> None:
        """Close it; open answers get a moment."""
        if self._server is not None:
            self._server.close()

    def _open(self, at: Listen, *, encrypted: bool = False) -> None:
        try:
            family = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)[0][0]
            listener = socket.create_server((at.host, at.port), family=family, backlog=_WAITING)
        except OSError as error:
            if at not in self._taken:
                log.warning("the web console cannot listen at %s:%d: %s", at.host, at.port, error)
            self._taken[at] = encrypted
            if at is self._at:
                self._refuse("console.port_taken")
            return
        self._taken.pop(at, None)
        if at is self._at:
            self._door.refused = None
        if self._server is None:
            self._server = WebServer(self._site, self._is_at_home, self._is_known)
            self._server.start()
        self._encrypted = self._encrypted or encrypted
        self._server.open(Entrance(listener, self._door.certificate.context if encrypted else None))
        self._door.addresses += (
            network_addresses(at, self._door.certificate.known) if encrypted else (plain_address(at),)
        )

    def _is_known(self, headers: Headers) -> bool:
        return self._devices.is_known(device_of(headers))

    def _refuse(self, code: str) -> None:
        facts = (("host", self._at.host), ("port", str(self._at.port)))
        self._door.refused = Phrase(code=code, facts=facts, advised=True)
