"""One of the station's doors: an event loop on a thread of its own, with uvicorn's HTTP/1.1.

Neither browsers nor programs may take the station's open files. So there are at most so many connections, one
that asks for nothing is closed after `PATIENCE`, and where there are too many the peer that has most of them
gives way: neither one address of the network nor one account of the computer shuts anybody out. At the web
door some are only for this computer: whatever comes from the network, the station's own screen can stop and
reaches the emergency. `uvicorn.Server` is not used: it would let any number begin to encrypt, and wake ten
times a second.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
import resource
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from broadcaster.api.protocol import peer
from broadcaster.api.transport.workers import Workers
from broadcaster.core.precedence import raise_priority
from broadcaster.core.text import catalogue

SHUTDOWN_GRACE = 0.5  # seconds for open answers at the end: who waits for an airing gets its outcome
ON_THE_WAY = 0.1  # seconds for a request of who came before the end
GREETING = 30  # connections that begin to encrypt; of more, one is closed
PATIENCE = 10.0  # seconds for a connection to ask for something, and to begin to encrypt
UNREAD = 60.0  # seconds for the rest of the last answer of a connection to be read
TURN = 10  # connections that are accepted before others have a turn
AGAIN = 0.05  # seconds until it accepts again where the computer had no more open files
CHUNKS = 32  # of a body that comes in such (RFC 9112, 7.1): to tell thousands apart takes everybody's time
LOOKUPS = 2  # threads that ask the kernel who is at the other end; as many ask for the names of accounts
FILES = 2048  # open files that are wanted; the usual limit is 1024

Context = Callable[[], ssl.SSLContext | None]
"""Gives what to encrypt with, anew for each connection."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class Server:
    """Serves an application at listening sockets. It sleeps while nobody asks.

    Args:
        name: of its threads.
        app: what it serves.
        most: connections at a time.
        kept: of these for this computer alone.
        headers: in each answer.
        is_at_home: whether an account of this computer is one that we know; all others count as the network.
    """

    ahead = False
    """Whether its loop runs before other processes."""

    def __init__(
        self,
        name: str,
        app: ASGIApp,
        most: int,
        kept: int = 0,
        headers: Mapping[str, str] | None = None,
        is_at_home: Callable[[int | None], bool] = lambda _uid: True,
    ) -> None:
        self.most, self.kept = most, kept
        self.is_at_home = is_at_home
        self.looking_up = Workers(f"{name}-peer", LOOKUPS)
        self.naming = Workers(f"{name}-account", LOOKUPS)
        self.config = config_of(app, headers)
        self.state = ServerState()
        self.state.default_headers = list(self.config.encoded_headers)
        self.loop = asyncio.new_event_loop()
        self.connected: dict[_Connection, None] = {}  # in the order of their coming
        self._listening: dict[socket.socket, Context | None] = {}
        self._greeting: dict[asyncio.Task[None], peer.Peer] = {}
        # Doors are opened by other threads, with the languages and lanes of those.
        self._context = contextvars.Context()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def open(self, listener: socket.socket, encryption: Context | None = None) -> None:
        """Let clients come in here too; without `encryption` it speaks plainly. From any thread."""

        def begin() -> None:
            self._listening[listener] = encryption
            self._listen(listener, encryption)

        listener.setblocking(False)
        self.loop.call_soon_threadsafe(begin, context=self._context)

    def shut(self, listener: socket.socket) -> None:
        """Accept at a socket no more, and close it. From any thread."""
        self.loop.call_soon_threadsafe(self._leave, listener)

    def close(self) -> None:
        """Accept no more, give open answers `SHUTDOWN_GRACE`, then abort them."""
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._end()))
        self._thread.join(3 * SHUTDOWN_GRACE)

    def make_room(self, comer: _Connection) -> None:
        """Cut a connection of the peer that has most, where there are too many.

        One that asks for nothing, else one that has not asked to its end, else one that does not read; of
        these the oldest. Where all are being answered it is the one that comes, unless another peer has more.
        The network has at most the connections that are not kept.
        """
        network = [each for each in self.connected if not each.near]
        if len(network) > self.most - self.kept:
            crowd = network
        elif len(self.connected) > self.most:
            crowd = [each for each in self.connected if each.near]
        else:
            return
        greedy = _of_greediest({each: each.peer for each in crowd})
        others = [each for each in greedy if each is not comer]
        kinds = (_Connection.is_idle, _Connection.is_unfinished, _Connection.is_deaf)
        found = (each for kind in kinds for each in others if kind(each))
        closed = next(found, comer if comer in greedy else others[0])
        self.connected.pop(closed)  # at once: its end is told in a later turn, and others come in this one
        closed.transport.abort()

    def _run(self) -> None:
        if self.ahead:
            raise_priority()
        self.loop.run_forever()
        self.loop.close()

    def _listen(self, listener: socket.socket, encryption: Context | None) -> None:
        if listener in self._listening:
            self.loop.add_reader(listener, self._accept, listener, encryption)

    def _accept(self, listener: socket.socket, encryption: Context | None) -> None:
        """Take who waits there, some at a time."""
        for _ in range(TURN):
            try:
                comer, address = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                log.warning("no connection is accepted: %s", error)
                self.loop.remove_reader(listener)
                self.loop.call_later(AGAIN, self._listen, listener, encryption)
                return
            comer.setblocking(False)
            self._welcome(comer, address, encryption)

    def _leave(self, listener: socket.socket) -> None:
        """Take who waits there still, and close it."""
        if listener not in self._listening:
            return
        self.loop.remove_reader(listener)
        encryption = self._listening.pop(listener)
        with suppress(OSError):  # nobody waits there any more
            while True:
                comer, address = listener.accept()
                comer.setblocking(False)
                self._welcome(comer, address, encryption)
        listener.close()

    def _welcome(self, comer: socket.socket, address: object, encryption: Context | None) -> None:
        """Begin to speak with a comer, in a task that is given up where too many begin at once."""

        def begun(done: asyncio.Task[None]) -> None:
            self._greeting.pop(done, None)
            if done.cancelled() or done.exception() is not None:
                comer.close()

        local = comer.family == socket.AF_UNIX
        # By `address`: a socket whose client has gone tells none any more.
        whose = peer.account_at(comer) if local else peer.peer_of({"client": address})
        if not local:
            # An answer is written in two pieces; Nagle's algorithm would hold the second back for 40 ms.
            # asyncio turns it off only for sockets that name their protocol, which accepted ones do not.
            comer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        greeting = self.loop.create_task(self._greet(comer, whose, encryption))
        self._greeting[greeting] = whose
        greeting.add_done_callback(begun)
        if encryption is not None and len(self._greeting) > GREETING:
            _of_greediest(self._greeting)[0].cancel()

    async def _greet(self, comer: socket.socket, whose: peer.Peer, encryption: Context | None) -> None:
        """Begin to speak with a comer.

        Raises:
            OSError: they do not encrypt as it must be, or there is no certificate.
        """
        context = None if encryption is None else encryption()
        if encryption is not None and context is None:
            raise ConnectionRefusedError
        await self.loop.connect_accepted_socket(
            lambda: _Connection(self, whose),
            comer,
            ssl=context,
            ssl_handshake_timeout=None if context is None else PATIENCE,
        )

    async def _end(self) -> None:
        """Give open answers a moment, have those that still wait answered, and end the loop."""
        for listener in list(self._listening):
            self._leave(listener)
        await asyncio.sleep(ON_THE_WAY)
        for one in list(self.connected):
            if one.cycle is not None:
                one.shutdown()
        for over in (False, True):
            for task in list(self.state.tasks) if over else ():
                task.cancel()
            if self.state.tasks:
                await asyncio.wait(list(self.state.tasks), timeout=SHUTDOWN_GRACE)
        for protocol in list(self.state.connections):
            protocol.transport.abort()
        for task in self._greeting:
            task.cancel()
        await asyncio.sleep(0)  # the aborts and the comers' ends have their turn
        await asyncio.sleep(0)
        self.loop.stop()


