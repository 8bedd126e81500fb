"""The web console's connections: few, and none for ever."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from starlette.responses import PlainTextResponse

from broadcaster.console.transport import web_server
from broadcaster.console.transport.web_server import MOST, WebServer


@pytest.fixture
def connect() -> Iterator[Callable[[], socket.socket]]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(PlainTextResponse("page"), listener)
    opened: list[socket.socket] = []
    server.start()

    def made() -> socket.socket:
        opened.append(socket.create_connection(listener.getsockname()[:2], timeout=5))
        return opened[-1]

    yield made
    for each in opened:
        each.close()
    server.close()


def ask(connection: socket.socket) -> bytes:
    connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    return connection.recv(4096)


def test_a_browser_gets_its_page_however_many_connections_ask_for_nothing(
    connect: Callable[[], socket.socket],
) -> None:
    idle = [connect() for _ in range(2 * MOST)]
    assert ask(connect()).startswith(b"HTTP/1.1 200")
    # The oldest were closed, and no more are open than a console may have.
    gone = 0
    for each in idle:
        each.settimeout(0.05)
        try:
            gone += each.recv(1) == b""
        except ConnectionResetError:
            gone += 1
        except TimeoutError:
            break
    assert gone >= MOST


def test_a_connection_that_asks_for_nothing_is_closed(
    connect: Callable[[], socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.05)
    idle = connect()
    begun = time.monotonic()
    with suppress(ConnectionResetError):
        assert idle.recv(1) == b""
    assert time.monotonic() - begun < 4
