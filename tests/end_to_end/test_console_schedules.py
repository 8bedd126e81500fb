"""The timetable of the console in a real browser: what an officer sees and changes, and who else writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import ROOT, SETTINGS, SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]
AXE = ROOT / "tests" / "data" / "axe" / "axe.min.js"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WARD = SETTINGS.replace("timezone: UTC", "timezone: Asia/Ho_Chi_Minh").replace(
    "quiet: none", 'quiet: "21:00-06:00", sessions_per_day: 6, days_per_week: 7'
)
AROUND_THE_CLOCK = WARD.replace('quiet: "21:00-06:00"', "quiet: none")
RULE = """\
# Nhắc mỗi ngày, theo lời dặn của lãnh đạo.
message: ngan
at: ["09:00", "17:00"]   # sáng và chiều
"""


def tomorrow() -> date:
    return (datetime.now(ZONE) + timedelta(days=1)).date()


def typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


@pytest.fixture
def visit(station: Broadcaster, browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a page for a person; what the browser complains about fails the test."""
    port = settled(station, getattr(request, "param", WARD))
    station.write("schedules/ngan.yaml", RULE)
    station.write("messages/hop.yaml", SHORT.replace("Ngắn", "Họp tổ"))
    station.write(
        "schedules/hop.yaml", 'message: hop\nat: ["10:00"]\nwait: 10m\nonce: ["2099-01-01 08:00"]\n'
    )
    peopled(station, {"lan": ("officer",), "minh": ("officer",), "truc": ("duty",)})
    with station.running("--trust-clock"), visiting(port, browser) as opened:

        def signed_in(person: str, **options: Any) -> Any:
            page = opened(**options)
            sign_in(page, person)
            return page

        yield signed_in


def text_of(station: Broadcaster, name: str) -> str:
    return (station.folder / "schedules" / f"{name}.yaml").read_text("utf-8")


def slot(day: date, time: str, schedule: str = "ngan") -> str:
    return f'a.slot[data-schedule="{schedule}"][data-at="{day}T{time}:00"]'


