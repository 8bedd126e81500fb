"""Every page of the console, in both languages, three widths and both themes: nothing that axe-core finds.

Beside it: no page is wider than its window, no button cuts its word, and how soon a page shows (with -s).
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from broadcaster.web.drawing.sections import SECTIONS
from broadcaster.web.site.registry import ENTRIES
from tests.counts import counted
from tests.end_to_end.conftest import LONG, SETTINGS, Broadcaster
from tests.end_to_end.console_pages import AXE, RUN
from tests.fakes.inbox import fill

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
WIDTHS = (360, 768, 1280)
BOTH = [("vi-VN", "light"), ("en-GB", "dark"), ("vi-VN", "dark"), ("en-GB", "light")]  # all four in the lab
BROKEN = """() => [...document.querySelectorAll(".btn, .chip")].filter((each) => {
    if (!each.checkVisibility() || each.closest("[data-text=big]")) return false;
    const style = getComputedStyle(each);
    return style.whiteSpace === "nowrap" && each.scrollWidth > each.clientWidth + 1;
}).map((each) => each.textContent.trim())"""
FIRST_PAINT = """async () => {
    for (let tries = 0; tries < 100; tries++) {
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        if (paint) return Math.round(paint.startTime);
        await new Promise((next) => setTimeout(next, 20));
    }
    return -1;
}"""
WIDEST = """() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()
    && each.getBoundingClientRect().right > innerWidth + 1 && each.getBoundingClientRect().width > 0)
    .slice(0, 4).map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`)"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((each) => !/\\.(wav|mp3|ogg|opus|flac)$|[/]sound/.test(each.name))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
MOST_BYTES = 150_000  # of a page with all that it fetches, but for sound
SECRET = "mật khẩu thật dài của người thử"  # noqa: S105 - of nobody
LATER = {
    "editor": "/messages/edit/ngan",
    "new": "/messages/new",
    "live_emergency": "/emergency/live",
    "calendar_year": "/schedules/year",
}
"""Pages that belong to others and can be asked for by an address of their own."""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broadcaster]:
    """A station with messages of all classes, and one person who may do everything."""
    station = Broadcaster(tmp_path_factory.mktemp("axe") / "dai")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    zones = "zones: {trung-tam: {channel: left}, ban-cung: {channel: right}}\n"
    station.write("station.yaml", f"{SETTINGS}{zones}console: {{listen: 127.0.0.1:{port}}}\n")
    station.write(
        "messages/ngan.yaml", "title: Ngắn\nparts:\n  - say: Từ ngày 20/3, hỏi TTXQP.\n  - pause: 2s\n"
    )
    station.write(
        "messages/lu.yaml", "title: Lũ quét\npriority: emergency\nparts:\n  - say: Bà con rời nhà ngay.\n"
    )
    station.write("messages/dai.yaml", LONG)
    station.write("schedules/ngan.yaml", 'message: ngan\nat: ["00:00", "23:50"]\n')
    fill(station.folder / "state")
    with station.running("--trust-clock"):
        code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", station("people", "recover").stdout)
        assert code is not None
        roles = [each for role in ("officer", "leader", "technician") for each in ("--role", role)]
        with playwright.sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
            page.goto("/sign-in")
            first = {"code": code[0], "person": "kt", "name": "Lò Văn Kỹ", "secret": SECRET}
            for field, value in first.items():
                page.fill(f"#{field}", value)
            page.click("button.primary")
            page.wait_for_url("**/")
            browser.close()
        typed = f"{SECRET}\n{SECRET}\n{SECRET}\n"
        done = station(
            "people", "add", "lan", "--name", "Lò Thị Lan", *roles, "--as", "kt", "--stdin", text=typed
        )
        assert done.returncode == 0, done.stderr
        station.environment["ADDRESS"] = f"http://127.0.0.1:{port}"
        yield station


@pytest.fixture
def address(station: Broadcaster) -> str:
    return station.environment["ADDRESS"]


def pages() -> list[str]:
    """The addresses of all pages that stand for themselves."""
    later = [LATER[name] for entry in ENTRIES for name in entry.also if name in LATER]
    settings = [section.address for section in SECTIONS.values()]
    return [*(entry.address for entry in ENTRIES if entry.name != "sign_in"), *later, *settings]


@pytest.mark.parametrize(("language", "theme"), BOTH[: counted(4)])
def test_no_page_keeps_anybody_out(address: str, language: str, theme: str) -> None:
    found: list[str] = []
    paints: dict[str, int] = {}
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=address, locale=language, color_scheme=theme)
        page = context.new_page()
        page.on("pageerror", lambda error: found.append(f"a script failed: {error}"))
        page.on(
            "console",
            lambda told: (
                found.append(f"{page.url}: {told.text}") if "Content Security" in told.text else None
            ),
        )
        for path in ("/sign-in", "/emergency"):
            found += looked_at(page, path, paints)
        page.goto("/sign-in")
        page.fill("#person", "lan")
        page.fill("#secret", SECRET)
        page.click("button.primary")
        page.wait_for_url("**/")
        for path in pages():
            found += looked_at(page, path, paints)
        page.goto("/")
        page.click(".acts [popovertarget=play]")
        page.select_option("#message", "dai")
        page.click("#play button.go")
        page.wait_for_selector(".card.on progress")
        found += looked_at(page, "/", {})
        page.click(".strip .stop")
        page.wait_for_selector(".toast")
        browser.close()
    sys.stdout.write(f"\nfirst contentful paint, ms, {language} {theme}: {json.dumps(paints)}\n")
    assert found == [], "\n".join(found)
    assert all(0 < paint < 5000 for paint in paints.values()), paints


def looked_at(page: Any, path: str, paints: dict[str, int]) -> list[str]:
    """What is wrong with a page at any width."""
    found = []
    page.goto(path)
    page.wait_for_load_state("networkidle") if "/messages/edit" in path else None
    paints.setdefault(path, page.evaluate(FIRST_PAINT))
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        where = f"{path} at {width}"
        found += [f"{where}: {name}: {node}" for name, nodes in page.evaluate(RUN) for node in nodes]
        found += [f"{where}: broken: {words}" for words in page.evaluate(BROKEN)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{where}: wider than the window")
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.evaluate("document.documentElement.dataset.text = 'big'")
    if page.evaluate("document.documentElement.scrollWidth") > WIDTHS[0]:
        found.append(f"{path} with large text: wider than the window")
    page.evaluate("document.documentElement.removeAttribute('data-text')")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > WIDTHS[0]:
        found.append(f"{path} with text of 200 %: {wide} wide; {page.evaluate(WIDEST)}")
    page.evaluate("document.documentElement.style.fontSize = ''")
    if (weight := page.evaluate(WEIGHT)) > MOST_BYTES:
        found.append(f"{path}: {weight} bytes")
    return found


def test_the_examination_finds_a_field_without_a_name(address: str) -> None:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        page.goto("/sign-in")
        page.evaluate("document.querySelector('label').remove()")
        page.evaluate(AXE)
        assert [name for name, _ in page.evaluate(RUN)] == ["label"]
        browser.close()
