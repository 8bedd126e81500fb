"""Many connections of one address to the console, each a burden of one kind: a process of its own.

    python -m tests.end_to_end.web_crowd KIND ADDRESS PORT COUNT COOKIE

Whatever the console closes comes back at once. `KINDS` says what each kind does.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

PAUSE = 0.02
TRICKLE = 0.2  # seconds from byte to byte
STATION = "127.0.0.1"
LARGE = b"GET /static/vendor/htmx/htmx.min.js HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
ASKED = b"GET %s HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
FOLLOW = b"GET /events?level=true HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: %s\r\n\r\n"
FORM = (
    b"POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
    b"content-length: 900\r\n\r\n"
)
CHUNK = b"POST /live/s/%s/chunks/1 HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: %d\r\n\r\n"
TICKET = b"a" * 22
SILENT = 3600.0


class Line:
    """One connection."""

    def __init__(self, address: str, port: int, cookie: str, *, buffer: int = 0) -> None:
        self.cookie = cookie.encode()
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.setblocking(False)
        self.socket.bind((address, 0))
        self._port = port
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Line:
        await self._loop.sock_connect(self.socket, (STATION, self._port))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.socket.close()

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self.socket, data)

    async def closed(self) -> None:
        """Read until the console closes it."""
        while await self._loop.sock_recv(self.socket, 1 << 16):
            pass

    async def answered(self) -> None:
        """Read one answer whose length is said."""
        found = b""
        while b"\r\n\r\n" not in found:
            found += await self._more()
        head, _, rest = found.partition(b"\r\n\r\n")
        lengths = (line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line)
        left = int(next(lengths, b"0")) - len(rest)
        while left > 0:
            left -= len(await self._more())

    async def _more(self) -> bytes:
        if more := await self._loop.sock_recv(self.socket, 1 << 16):
            return more
        raise ConnectionResetError

    async def trickle(self, data: bytes) -> None:
        """Send byte by byte, and then nothing."""
        for number in range(len(data)):
            await self.send(data[number : number + 1])
            await asyncio.sleep(TRICKLE)
        await self.closed()


async def silent(line: Line) -> None:
    await line.closed()


def _hello() -> bytes:
    """What a browser sends first to encrypt."""
    context = ssl.create_default_context()
    sent = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="dai.example").do_handshake()
    return sent.read()


async def half_greeted(line: Line) -> None:
    hello = _hello()
    await line.send(hello[: len(hello) // 2])
    await line.closed()


async def headers(line: Line) -> None:
    await line.send(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ")
    await line.trickle(b"a" * 1000)


async def later_headers(line: Line) -> None:
    await line.send(ASKED % b"/emergency")
    await line.answered()
    await headers(line)


async def body(line: Line) -> None:
    await line.send(FORM % b"/sign-in")
    await line.trickle(b"a" * 800)


async def stop_body(line: Line) -> None:
    await line.send(FORM % b"/stop")
    await line.trickle(b"a" * 800)


async def unread(line: Line) -> None:
    for _ in range(200):
        await line.send(LARGE)
        await asyncio.sleep(PAUSE)  # more than a few ahead of their answers are no HTTP of a browser
    await asyncio.sleep(SILENT)


async def unread_events(line: Line) -> None:
    await line.send(FOLLOW % line.cookie)
    await asyncio.sleep(SILENT)


async def events(line: Line) -> None:
    await line.send(FOLLOW % line.cookie)
    await line.closed()


async def idle(line: Line) -> None:
    await line.send(ASKED % b"/emergency")
    await line.answered()
    await line.closed()


async def busy(line: Line) -> None:
    while True:
        await line.send(ASKED % b"/emergency")
        await line.answered()


async def assets(line: Line) -> None:
    while True:
        await line.send(ASKED % b"/static/icon.svg")
        await line.answered()


async def coming(line: Line) -> None:
    await line.send(ASKED % b"/emergency")
    await line.answered()


async def tickets(line: Line) -> None:
    while True:
        await line.send(CHUNK % (TICKET, 4) + b"aaaa")
        await line.answered()


async def slow_tickets(line: Line) -> None:
    await line.send(CHUNK % (TICKET, 900))
    await line.trickle(b"a" * 800)


KINDS: dict[str, Callable[[Line], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        silent, half_greeted, headers, later_headers, body, stop_body, unread, unread_events, events, idle,
        busy, assets, coming, tickets, slow_tickets,
    )
}  # fmt: skip


async def _come_again(kind: str, address: str, port: int, cookie: str) -> None:
    while True:
        line = Line(address, port, cookie, buffer=4096 if kind.startswith("unread") else 0)
        try:
            async with line:
                await KINDS[kind](line)
        except OSError:
            await asyncio.sleep(0.05)


async def _crowd(kind: str, address: str, port: str, count: str, cookie: str) -> None:
    await asyncio.gather(*(_come_again(kind, address, int(port), cookie) for _ in range(int(count))))


@contextlib.contextmanager
def crowd(
    kind: str, address: str, port: int, count: int, cookie: str = "", seconds: float = 2.0
) -> Iterator[None]:
    """Such a crowd while the block runs, which begins after so many seconds."""
    asked = [kind, address, str(port), str(count), cookie]
    command = [sys.executable, "-m", "tests.end_to_end.web_crowd", *asked]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        try:
            time.sleep(seconds)
            assert process.poll() is None
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_crowd(*sys.argv[1:]))
