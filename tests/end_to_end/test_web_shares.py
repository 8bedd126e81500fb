"""A crowd of connections of one address keeps nobody else from *Khẩn cấp* and *Dừng*, whatever it does."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from statistics import median
from urllib.parse import urlencode

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.web_crowd import KINDS, crowd

pytestmark = pytest.mark.slow

CROWD, OTHER = "127.0.0.2", "127.0.0.3"
COUNTS = {"coming": 300, "silent": 300, "half_greeted": 300}
COUNT = 130
TIMES = 5
PEOPLE = {"lan": ("officer",)}
PROMPT = 4.0  # seconds to open the page, and to stop, on any computer; whoever is shut out waits for ten
TYPICAL = ("silent", "stop_body", "unread_events", "busy", "coming")
"""One kind of each sort; the others are tried in the lab."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A station's console in the plain, as at its own screen."""
    station = Broadcaster(tmp_path_factory.mktemp("shares") / "dai")
    made = settled(station)
    peopled(station, PEOPLE)
    with station.running("--trust-clock"):
        yield made


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A station's console that encrypts."""
    station = Broadcaster(tmp_path_factory.mktemp("encrypted") / "dai")
    with socket.socket() as free:
        free.bind(("", 0))  # at all addresses: what a crowd used a moment ago is not free yet
        made = free.getsockname()[1]
    station.write("station.yaml", f'{SETTINGS}console: {{listen: "0.0.0.0:{made}"}}\n')
    peopled(station, PEOPLE)
    done = station("console", "certificate", "--name", "127.0.0.1")
    assert done.returncode == 0, done.stderr
    with station.running("--trust-clock"):
        wait_for(lambda: _is_open(made))
        yield made


def _is_open(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


class Browser:
    """Comes from an address of its own, with a new connection for each page."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        self._port, self._context = port, context
        self.cookie = ""

    def ask(self, path: str, form: str | None = None) -> str:
        """The page."""
        headers = {"cookie": self.cookie, "content-type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, 10, (OTHER, 0))
        if self._context is not None:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self._port, timeout=10, source_address=(OTHER, 0), context=self._context
            )
        try:
            connection.request("GET" if form is None else "POST", path, form, headers)
            answer = connection.getresponse()
            self.cookie = (answer.headers["set-cookie"] or self.cookie).partition(";")[0]
            assert answer.status in (200, 303), answer.status
            return answer.read().decode()
        finally:
            connection.close()

    def sign_in(self) -> None:
        """As a person who may look at everything."""
        form = {"person": "lan", "secret": secret("lan"), "csrf": _token(self.ask("/sign-in"))}
        self.ask("/sign-in", urlencode(form))

    def stop(self) -> tuple[float, float]:
        """Open *Khẩn cấp* and press *Dừng*; how long each took."""
        begun = time.monotonic()
        token = _token(self.ask("/emergency"))
        shown = time.monotonic()
        self.ask("/stop", f"csrf={token}")
        return shown - begun, time.monotonic() - shown


def _token(page: str) -> str:
    found = re.search(r'name="csrf" (?:content|value)="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def stopped(browser: Browser) -> list[tuple[float, float]]:
    return [browser.stop() for _ in range(TIMES)]


@pytest.mark.parametrize(
    "kind",
    [
        kind if kind in TYPICAL else pytest.param(kind, marks=pytest.mark.lab)
        for kind in KINDS
        if kind != "half_greeted"
    ],
)
def test_crowd_of_one_address_keeps_nobody_else_from_stop(port: int, kind: str) -> None:
    browser = Browser(port)
    browser.stop()  # what is loaded when somebody first asks
    reader = Browser(port)
    reader.sign_in()
    with crowd(kind, CROWD, port, COUNTS.get(kind, COUNT), reader.cookie):
        taken = stopped(browser)
    assert median(map(max, taken)) < PROMPT, taken


@pytest.mark.parametrize("kind", ["half_greeted", "silent"])
def test_who_never_ends_to_encrypt_keeps_nobody_else_from_stop(encrypted: int, kind: str) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    browser = Browser(encrypted, context)
    browser.stop()
    with crowd(kind, CROWD, encrypted, COUNTS[kind]):
        taken = stopped(browser)
    assert median(map(max, taken)) < PROMPT, taken


def test_readers_of_one_address_end_nobody_elses_events(port: int) -> None:
    other, reader = Browser(port), Browser(port)
    other.sign_in()
    reader.sign_in()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(OTHER, 0))
    connection.request("GET", "/events", headers={"cookie": other.cookie})
    answer = connection.getresponse()
    assert answer.readline().startswith(b"event: ")
    end = time.monotonic() + 12  # longer than it takes a stream to show that it lives
    with crowd("events", CROWD, port, COUNT, reader.cookie):
        lines = []
        while time.monotonic() < end:
            lines.append(answer.readline())
    assert b"event: beat\n" in lines
    assert b"event: over\n" not in lines
    connection.close()
