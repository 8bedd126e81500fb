"""A voice is installed from the console: over a line that is slow, breaks off, or brings other bytes."""

from __future__ import annotations

import hashlib
import http.server
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.end_to_end.browser_voice import CHROMIUM, chromium
from tests.end_to_end.conftest import SETTINGS, Broadcaster
from tests.end_to_end.console_pages import peopled, settled, sign_in

pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]

PATIENCE = 120_000  # milliseconds; a line that is dead is tried for 44 s
MODEL = random.Random(16).randbytes(3 << 20)
CONFIG = json.dumps(
    {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "vi"},
        "num_symbols": 1,
        "num_speakers": 1,
        "phoneme_id_map": {"a": [1]},
    }
).encode()
PIECE = 1 << 16


@dataclass
class Line:
    """A server, and what is wrong with the way to it."""

    address: str = ""
    pause: float = 0.0  # seconds after each piece
    breaks_at: int = 0  # bytes of an answer after which the connection ends; 0: it holds
    breaks: int = 0  # how many answers still break off
    dies: bool = False  # with the first break
    dead: bool = False
    spoilt: bool = False
    asked: list[str] = field(default_factory=list)  # the ranges of the requests for the model


@contextmanager
def serving() -> Iterator[Line]:
    line = Line()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            model = self.path.endswith(".onnx")
            data = MODEL if model else CONFIG
            if model and line.spoilt:
                data = data[:-1] + b"?"
            span = self.headers.get("range", "")
            begin = int(span.removeprefix("bytes=").partition("-")[0]) if span else 0
            if model:
                line.asked.append(span)
            if line.dead:
                self.close_connection = True
                return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("content-range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
            self.send_header("etag", '"one"')
            self.send_header("accept-ranges", "bytes")
            self.send_header("content-length", str(len(data) - begin))
            self.end_headers()
            for at in range(begin, len(data), PIECE):
                if model and line.breaks and line.breaks_at and at - begin >= line.breaks_at:
                    line.breaks, line.dead = line.breaks - 1, line.dies
                    self.close_connection = True
                    self.connection.close()
                    return
                self.wfile.write(data[at : min(at + PIECE, len(data))])
                if model:
                    time.sleep(line.pause)

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        line.address = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield line
        server.shutdown()


@pytest.fixture
def line() -> Iterator[Line]:
    with serving() as opened:
        yield opened


@pytest.fixture
def page(station: Broadcaster, line: Line) -> Iterator[Any]:
    """The page of voices, before a technician; the station's own catalogue knows one voice."""
    port = settled(station, SETTINGS)
    peopled(station, {})
    digest = hashlib.sha256(MODEL).hexdigest()
    station.write(
        "voices/catalogue.yaml",
        "tinh-thu:\n  title: {vi: Giọng tỉnh, en: Province}\n  licence: CC0\n  source: thử\n"
        f"  rate: 22050\n  speakers: 1\n  url: {line.address}\n"
        f"  model: {{size: {len(MODEL)}, sha256: {digest}}}\n  config: {{size: {len(CONFIG)}}}\n",
    )
    with station.running(), chromium() as visit:
        made = visit(base_url=f"http://127.0.0.1:{port}")
        sign_in(made, "kt")
        made.goto("/voices")
        yield made


def install(page: Any) -> None:
    page.click("form[action='/voices/install'] button[value='tinh-thu']")
    page.wait_for_selector("#installing section")


def ended(page: Any) -> str:
    """What the page says when the installation is over."""
    page.wait_for_selector("#installing section:not([hx-get])", timeout=PATIENCE)
    return str(page.inner_text("#installing section"))


def is_whole(station: Broadcaster) -> bool:
    found = [path for path in (station.folder / "voices").rglob("*.onnx") if path.is_file()]
    return [path.read_bytes() for path in found] == [MODEL]


@pytest.mark.lab
def test_slow_line_that_breaks_off_is_gone_on_with_while_the_page_shows_how_far_it_is(
    station: Broadcaster, line: Line, page: Any
) -> None:
    line.pause, line.breaks_at, line.breaks = 0.15, 1 << 20, 1
    install(page)
    seen = set()
    while page.locator("#installing section[hx-get]").count():
        seen.add(page.evaluate("document.querySelector('#installing progress')?.value ?? 0"))
        time.sleep(0.3)
    assert "✓" in ended(page) or "cài" in ended(page).lower()
    assert page.locator("#installing .err").count() == 0
    assert len(seen) >= 3, seen
    assert line.asked[0] == ""
    assert any(span.startswith("bytes=") and span != "bytes=0-" for span in line.asked[1:])
    assert is_whole(station)
    page.reload()
    assert "tinh-thu" in page.inner_text("main")
    assert (
        page.locator("button[value='tinh-thu'][name=voice]").count() <= 1
    )  # to choose it, no more to install


def test_other_bytes_than_the_catalogue_promises_become_no_voice(
    station: Broadcaster, line: Line, page: Any
) -> None:
    line.spoilt = True
    install(page)
    told = ended(page)
    assert page.locator("#installing .err").count() == 1, told
    assert not any((station.folder / "voices").rglob("*.onnx"))
    line.spoilt = False
    page.reload()
    install(page)
    ended(page)
    assert page.locator("#installing .err").count() == 0
    assert is_whole(station)


@pytest.mark.lab
def test_line_that_never_holds_is_told_and_the_next_press_goes_on_from_there(
    station: Broadcaster, line: Line, page: Any
) -> None:
    line.breaks_at, line.breaks, line.dies = 1 << 18, 1, True
    install(page)
    ended(page)
    assert page.locator("#installing .err").count() == 1
    assert not any((station.folder / "voices").rglob("*.onnx"))
    line.dead, begun = False, len(line.asked)
    page.reload()
    install(page)
    ended(page)
    assert page.locator("#installing .err").count() == 0
    assert line.asked[begun].startswith("bytes=")
    assert line.asked[begun] != "bytes=0-"
    assert is_whole(station)
