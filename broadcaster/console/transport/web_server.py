"""The web console on TCP: one event loop on a thread of its own, with few connections.

Browsers must not take the station's open files or its threads. So there are at most `MOST` connections, one
that asks for nothing is closed after `PATIENCE`, and what pages do is done on threads of their own.
"""

from __future__ import annotations

import asyncio
import socket
import threading

from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from broadcaster.console.transport.server import SHUTDOWN_GRACE, config_of
from broadcaster.console.transport.workers import Workers, serving

WORKERS = 6  # threads for the pages
MOST = 100  # connections: twelve browsers with a few tabs each
BACKLOG = 50  # connections accepted in one turn, so as many open files over `MOST` for a moment
PATIENCE = 10.0  # seconds for a connection to ask for something


class WebServer:
    """Serves an application on a socket that is bound already. It sleeps while nobody asks."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        self.config = config_of(app)
        self.state = ServerState()
        self.loop = asyncio.new_event_loop()
        self.connected: dict[_Connection, None] = {}  # in the order of their coming
        self._listener = listener
        self._open: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Accept no more, give open answers `SHUTDOWN_GRACE`, then abort them."""
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._end()))
        self._thread.join(3 * SHUTDOWN_GRACE)

    def make_room(self, comer: _Connection) -> None:
        """Close the oldest connection that asks for nothing; the one that comes where all are answered."""
        if len(self.connected) > MOST:
            idle = next((each for each in self.connected if each.idle and each is not comer), comer)
            self.connected.pop(idle)  # at once: its end is told in a later turn, and others come in this one
            idle.transport.abort()

    def _run(self) -> None:
        serving.set(Workers("web", WORKERS))
        self.loop.run_until_complete(self._listen())
        self.loop.run_forever()
        self.loop.close()

    async def _listen(self) -> None:
        self._open = await self.loop.create_server(
            lambda: _Connection(self), sock=self._listener, backlog=BACKLOG
        )

    async def _end(self) -> None:
        if self._open is not None:
            self._open.close()
        for protocol in list(self.state.connections):
            protocol.shutdown()
        if self.state.tasks:
            await asyncio.wait(list(self.state.tasks), timeout=SHUTDOWN_GRACE)
        for task in list(self.state.tasks):
            task.cancel()
        for protocol in list(self.state.connections):
            protocol.transport.abort()
        self.loop.call_soon(self.loop.stop)


class _Connection(H11Protocol):
    """Uvicorn's HTTP on a connection that must ask for something in time."""

    def __init__(self, server: WebServer) -> None:
        super().__init__(config=server.config, server_state=server.state, app_state={}, _loop=server.loop)
        self._server = server
        self._patience: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """True while no request is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._server.connected[self] = None
        self._patience = self.loop.call_later(PATIENCE, self._too_slow)
        self._server.make_room(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._server.connected.pop(self, None)
        if self._patience is not None:
            self._patience.cancel()

    def _too_slow(self) -> None:
        if self.cycle is None:
            self.transport.abort()
