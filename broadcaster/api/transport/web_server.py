"""The web console on TCP: one event loop on a thread of its own, with few connections.

Browsers must not take the station's open files or its threads. So there are at most `MOST` connections, one
that asks for nothing or does not read its answer is closed after `PATIENCE`, and what pages do is done on
threads of their own. Where there is not room for all, whoever has most gives way (`shares`): one address, or
one account of this computer, shuts nobody else out. In a crowd of many addresses with one connection each,
who comes waits for a turn: to close one that is being encrypted or answered for the next would help nobody.
`KEPT` of the connections are only for this computer:
whatever comes from the network, the station's own screen can stop and reaches the emergency. asyncio would
let any number of connections begin to encrypt, so they are accepted here.
"""

from __future__ import annotations

import asyncio
import contextvars
import fcntl
import itertools
import logging
import os
import socket
import ssl
import struct
import termios
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.server import ServerState

from broadcaster.api.protocol.peer import account_between, asked_of_kernel, is_loopback, told, told_later
from broadcaster.api.transport.http import LONGEST_HEAD, HttpConnection
from broadcaster.api.transport.server import SHUTDOWN_GRACE, config_of
from broadcaster.api.transport.shares import Comer, FairTurns, Places, asking, gives_way, of_largest
from broadcaster.api.transport.workers import Workers, serving

WORKERS = 6  # threads for the pages
AT_ONCE = 4  # requests that begin to be answered
BEGUN = 0.1  # seconds after which one has begun: it waits for a thread, a body, a reader or an event
ACCEPTED = 6  # connections in one turn of the loop, of four until such a one has begun: fewer than `GREETING`
LOOKUPS = 2  # threads that ask the kernel who is at the other end; as many ask for the names of accounts
MOST = 100  # connections: twelve browsers with a few tabs each
KEPT = 20  # of these for this computer alone: a browser keeps six to one address, an event stream one
GREETING = 60  # connections that begin to encrypt; of more, the oldest of who has most is closed
WAITING = 256  # connections of the network that wait until there is room: as many as a /24 has addresses
FAIR = 1.0  # seconds after which a host's only connection gives way, while others wait
ANSWERED = 2.0  # if it is being answered
UNREAD = 1 << 17  # bytes of an answer that the kernel keeps for a reader; by itself it would keep megabytes
COOKIES = 1 << 20  # bytes of a head from this computer: what other ports of it gave a browser, 180 times 4 kB
LARGE = 8  # of such heads at once,
PIECES = 100  # and pieces of each: the parser copies all that it has of a header for each
PATIENCE = 10.0  # seconds to ask for something, to take some of an answer, to begin to encrypt
AGAIN = 1.0  # seconds until it accepts again where the computer had no more open files

T = TypeVar("T")

