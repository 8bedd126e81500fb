"""Whatever one address of the network does at the web door, another one opens Khẩn cấp in its time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from broadcaster.api.protocol import peer
from broadcaster.api.transport.server import Server
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.web.drawing.assets import asset
from broadcaster.web.site.console import BACKLOG, KEPT, MOST, Site
from tests.end_to_end.conftest import SETTINGS

pytestmark = pytest.mark.slow

CROWD = 130  # connections of one address
SLOW = "127.0.0.2"
OTHER = "127.0.0.3"
AT_ONCE = 1.0  # seconds until the page is there
TIMES = 10
PIECE = 0.1  # seconds from byte to byte

PAGE = b"GET /emergency HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
FORM = b"POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"


@dataclass
class Slow:
    """How a connection of the crowd asks: what it sends first, then again and again, and whether it reads."""

    first: bytes
    then: bytes
    reads: bool = False
    buffer: int = 0  # bytes that its system keeps for it


KINDS: dict[str, Callable[[], Slow]] = {
    "a form byte by byte": lambda: Slow(FORM + b"content-length: 900\r\n\r\n", b"a"),
    "a form in chunks of a byte": lambda: Slow(
        FORM + b"transfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 2000
    ),
    "headers byte by byte": lambda: Slow(PAGE[:-2] + b"x: ", b"a"),
    "a file that is not read": lambda: Slow(
        f"GET {asset('vendor/wavesurfer/wavesurfer.js')} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode() * 90,
        b"",
        buffer=1024,
    ),
    "page after page": lambda: Slow(PAGE, PAGE, reads=True),
    "nothing": lambda: Slow(b"", b""),
}


@dataclass
class Crowd:
    """Connections of one address, which come back where they are closed."""

    port: int
    slow: Slow
    came: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Crowd:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 20
        while self.came < CROWD and time.monotonic() < end:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _run(self) -> None:
        opened: list[socket.socket | None] = [None] * CROWD
        while not self._over.wait(PIECE):
            for number, each in enumerate(opened):
                if self._over.is_set():
                    break
                try:
                    if each is None:
                        opened[number] = self._come()
                    else:
                        each.send(self.slow.then)
                        if self.slow.reads:
                            with suppress(BlockingIOError):
                                each.recv(1 << 20)
                except BlockingIOError:
                    pass
                except OSError:
                    if each is not None:
                        each.close()
                    opened[number] = None
        for each in opened:
            if each is not None:
                each.close()

    def _come(self) -> socket.socket:
        made = socket.socket()
        if self.slow.buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.slow.buffer)
        made.settimeout(2)
        made.bind((SLOW, 0))
        made.connect(("127.0.0.1", self.port))
        made.setblocking(False)
        made.send(self.slow.first)
        self.came += 1
        return made


@pytest.fixture
def port(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of the pages of a running station, for which all of this computer is the network."""
    monkeypatch.setattr(peer, "is_loopback", lambda _host: False)
    folder = tmp_path_factory.mktemp("station")
    (folder / "station.yaml").write_text(SETTINGS, encoding="utf-8")
    running = RunningStation(folder, Mode())
    running.open()
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    server = Server("web", Site(running.facade, "127.0.0.1"), MOST, KEPT)
    server.start()
    server.open(listener)
    yield listener.getsockname()[1]
    server.close()
    running.close()


def seconds_until_shown(port: int) -> float:
    """Of a browser at another address, from its coming to the end of the page."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 10, source_address=(OTHER, 0)) as browser:
        browser.sendall(PAGE)
        text = b""
        while b"</html>" not in text and (more := browser.recv(1 << 16)):
            text += more
    assert text.startswith(b"HTTP/1.1 200"), text[:200]
    assert b"</html>" in text
    return time.monotonic() - begun


@pytest.mark.parametrize("kind", KINDS)
def test_crowd_of_one_address_keeps_no_other_from_the_emergency_page(port: int, kind: str) -> None:
    seconds_until_shown(port)  # the pages are made
    with Crowd(port, KINDS[kind]()):
        taken = [seconds_until_shown(port) for _ in range(TIMES)]
    assert max(taken) < AT_ONCE, taken
