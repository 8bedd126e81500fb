"""The API's door: connections at the station's sockets, and lanes behind them."""

from __future__ import annotations

import socket
from collections.abc import Callable

from starlette.types import ASGIApp, Scope

from broadcaster import __version__
from broadcaster.api.protocol.station_socket import PROGRAM, VERSION
from broadcaster.api.transport.lanes import Urgent
from broadcaster.api.transport.limiter import Limiter
from broadcaster.api.transport.server import Server, files_allowed
from broadcaster.core import program


class ApiServer(Server):
    """Serves the API at a socket that is bound already.

    Args:
        app: the API.
        listener: the socket.
        urgent: whether a message of the station is an emergency.
        admits: see `Limiter`.
    """

    ahead = True

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        urgent: Urgent = lambda _name: False,
        admits: Callable[[Scope], object] | None = None,
    ) -> None:
        requests = files_allowed() // 3  # the station needs the rest
        headers = {VERSION: __version__, PROGRAM: program.identity()}
        self._limiter = Limiter(app, requests, urgent, admits)
        super().__init__("api", self._limiter, 2 * requests, headers=headers)
        self.open(listener)

    def close(self) -> None:
        """Answer nothing new, give open answers a moment, then abort them."""
        self._limiter.ending = True
        super().close()
        self._limiter.close()