_BYTES = struct.Struct("i")  # what the kernel has sent and the other end has not taken: tcp(7), SIOCOUTQ
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where browsers come in.

    Args:
        context: gives what to encrypt with, anew for each connection; None to speak plainly.
    """

    listener: socket.socket
    context: Callable[[], ssl.SSLContext | None] | None = None


class WebServer:
    """Serves an application at its entrances. It sleeps while nobody asks.

    Args:
        is_at_home: whether an account of this computer is one that we know; all others count as the network.
        is_known: whether headers are of a browser in which somebody signed in before. Asked on the loop.
    """

    def __init__(
        self,
        app: ASGIApp,
        is_at_home: Callable[[int | None], bool] = lambda _uid: True,
        is_known: Callable[[list[tuple[bytes, bytes]]], bool] = lambda _headers: False,
    ) -> None:
        self.is_at_home = is_at_home
        self.is_known = is_known
        self.looking_up = Workers("web-peer", LOOKUPS)
        self.naming = Workers("web-account", LOOKUPS)
        self.app = app
        self.config = config_of(app)
        self.places = Places(AT_ONCE)
        self.state = ServerState()
        self.loop = asyncio.new_event_loop()
        self.connected: dict[_Connection, None] = {}  # in the order of their coming
        self.large: set[_Connection] = set()  # those with a head of more than usual that has not ended
        self._accepting: dict[asyncio.Task[None], Entrance] = {}
        self._greeting: dict[asyncio.Task[None], tuple[Comer, float]] = {}  # and since when
        self._waiting: FairTurns[tuple[socket.socket, Comer, Entrance]] = FairTurns()
        self._soon: asyncio.TimerHandle | None = None  # looks again whether there is room
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

    def greeted(self, connection: _Connection, greeting: asyncio.Task[None] | None) -> None:
        """A connection has begun to speak: it counts among those."""
        self.connected[connection] = None
        if greeting is not None:
            self._greeting.pop(greeting, None)

    def make_room(self) -> None:
        """Close a connection if there are too many: see `gives_way`.

        The network has at most the connections that are not kept.
        """
        network = [each for each in self.connected if not each.near]
        if len(network) > MOST - KEPT:
            crowd = network
        elif len(self.connected) > MOST:
            crowd = [each for each in self.connected if each.near]
        else:
            return
        self._end_of(gives_way(crowd))

    def _run(self) -> None:
        self.loop.run_forever()
        self.loop.close()

    def _begin(self, entrance: Entrance) -> None:
        self._accepting[self.loop.create_task(self._accept(entrance))] = entrance

    async def _accept(self, entrance: Entrance) -> None:
        """Take who comes, until the end."""
        for number in itertools.count(1):
            try:
                accepted, (host, *_) = await self.loop.sock_accept(entrance.listener)
            except OSError as error:
                log.warning("no connection is accepted: %s", error)
                await asyncio.sleep(AGAIN)
                continue
            comer = Comer.at(host)
            if is_loopback(host):
                self._welcome(accepted, comer, entrance)
            else:
                self._waiting.put(comer, (accepted, comer, entrance))
                self.loop.call_soon(self.let_in)  # what others have asked meanwhile is read first
            if number % ACCEPTED == 0:
                await asyncio.sleep(0)  # an accept that need not wait gives nobody else a turn

    def let_in(self) -> None:
        """Begin with those of the network who wait, each in turn, while there is room."""
        while self._waiting and self._has_room():
            self._welcome(*self._waiting.take())
        if len(self._waiting) > WAITING:
            self._waiting.give_up()[0].close()
        if self._waiting and self._soon is None:
            self._soon = self.loop.call_later(FAIR / 4, self._let_in_later)

    def _let_in_later(self) -> None:
        self._soon = None
        self.let_in()

    def _has_room(self) -> bool:
        """Whether one more of the network may begin: who has most gives way, or who has one for long."""
        greeting = {task: comer for task, (comer, _) in self._greeting.items()}
        network = {each: each.comer for each in self.connected if not each.near}
        if len(greeting) >= GREETING:
            oldest = of_largest(greeting)[0]
            comer, since = self._greeting[oldest]
            if self._may_go(comer, list(greeting.values()), since + FAIR):
                oldest.cancel()
            return False  # its end calls `let_in`
        if len(network) + len(greeting) < MOST - KEPT or not network:
            return True
        closed = gives_way(list(network))
        until = closed.since + (FAIR if closed.idle or closed.unfinished else ANSWERED)
        if may := self._may_go(closed.comer, list(network.values()), until):
            self._end_of(closed)
        return may

    def _may_go(self, comer: Comer, crowd: list[Comer], until: float) -> bool:
        return crowd.count(comer) > 1 or until <= self.loop.time()

    def _end_of(self, closed: _Connection) -> None:
        self.connected.pop(closed)  # at once: its end is told in a later turn, and others come in this one
        closed.transport.abort()

    def _welcome(self, accepted: socket.socket, comer: Comer, entrance: Entrance) -> None:
        """Begin to speak with a comer, in a task that is given up where too many begin at once."""

        def begun(done: asyncio.Task[None]) -> None:
            self._greeting.pop(done, None)
            if done.cancelled() or done.exception() is not None:
                accepted.close()
            self.let_in()

        # An answer is written in two pieces; Nagle's algorithm would hold the second back for 40 ms. asyncio
        # turns it off only for sockets that name their protocol, which accepted ones do not.
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
        greeting = self.loop.create_task(self._greet(accepted, comer, entrance))
        self._greeting[greeting] = comer, self.loop.time()
        greeting.add_done_callback(begun)
        if len(self._greeting) > GREETING:
            of_largest({task: whose for task, (whose, _) in self._greeting.items()})[0].cancel()

    async def _greet(self, accepted: socket.socket, comer: Comer, entrance: Entrance) -> None:
        """Begin to speak with a comer; whatever the connection has done takes turns as theirs.

        Raises:
            OSError: they do not encrypt as it must be, or there is no certificate.
        """
        asking.set(comer)
        greeting = asyncio.current_task()
        context = None if entrance.context is None else entrance.context()
        if entrance.context is not None and context is None:
            raise ConnectionRefusedError
        await self.loop.connect_accepted_socket(
            lambda: _Connection(self, comer, greeting),
            accepted,
            ssl=context,
            ssl_handshake_timeout=None if context is None else PATIENCE,
        )

    async def _end(self) -> None:
        while self._waiting:
            self._waiting.take()[0].close()
        coming = (*self._accepting, *self._greeting)
        for task in coming:
            task.cancel()
        if coming:
            await asyncio.wait(coming)
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
        await asyncio.sleep(0)  # the aborts have scheduled callbacks
        self.loop.stop()


class _Connection(HttpConnection):
    """Uvicorn's HTTP on a connection that must ask for something in time, and read what is answered."""

    def __init__(self, server: WebServer, comer: Comer, greeting: asyncio.Task[None] | None) -> None:
        super().__init__(config=server.config, server_state=server.state, app_state={}, _loop=server.loop)
        self._server = server
        self.app = self._in_turn
        self.comer = comer
        self._greeting = greeting
        self._place: asyncio.Future[bool] | None = None  # at work
        self.known = False  # it is of a browser in which somebody signed in before
        self.near = False  # it comes from this computer, from an account that we know
        self.since = server.loop.time()
        self._patience: asyncio.TimerHandle | None = None
        self._last: object = None  # what it asked for when it was looked at last
        self._unread = 0  # bytes of answers that it had not taken then
        self._pieces = 0  # of a large head

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
        self.app_state = told(transport.get_extra_info("socket"), transport.abort)
        self.near = self.client is not None and is_loopback(self.client[0])
        if self.near:
            self.longest_head = COOKIES
            self._look_up()
        self._server.greeted(self, self._greeting)
        self._patience = self.loop.call_later(PATIENCE, self._look)
        self._server.make_room()

    def on_headers_complete(self) -> None:
        """As `HttpConnection` has it."""
        self.known = self.known or self._server.is_known(self.headers)
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """As `HttpConnection` has it; large heads are few, and come in few pieces."""
        super().data_received(data)
        if self._unfinished <= LONGEST_HEAD:
            self._pieces = 0
            self._server.large.discard(self)
            return
        self._pieces += 1
        self._server.large.add(self)
        if self._pieces > PIECES or len(self._server.large) > LARGE:
            self._server.large.discard(self)
            self.transport.abort()

    def _look_up(self) -> None:
        """Have the kernel say whose program this is, on a thread: its table may be long.

        Other accounts are known by their names, and a service that gives these may hang: the station's own
        is known by its number, and waits for none of them.
        """
        server, there, (host, port) = self._server, self.client or ("", 0), self.server or ("", 0)
        account: asyncio.Future[int | None] = self.loop.create_future()
        if (at_once := asked_of_kernel(there, (host, port or 0))) is not None:
            self.comer.party = ("account", at_once)  # else its crowd and who comes now would be one party

        def settle(known: int | None, near: bool) -> None:
            self.near, self.comer.party = near, ("account", known)
            if not account.done():
                account.set_result(known)
            if self in server.connected:
                server.make_room()

        def found(answer: asyncio.Future[int | None]) -> None:
            known = _result(answer)
            if known is None or known == os.getuid():
                settle(known, server.is_at_home(known))
                return
            named = self.loop.run_in_executor(server.naming, server.is_at_home, known)
            named.add_done_callback(lambda done: settle(known, _result(done) is True))

        self.app_state |= told_later(account)
        asked = self.loop.run_in_executor(server.looking_up, account_between, there, (host, port or 0))
        asked.add_done_callback(found)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._server.connected.pop(self, None)
        self._server.large.discard(self)
        self._server.let_in()
        if self._patience is not None:
            self._patience.cancel()
        if self._place is not None and not self._place.done():
            self._place.set_result(False)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request when whoever asks has a turn, if they are still there."""
        self._place, places = self._server.places.place(self.comer), [self._server.places]
        if not await self._place:
            return

        def leave() -> None:
            if places:
                places.pop().leave()

        async def read() -> Message:
            leave()  # what comes may be slow
            return await receive()

        begun = self.loop.call_later(BEGUN, leave)
        try:
            await self._server.app(scope, read, send)
        finally:
            begun.cancel()
            leave()

    def _look(self) -> None:
        """Close it if it has asked for nothing since the last look, or taken nothing of what it asked for."""
        line = self.transport.get_extra_info("socket")
        (sent,) = _BYTES.unpack(fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, bytes(_BYTES.size)))
        unread = self.transport.get_write_buffer_size() + sent
        if unread >= self._unread > 0 or (unread == 0 and self.idle and self.cycle is self._last):
            self.transport.abort()
            return
        self._last, self._unread = self.cycle, unread
        self._patience = self.loop.call_later(PATIENCE, self._look)


def _result(done: asyncio.Future[T]) -> T | None:
    return None if done.cancelled() or done.exception() is not None else done.result()
