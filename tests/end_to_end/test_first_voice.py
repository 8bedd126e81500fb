"""The first start of a new station in a browser: it asks once which voice reads, and airs meanwhile."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer

from broadcaster.station.yaml.structure import data_of
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, free_port, peopled, secret, settled, sign_in
from tests.fakes.services import FakeService

pytestmark = [pytest.mark.patient, needs_chromium]

MOST = 6  # clicks until two voices were heard
CARD = "#first-voice"
SPOKEN = 60_000  # milliseconds: a voice is a program that begins anew


@pytest.fixture
def new(tmp_path: Path) -> tuple[Broadcaster, int]:
    """A station as `init` makes it, but silent, and with its console at a free port."""
    station, port = Broadcaster(tmp_path / "dai"), free_port()
    assert station("init", str(station.folder)).returncode == 0
    station.write("messages/ngan.yaml", SHORT)
    path = station.folder / "station.yaml"
    more = f"console: {{listen: 127.0.0.1:{port}}}\noutput: none\nregulation: {{quiet: none}}\n"
    path.write_text(f"{path.read_text()}{more}approval: {{required: false}}\n")
    return station, port


class Clicks:
    """Counts them."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.count = 0

    def __call__(self, what: str) -> None:
        self.count += 1
        self.page.click(what)


def hear(click: Clicks, label: str) -> None:
    click(f"{CARD} [data-try='{label}']")
    click.page.wait_for_selector(f"[data-try='{label}'][data-heard]", timeout=SPOKEN)


def test_first_start_to_two_heard_voices_and_a_choice_that_lasts(
    new: tuple[Broadcaster, int], browser: Any
) -> None:
    station, port = new
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", station("people", "recover").stdout)
        assert code is not None
        click = Clicks(opened())
        page = click.page
        page.goto("/")
        for field, value in (("code", code[0]), ("person", "kt"), ("name", "Kỹ"), ("secret", secret("kt"))):
            page.fill(f"main #{field}", value)
        click("main button.primary")
        page.wait_for_selector(CARD)
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []
        labels = [each.get_attribute("data-try") for each in page.locator(f"{CARD} [data-try]").all()]
        assert labels.index("gtts:vi") < labels.index("espeak:vi")
        hear(click, "espeak:vi")
        hear(click, "espeak:vi-vn-x-south")
        assert click.count <= MOST
        # The station airs while nobody has answered.
        due = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(seconds=15)
        station.write("schedules/ngan.yaml", f'message: ngan\nat: ["{due:%H:%M:%S}"]\ncatch_up: 10m\n')
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["aired"])
        other = opened()
        sign_in(other, "kt")
        other.wait_for_selector(CARD)
        click(f"{CARD} button[value='espeak:vi-vn-x-south']:not([data-try])")
        page.wait_for_selector(".toast")
        assert page.locator(CARD).count() == 0
        written = data_of((station.folder / "station.yaml").read_text())
        assert written["speech"]["engines"][0] == "espeak"
        assert written["voices"]["default"] == {"espeak": "vi-vn-x-south"}
        wait_for(lambda: station.look("status")["engine"]["order"][0] == "espeak")
        # The other browser's answer comes too late. Its session ends: it signs in on the spot, and hears.
        other.click(f"{CARD} button[value='']")
        assert "Đã có người chọn" in other.locator(".note.fault").inner_text()
        other.context.clear_cookies()
        other.click("[data-try='espeak:vi']")
        other.wait_for_selector("#here[open]")
        other.fill("#here #person", "kt")
        other.fill("#here #secret", secret("kt"))
        other.click("#here button.primary")
        other.wait_for_selector("[data-try='espeak:vi'][data-heard]", timeout=SPOKEN)
    with station.running(), visiting(port, browser) as opened:
        page = opened()
        sign_in(page, "kt")
        page.wait_for_selector("#lamps")
        page.wait_for_load_state("networkidle")
        assert page.locator(f"{CARD}, [hx-get='/voices/first']").count() == 0


def test_wrong_key_of_a_service_is_told_in_words_and_another_is_entered(
    station: Broadcaster, browser: Any, httpserver: HTTPServer
) -> None:
    service = FakeService(httpserver, "fpt")
    port = settled(station)
    text = (station.folder / "station.yaml").read_text()
    station.write("station.yaml", f"{text}services: {{fpt: {{address: '{service.address}'}}}}\n")
    peopled(station, {})
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        page = opened()
        sign_in(page, "kt", "/voices")
        form = page.locator("form[action='/voices/key']", has=page.locator("[value='fpt:banmai']"))
        form.locator("[name=secret]").fill("khoa-sai")
        form.locator("button").click()
        page.wait_for_selector(".toast")
        tried = "[data-try='fpt:banmai']"
        end = time.monotonic() + 60
        while not page.locator(tried).count():
            assert time.monotonic() < end
            page.reload()
        page.click(tried)
        page.wait_for_selector("[data-try-fault]:visible", timeout=SPOKEN)
        told = page.inner_text("[data-try-fault]")
        assert told.startswith("fpt:banmai chưa đọc được: Dịch vụ của giọng “fpt” không nhận khóa của đài")
        assert "khoa-sai" not in page.content()
        page.click("summary:has-text('Nhập khóa khác')")
        other = page.locator("details[open] form[action='/voices/key']")
        other.locator("[name=secret]").fill("khoa-khac")
        other.locator("button").click()
        page.wait_for_selector(".toast")
        kept = (station.folder / "secrets.yaml").read_text()
        assert "khoa-khac" in kept


def test_of_two_quick_presses_the_second_is_heard_and_nothing_is_told_as_wrong(
    station: Broadcaster, browser: Any
) -> None:
    port = settled(station)
    peopled(station, {})
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        page = opened()
        sign_in(page, "kt", "/voices")
        page.click("[data-try='espeak:vi']")
        page.click("[data-try='espeak:vi-vn-x-south']")
        page.wait_for_selector("[data-try='espeak:vi-vn-x-south'][data-heard]", timeout=SPOKEN)
        page.wait_for_selector("[data-try='espeak:vi']:not([aria-busy])", timeout=SPOKEN)
        assert page.locator("[data-try='espeak:vi'][data-heard]").count() == 0
        assert not page.locator("[data-try-fault]").is_visible()
