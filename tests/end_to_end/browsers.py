"""Pages of a real browser that visit a running console; what the browser complains about fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

Opened = Callable[..., Any]


@contextmanager
def launched() -> Iterator[Any]:
    """A browser."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visiting(port: int, browser: Any) -> Iterator[Opened]:
    """Gives a function that opens a page of a new visitor of the console at `port`; they leave at the end."""
    complaints: list[str] = []

    def opened(**options: Any) -> Any:
        wanted = {"locale": "vi-VN", "base_url": f"http://127.0.0.1:{port}", **options}
        page = browser.new_context(**wanted).new_page()
        watched(page, complaints)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert complaints == []


def watched(page: Any, complaints: list[str]) -> None:
    """Gather what a page complains about: a script that failed, and what its security policy forbids.

    They are gathered, since what is raised while a browser tells of something reaches no test.
    """
    page.on("pageerror", lambda error: complaints.append(f"a script failed: {error}"))
    page.on("console", lambda told: complaints.append(told.text) if "Content Sec" in told.text else None)