def config_of(app: ASGIApp, headers: Mapping[str, str] | None = None) -> uvicorn.Config:
    """How uvicorn's protocol treats the application of a server of ours; `headers` are in each answer."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",  # our own handlers answer and log what fails
        access_log=False,
        lifespan="off",
        http=H11Protocol,
        ws="none",
        interface="asgi3",
        proxy_headers=False,  # nobody stands before the console: who says so may say anything
        server_header=False,
        date_header=False,  # uvicorn would update it every second
        headers=list((headers or {}).items()),
    )
    config.load()
    catalogue.load()
    return config


def files_allowed() -> int:
    """How many files this process may open; raised to `FILES` where the account may do so."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


class _Parser(h11.Connection):
    """Reads requests; one in too many chunks is cut short."""

    _chunks = 0

    def next_event(self) -> object:  # type: ignore[override]
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._chunks = 0
        elif isinstance(event, h11.Data):
            self._chunks += event.chunk_start
        if self._chunks <= CHUNKS:
            return event
        if self.our_state is h11.SEND_RESPONSE:
            raise h11.RemoteProtocolError("too many chunks")
        return h11.PAUSED  # it is answered: nothing more is read


class _Connection(H11Protocol):
    """Uvicorn's HTTP on a connection that must ask for something in time."""

    def __init__(self, server: Server, whose: peer.Peer) -> None:
        super().__init__(config=server.config, server_state=server.state, app_state={}, _loop=server.loop)
        self.conn = _Parser(h11.SERVER)
        self._server = server
        self.near = False  # it comes from this computer, from an account that we know
        self.peer = whose
        self._patience: asyncio.TimerHandle | None = None

    def is_idle(self) -> bool:
        """True while no request is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def is_unfinished(self) -> bool:
        """True while a request has not come whole: a flood of slow forms keeps nobody out."""
        return self.cycle is not None and bool(self.cycle.more_body)

    def is_deaf(self) -> bool:
        """True while the answer waits to be read."""
        return bool(self.flow.write_paused)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = peer.told(self.peer, partial(self.loop.call_soon_threadsafe, transport.abort))
        self.near = self.client is None or peer.is_loopback(self.client[0])
        if self.near and self.client is not None:
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
            self.peer = self.peer if known is None else known
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

        self.app_state |= peer.told_later(account)
        look = partial(peer.account_between, there, (host, port or 0))
        self.loop.run_in_executor(server.looking_up, look).add_done_callback(found)

    def on_response_complete(self) -> None:
        if self.conn.trailing_data[0]:  # the next request was sent before this answer: no browser does that
            self.transport.close()
        super().on_response_complete()
        if self.transport.is_closing():
            self._patience = self.loop.call_later(UNREAD, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._server.connected.pop(self, None)
        if self._patience is not None:
            self._patience.cancel()

    def _too_slow(self) -> None:
        if self.cycle is None:
            self.transport.abort()


def _of_greediest(peers: Mapping[T, peer.Peer]) -> list[T]:
    """What is of the peer that has most, in its order."""
    (greediest, _), *_ = Counter(peers.values()).most_common(1)
    return [each for each, whose in peers.items() if whose == greediest]


def _result(done: asyncio.Future[T]) -> T | None:
    return None if done.cancelled() or done.exception() is not None else done.result()
