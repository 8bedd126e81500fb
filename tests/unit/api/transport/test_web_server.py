"""The web console's connections: few, and none for ever."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from broadcaster.api.transport import web_server
from broadcaster.api.transport.web_server import GREETING, KEPT, LARGE, LOOKUPS, MOST, Entrance, WebServer
from broadcaster.api.transport.workers import off_loop
from broadcaster.upkeep.certificate import issuer
from broadcaster.upkeep.certificate.file import CertificateFile


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """A page whose making blocks: done on the console's threads, at whatever entrance it is asked for."""
    while scope["method"] == "POST" and (await receive()).get("more_body"):
        pass
    answer = await off_loop(lambda: PlainTextResponse("page"))
    await answer(scope, receive, send)


@pytest.fixture
def connect() -> Iterator[Callable[[], socket.socket]]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(page)
    opened: list[socket.socket] = []
    server.start()
    server.open(Entrance(listener))

    def made(source: str = "127.0.0.1") -> socket.socket:
        address = listener.getsockname()[:2]
        opened.append(socket.create_connection(address, timeout=5, source_address=(source, 0)))
        return opened[-1]

    yield made
    for each in opened:
        each.close()
    server.close()


def ask(connection: socket.socket) -> bytes:
    """The whole answer; nothing once the connection was closed."""
    connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    found = b""
    while not found.endswith(b"page") and (more := connection.recv(4096)):
        found += more
    return found


def test_a_browser_gets_its_page_however_many_connections_ask_for_nothing(
    connect: Callable[[], socket.socket],
) -> None:
    idle = [connect() for _ in range(2 * MOST)]
    assert ask(connect()).startswith(b"HTTP/1.1 200")
    # No more are open than a console may have.
    until = time.monotonic() + 10
    while sum(is_closed(each, within=0.001) for each in idle) < MOST:
        assert time.monotonic() < until


def is_closed(connection: socket.socket, within: float = 2) -> bool:
    connection.settimeout(within)
    try:
        while connection.recv(4096):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_a_flood_from_the_network_leaves_this_computer_its_connections(
    connect: Callable[..., socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "is_loopback", lambda host: host == "127.0.0.1")  # 127.0.0.2 is far
    near = [connect() for _ in range(KEPT)]
    # All of them ask, and send no end of it: none is idle, and the oldest give way to those who come.
    far = [connect("127.0.0.2") for _ in range(MOST - KEPT)]
    assert [ask(each)[:12] for each in far] == [b"HTTP/1.1 200"] * len(far)  # all of them have come in
    for each in far:
        each.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1")
    assert ask(near[0]).startswith(b"HTTP/1.1 200")
    assert ask(connect("127.0.0.2")).startswith(b"HTTP/1.1 200")
    assert is_closed(far[0])
    assert not is_closed(far[-1])
    assert [ask(each)[:12] for each in near] == [b"HTTP/1.1 200"] * KEPT
    assert ask(connect()).startswith(b"HTTP/1.1 200")  # one more gives the oldest idle one's place
    assert is_closed(near[0])


def test_the_network_takes_no_more_than_its_share_of_idle_connections(
    connect: Callable[..., socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "is_loopback", lambda host: host == "127.0.0.1")
    near = connect()
    far = [connect("127.0.0.2") for _ in range(MOST)]
    assert ask(far[-1]).startswith(b"HTTP/1.1 200")  # the newest is answered, the oldest gave way
    assert all(map(is_closed, far[:KEPT]))
    assert ask(near).startswith(b"HTTP/1.1 200")


def test_an_account_that_nobody_knows_has_no_more_than_the_share_of_the_network() -> None:
    """Any account of the computer is at 127.0.0.1: it could take what is kept for its screen."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(page, lambda account: account != os.getuid())
    server.start()
    server.open(Entrance(listener))
    with ExitStack() as opened:
        opened.callback(server.close)
        foreign = [
            opened.enter_context(socket.create_connection(listener.getsockname(), 5)) for _ in range(MOST)
        ]
        assert ask(foreign[-1]).startswith(b"HTTP/1.1 200")
        assert all(map(is_closed, foreign[:KEPT]))


def test_own_screen_waits_for_no_service_that_should_name_other_accounts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts, hangs = [12345] * LOOKUPS, threading.Event()

    def at_home(uid: int | None) -> bool:
        return uid == os.getuid() or hangs.wait(10)

    monkeypatch.setattr(web_server, "account_between", lambda *_: accounts.pop() if accounts else os.getuid())
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(page, at_home)
    server.start()
    server.open(Entrance(listener))
    with ExitStack() as opened:
        opened.callback(server.close)
        opened.callback(hangs.set)
        for _ in range(LOOKUPS):
            opened.enter_context(socket.create_connection(listener.getsockname(), 5))
        end = time.monotonic() + 4
        while accounts and time.monotonic() < end:
            time.sleep(0.01)
        own = opened.enter_context(socket.create_connection(listener.getsockname(), 5))
        own.settimeout(2)
        assert ask(own).startswith(b"HTTP/1.1 200")
        while server.looking_up._pending and time.monotonic() < end:
            time.sleep(0.01)  # a thread counts its work as done a moment after it gave the answer
        assert not server.looking_up._pending, "the kernel is asked apart from names"


def test_this_computer_may_have_all_connections_while_nobody_else_asks(
    connect: Callable[..., socket.socket],
) -> None:
    near = [connect() for _ in range(MOST)]
    assert ask(near[0]).startswith(b"HTTP/1.1 200")
    assert ask(near[-1]).startswith(b"HTTP/1.1 200")


def test_a_connection_that_asks_for_nothing_is_closed(
    connect: Callable[[], socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "PATIENCE", 0.05)
    idle = connect()
    begun = time.monotonic()
    with suppress(ConnectionResetError):
        assert idle.recv(1) == b""
    assert time.monotonic() - begun < 4


ODD = {
    "a header of spaces": b"x:" + b" " * 60_000 + b"\0\r\n\r\n",
    "a chunk's line of spaces": b"transfer-encoding: chunked\r\n\r\n1;" + b" " * 60_000 + b"\n\r\n",
    "an end of spaces": b"transfer-encoding: chunked\r\n\r\n0\r\nx:" + b" " * 60_000 + b"\0\r\n\r\n",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_headers_of_strangers_keep_nobody_waiting(
    connect: Callable[[], socket.socket], odd: bytes
) -> None:
    """A parser in Python needs ten seconds for each, and holds all threads: the page would time out."""
    for _ in range(4):
        connect().sendall(b"POST / HTTP/1.1\r\nhost: x\r\n" + odd)
    assert ask(connect()).endswith(b"page")


def test_requests_that_are_sent_ahead_without_number_end_the_connection(
    connect: Callable[[], socket.socket],
) -> None:
    crowd = connect()
    with suppress(ConnectionError):
        crowd.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n" * 10_000)
    assert is_closed(crowd)
    assert ask(connect()).endswith(b"page")


def test_cookies_of_other_ports_of_this_computer_keep_no_browser_out(
    connect: Callable[[], socket.socket],
) -> None:
    """A browser has 180 for an address at most, of 4 kB each, and shows them to each port of it."""
    cookies = b"; ".join(b"c%d=" % number + b"x" * 4000 for number in range(180))
    browser = connect()
    browser.sendall(b"GET / HTTP/1.1\r\nhost: x\r\ncookie: " + cookies + b"\r\n\r\n")
    assert browser.recv(12) == b"HTTP/1.1 200"


def test_few_large_heads_are_kept_at_once(connect: Callable[[], socket.socket]) -> None:
    crowd = [connect() for _ in range(2 * LARGE)]
    for each in crowd:
        with suppress(ConnectionError):
            each.sendall(b"GET / HTTP/1.1\r\nx: " + b"y" * 100_000)
    assert sum(map(is_closed, crowd)) >= LARGE
    assert ask(connect()).endswith(b"page")


def test_headers_without_an_end_are_not_kept(connect: Callable[[], socket.socket]) -> None:
    endless = connect()
    endless.sendall(b"GET / HTTP/1.1\r\n")
    with suppress(ConnectionError):
        for _ in range(300):
            endless.sendall(b"x: " + b"y" * 1000 + b"\r\n")
            time.sleep(0.001)
    assert is_closed(endless)


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of an encrypted entrance, and the folder of its certificate."""
    listener = socket.create_server(("127.0.0.1", 0))
    issuer.make(tmp_path, ("127.0.0.1",), "Đài", datetime.now(UTC))
    server = WebServer(PlainTextResponse("page"))
    server.start()
    server.open(Entrance(listener, CertificateFile(tmp_path).context))
    yield listener.getsockname()[1], tmp_path
    server.close()


def encrypting(port: int, folder: Path) -> ssl.SSLSocket:
    """A connection of a browser that trusts the authority alone."""
    kept = CertificateFile(folder).certificate()
    assert kept is not None
    context = ssl.create_default_context(cadata=kept.authority)
    plain = socket.create_connection(("127.0.0.1", port), timeout=5)
    try:
        return context.wrap_socket(plain, server_hostname="127.0.0.1")
    except BaseException:
        plain.close()
        raise


def test_an_encrypted_entrance_gives_the_page_to_who_trusts_the_authority(
    encrypted: tuple[int, Path],
) -> None:
    port, folder = encrypted
    with encrypting(port, folder) as connection:
        assert ask(connection).startswith(b"HTTP/1.1 200")
        assert connection.version() == "TLSv1.3"


def test_who_does_not_encrypt_gets_no_page(encrypted: tuple[int, Path]) -> None:
    with socket.create_connection(("127.0.0.1", encrypted[0]), timeout=5) as plain:
        assert ask(plain) == b""


def test_a_new_certificate_is_used_from_the_next_connection_on(encrypted: tuple[int, Path]) -> None:
    port, folder = encrypted
    with encrypting(port, folder) as first:
        old = first.getpeercert(binary_form=True)
        issuer.make(folder, ("127.0.0.1",), "Đài", datetime.now(UTC))
        with encrypting(port, folder) as second:
            assert second.getpeercert(binary_form=True) != old
        assert ask(first).startswith(b"HTTP/1.1 200")


def test_connections_that_never_begin_to_encrypt_keep_nobody_out(encrypted: tuple[int, Path]) -> None:
    port, folder = encrypted
    silent = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(3 * GREETING)]
    with encrypting(port, folder) as connection:
        assert ask(connection).startswith(b"HTTP/1.1 200")
    assert silent[0].recv(1) == b""  # the oldest was closed
    for each in silent:
        each.close()
