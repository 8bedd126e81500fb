"""The web console on TCP: one event loop on a thread of its own, with few connections.

Browsers must not take the station's open files or its threads. So there are at most `MOST` connections, one
that asks for nothing is closed after `PATIENCE`, and what pages do is done on threads of their own. `KEPT` of
the connections are only for this computer: whatever comes from the network, the station's own screen can stop
and reaches the emergency. asyncio would let any number of connections begin to encrypt, so they are accepted
here.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.types import ASGIApp
from uvicorn.server import ServerState

from broadcaster.api.protocol.peer import account_between, is_loopback, told_later
from broadcaster.api.transport.http import HttpConnection
from broadcaster.api.transport.server import SHUTDOWN_GRACE, config_of
from broadcaster.api.transport.workers import Workers, serving

WORKERS = 6  # threads for the pages
LOOKUPS = 2  # threads that ask the kernel who is at the other end; as many ask for the names of accounts
MOST = 100  # connections: twelve browsers with a few tabs each
KEPT = 20  # of these for this computer alone: a browser keeps six to one address, an event stream one
GREETING = 30  # connections that begin to encrypt; of more, the oldest is closed
PATIENCE = 10.0  # seconds for a connection to ask for something, and to begin to encrypt
AGAIN = 1.0  # seconds until it accepts again where the computer had no more open files

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where browsers come in.

    Args:
        listener: a socket that listens.
        context: gives what to encrypt with, anew for each connection; None to speak plainly.
    """

    listener: socket.socket
    context: Callable[[], ssl.SSLContext | None] | None = None


class WebServer:
    """Serves an application at its entrances. It sleeps while nobody asks.

    Args:
        app: what it serves.
        is_at_home: whether an account of this computer is one that we know; all others count as the network.
    """

    def __init__(self, app: ASGIApp, is_at_home: Callable[[int | None], bool] = lambda _uid: True) -> None:
        self.is_at_home = is_at_home
        self.looking_up = Workers("web-peer", LOOKUPS)
        self.naming = Workers("web-account", LOOKUPS)
        self.config = config_of(app)
        self.state = ServerState()
        self.loop = asyncio.new_event_loop()
        self.connected: dict[_Connection, None] = {}  # in the order of their coming
        self._accepting: dict[asyncio.Task[None], Entrance] = {}
        self._greeting: dict[asyncio.Task[None], None] = {}
        # Entrances are opened by other threads, in whose context nobody serves.
        self._context = contextvars.Context()
        self._context.run(serving.set, Workers("web", WORKERS))
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def open(self, entrance: Entrance) -> None:
        """Let browsers come in here too."""
        entrance.listener.setblocking(False)
        self.loop.call_soon_threadsafe(self._begin, entrance, context=self._context)

    def close(self) -> None:
        """Accept no more, give open answers `SHUTDOWN_GRACE`, then abort them."""
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._end()))
        self._thread.join(3 * SHUTDOWN_GRACE)

    def make_room(self, comer: _Connection) -> None:
        """Close the oldest connection that asks for nothing, else the oldest that has not asked to its end.

        Only where all are being answered the one that comes is closed.

        The network has at most the connections that are not kept. Who has more than their share gives way.
        """
        network = [each for each in self.connected if not each.near]
        if len(network) > MOST - KEPT:
            crowd = network
        elif len(self.connected) > MOST:
            crowd = [each for each in self.connected if each.near]
        else:
            return
        others = [each for each in crowd if each is not comer]
        idle, unfinished = (
            (each for each in others if each.idle),
            (each for each in others if each.unfinished),
        )
        closed = next(idle, None) or next(unfinished, comer)
        self.connected.pop(closed)  # at once: its end is told in a later turn, and others come in this one
        closed.transport.abort()

    def _run(self) -> None:
        self.loop.run_forever()
        self.loop.close()

    def _begin(self, entrance: Entrance) -> None:
        self._accepting[self.loop.create_task(self._accept(entrance))] = entrance

    async def _accept(self, entrance: Entrance) -> None:
        """Take who comes, until the end."""
        while True:
            try:
                comer, _ = await self.loop.sock_accept(entrance.listener)
            except OSError as error:
                log.warning("no connection is accepted: %s", error)
                await asyncio.sleep(AGAIN)
                continue
            self._welcome(comer, entrance)
            await asyncio.sleep(0)  # an accept that need not wait gives nobody else a turn

    def _welcome(self, comer: socket.socket, entrance: Entrance) -> None:
        """Begin to speak with a comer, in a task that is given up where too many begin at once."""

        def begun(done: asyncio.Task[None]) -> None:
            self._greeting.pop(done, None)
            if done.cancelled() or done.exception() is not None:
                comer.close()

        # An answer is written in two pieces; Nagle's algorithm would hold the second back for 40 ms. asyncio
        # turns it off only for sockets that name their protocol, which accepted ones do not.
        comer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        greeting = self.loop.create_task(self._greet(comer, entrance))
        self._greeting[greeting] = None
        greeting.add_done_callback(begun)
        if len(self._greeting) > GREETING:
            next(iter(self._greeting)).cancel()

    async def _greet(self, comer: socket.socket, entrance: Entrance) -> None:
        """Begin to speak with a comer.

        Raises:
            OSError: they do not encrypt as it must be, or there is no certificate.
        """
        context = None if entrance.context is None else entrance.context()
        if entrance.context is not None and context is None:
            raise ConnectionRefusedError
        await self.loop.connect_accepted_socket(
            lambda: _Connection(self),
            comer,
            ssl=context,
            ssl_handshake_timeout=None if context is None else PATIENCE,
        )

    async def _end(self) -> None:
        for task in (*self._accepting, *self._greeting):
            task.cancel()
        for entrance in self._accepting.values():
            entrance.listener.close()
        for protocol in list(self.state.connections):
            protocol.shutdown()
        if self.state.tasks:
            await asyncio.wait(list(self.state.tasks), timeout=SHUTDOWN_GRACE)
        for task in list(self.state.tasks):
            task.cancel()
        for protocol in list(self.state.connections):
            protocol.transport.abort()
        self.loop.call_soon(self.loop.stop)


