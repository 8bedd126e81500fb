"""Five days of the ward's people in a real browser: each page that they open, on a telephone and a computer.

An officer, a leader, a night watch and a technician go their ways; `BROADCASTER_PICTURES` keeps the pictures.
Clicks from a letter with a table to the timetable are counted; Firefox opens the key pages too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counts import counted
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import ROOT, SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled, sign_in
from tests.end_to_end.firefox import FIREFOX, firefox

pytestmark = [pytest.mark.patient, needs_chromium]
WARD = (
    SETTINGS.replace("required: false", "required: true, own: true")
    + "zones: {cung: {title: Bản Cung, channel: left}, lan: {title: Bản Tà Lạn Than, channel: right}}\n"
)
FLOOD = (
    "title: Lũ đang về\npriority: emergency\nrepeat: 1\n"
    "parts:\n  - say: Bà con ven suối rời nhà ngay.\n  - pause: 50s\n"
)
MEETING = "title: Họp tổ\nrepeat: 1\nparts:\n  - say: Mời bà con tổ ba đến nhà văn hóa.\n  - pause: 30s\n"
LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    {
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "light",
    },
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"},
]
DAYS = {
    "officer": (
        "lan",
        ("/", "/messages", "/messages/new", "/messages/edit/hop", "/schedules", "/schedules/new?message=hop"),
    ),
    "record": ("lan", ("/recordings", "/lexicon", "/voices", "/log", "/account", "/live", "/correct")),
    "leader": ("hoa", ("/approvals", "/", "/inbox", "/messages/history/hop")),
    "night": ("truc", ("/emergency", "/emergency/live", "/")),
    "technician": (
        "kt",
        (
            "/settings",
            "/settings/zones",
            "/settings/people",
            "/settings/notices",
            "/settings/orders",
            "/settings/examination",
            "/schedules/year",
            "/certificate",
        ),
    ),
}
MOST_CLICKS = 8
LETTER = ROOT / "tests/data/letters/docx-tiem-phong-dai.docx"
"""It has a table of days, places and hours."""


@pytest.fixture
def port(station: Broadcaster) -> Iterator[int]:
    port = settled(station, WARD)
    station.write("messages/lu.yaml", FLOOD)
    station.write("messages/hop.yaml", MEETING)
    station.write("schedules/hop.yaml", 'message: hop\nat: ["00:05", "23:50"]\nzones: [cung]\n')
    peopled(station, {"lan": ("officer", "duty"), "hoa": ("leader", "duty"), "truc": ("duty",)})
    with station.running("--trust-clock"):
        yield port


def picture(page: Any, name: str) -> None:
    folder = os.environ.get("BROADCASTER_PICTURES")
    if folder:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(
    "look",
    LOOKS[: counted(4, least=2)],
    ids=["computer", "telephone", "computer-dark", "telephone-dark"][: counted(4, least=2)],
)
def test_every_page_of_five_days_opens_whole(port: int, browser: Any, look: dict[str, Any]) -> None:
    width = look["viewport"]["width"]
    with visiting(port, browser) as opened:
        for person in dict.fromkeys(person for person, _ in DAYS.values()):
            page = opened(**look)
            sign_in(page, person)
            for name, (who, addresses) in DAYS.items():
                if who != person:
                    continue
                for number, address in enumerate(addresses):
                    answer = page.goto(address)
                    assert answer.status == 200, address
                    assert page.locator("h1").first.is_visible(), address
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
                    picture(page, f"{width}-{look['color_scheme']}-{name}{number}")
            page.context.close()


def test_letter_with_a_table_is_in_the_timetable_in_eight_clicks(
    station: Broadcaster, port: int, browser: Any
) -> None:
    clicks: list[str] = []
    begun = time.monotonic()
    with visiting(port, browser) as opened:
        page = opened(viewport={"width": 1280, "height": 900})
        sign_in(page, "lan")

        def click(what: str) -> None:
            clicks.append(what)
            page.click(what)

        click("nav a[href='/messages']")
        clicks.append("the letter")
        page.set_input_files("#letter", str(LETTER))
        page.wait_for_url("**/messages/letter/**", timeout=90_000)
        name = page.url.rpartition("/")[2]
        picture(page, "letter")
        click(".sticky .primary")
        page.wait_for_selector("[data-reading] >> text=/xích/")
        picture(page, "letter-editor")
        click("[data-submit]")
        page.wait_for_url("**/messages")
        click(".toast a.primary")
        page.wait_for_selector("#preview li")
        picture(page, "letter-schedule")
        click("#rule .primary")
        page.wait_for_url("**/schedules")
        picture(page, "letter-timetable")
    print(f"{len(clicks)} clicks, {time.monotonic() - begun:.0f} s")  # noqa: T201
    assert len(clicks) <= MOST_CLICKS
    assert [row for row in station.json("plan", "--days", "2") if row["message"] == name]


def test_emergency_correction_and_withdrawal_take_four_two_and_three(
    station: Broadcaster, port: int, browser: Any
) -> None:
    counts: dict[str, int] = {}
    with visiting(port, browser) as opened:
        page = opened(**LOOKS[1])
        sign_in(page, "lan")

        def click(task: str, what: str) -> None:
            counts[task] = counts.get(task, 0) + 1
            page.locator(what).first.click()

        click("emergency", ".strip a.alarm")
        click("emergency", ".choose label:has-text('Lũ đang về')")
        click("emergency", ".pick label:has-text('Bản Cung')")
        counts["emergency"] += 1
        page.locator("[data-hold-button]").hover()
        page.mouse.down()
        page.wait_for_selector("#sounds", timeout=60_000)
        page.mouse.up()
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        assert station.look("status")["on_air"]["zones"] == ["cung"]
        page.goto("/")
        click("correction", "#now a[href^='/correct']")
        page.fill("#text", "Nước đã rút, bà con ở nhà.")
        click("correction", "button.primary")
        page.wait_for_selector(".toast")
        page.goto("/")
        click("withdrawal", "nav a[href='/schedules']")
        click("withdrawal", "a.slot[href*='schedule=hop']:not(.past)")
        click("withdrawal", "form[action='/schedules/cancel'] button")
        page.wait_for_selector(".toast")
    assert "except" in (station.folder / "schedules/hop.yaml").read_text("utf-8")
    print(counts)  # noqa: T201
    assert counts == {"emergency": 4, "correction": 2, "withdrawal": 3}


@pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed")
def test_key_pages_open_in_firefox(port: int) -> None:
    with firefox() as page:
        page.goto(f"http://127.0.0.1:{port}/sign-in")
        page.fill("#person", "lan")
        page.fill("#secret", secret("lan"))
        page.click("button.primary")
        page.wait("!location.pathname.startsWith('/sign-in')")
        for address in (
            "/",
            "/messages",
            "/messages/edit/hop",
            "/schedules",
            "/approvals",
            "/emergency",
            "/log",
        ):
            page.goto(f"http://127.0.0.1:{port}{address}")
            page.wait("document.querySelector('h1') !== null && document.styleSheets.length > 0")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
