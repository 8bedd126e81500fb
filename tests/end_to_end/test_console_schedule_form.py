"""The form of a schedule in a real browser: every way to say a day, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.end_to_end.browsers import Opened, needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster
from tests.end_to_end.console_pages import AXE, RUN, peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]
WARD = SETTINGS.replace("timezone: UTC", "timezone: Asia/Ho_Chi_Minh").replace(
    "quiet: none", 'quiet: "21:00-06:00", sessions_per_day: 6, days_per_week: 7'
)
CALENDAR = """\
# Lịch năm của phường
days:
  hoi-lang: {title: Hội làng, lunar: ["01-12"], off: false}
"""
RULE = 'message: ngan\nat: ["09:00"]   # buổi sáng\n'
SAVE = "form#rule button.primary"


class House:
    """A station that can be started anew, and the browsers that look at it."""

    def __init__(self, station: Broadcaster, stack: ExitStack, opened: Opened) -> None:
        self.station, self._stack, self._opened = station, stack, opened
        self._run = ExitStack()

    def start(self) -> None:
        """Start it, once more if it runs."""
        self._run.close()
        self._run.enter_context(self.station.running("--trust-clock"))
        self._stack.callback(self._run.close)

    def visit(self, person: str) -> Any:
        """A browser of its own, signed in."""
        page = self._opened()
        sign_in(page, person)
        return page

    def text(self, name: str) -> str:
        """A schedule's file."""
        return (self.station.folder / "schedules" / f"{name}.yaml").read_text("utf-8")


@pytest.fixture
def house(station: Broadcaster, browser: Any) -> Iterator[House]:
    port = settled(station, WARD)
    station.write("calendar.yaml", CALENDAR)
    station.write("schedules/ngan.yaml", RULE)
    station.write("messages/hop.yaml", SHORT.replace("Ngắn", "Họp tổ"))
    peopled(station, {"lan": ("officer",)})
    with ExitStack() as stack, visiting(port, browser) as opened:
        made = House(station, stack, opened)
        made.start()
        yield made


def kept(page: Any, act: Callable[[], object]) -> None:
    """Do something, and wait until the station has kept what is typed."""
    with page.expect_response(lambda answer: "/schedules/draft" in answer.url and answer.ok):
        act()


@pytest.mark.lab
def test_days_of_the_month_of_a_leap_month_and_of_the_ward_are_fields(house: House) -> None:
    page = house.visit("lan")
    page.goto("/schedules/new")
    page.select_option("#message", "hop")
    page.fill("input[name=at]", "7h")
    page.select_option("#days", "monthly")
    assert not page.is_visible("#lunar")
    page.fill("#month_days", "15, cuối tháng")
    page.select_option("select[name=nth_day] >> nth=0", "0")
    page.select_option("select[name=nth] >> nth=0", "1")
    page.click("[data-add-pair]")
    page.select_option("select[name=nth_day] >> nth=1", "4")
    page.select_option("select[name=nth] >> nth=1", "-1")
    page.check("input[name=nearest]")
    page.wait_for_selector("text=thứ Sáu cuối")
    assert page.locator("#preview ol > li").count() == 10
    page.click(SAVE)
    page.wait_for_selector(".toast")
    assert house.text("hop") == (
        'message: hop\nat: ["07:00"]\n'
        "monthly:\n  - 15\n  - last\n  - weekday: mon\n    nth: 1\n  - weekday: fri\n    nth: last\n"
        "nearest: workday\ncatch_up: 10m\n"
    )
    page.goto("/schedules/edit/hop")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert page.input_value("#month_days") == "15, cuối tháng"
    page.select_option("#days", "mixed")
    page.fill("#lunar", "15/6 nhuận, 10/3")
    page.check("input[name=named][value=hoi-lang]")
    page.fill("#jitter", "5 phút")
    page.click("text=Bỏ vài ngày")
    page.check("input[name=without_named][value=tet]")
    page.wait_for_selector("text=Hội làng")
    page.click(SAVE)
    page.wait_for_selector(".toast")
    text = house.text("hop")
    assert 'lunar: ["06-15+", "03-10"]\n' in text
    assert "named: [hoi-lang]\n" in text
    assert "jitter: 5m\n" in text
    assert re.search(r"^except:\s+named: \[tet\]$", text, re.MULTILINE)
    assert house.station("check").returncode == 0
    page.goto("/schedules/edit/hop")
    assert page.input_value("#days") == "mixed"
    assert page.input_value("#lunar") == "15/6 nhuận, 10/3"
    page.click(SAVE)
    page.wait_for_selector("text=Không có gì thay đổi")
    assert house.text("hop") == text