class _Connection(HttpConnection):
    """Uvicorn's HTTP on a connection that must ask for something in time."""

    def __init__(self, server: WebServer) -> None:
        super().__init__(config=server.config, server_state=server.state, app_state={}, _loop=server.loop)
        self._server = server
        self.near = False  # it comes from this computer, from an account that we know
        self._patience: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """True while no request is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    @property
    def unfinished(self) -> bool:
        """True while a request has not come whole: a flood of slow forms keeps nobody out."""
        return self.cycle is not None and bool(self.cycle.more_body)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.near = self.client is not None and is_loopback(self.client[0])
        if self.near:
            self._look_up()
        self._server.connected[self] = None
        self._patience = self.loop.call_later(PATIENCE, self._too_slow)
        self._server.make_room(self)

    def _look_up(self) -> None:
        """Have the kernel say whose program this is, on a thread: its table may be long.

        Other accounts are known by their names, and a service that gives these may hang: the station's own
        is known by its number, and waits for none of them.
        """
        server, there, (host, port) = self._server, self.client or ("", 0), self.server or ("", 0)
        account: asyncio.Future[int | None] = self.loop.create_future()

        def settle(known: int | None, near: bool) -> None:
            self.near = near
            if not account.done():
                account.set_result(known)
            if self in server.connected:
                server.make_room(self)

        def found(answer: asyncio.Future[int | None]) -> None:
            known = _result(answer)
            if known is None or known == os.getuid():
                settle(known, server.is_at_home(known))
                return
            named = self.loop.run_in_executor(server.naming, server.is_at_home, known)
            named.add_done_callback(lambda done: settle(known, _result(done) is True))

        self.app_state = told_later(account)
        asked = self.loop.run_in_executor(server.looking_up, account_between, there, (host, port or 0))
        asked.add_done_callback(found)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._server.connected.pop(self, None)
        if self._patience is not None:
            self._patience.cancel()

    def _too_slow(self) -> None:
        if self.cycle is None:
            self.transport.abort()


def _result(done: asyncio.Future[T]) -> T | None:
    return None if done.cancelled() or done.exception() is not None else done.result()