def test_a_schedule_is_made_by_the_form_with_its_airings_as_one_types(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    page.goto("/schedules")
    page.click("text=Đặt lịch")
    page.select_option("#message", "hop")
    page.select_option("#days", "working")
    page.fill("input[name=at]", "5h50")
    page.wait_for_selector("#preview .trouble")
    assert "giờ yên tĩnh" in page.locator("#preview .trouble").inner_text()
    assert page.locator("#preview .said").inner_text() == "Thứ Hai đến thứ Sáu, 5 giờ 50."
    assert page.locator("#preview ol > li").count() == 10
    page.click("#preview [data-take]")
    page.wait_for_selector("#preview .trouble", state="detached")
    assert page.input_value("input[name=at]") == "06:00"
    page.click("[data-add]")
    page.keyboard.type("17g30")
    page.wait_for_selector("text=6 giờ và 17 giờ 30")
    page.click("form#rule button.primary")
    page.wait_for_selector(".toast")
    assert text_of(station, "hop-2") == (
        'message: hop\nat: ["06:00", "17:30"]\ndays: [mon, tue, wed, thu, fri]\ncatch_up: 10m\n'
    )
    planned = [row for row in station.json("plan", "--days", "9") if row["schedule"] == "hop-2"]
    assert {row["start"][11:16] for row in planned} == {"06:00", "17:30"}
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert not (station.folder / "schedules" / "hop-2.yaml").exists()


def test_what_is_typed_wrongly_is_told_at_its_field_and_nothing_is_lost(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    page.goto("/schedules/new")
    page.select_option("#message", "hop")
    page.fill("input[name=at]", "sáng")
    page.fill("#since", "30/2")
    page.click("form#rule button.primary")
    page.wait_for_selector("#at-0-fault")
    assert page.locator("#at-0-fault").inner_text() == "Giờ phát: viết như 06:30."
    assert "Có phải" in page.locator("#since-fault").inner_text()
    assert page.input_value("input[name=at]") == "sáng"
    page.goto("/schedules/new")  # the window was closed before it was saved
    assert page.input_value("input[name=at]") == "sáng"
    assert not (station.folder / "schedules" / "hop-2.yaml").exists()


def test_one_airing_is_moved_for_one_day_by_the_keyboard_alone(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page, day = visit("lan"), tomorrow()
    page.goto(f"/schedules?from={day}")
    page.focus(slot(day, "09:00"))
    page.keyboard.press("ArrowDown")  # 10:00, another schedule
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.at") == f"{day}T17:00:00"
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_selector("dialog[open]")
    assert page.input_value("#move-time") == "17:15"
    assert page.is_checked("input[value=day]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast")
    text = text_of(station, "ngan")
    assert f'once: ["{day} 17:00"]' in text
    assert f'once: ["{day} 17:15"]' in text
    assert text.startswith(RULE)
    assert page.locator(slot(day, "17:15")).count() == 1
    assert page.locator(slot(day, "17:00")).count() == 0
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert text_of(station, "ngan") == RULE


def test_the_time_of_the_rule_is_moved_and_a_taken_time_offers_the_nearest_free_one(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page, day = visit("lan"), tomorrow()
    page.goto(f"/schedules?from={day}")
    page.click(slot(day, "09:00"))
    page.wait_for_selector("dialog[open]")
    page.fill("#move-time", "10:00")
    page.check("input[value=rule]")
    page.click("dialog button.primary")
    page.wait_for_selector(".note.wait")
    assert "Họp tổ" in page.locator(".note.wait").inner_text()
    assert page.is_checked("input[value=rule]")
    take = page.locator("button[name=take]")
    assert "10:05" in take.inner_text()
    take.click()
    page.wait_for_selector(".toast")
    assert text_of(station, "ngan") == RULE.replace('"09:00"', '"10:05"')


@pytest.mark.lab
def test_the_grid_shows_a_free_time_where_two_sessions_meet_and_takes_it(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    station.write("schedules/ngan.yaml", RULE.replace("09:00", "10:00"))
    page, day = visit("lan"), tomorrow()

    def drawn() -> bool:
        page.goto(f"/schedules?from={day}")
        return bool(page.locator(f"{slot(day, '10:00')} .free").count())

    wait_for(drawn)
    assert page.locator(f"{slot(day, '10:00')} .free").all_inner_texts() == ["10:05"]
    page.locator(slot(day, "10:00")).filter(has=page.locator(".free")).click()
    page.wait_for_selector("dialog[open] button[name=take]")
    assert "10:05 thì không vướng gì" in page.inner_text("dialog")
    page.click("dialog button[name=take]")
    page.wait_for_selector(".toast")
    assert page.locator(slot(day, "10:05")).count() == 1


@pytest.mark.lab
def test_quiet_hours_cannot_be_chosen_for_one_airing(station: Broadcaster, visit: Callable[..., Any]) -> None:
    page, day = visit("lan"), tomorrow()
    page.goto(f"/schedules/airing?schedule=ngan&at={day}T17:00:00&day={day}&time=22:00")
    page.click("button.primary")
    page.wait_for_selector(".note.wait")
    assert "giờ yên tĩnh" in page.locator(".note.wait").inner_text()
    assert page.locator("button[name=anyway]").count() == 0
    assert text_of(station, "ngan") == RULE


def test_one_airing_is_left_out_and_a_schedule_is_paused(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page, day = visit("lan"), tomorrow()
    page.goto(f"/schedules?from={day}")
    page.click(slot(day, "17:00"))
    page.click("dialog form[action='/schedules/cancel'] button")
    page.wait_for_selector(".toast")
    assert f'except:\n  once: ["{day} 17:00"]' in text_of(station, "ngan")
    page.goto(f"/schedules?from={day}")
    page.click(slot(day, "09:00"))
    page.click("dialog form[action='/schedules/pause'] button")
    page.wait_for_selector(".toast")
    assert text_of(station, "ngan").endswith("paused: true\n")
    page.goto(f"/schedules?from={day}")
    assert page.locator(f"{slot(day, '09:00')}.paused").count() == 1
    rows = [row for row in station.json("plan", "--days", "3") if row["schedule"] == "ngan"]
    assert {row["status"] for row in rows} == {"refused"}


def test_what_two_people_change_at_once_is_compared_and_nothing_is_lost(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    lan, minh = visit("lan"), visit("minh")
    for page in (lan, minh):
        page.goto("/schedules/edit/ngan")
    lan.fill("input[name=at] >> nth=1", "18:00")
    lan.click("form#rule button.primary")
    lan.wait_for_selector(".toast")
    minh.fill("#until", "31/12/2098")
    minh.click("form#rule button.primary")
    minh.wait_for_selector("#conflict")
    assert "18 giờ" in minh.locator(".note.wait").inner_text()
    assert minh.input_value("#until") == "31/12/2098"
    assert "2098" not in text_of(station, "ngan")
    minh.fill("input[name=at] >> nth=1", "18:00")
    minh.click("form#rule button.primary")
    minh.wait_for_selector(".toast")
    text = text_of(station, "ngan")
    assert "18:00" in text
    assert "until: 2098-12-31" in text
    assert text.startswith("# Nhắc mỗi ngày")
    minh.goto("/schedules/edit/ngan")
    assert [who.split()[0] for who in minh.locator("#past + ul li span").all_inner_texts()] == [
        "minh", "lan", "Sửa",
    ]  # fmt: skip


@pytest.mark.lab
def test_what_was_saved_is_no_draft_though_its_page_was_left_before_its_script_ran(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    page.goto("/schedules/edit/ngan")
    page.route("**/schedules.*js", lambda route: route.abort())
    page.fill("input[name=at] >> nth=1", "18:00")
    page.click("form#rule button.primary")
    page.wait_for_selector(".toast")
    page.goto("/schedules/edit/ngan")
    wait_for(lambda: page.evaluate("Object.keys(localStorage).length === 0"))
    assert not page.locator("#conflict").count()
    assert page.input_value("input[name=at] >> nth=1") == "18:00"


def test_a_file_that_was_edited_by_hand_meanwhile_is_not_overwritten(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page, day = visit("lan"), tomorrow()
    page.goto(f"/schedules?from={day}")
    page.click(slot(day, "17:00"))
    page.wait_for_selector("dialog[open]")
    station.write("schedules/ngan.yaml", RULE.replace("17:00", "16:00"))
    page.fill("#move-time", "18:00")
    page.click("dialog button.primary")
    page.wait_for_selector(".note.fault")
    assert "vừa được sửa" in page.locator(".note.fault").inner_text()
    assert text_of(station, "ngan") == RULE.replace("17:00", "16:00")


@pytest.mark.lab
def test_what_the_form_has_no_field_for_is_shown_and_kept(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    page.goto("/schedules/edit/hop")
    assert "wait: 10m" in page.locator(".note pre").inner_text()
    page.fill("input[name=at]", "11:00")
    page.click("form#rule button.primary")
    page.wait_for_selector(".toast")
    assert text_of(station, "hop") == 'message: hop\nat: ["11:00"]\nwait: 10m\nonce: ["2099-01-01 08:00"]\n'


def test_a_file_with_an_error_is_shown_as_it_is_written(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    station.write("schedules/hop.yaml", 'message: hop\nat: ["25:30"]  # nửa đêm\n')
    page.goto("/schedules")
    assert page.locator(".chip.fault").inner_text() == "Tệp có lỗi"
    page.click("ul.listed a[href$='/hop']")
    assert "# nửa đêm" in page.locator(".file").inner_text()
    assert "25:30" in page.locator(".file .bad .err").inner_text()
    assert page.locator("form#rule").count() == 0


def test_who_may_not_write_sees_everything_and_changes_nothing(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page, day = visit("truc"), tomorrow()
    page.goto(f"/schedules?from={day}")
    assert page.locator("text=Đặt lịch").count() == 0
    page.click(slot(day, "17:00"))
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog form").count() == 0
    answer = page.evaluate(
        """async ([day]) => {
          const csrf = document.querySelector("meta[name=csrf]").content;
          const body = new URLSearchParams({schedule: "ngan", at: day + "T17:00:00", etag: "x", csrf});
          return (await fetch("/schedules/cancel", {method: "POST", body})).status;
        }""",
        [str(day)],
    )
    assert answer == 403
    assert text_of(station, "ngan") == RULE


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.lab
def test_nothing_is_wider_than_the_window(
    station: Broadcaster, visit: Callable[..., Any], width: int
) -> None:
    page, day = visit("lan", viewport={"width": width, "height": 740}), tomorrow()
    for path in (
        f"/schedules?from={day}",
        f"/schedules/month?from={day}",
        "/schedules/new",
        "/schedules/edit/ngan",
        f"/schedules/airing?schedule=ngan&at={day}T17:00:00",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"/schedules?from={day}")
    assert re.match(r"Thứ|Chủ", page.locator(".week h3").first.inner_text())


@pytest.mark.parametrize("visit", [AROUND_THE_CLOCK], indirect=True, ids=["at any hour"])
def test_what_aired_stands_in_the_week_with_its_outcome(
    station: Broadcaster, visit: Callable[..., Any]
) -> None:
    page = visit("lan")
    page.goto("/schedules")  # it is told without a reload
    asked = """async () => {
      const csrf = document.querySelector("meta[name=csrf]").content;
      const body = new URLSearchParams({message: "ngan", csrf});
      return (await fetch("/play", {method: "POST", body})).status;
    }"""
    assert page.evaluate(asked) == 200
    page.wait_for_selector(".today .slot.done", timeout=30_000)
    assert page.evaluate("document.querySelectorAll('[data-slot][tabindex=\"0\"]').length") == 1
    assert "Đã phát" in page.locator(".today .slot.done").inner_text()


@pytest.mark.parametrize(
    "look",
    [
        # Light and wide each page is examined by `test_accessibility`.
        pytest.param(("vi-VN", "light", 1280), id="vi", marks=pytest.mark.lab),
        pytest.param(("en-GB", "dark", 360), id="en"),
    ],
)
def test_axe_finds_nothing_on_any_page_of_the_timetable(
    station: Broadcaster, visit: Callable[..., Any], look: tuple[str, str, int]
) -> None:
    language, scheme, width = look
    size = {"width": width, "height": 800}
    page, day = visit("lan", locale=language, color_scheme=scheme, viewport=size), tomorrow()
    station.write("schedules/hop.yaml", 'message: hop\nat: ["25:30"]\n')
    airing = f"/schedules/airing?schedule=ngan&at={day}T17:00:00"
    for path in (
        f"/schedules?from={day}",
        "/schedules/month",
        "/schedules/edit/ngan",
        "/schedules/edit/hop",
        airing,
    ):
        page.goto(path)
        assert violations(page) == [], path
    page.goto(f"{airing}&day={day}&time=22:00")
    page.click("button.primary")
    page.wait_for_selector(".note.wait")
    assert violations(page) == []
    page.goto(f"/schedules?from={day}")
    page.click(slot(day, "17:00"))
    page.wait_for_selector("dialog[open]")
    assert violations(page) == []


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]
