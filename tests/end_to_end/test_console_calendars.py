"""Lịch năm: a calendar of others is subscribed in a browser, fetched, told when it fails, and left."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, settled, sign_in

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
DAY = date.today() + timedelta(days=3)  # noqa: DTZ011 - any day to come
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Tỉnh\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    f"DTSTART;VALUE=DATE:{DAY:%Y%m%d}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_calendar_is_subscribed_fetched_and_its_days_silence_a_schedule(
    station: Broadcaster, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/lich.ics").respond_with_data(ICS, content_type="text/calendar")
    httpserver.expect_request("/hong.ics").respond_with_data("", status=404)
    port = settled(station, SETTINGS + "calendars: {allow: [localhost]}\n")
    peopled(station, {"lan": ("officer",)})
    station.write("schedules/ngay.yaml", 'message: ngan\nat: ["06:30"]\n')
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "lan")
        page.goto(f"/schedules/year?year={DAY.year}")
        page.fill("#calendar", "Lịch tỉnh")
        page.fill("#url", "ftp://x")
        page.click("form[action='/schedules/year/subscribe'] button")
        assert "http://" in page.inner_text("section[aria-labelledby=calendars]")
        page.fill("#url", httpserver.url_for("/lich.ics"))
        page.click("form[action='/schedules/year/subscribe'] button")
        page.wait_for_selector(".toast")
        assert "số ngày: 1" in page.inner_text(".toast")
        card = page.inner_text("section[aria-labelledby=calendars]")
        assert "Lịch tỉnh" in card
        assert "lich.ics" not in card
        station.write("schedules/ngay.yaml", 'message: ngan\nat: ["06:30"]\nexcept: {named: [lich-tinh]}\n')

        def silent() -> bool:
            rows = station.json("plan", "--days", "6")
            return bool(rows) and all(not row["start"].startswith(f"{DAY}") for row in rows)

        wait_for(silent)
        wait_for(lambda: len(station.look("status")["calendars"]) == 1)
        (shown,) = station.json("status")["calendars"]
        assert (shown["name"], shown["days"], shown["error"]) == ("lich-tinh", 1, None)
        book = station.folder / "calendar.yaml"
        book.write_text(book.read_text("utf-8").replace("lich.ics", "hong.ics"), "utf-8")
        assert station("calendar", "--update").returncode == 1
        wait_for(lambda: "HTTP 404" in (station.look("status")["calendars"][0]["error"] or ""))
        page.goto(f"/schedules/year?year={DAY.year}")
        assert "HTTP 404" in page.inner_text("section[aria-labelledby=calendars]")
        page.click("form[action='/schedules/year/fetch'] button")
        page.wait_for_selector("text=thử lại mỗi giờ")
        station.write("schedules/ngay.yaml", 'message: ngan\nat: ["06:30"]\n')
        page.click("section[aria-labelledby=calendars] form[action='/schedules/year/remove'] button")
        page.wait_for_selector("text=Chưa theo dõi lịch nào")
        wait_for(lambda: station.look("status")["calendars"] == [])
        browser.close()


@pytest.mark.lab
def test_an_event_of_a_file_is_a_draft_and_its_cancellation_is_told_on_ban_tin(
    station: Broadcaster, tmp_path: Path
) -> None:
    file, event = tmp_path / "hop.ics", ICS.replace("UID:1", "UID:hop-1\r\nSUMMARY:Họp dân tổ 3")
    file.write_text(event, "utf-8")
    port = settled(station, SETTINGS)
    peopled(station, {"lan": ("officer",)})
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "lan")

        def drop() -> str:
            page.goto("/schedules/year")
            page.set_input_files("#ics", file)
            page.click("form[action='/schedules/year/announce-file'] button")
            page.wait_for_selector(".toast")
            told: str = page.inner_text(".toast")
            return told

        assert "Bản nháp hop-dan-to-3" in drop()
        assert page.url.endswith("/messages")
        assert "Họp dân tổ 3" in page.inner_text("main")
        assert "paused: true" in (station.folder / "schedules/hop-dan-to-3.yaml").read_text("utf-8")
        assert "không có sự kiện mới" in drop().lower()
        file.write_text(event.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT"), "utf-8")
        drop()
        assert "đã huỷ" in page.inner_text(".note.wait")
        page.click("form[action='/messages/event-seen'] button")
        page.wait_for_selector(".toast >> text=Đã xem")
        assert page.locator("form[action='/messages/event-seen']").count() == 0
        rows = [row for row in station.json("plan", "--days", "6") if row["message"] == "hop-dan-to-3"]
        assert {row["status"] for row in rows} == {"refused"}
        browser.close()
