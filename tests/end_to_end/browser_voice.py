"""A station with its console, a real sound server and browsers that have a microphone."""

from __future__ import annotations

import re
import shutil
import socket
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster

CHROMIUM = shutil.which("chromium")
SECRET = "mật khẩu thật dài của người này"  # noqa: S105 - of this test alone


class Console:
    """The console of a running station, and the people who may use it."""

    def __init__(self, station: Broadcaster, address: str) -> None:
        self.station = station
        self.address = address
        self._first = True

    def person(self, page: Any, name: str, role: str = "officer") -> Any:
        """A page on which somebody of that role has signed in."""
        if self._first:
            self._first = False
            shown = self.station("people", "recover").stdout
            code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", shown)
            assert code is not None, shown
            fields = {"code": code[0], "person": "kt", "name": "Lò Văn Kỹ", "secret": SECRET}
            self._sent(page, "/", fields)
            page.context.clear_cookies()
        typed = f"{SECRET}\n{SECRET}{name}\n{SECRET}{name}\n"
        done = self.station(
            "people", "add", name, "--name", name, "--role", role, "--as", "kt", "--stdin", text=typed
        )
        assert done.returncode == 0, done.stderr
        return self.sign_in(page, name)

    def sign_in(self, page: Any, name: str) -> Any:
        """Sign in somebody whom `person` has added."""
        return self._sent(page, "/sign-in", {"person": name, "secret": SECRET + name})

    def _sent(self, page: Any, path: str, fields: dict[str, str]) -> Any:
        page.goto(f"{self.address}{path}")
        for field, value in fields.items():
            page.fill(f"main #{field}", value)
        page.click("main button.primary")
        page.wait_for_url("**/")
        return page


@contextmanager
def console(station: Broadcaster, settings: str = SETTINGS, **more: str) -> Iterator[Console]:
    """A running station with its console at a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    station.environment |= more
    station.write("station.yaml", f"{settings}console: {{listen: 127.0.0.1:{port}}}\n")
    with station.running("--trust-clock"):
        yield Console(station, f"http://127.0.0.1:{port}")


@contextmanager
def chromium(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[Callable[..., Any]]:
    """Makes pages, each of a visitor of its own; a script that fails, fails the test at its end."""
    playwright = pytest.importorskip("playwright.sync_api")
    complaints: list[str] = []
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *arguments], env=environment
        )

        def page(**options: Any) -> Any:
            made = opened.new_context(locale="vi-VN", **options).new_page()
            made.on("pageerror", lambda error: complaints.append(f"a script failed: {error}"))
            made.on("console", lambda told: complaints.append(told.text) if "Security" in told.text else None)
            return made

        try:
            yield page
            assert not complaints
        finally:
            opened.close()


def spoken_file(path: Path, samples: soundlab.Samples) -> str:
    """Chromium's option for a microphone that hears these samples (48 kHz) again and again."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, soundlab.RATE, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return f"--use-file-for-fake-audio-capture={path}"


FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""Chromium's options for a microphone of its own, which nobody need allow."""
