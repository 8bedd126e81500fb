"""A station with its console, a real sound server and browsers that have a microphone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import wave
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from benchmarks.idle import family
from broadcaster.playout.requests.by_hand import USUAL_TALK
from tests.end_to_end.browsers import watched
from tests.end_to_end.conftest import SETTINGS, Broadcaster

CHROMIUM = shutil.which("chromium")
TALKING = "[data-state=talking]"
PATIENCE = 30_000  # milliseconds
SECRET = "mật khẩu thật dài của người này"  # noqa: S105 - of this test alone


class Console:
    """The console of a running station, and the people who may use it."""

    def __init__(self, station: Broadcaster, address: str) -> None:
        self.station = station
        self.address = address
        self._people: set[str] = set()

    def person(self, page: Any, name: str, role: str = "officer") -> Any:
        """A page on which somebody of that role has signed in."""
        if name in self._people:
            return self.sign_in(page, name)
        if not self._people:
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
        self._people.add(name)
        return self.sign_in(page, name)

    def sign_in(self, page: Any, name: str) -> Any:
        """Sign in somebody whom `person` has added."""
        return self._sent(page, "/sign-in", {"person": name, "secret": SECRET + name})

    def _sent(self, page: Any, path: str, fields: dict[str, str]) -> Any:
        page.goto(f"{self.address}{path}")
        for field, value in fields.items():
            page.fill(f"main #{field}", value)
        page.click("main button.primary")
        try:
            page.wait_for_url("**/")
        except Exception as error:
            raise AssertionError(f"{page.url}: {page.inner_text('main')}") from error
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


class Pages:
    """Makes pages of a browser, each of a visitor of its own."""

    def __init__(self, driver: Any, browser: Any) -> None:
        self.driver = driver
        self.complaints: list[str] = []
        self._browser = browser

    def __call__(self, **options: Any) -> Any:
        made = self._browser.new_context(locale="vi-VN", **options).new_page()
        watched(made, self.complaints)
        return made

    def leave(self) -> None:
        """Close all of them, as one closes a tab."""
        for context in self._browser.contexts:
            context.close()


@contextmanager
def chromium(
    *arguments: str, environment: dict[str, str] | None = None, beside: Pages | None = None
) -> Iterator[Pages]:
    """A browser; a script that fails, fails the test at its end.

    Args:
        arguments: more options of Chromium.
        environment: all variables of the browser.
        beside: the pages of a browser that runs in this thread, where there is one.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() if beside is None else nullcontext(beside.driver) as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *arguments], env=environment
        )
        pages = Pages(driver, opened)
        try:
            yield pages
            assert not pages.complaints
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


def speak(page: Any, console: Console, form: str = "", seconds: float = 60) -> None:
    page.goto(f"{console.address}/live?form={form}")
    if seconds > USUAL_TALK - 60:
        page.check("input[name=minutes][value='15']", force=True)
    page.click("button.go")
    # Whatever keeps it from the air is shown; a test that waits for its end says what.
    over = ", ".join(f"[data-state={state}]" for state in ("refused", "cut", "ended", "denied", "absent"))
    page.wait_for_selector(f"{TALKING}, {over}", timeout=PATIENCE)
    assert page.locator(TALKING).count(), page.inner_text("main")


def end(page: Any) -> None:
    page.click("[data-act=end]:visible")
    page.wait_for_selector("[data-state=ended]", timeout=PATIENCE)


@contextmanager
def asleep() -> Iterator[None]:
    """The speaker's computer sleeps: all of its browser stands still."""
    browsers = [p for p in family(os.getpid()) if b"chrom" in Path(f"/proc/{p}/cmdline").read_bytes()[:40]]
    assert browsers
    for process in browsers:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in browsers:
            os.kill(process, signal.SIGCONT)
