"""A flood from the network does not lock the station's own screen out of *Dừng* and *Khẩn cấp*."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import urllib.request
from contextlib import ExitStack, suppress

import pytest

from broadcaster.api.transport.web_server import MOST
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import free_port, peopled

pytestmark = pytest.mark.slow
OWN = "http://127.0.0.1:8080"
PROMPT = 2.0  # seconds; some ten milliseconds where nobody else asks
SECONDS = counted(15, least=5)


class Flood:
    """Connections of the network: encrypted ones that begin a form and never end it, and readers of pages."""

    def __init__(self, address: str, port: int) -> None:
        self._at = (address, port)
        self._over = threading.Event()
        self._trusting = ssl.create_default_context()
        self._trusting.check_hostname = False
        self._trusting.verify_mode = ssl.CERT_NONE
        self.came = 0
        self._threads = [
            threading.Thread(target=self._come, args=(n % 2 == 0,), daemon=True) for n in range(24)
        ]

    def __enter__(self) -> Flood:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)

    def _come(self, hold: bool) -> None:
        with ExitStack() as held:
            head = self._form(held) if hold else f"GET /sign-in HTTP/1.1\r\nhost: {self._at[0]}\r\n\r\n"
            while not self._over.is_set():
                with suppress(OSError):
                    connection = self._connected(held)
                    connection.sendall(head.encode())
                    self.came += 1
                    if not hold:
                        connection.recv(1)

    def _connected(self, held: ExitStack) -> ssl.SSLSocket:
        plain = held.enter_context(socket.create_connection(self._at, timeout=2))
        return held.enter_context(self._trusting.wrap_socket(plain))

    def _form(self, held: ExitStack) -> str:
        """The beginning of a form that the console waits for: with a token that it has given."""
        connection = self._connected(held)
        connection.sendall(f"GET /sign-in HTTP/1.1\r\nhost: {self._at[0]}\r\n\r\n".encode())
        text = ""
        while "</html>" not in text and (more := connection.recv(1 << 16)):
            text += more.decode("utf-8", "replace")
        token = re.search(r'name="csrf" (?:content|value)="([0-9a-f]+)"', text)
        cookie = re.search(r"set-cookie: ([^;]+)", text, re.IGNORECASE)
        assert token is not None
        assert cookie is not None
        return (
            f"POST /sign-in HTTP/1.1\r\nhost: {self._at[0]}\r\nx-csrf: {token[1]}\r\ncookie: {cookie[1]}\r\n"
            "content-type: application/x-www-form-urlencoded\r\ncontent-length: 999\r\n\r\np"
        )


def is_open(address: str, port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((address, port)) == 0


def in_network() -> str | None:
    """The address by which this computer is known in its network: nothing is sent."""
    with socket.socket(type=socket.SOCK_DGRAM) as trying, suppress(OSError):
        trying.connect(("198.51.100.1", 9))
        return str(trying.getsockname()[0])
    return None


def test_the_own_screen_stops_and_reaches_the_emergency_while_the_network_floods_it(
    station: Broadcaster,
) -> None:
    address = in_network()
    if address is None:
        pytest.skip("this computer has no address in a network")
    port = free_port()
    station.write("station.yaml", f'{SETTINGS}console: {{listen: "0.0.0.0:{port}"}}\n')
    peopled(station, {"lan": ("officer",)})
    made = station("console", "certificate", "--name", "dai.example")
    assert made.returncode == 0, made.stderr
    with station.running("--trust-clock"):
        wait_for(lambda: is_open(address, port))
        if OWN not in station.json("status")["console"]["addresses"]:
            pytest.skip("another program has the port of the own screen")
        taken = []
        with Flood(address, port) as flood:
            wait_for(lambda: flood.came > 2 * MOST)
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                begun = time.monotonic()
                with urllib.request.urlopen(f"{OWN}/emergency", timeout=10) as answer:  # noqa: S310 - our own
                    text = answer.read().decode()
                    cookie = answer.headers["set-cookie"].partition(";")[0]
                token = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
                assert token is not None
                asked = urllib.request.Request(  # noqa: S310 - our own
                    f"{OWN}/stop", f"csrf={token[1]}".encode(), {"cookie": cookie}
                )
                with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own
                    assert answer.status == 200
                taken.append(time.monotonic() - begun)
        assert max(taken) < PROMPT, f"{flood.came} connections, {len(taken)} times"
