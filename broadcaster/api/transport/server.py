"""Serve the API of the running station, in lanes.

Each lane has an event loop on a thread of its own, uses uvicorn's HTTP protocol, and does blocking work on a
few threads of its own. The acceptor listens and accepts. So `uvicorn.Server` is not used: it would wake ten
times a second in each lane.
"""

from __future__ import annotations

import asyncio
import contextvars
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.server import ServerState

from broadcaster import __version__
from broadcaster.api.protocol import peer
from broadcaster.api.protocol.station_socket import PROGRAM, VERSION
from broadcaster.api.transport.acceptor import Acceptor
from broadcaster.api.transport.bounds import Bounded
from broadcaster.api.transport.http import HttpConnection
from broadcaster.api.transport.lanes import URGENT, Lane, Urgent
from broadcaster.api.transport.workers import Workers, serving
from broadcaster.core import program
from broadcaster.core.precedence import raise_priority
from broadcaster.core.text import catalogue

UNREAD = 10.0  # seconds for the client to read an answer
SHUTDOWN_GRACE = 0.5  # seconds for open answers at the end: who waits for an airing gets its outcome

# Threads of each lane. Few for the lanes with many requests: each running thread competes with the director.
WORKERS: Mapping[Lane, int] = {
    Lane.STOPPING: 8,
    Lane.FIRST: 32,
    Lane.DECIDING: 4,
    Lane.OPENING: 4,
    Lane.LOOKING: 2,
    Lane.COUNTING: 1,
    Lane.WAITING: 1,
    Lane.SIGNING: 4,
    Lane.ALERTING: 4,
    Lane.FOLLOWING: 1,
    Lane.ORDINARY: 8,
}
# Connections in each lane at a time: one for each thread; waiting requests need no thread.
ADMITTED: Mapping[Lane, int] = {**WORKERS, Lane.WAITING: 400, Lane.FOLLOWING: 200}
# Connections of one account of the computer in a lane: no account's crowd has all places of an urgent lane.
SHARES: Mapping[Lane, int] = {which: ADMITTED[which] // 2 for which in URGENT}


class ApiServer:
    """All lanes and their acceptor, on a socket that is bound already."""

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        urgent: Urgent = lambda _name: False,
        admits: Callable[[Scope], object] | None = None,
    ) -> None:
        config = config_of(Bounded(app, admits), {VERSION: __version__, PROGRAM: program.identity()})
        self._lanes = {which: _LaneWorker(which, config, self._room) for which in Lane}
        self._acceptor = Acceptor(listener, self._lanes, urgent)

    def start(self) -> None:
        """Begin to answer."""
        for worker in self._lanes.values():
            worker.start()
        self._acceptor.start()

    def open(self, listener: socket.socket) -> None:
        """Accept at one more socket."""
        self._acceptor.open(listener)

    def shut(self, listener: socket.socket) -> None:
        """Accept at a socket no more, and close it."""
        self._acceptor.shut(listener)

    def close(self) -> None:
        """Accept no more, give open answers `SHUTDOWN_GRACE`, then abort them."""
        self._acceptor.close()
        for worker in self._lanes.values():
            worker.stop()
        ended = [worker.join() for worker in self._lanes.values()]
        if all(ended):
            self._acceptor.forget()

    def _room(self) -> None:
        self._acceptor.ring()


def config_of(app: ASGIApp, headers: Mapping[str, str] | None = None) -> uvicorn.Config:
    """How uvicorn's protocol treats the application of a server of ours; `headers` are in each answer."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",  # our own handlers answer and log what fails
        access_log=False,
        lifespan="off",
        http=HttpConnection,
        ws="none",
        interface="asgi3",
        proxy_headers=False,  # nobody stands before the console: who says so may say anything
        date_header=False,  # uvicorn would update it every second
        headers=list((headers or {}).items()),
    )
    config.load()
    catalogue.load()
    return config


class _LaneWorker:
    """One lane at work; the acceptor's `LaneServer`."""

    def __init__(self, which: Lane, config: uvicorn.Config, room: Callable[[], None]) -> None:
        self.config = config
        self.loop = asyncio.new_event_loop()
        self.state = ServerState()
        self.state.default_headers = list(config.encoded_headers)
        self._which = which
        self._room = room
        self._counting = threading.Lock()
        self.inside = 0
        self._accounts: Counter[int | None] = Counter()
        self._context = contextvars.Context()
        self._context.run(serving.set, Workers(which, WORKERS[which]))
        self._connecting: set[asyncio.Task[object]] = set()
        self._thread = threading.Thread(target=self._run, name=f"api-{which}", daemon=True)

    @property
    def free(self) -> int:
        return ADMITTED[self._which] - self.inside

    def takes(self, account: int | None) -> bool:
        return self.free > 0 and self.of_account(account) < SHARES.get(self._which, ADMITTED[self._which])

    def take(self, connection: socket.socket, head: bytes) -> None:
        with self._counting:
            self.inside += 1
            self._accounts[peer.account_at(connection)] += 1
        self.loop.call_soon_threadsafe(self._receive, connection, head, context=self._context)

    def of_account(self, account: int | None) -> int:
        return self._accounts[account]

    def left(self, account: int | None) -> None:
        """A connection of an account has ended."""
        with self._counting:
            self.inside -= 1
            self._accounts[account] -= 1
        self._room()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._end()))

    def join(self) -> bool:
        """Wait for the end of the lane's thread; true if it has ended."""
        self._thread.join(3 * SHUTDOWN_GRACE)
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._which in URGENT:
            raise_priority()
        self.loop.run_forever()
        self.loop.close()

    def _receive(self, connection: socket.socket, head: bytes) -> None:
        task = self.loop.create_task(self._connect(connection, head))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, connection: socket.socket, head: bytes) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: _Connection(self, head), connection)
        except OSError:  # the client has gone already
            account = peer.account_at(connection)
            connection.close()
            self.left(account)

    async def _end(self) -> None:
        """Give open answers a moment, answer those that still wait, and end the loop."""
        for protocol in list(self.state.connections):
            protocol.shutdown()
        if self._answering:
            await asyncio.wait(self._answering, timeout=SHUTDOWN_GRACE)
        for task in self._answering:
            task.cancel()
        if self._answering:
            await asyncio.wait(self._answering, timeout=SHUTDOWN_GRACE)
        for protocol in list(self.state.connections):
            protocol.transport.abort()
        # The aborts have scheduled callbacks; those run first.
        self.loop.call_soon(self.loop.stop)

    @property
    def _answering(self) -> set[asyncio.Task[object]]:
        return {*self._connecting, *self.state.tasks}


class _Connection(HttpConnection):
    """Uvicorn's HTTP on a connection whose first bytes the acceptor has read."""

    def __init__(self, worker: _LaneWorker, head: bytes) -> None:
        super().__init__(config=worker.config, server_state=worker.state, app_state={}, _loop=worker.loop)
        self._worker = worker
        self._head = head
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = peer.told(transport.get_extra_info("socket"), transport.abort)
        self.data_received(self._head)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # A client that does not read its answer would keep a place in the lane.
        self._patience = self.loop.call_later(UNREAD, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._patience is not None:
            self._patience.cancel()
        self._worker.left(peer.account_of_peer({"state": self.app_state}))