def test_what_is_typed_and_not_saved_comes_back_in_another_browser_and_after_a_restart(house: House) -> None:
    first = house.visit("lan")
    first.goto("/schedules/edit/ngan")
    kept(first, lambda: first.fill("#until", "31/12/2098"))
    second = house.visit("lan")
    second.goto("/schedules/edit/ngan")
    assert second.input_value("#until") == "31/12/2098"
    assert "chưa lưu" in second.locator(".note.wait").inner_text()
    house.start()
    second.goto("/schedules/edit/ngan")
    assert second.input_value("#until") == "31/12/2098"
    assert house.text("ngan") == RULE
    second.click(SAVE)
    second.wait_for_selector(".toast")
    assert "until: 2098-12-31" in house.text("ngan")
    assert "# buổi sáng" in house.text("ngan")
    third = house.visit("lan")
    third.goto("/schedules/edit/ngan")
    assert third.locator(".note.wait").count() == 0


def test_a_draft_of_an_older_file_is_shown_beside_what_the_file_says_now(house: House) -> None:
    first = house.visit("lan")
    first.goto("/schedules/edit/ngan")
    kept(first, lambda: first.fill("#until", "31/12/2098"))
    house.station.write("schedules/ngan.yaml", RULE.replace("09:00", "10:00"))
    second = house.visit("lan")
    second.goto("/schedules/edit/ngan")
    assert "10 giờ" in second.locator("#conflict + p").inner_text()
    assert second.input_value("#until") == "31/12/2098"
    second.click("text=Bỏ, xem bản đã lưu")
    second.wait_for_url("**/schedules/edit/ngan")
    assert second.input_value("#until") == ""
    assert second.input_value("input[name=at] >> nth=0") == "10:00"


def test_an_expired_session_loses_nothing_that_is_typed(house: House) -> None:
    page = house.visit("lan")
    page.goto("/schedules/new?message=hop")
    kept(page, lambda: page.fill("input[name=at]", "8h15"))
    page.context.clear_cookies()
    page.fill("#since", "1/1/2098")
    page.wait_for_selector("text=Phiên làm việc đã hết")
    sign_in(page, "lan")
    page.goto("/schedules/new?message=hop")
    assert page.input_value("input[name=at] >> nth=0") == "8h15"
    assert page.input_value("#since") == "1/1/2098"  # from this browser


def test_the_year_shows_its_holidays_and_takes_days_of_the_ward_and_swaps(house: House) -> None:
    page = house.visit("lan")
    page.goto("/schedules/year?year=2035")
    assert "Điều 112" in page.locator("#days + ul").inner_text()
    page.fill("#title", "Ngày hội Đại đoàn kết")
    page.fill("#when", "31/11")
    page.click("form[action='/schedules/year/day'] button")
    page.wait_for_selector("#when-fault")
    assert page.input_value("#title") == "Ngày hội Đại đoàn kết"
    page.fill("#when", "18/11")
    page.click("form[action='/schedules/year/day'] button")
    page.wait_for_selector(".toast")
    text = (house.station.folder / "calendar.yaml").read_text("utf-8")
    assert text.startswith(CALENDAR)
    assert "  ngay-hoi-dai-doan-ket:\n" in text
    page.fill("#swap_off", "2/1/2035")
    page.fill("#swap_work", "6/1/2035")
    page.click("form[action='/schedules/year/swap'] button")
    page.wait_for_selector("text=Nghỉ hoán đổi")
    assert "Làm bù" in page.locator("#days + ul").inner_text()
    assert house.station("check").returncode == 0
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert (house.station.folder / "calendar.yaml").read_text("utf-8") == text
    page.click("text=Xóa >> nth=1")
    page.wait_for_selector("text=Đã xóa khỏi lịch năm")
    assert (house.station.folder / "calendar.yaml").read_text("utf-8") == CALENDAR
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []
