"""Serves the API beside the running station, in lanes. The only module that imports uvicorn.

Each lane has an event loop on a thread of its own, speaks HTTP with uvicorn's protocol, and does blocking
work on its own few threads. Listening and accepting is the doorman's; so `uvicorn.Server`, which would wake
ten times a second in each lane, is not used.
"""

from __future__ import annotations

import asyncio
import contextvars
import socket
import threading
from collections.abc import Callable, Mapping

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from broadcaster.console.bounds import Bounded
from broadcaster.console.doorman import Doorman
from broadcaster.console.lanes import Lane, Urgent
from broadcaster.console.workers import Workers, serving
from broadcaster.playout.precedence import come_first

UNREAD = 10.0  # seconds that an answer waits for somebody to read it
FAREWELL = 0.5  # seconds for answers under way at the end: whoever waited for an airing hears how it ended

# Threads of each lane. Few where much is asked for at once: each that runs takes turns with the air's.
WORKERS: Mapping[Lane, int] = {
    Lane.FIRST: 32,
    Lane.LOOKING: 2,
    Lane.COUNTING: 1,
    Lane.WAITING: 1,
    Lane.ORDINARY: 8,
}
# Connections in each lane at a time: one for each thread, but those who only wait take none.
ADMITTED: Mapping[Lane, int] = {**WORKERS, Lane.WAITING: 400}


class Server:
    """The lanes and the door to them, on a socket that is bound already."""

    def __init__(self, app: ASGIApp, door: socket.socket, urgent: Urgent = lambda _name: False) -> None:
        config = uvicorn.Config(
            Bounded(app),
            log_config=None,
            log_level="critical",  # what fails is told by our own handlers and log
            access_log=False,
            lifespan="off",
            http=H11Protocol,
            ws="none",
            interface="asgi3",
            date_header=False,  # it would want a clock that ticks
        )
        config.load()
        self._lanes = {which: _Line(which, config, self._room) for which in Lane}
        self._doorman = Doorman(door, self._lanes, urgent)

    def start(self) -> None:
        """Begin to answer."""
        for line in self._lanes.values():
            line.start()
        self._doorman.start()

    def close(self) -> None:
        """Let nobody in, give what is being answered a moment, then cut it off."""
        self._doorman.close()
        for line in self._lanes.values():
            line.stop()
        ended = [line.join() for line in self._lanes.values()]
        if all(ended):
            self._doorman.forget()

    def _room(self) -> None:
        self._doorman.ring()


class _Line:
    """One lane at work: what the doorman calls a taker."""

    def __init__(self, which: Lane, config: uvicorn.Config, room: Callable[[], None]) -> None:
        self.config = config
        self.loop = asyncio.new_event_loop()
        self.state = ServerState()
        self._which = which
        self._room = room
        self._counting = threading.Lock()
        self.inside = 0
        self._context = contextvars.Context()
        self._context.run(serving.set, Workers(which, WORKERS[which]))
        self._connecting: set[asyncio.Task[object]] = set()
        self._thread = threading.Thread(target=self._run, name=f"api-{which}", daemon=True)

    @property
    def free(self) -> int:
        return ADMITTED[self._which] - self.inside

    def take(self, connection: socket.socket, head: bytes) -> None:
        with self._counting:
            self.inside += 1
        self.loop.call_soon_threadsafe(self._receive, connection, head, context=self._context)

    def left(self) -> None:
        """A connection is over."""
        with self._counting:
            self.inside -= 1
        self._room()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._end()))

    def join(self) -> bool:
        """Wait for the end of the lane's thread; whether it came."""
        self._thread.join(3 * FAREWELL)
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._which is Lane.FIRST:
            come_first()
        self.loop.run_forever()
        self.loop.close()

    def _receive(self, connection: socket.socket, head: bytes) -> None:
        task = self.loop.create_task(self._connect(connection, head))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, connection: socket.socket, head: bytes) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: _Speaker(self, head), connection)
        except OSError:  # it is gone already
            connection.close()
            self.left()

    async def _end(self) -> None:
        """Give the answers under way a moment, tell those who go on waiting, and end the loop."""
        for speaker in list(self.state.connections):
            speaker.shutdown()
        if self._answering:
            await asyncio.wait(self._answering, timeout=FAREWELL)
        for task in self._answering:
            task.cancel()
        if self._answering:
            await asyncio.wait(self._answering, timeout=FAREWELL)
        for speaker in list(self.state.connections):
            speaker.transport.abort()
        # What the aborts have put off is done first.
        self.loop.call_soon(self.loop.stop)

    @property
    def _answering(self) -> set[asyncio.Task[object]]:
        return {*self._connecting, *self.state.tasks}


class _Speaker(H11Protocol):
    """Uvicorn's HTTP on a connection whose first bytes the doorman has read."""

    def __init__(self, line: _Line, head: bytes) -> None:
        super().__init__(config=line.config, server_state=line.state, app_state={}, _loop=line.loop)
        self._line = line
        self._head = head
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.data_received(self._head)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Whoever asks and does not read would keep the place of those who do.
        self._patience = self.loop.call_later(UNREAD, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._patience is not None:
            self._patience.cancel()
        self._line.left()
