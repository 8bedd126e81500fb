"""One thread at the station's socket: lets each request into its lane, and the crowd in by turns.

It reads the first bytes of every connection without waiting for any (`lanes.lane` tells the lane from them)
and hands connection and bytes over. Each lane takes so many at a time; the others wait here and cost a
file descriptor and no work: a hundred ordinary requests at work would take Python's lock from an emergency.
"""

from __future__ import annotations

import logging
import os
import resource
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.console.asked_language import asked_in
from broadcaster.console.faults import raw
from broadcaster.console.lanes import LONGEST, Lane, Urgent, lane
from broadcaster.errors import ServiceError
from broadcaster.playout.precedence import come_first
from broadcaster.text import speaking

PATIENCE = 5.0  # seconds for a connection's first request to come
GRACE = 0.2  # seconds that it has however many come after it
FILES = 2048  # open files wished for; the usual limit is 1024
TURN = 64  # connections accepted between two looks at all else
PAUSE = 0.05  # seconds, where no connection can be taken at all

log = logging.getLogger(__name__)


class Taker(Protocol):
    """A lane as the door sees it."""

    def take(self, connection: socket.socket, head: bytes) -> None:
        """Answer the request that begins with `head`. From the doorman's thread."""

    @property
    def free(self) -> int:
        """How many more it takes now. May be asked from any thread."""

    @property
    def inside(self) -> int:
        """How many connections it holds now. May be asked from any thread."""


@dataclass(slots=True)
class _Comer:
    """A connection whose request has not been told."""

    connection: socket.socket
    until: float  # monotonic seconds
    head: bytearray = field(default_factory=bytearray)


class Doorman:
    """Accepts at `door` and hands over to `lanes`."""

    def __init__(self, door: socket.socket, lanes: Mapping[Lane, Taker], urgent: Urgent) -> None:
        self._door = door
        self._lanes = lanes
        self._urgent = urgent
        self._comers: dict[int, _Comer] = {}
        self._waiting: dict[Lane, deque[tuple[socket.socket, bytes]]] = {each: deque() for each in Lane}
        self._poll = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._over = False
        # Of those who have asked, and again of those who have not: no crowd uses up the process's files.
        self._most = files_allowed() // 3
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)

    def start(self) -> None:
        """Begin to let in."""
        self._door.setblocking(False)
        self._poll.register(self._door.fileno(), select.EPOLLIN)
        self._poll.register(self._bell, select.EPOLLIN)
        self._thread.start()

    def ring(self) -> None:
        """A lane has room again. From any thread."""
        if any(self._waiting.values()):
            os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """Let nobody in any more; whoever waits is told that the station ends."""
        self._over = True
        os.eventfd_write(self._bell, 1)
        self._thread.join(1)

    def forget(self) -> None:
        """Close what the lanes ring. Only when all of them have ended."""
        os.close(self._bell)

    def _run(self) -> None:
        come_first()
        try:
            while not self._over:
                try:
                    self._turn()
                except Exception:
                    log.exception("a turn at the door failed")
                    time.sleep(PAUSE)
        finally:
            self._end()

    def _turn(self) -> None:
        for number, _ in self._poll.poll(self._pause()):
            if number == self._door.fileno():
                self._accept()
            elif number == self._bell:
                os.eventfd_read(self._bell)
            elif number in self._comers:
                self._hear(self._comers[number])
        now = time.monotonic()
        for comer in [each for each in self._comers.values() if each.until <= now]:
            self._tell(comer, over=True)
        self._let_in()

    def _pause(self) -> float | None:
        """Seconds until somebody's patience ends."""
        if not self._comers:
            return None
        return max(0.0, min(each.until for each in self._comers.values()) - time.monotonic())

    def _accept(self) -> None:
        for _ in range(TURN):
            try:
                connection, _ = self._door.accept()
            except BlockingIOError:
                return
            except OSError as error:
                # No file is left: what is open must end before more can come.
                log.warning("nobody can come in: %s", error)
                time.sleep(PAUSE)
                return
            connection.setblocking(False)
            comer = _Comer(connection, time.monotonic() + PATIENCE)
            self._comers[connection.fileno()] = comer
            self._poll.register(connection.fileno(), select.EPOLLIN)
            self._hear(comer)
            self._make_room()

    def _make_room(self) -> None:
        """Send away the one that has been silent for longest if there are too many."""
        many = len(self._comers)
        if many <= self._most // 2:
            return
        oldest = next(iter(self._comers.values()))
        if many > self._most or oldest.until - time.monotonic() < PATIENCE - GRACE:
            self._tell(oldest, over=True)

    def _hear(self, comer: _Comer) -> None:
        """Take what has come, if anything."""
        try:
            came = comer.connection.recv(LONGEST - len(comer.head))
        except BlockingIOError:
            return
        except OSError:
            came = b""
        comer.head += came
        self._tell(comer, over=not came or len(comer.head) >= LONGEST)

    def _tell(self, comer: _Comer, *, over: bool) -> None:
        """Let a connection queue for its lane once that is known; send it away if it is `over` without."""
        head = bytes(comer.head)
        which = self._lane(head, over=over)
        if which is None and not over:
            return
        number = comer.connection.fileno()
        self._poll.unregister(number)
        del self._comers[number]
        if not head:
            comer.connection.close()
        elif which is None:
            _refuse(comer.connection, ServiceError("service.too_slow"), head)
        elif self._full(which):
            _refuse(comer.connection, ServiceError("service.too_many"), head)
        else:
            self._waiting[which].append((comer.connection, head))

    def _lane(self, head: bytes, *, over: bool) -> Lane | None:
        try:
            return lane(head, self._urgent, over=over)
        except Exception:
            log.exception("a request's lane cannot be told")
            return Lane.ORDINARY

    def _full(self, which: Lane) -> bool:
        held = sum(map(len, self._waiting.values())) + sum(each.inside for each in self._lanes.values())
        return held >= (self._most if which is Lane.FIRST else self._most * 3 // 4)

    def _let_in(self) -> None:
        for which, waiting in self._waiting.items():
            taker = self._lanes[which]
            while waiting and taker.free > 0:
                taker.take(*waiting.popleft())

    def _end(self) -> None:
        ending = ServiceError("service.ending")
        with suppress(OSError):  # nobody is left at the door
            while True:
                _refuse(self._door.accept()[0], ending)
        self._door.close()
        self._poll.close()
        for comer in self._comers.values():
            _refuse(comer.connection, ending, bytes(comer.head))
        for connection, head in (each for waiting in self._waiting.values() for each in waiting):
            _refuse(connection, ending, head)


def files_allowed() -> int:
    """How many files this process may open; as many as are wished for, where the account may have them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wished:
        return wished
    resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))
    return wished


def _refuse(connection: socket.socket, error: ServiceError, head: bytes = b"") -> None:
    """Answer in place of a lane the request that begins with `head`.

    Never waits: an answer that finds no room in the socket is lost.
    """
    with connection, suppress(OSError), speaking(asked_in(head)):
        connection.setblocking(False)
        connection.send(raw(error))
