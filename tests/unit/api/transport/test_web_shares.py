"""No address shuts others out of the console: its connections give way, what it leaves unread is given up."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from broadcaster.api.transport import web_server
from broadcaster.api.transport.web_server import (
    ANSWERED,
    AT_ONCE,
    BEGUN,
    FAIR,
    KEPT,
    MOST,
    Entrance,
    WebServer,
)

ASK = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
MIB = 1 << 20
LONG = 2 * MIB  # more than the kernel keeps


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    """A page, one that is never made, and a long one."""
    while scope["method"] == "POST" and (await receive()).get("more_body"):
        pass
    if scope["path"] == "/never":
        await asyncio.sleep(60)
    text = "page" if scope["path"] == "/" else "x" * LONG + "page"
    await PlainTextResponse(text)(scope, receive, send)


Connect = Callable[[str], socket.socket]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setattr(web_server, "is_loopback", lambda host: host == "127.0.0.1")  # all others are far
    made = WebServer(site)
    made.start()
    yield made
    made.close()
    made._thread.join(10)  # longer than a station waits: this computer may be busy


@pytest.fixture
def connect(server: WebServer) -> Iterator[Connect]:
    listener = socket.create_server(("127.0.0.1", 0))
    server.open(Entrance(listener))
    opened: list[socket.socket] = []

    def made(source: str) -> socket.socket:
        opened.append(socket.socket())
        opened[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 15)
        opened[-1].settimeout(5)
        opened[-1].bind((source, 0))
        opened[-1].connect(listener.getsockname())
        return opened[-1]

    yield made
    for each in opened:
        each.close()


def ask(connection: socket.socket) -> bytes:
    connection.sendall(ASK % b"/")
    found = b""
    while not found.endswith(b"page") and (more := connection.recv(4096)):
        found += more
    return found


def is_closed(connection: socket.socket, seconds: float) -> bool:
    """Whether the console closes it within so many seconds; nothing is read before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.02)
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        if info[0] != 1:  # established
            return True
    return False


def test_address_whose_requests_are_all_being_answered_keeps_no_other_address_out(
    server: WebServer, connect: Connect
) -> None:
    crowd = [connect("127.0.0.2") for _ in range(MOST - KEPT)]
    for each in crowd:
        each.sendall(ASK % b"/never")
    end = time.monotonic() + 5
    while sum(not each.idle for each in list(server.connected)) < len(crowd) and time.monotonic() < end:
        time.sleep(0.02)
    others = [connect("127.0.0.3") for _ in range(6)]  # as many as a browser makes
    assert [ask(each)[:12] for each in others] == [b"HTTP/1.1 200"] * 6
    assert is_closed(crowd[-1], 2)
    assert not is_closed(crowd[0], 0.2)
    assert len(server.connected) <= MOST


def test_connections_that_come_and_ask_nothing_close_none_of_another_address(connect: Connect) -> None:
    other = connect("127.0.0.3")
    for _ in range(2 * MOST):
        connect("127.0.0.2")
    assert ask(other).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "asked", [b"", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1", ASK % b"/never"]
)
def test_many_addresses_of_one_network_keep_none_of_it_out(connect: Connect, asked: bytes) -> None:
    """Each has one connection, which asks nothing, not all, or is being answered; as many more wait."""
    for number in range(2 * (MOST - KEPT)):
        connect(f"127.0.1.{number + 1}").sendall(asked)
    begun = time.monotonic()
    assert ask(connect("127.0.1.250")).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - begun < 2 * ANSWERED + FAIR


def test_crowd_that_is_answered_at_once_waits_and_nobody_is_turned_away(connect: Connect) -> None:
    crowd = []
    for number in range(1, 241):
        crowd.append(connect(f"127.0.1.{number}"))
        crowd[-1].sendall(ASK % b"/")
    assert [each.recv(12) for each in crowd] == [b"HTTP/1.1 200"] * len(crowd)


def test_crowd_of_another_account_keeps_nobody_out_before_its_name_is_known(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, accounts = threading.Event(), iter([4242] * MOST + [os.getuid()] + [4242] * MOST)
    monkeypatch.setattr(web_server, "account_between", lambda *_: names.wait(5))
    monkeypatch.setattr(web_server, "asked_of_kernel", lambda *_: next(accounts))
    try:
        for _ in range(MOST):
            connect("127.0.0.1").sendall(ASK % b"/never")
        line = connect("127.0.0.1")
        for _ in range(MOST):
            connect("127.0.0.1").sendall(ASK % b"/never")
        assert ask(line).startswith(b"HTTP/1.1 200")
    finally:
        names.set()


def test_account_of_this_computer_gives_way_to_another_address_of_it(connect: Connect) -> None:
    crowd = [connect("127.0.0.1") for _ in range(MOST)]
    for each in crowd:
        each.sendall(ASK % b"/never")
    assert ask(connect("127.0.0.3")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("asked", [ASK % b"/long", 4 * (ASK % b"/long")], ids=["one", "several"])
def test_answer_that_is_not_read_is_given_up(
    server: WebServer, connect: Connect, asked: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.2)
    connect("127.0.0.2").sendall(asked)
    end = time.monotonic() + 5
    came = False
    while time.monotonic() < end and not (came and not server.connected):
        came = came or bool(server.connected)
        time.sleep(0.02)
    assert came
    assert not server.connected  # nothing tells the reader: what the kernel has sent was not taken


def test_answer_that_is_read_slowly_comes_to_its_end(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.2)
    line = connect("127.0.0.2")
    line.sendall(ASK % b"/long")
    found, last = 0, b""
    while not last.endswith(b"page") and (more := line.recv(1 << 16)):
        found, last = found + len(more), more
        time.sleep(0.01)
    assert found > LONG


def test_headers_of_a_second_request_must_come_in_time_too(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.2)
    line = connect("127.0.0.2")
    ask(line)
    line.sendall(b"GET / HTTP/1.1\r\nhost: ")
    assert is_closed(line, 3)  # uvicorn alone would wait for ever


def test_what_is_being_made_is_waited_for(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.1)
    line = connect("127.0.0.2")
    line.sendall(ASK % b"/never")
    assert not is_closed(line, 1)


def test_forms_that_come_slowly_keep_no_page_of_their_own_address(connect: Connect) -> None:
    """Whoever uses the address of a crowd waits behind no form of it."""
    form = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1"
    for _ in range(5 * AT_ONCE):
        connect("127.0.0.2").sendall(form)
    begun = time.monotonic()
    assert ask(connect("127.0.0.2")).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - begun < 4 * BEGUN  # five turns of forms, if each kept its place
