"""What the officer does on Hôm nay about an airing that did not happen as it should, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]
Visit = Callable[..., Any]


def noon() -> ZoneInfo:
    """A zone in which it is between 12:00 and 13:00 now: nothing of the test falls on another day."""
    east = 12 - datetime.now(UTC).hour
    return ZoneInfo(f"Etc/GMT{-east:+d}" if east else "UTC")


@pytest.fixture
def zone() -> ZoneInfo:
    return noon()


@pytest.fixture
def hush() -> str:
    """The quiet hours: now, unless a test wants others."""
    return "11:00-15:00"


@pytest.fixture
def visit(station: Broadcaster, browser: Any, zone: ZoneInfo, hush: str) -> Iterator[Visit]:
    """Opens a page for a person; what the browser complains about fails the test."""
    quiet = SETTINGS.replace("timezone: UTC", f"timezone: {zone.key}").replace(
        "quiet: none", f'quiet: "{hush}", sessions_per_day: 6, days_per_week: 7'
    )
    port = settled(station, quiet)
    station.write("schedules/ngan.yaml", 'message: ngan   # mỗi trưa\nat: ["14:00"]\n')
    station.write("messages/hop.yaml", SHORT.replace("Ngắn", "Họp tổ"))
    station.write("schedules/hop.yaml", 'message: hop\nat: ["15:05"]\n')
    peopled(station, {"lan": ("officer",), "minh": ("officer",), "truc": ("duty",)})
    with station.running("--trust-clock"), visiting(port, browser) as opened:

        def signed_in(person: str, **options: Any) -> Any:
            page = opened(**options)
            sign_in(page, person)
            return page

        yield signed_in


def row(page: Any, hour: str) -> Any:
    """The airing of the day at that time."""
    return page.locator(f'.day > li:has(time[datetime="{hour}"])')


def text_of(station: Broadcaster, name: str) -> str:
    return (station.folder / "schedules" / f"{name}.yaml").read_text("utf-8")


def test_what_will_not_air_gets_the_next_free_time_by_one_click(
    station: Broadcaster, visit: Visit, zone: ZoneInfo
) -> None:
    page, day = visit("lan", viewport={"width": 360, "height": 740}), datetime.now(zone).date()
    rule = text_of(station, "ngan")
    button = row(page, "14:00").locator("form[action='/schedules/once'] button")
    assert button.inner_text() == "Phát lúc 15:00"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    button.click()
    page.wait_for_selector(".toast", timeout=5000)
    assert "Ngắn sẽ phát lúc 15 giờ" in page.locator(".toast").inner_text()
    assert text_of(station, "ngan") == f'{rule}once: ["{day} 15:00"]\n'
    row(page, "15:00").wait_for()  # told without a reload
    assert "Đã đặt phát lúc 15:00" in row(page, "14:00").inner_text()
    assert row(page, "14:00").locator("form[action='/schedules/once']").count() == 0
    planned = [each for each in station.json("plan") if each["start"].startswith(f"{day}T15:00")]
    assert [(each["message"], each["status"]) for each in planned] == [("ngan", "planned")]
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert text_of(station, "ngan") == rule


def test_the_week_offers_the_free_time_too_in_its_list_and_in_the_dialog_of_the_airing(
    station: Broadcaster, visit: Visit, zone: ZoneInfo
) -> None:
    page, day = visit("lan", viewport={"width": 1280, "height": 800}), datetime.now(zone).date()
    rule = text_of(station, "ngan")
    page.goto("/schedules")
    page.locator(f"[data-day='{day}'] a.slot.no").click()
    inside = page.locator("#airing form[action='/schedules/once'] button")
    inside.wait_for()
    assert inside.inner_text() == "Phát lúc 15:00"
    page.keyboard.press("Escape")
    page.locator("#not-aired form[action='/schedules/once'] button").click()
    page.wait_for_selector(".toast", timeout=5000)
    assert "/schedules?from=" in page.url  # the week is still shown
    assert text_of(station, "ngan") == f'{rule}once: ["{day} 15:00"]\n'
    page.locator(f"[data-day='{day}'] a.slot time", has_text="15:00").wait_for()
    assert "Đã đặt phát lúc 15:00" in page.locator("#not-aired").inner_text()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert text_of(station, "ngan") == rule


@pytest.mark.lab
def test_a_time_that_somebody_took_meanwhile_is_not_taken_twice(
    station: Broadcaster, visit: Visit, zone: ZoneInfo
) -> None:
    lan, minh, day = visit("lan"), visit("minh"), datetime.now(zone).date()
    minh.route("**/events*", lambda route: route.abort())  # this page does not hear of it
    minh.reload()
    lan.goto("/")
    row(lan, "14:00").locator("form[action='/schedules/once'] button").click()
    lan.wait_for_selector(".toast")
    row(minh, "14:00").locator("form[action='/schedules/once'] button").click()
    minh.wait_for_selector(".toast")
    assert "Chưa đặt được lúc 15 giờ" in minh.locator(".toast").inner_text()
    assert text_of(station, "ngan").count(str(day)) == 1


def test_what_a_person_asked_for_at_the_wrong_hour_gets_a_schedule_of_its_own(
    station: Broadcaster, visit: Visit, zone: ZoneInfo
) -> None:
    page, day = visit("lan"), datetime.now(zone).date()
    page.goto("/")
    asked = """async () => {
      const csrf = document.querySelector("meta[name=csrf]").content;
      const body = new URLSearchParams({message: "hop", csrf});
      return (await fetch("/play", {method: "POST", body})).status;
    }"""
    assert page.evaluate(asked) == 409
    wait_for(lambda: bool(station.look("log")))  # its row is written
    page.goto("/")
    button = page.locator(".day form[action='/schedules/once']:has(input[name=message][value=hop]) button")
    button.first.wait_for()
    offered = re.search(r"\d\d:\d\d", button.first.inner_text())
    assert offered is not None
    button.first.click()
    page.wait_for_selector(".toast", timeout=5000)
    assert text_of(station, "hop-2") == f'message: hop\nonce: ["{day} {offered[0]}"]\n'
    page.click(".toast button")
    page.wait_for_selector("text=Đã trả lại như trước")
    assert not (station.folder / "schedules" / "hop-2.yaml").exists()


def test_who_may_not_write_is_offered_no_time(station: Broadcaster, visit: Visit) -> None:
    page = visit("truc")
    assert row(page, "14:00").count() == 1
    assert page.locator("form[action='/schedules/once']").count() == 0


def test_what_was_done_is_still_told_after_a_letter_was_sent(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    page = visit("lan")
    page.goto("/messages")
    letter = tmp_path / "cong-van.txt"
    letter.write_text("THÔNG BÁO\nVề việc họp tổ dân phố\n\nKính mời bà con đến họp lúc 19 giờ.\n", "utf-8")
    # In another tab something is done whose notice no page has shown yet.
    asked = """async () => {
      const csrf = document.querySelector("meta[name=csrf]").content;
      const body = new URLSearchParams({schedule: "ngan", etag: "", csrf});
      const page = await (await fetch("/schedules/edit/ngan", {headers: {"x-unseen": "1"}})).text();
      body.set("etag", /name="etag" value="([0-9a-f]+)"/.exec(page)[1]);
      body.set("paused", "true");
      return (await fetch("/schedules/pause", {method: "POST", body, redirect: "manual"})).type;
    }"""
    assert page.evaluate(asked) == "opaqueredirect"
    page.set_input_files("input[type=file]", str(letter))
    page.wait_for_url("**/messages/letter/**", timeout=60_000)
    assert "tạm ngừng" in page.locator(".toast").inner_text().lower()


@pytest.mark.parametrize("hush", ["01:00-02:00"])
@pytest.mark.lab
def test_what_was_stopped_goes_on_from_the_sentence_that_is_shown(station: Broadcaster, visit: Visit) -> None:
    news = "title: Tin dài\nrepeat: 1\nparts:\n"
    for words in ("Câu một mở đầu.", "Câu hai nói về lịch tiêm.", "Câu ba xin hết."):
        news += f"  - say: {words}\n  - pause: 3s\n"
    station.write("messages/tin-dai.yaml", news)
    page = visit("lan", viewport={"width": 360, "height": 740})
    page.goto("/")
    asked = """async (message) => {
      const csrf = document.querySelector("meta[name=csrf]").content;
      return (await fetch("/play", {method: "POST", body: new URLSearchParams({message, csrf})})).status;
    }"""
    wait_for(lambda: page.evaluate(asked, "tin-dai") == 200)
    wait_for(lambda: (station.look("status")["on_air"] or {}).get("started") is not None)
    begun = datetime.fromisoformat(station.json("status")["on_air"]["started"])
    # Four seconds after the first sound it is in the pause before the second sentence, or in it.
    left = begun + timedelta(seconds=4) - datetime.now(UTC)
    page.wait_for_timeout(max(0.0, left.total_seconds() * 1000))
    page.locator("#strip form[action='/stop'] button").click()
    button = page.locator("form[action='/go-on'] button")
    button.wait_for()  # told without a reload
    assert button.inner_text() == "Phát tiếp từ câu 2"
    assert "câu hai" in page.locator("form[action='/go-on']").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    button.click()
    page.wait_for_url("**/?notice=*")
    page.wait_for_selector("text=phát tiếp buổi bị cắt")
    wait_for(lambda: station.look("log")[-1]["outcome"] == "aired")
    cut, rest = station.json("log")[-2:]
    assert (cut["outcome"], rest["resumes"], rest["who"]) == ("cut", cut["id"], "lan (lan)")
    page.goto("/")
    assert page.locator("form[action='/go-on']").count() == 0  # it has gone on
