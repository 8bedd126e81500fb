"""One thread that accepts at the station's socket and hands each connection to its lane.

It reads the first bytes of every connection without waiting for any of them; `lanes.lane` chooses the lane by
them. Each lane takes a limited number at a time. The others wait here, where each costs a file descriptor and
no work: a hundred ordinary requests at work would keep Python's lock from an emergency.
"""

from __future__ import annotations

import logging
import os
import queue
import resource
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.api.protocol.envelope import asked_in, raw
from broadcaster.api.protocol.peer import account_at
from broadcaster.api.transport.lanes import LONGEST, URGENT, Lane, Urgent, lane, waits_for_word
from broadcaster.core.errors import ServiceError
from broadcaster.core.precedence import raise_priority
from broadcaster.core.text.catalogue import speaking

PATIENCE = 5.0  # seconds for the request of a connection to arrive
GRACE = 0.2  # seconds that each connection has, however many come after it
FILES = 2048  # open files that are wanted; the usual limit is 1024
READERS = 50  # streams of events for one account of the computer; a browser or a command has one
PIECES = 64  # of a request after each of which it is looked at
TURN = 64  # connections accepted before other events are handled
PAUSE = 0.05  # seconds to wait where no connection can be accepted
_NOT_URGENT = tuple(each for each in Lane if each not in (*URGENT, Lane.FOLLOWING))
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"

log = logging.getLogger(__name__)


class LaneServer(Protocol):
    """A lane as the acceptor sees it."""

    def take(self, connection: socket.socket, head: bytes) -> None:
        """Answer the request that begins with `head`. Called on the acceptor's thread."""

    def takes(self, account: int | None) -> bool:
        """Whether it takes one more connection of an account of the computer now. From any thread."""

    @property
    def free(self) -> int:
        """How many more connections it takes now. From any thread."""

    @property
    def inside(self) -> int:
        """How many connections it has now. From any thread."""

    def of_account(self, account: int | None) -> int:
        """How many of these are of an account of the computer. From any thread."""


@dataclass(slots=True)
class _Pending:
    """A connection whose lane is not known yet."""

    connection: socket.socket
    until: float  # monotonic seconds
    pieces: int = 0  # that have come
    told_to_go_on: bool = False
    head: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A connection that waits for a place in its lane."""

    connection: socket.socket
    head: bytes
    account: int | None


class Acceptor:
    """Accepts at `listener` and hands connections to `lanes`."""

    def __init__(self, listener: socket.socket, lanes: Mapping[Lane, LaneServer], urgent: Urgent) -> None:
        self._listeners = {listener.fileno(): listener}
        self._changes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lanes = lanes
        self._urgent = urgent
        self._pending: dict[int, _Pending] = {}
        self._waiting: dict[Lane, deque[_Waiting]] = {each: deque() for each in Lane}
        self._poll = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._over = False
        # The limit for connections with a known lane, and for the others. The station needs the rest.
        self._most = files_allowed() // 3
        self._thread = threading.Thread(target=self._run, name="api-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        for listener in self._listeners.values():
            listener.setblocking(False)
            self._poll.register(listener.fileno(), select.EPOLLIN)
        self._poll.register(self._bell, select.EPOLLIN)
        self._thread.start()

    def open(self, listener: socket.socket) -> None:
        """Accept at one more socket. From any thread."""

        def add() -> None:
            listener.setblocking(False)
            self._listeners[listener.fileno()] = listener
            self._poll.register(listener.fileno(), select.EPOLLIN)

        self._change(add)

    def shut(self, listener: socket.socket) -> None:
        """Accept at a socket no more, and close it. From any thread."""

        def remove() -> None:
            if self._listeners.pop(listener.fileno(), None) is not None:
                self._poll.unregister(listener.fileno())
                listener.close()

        self._change(remove)

    def _change(self, what: Callable[[], None]) -> None:
        self._changes.put(what)
        os.eventfd_write(self._bell, 1)

    def ring(self) -> None:
        """Say that a lane has room again. From any thread."""
        if any(self._waiting.values()):
            os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """Accept no more; answer those who wait that the station ends."""
        self._over = True
        os.eventfd_write(self._bell, 1)
        self._thread.join(1)

    def forget(self) -> None:
        """Close the descriptor that `ring` writes to. Only when all lanes have ended."""
        os.close(self._bell)

    def _run(self) -> None:
        raise_priority()
        try:
            while not self._over:
                try:
                    self._turn()
                except Exception:
                    log.exception("the acceptor failed once")
                    time.sleep(PAUSE)
        finally:
            self._end()

    def _turn(self) -> None:
        for number, _ in self._poll.poll(self._pause()):
            if number == self._bell:
                os.eventfd_read(self._bell)
                while not self._changes.empty():
                    self._changes.get()()
            elif number in self._listeners:
                self._accept(self._listeners[number])
            elif number in self._pending:
                self._receive(self._pending[number])
        now = time.monotonic()
        for pending in [each for each in self._pending.values() if each.until <= now]:
            self._assign(pending, over=True)
        self._hand_over()

    def _pause(self) -> float | None:
        """Seconds until the first pending connection times out; None for no such connection."""
        if not self._pending:
            return None
        return max(0.0, min(each.until for each in self._pending.values()) - time.monotonic())

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(TURN):
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                # No file descriptor is free. Some must close before more can be accepted.
                log.warning("no connection can be accepted: %s", error)
                time.sleep(PAUSE)
                return
            connection.setblocking(False)
            pending = _Pending(connection, time.monotonic() + PATIENCE)
            self._pending[connection.fileno()] = pending
            self._poll.register(connection.fileno(), select.EPOLLIN)
            self._receive(pending)
            self._make_room()

    def _make_room(self) -> None:
        """Refuse the connection that has been silent for longest if there are too many."""
        many = len(self._pending)
        if many <= self._most // 2:
            return
        oldest = next(iter(self._pending.values()))
        if many > self._most or oldest.until - time.monotonic() < PATIENCE - GRACE:
            self._assign(oldest, over=True)

    def _receive(self, pending: _Pending) -> None:
        """Read what has arrived, if anything."""
        try:
            came = pending.connection.recv(LONGEST - len(pending.head))
        except BlockingIOError:
            return
        except OSError:
            came = b""
        pending.head += came
        pending.pieces += 1
        over = not came or len(pending.head) >= LONGEST
        # Whoever sends byte by byte is looked at once more, at the end of the time that each connection has.
        if over or pending.pieces <= PIECES:
            self._assign(pending, over=over)

    def _assign(self, pending: _Pending, *, over: bool) -> None:
        """Queue a connection once its lane is known; refuse it if it is `over` and the lane still unknown."""
        head = bytes(pending.head)
        which = self._lane(head, over=over)
        if which is None and not over:
            if not pending.told_to_go_on and waits_for_word(head):
                pending.told_to_go_on = True
                with suppress(OSError):
                    pending.connection.send(GO_ON)
            return
        number = pending.connection.fileno()
        self._poll.unregister(number)
        del self._pending[number]
        if not head:
            pending.connection.close()
        elif which is None and len(head) >= LONGEST:
            _refuse(pending.connection, ServiceError("service.too_large", largest=LONGEST), head)
        elif which is None:
            _refuse(pending.connection, ServiceError("service.too_slow"), head)
        else:
            self._queue(which, _Waiting(pending.connection, head, account_at(pending.connection)))

    def _queue(self, which: Lane, one: _Waiting) -> None:
        if self._full(which, one.account):
            _refuse(one.connection, ServiceError("service.too_many"), one.head)
        elif which is Lane.FOLLOWING:
            self._take_reader(one)
        else:
            self._waiting[which].append(one)

    def _take_reader(self, one: _Waiting) -> None:
        """Let a reader follow, or refuse it at once: readers stay for hours, so none waits for another."""
        following = self._lanes[Lane.FOLLOWING]
        room = min(following.free, self._most * 3 // 5 - following.inside)
        if room > 0 and following.of_account(one.account) < READERS:
            following.take(one.connection, one.head)
        else:
            _refuse(one.connection, ServiceError("service.too_many_readers"), one.head)

    def _lane(self, head: bytes, *, over: bool) -> Lane | None:
        try:
            return lane(head, self._urgent, over=over)
        except Exception:
            log.exception("the lane of a request cannot be chosen")
            return Lane.ORDINARY

    def _full(self, which: Lane, account: int | None) -> bool:
        if which is Lane.FOLLOWING:
            return False  # they have a limit of their own
        # Each urgent lane is judged by itself, and no part is for the crowd of one account.
        if which in URGENT:
            own = sum(one.account == account for one in self._waiting[which])
            return len(self._waiting[which]) >= self._most // 8 or own >= self._most // 16
        waiting = [one.account for each in _NOT_URGENT for one in self._waiting[each]]
        lanes = [self._lanes[each] for each in _NOT_URGENT]
        held = len(waiting) + sum(each.inside for each in lanes)
        own = waiting.count(account) + sum(each.of_account(account) for each in lanes)
        return held >= self._most * 3 // 4 or own >= self._most // 2

    def _hand_over(self) -> None:
        for which, waiting in self._waiting.items():
            server = self._lanes[which]
            passed: list[_Waiting] = []  # of accounts that have their share
            while waiting and server.free > 0:
                one = waiting.popleft()
                if server.takes(one.account):
                    server.take(one.connection, one.head)
                else:
                    passed.append(one)
            waiting.extendleft(reversed(passed))

    def _end(self) -> None:
        ending = ServiceError("service.ending")
        for listener in self._listeners.values():
            with suppress(OSError):  # nobody waits at the socket any more
                while True:
                    _refuse(listener.accept()[0], ending)
            listener.close()
        self._poll.close()
        for pending in self._pending.values():
            _refuse(pending.connection, ending, bytes(pending.head))
        for one in (each for waiting in self._waiting.values() for each in waiting):
            _refuse(one.connection, ending, one.head)


def files_allowed() -> int:
    """How many files this process may open; raised to `FILES` where the account may do so."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def _refuse(connection: socket.socket, error: ServiceError, head: bytes = b"") -> None:
    """Answer the request that begins with `head` instead of a lane.

    Never waits: an answer for which the socket has no room is lost.
    """
    with connection, suppress(OSError), speaking(asked_in(head)):
        connection.setblocking(False)
        connection.send(raw(error))
