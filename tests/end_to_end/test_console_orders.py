"""Thiết lập: orders to air more and days of mourning, entered and ended in a browser."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, settled, sign_in

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


def test_order_and_mourning_are_entered_seen_in_the_log_and_ended(station: Broadcaster) -> None:
    port = settled(station, SETTINGS)
    peopled(station, {"hoa": ("leader",)})
    book = station.folder / "regulation.yaml"
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "hoa")
        page.goto("/settings/orders")
        last = date.today() + timedelta(days=3)  # noqa: DTZ011 - of the computer, as the station has it
        until = f"{last.day}/{last.month}/{last.year}"
        page.fill("#number", "215/UBND-VX")
        page.fill("#order-by", "UBND tỉnh")
        page.fill("#order-until", until)
        page.click("form[action='/settings/orders/order'] button")
        assert "215/UBND-VX" in page.inner_text("body")
        wait_for(lambda: "215/UBND-VX" in book.read_text("utf-8"))
        page.check("input[value='silence']")
        page.fill("#mourning-until", until)
        page.click("form[action='/settings/orders/mourn'] button")

        def listed() -> bool:
            page.goto("/settings/orders")
            return "Để tang: không phát gì" in page.inner_text("table, [role=table]")

        wait_for(listed)
        codes = [event["code"] for event in station.json("log", "events")]
        assert {"regulation.took_order_new", "regulation.took_mourning_new"} <= set(codes)
        page.fill("#number", "x")
        page.fill("#order-by", "x")
        for wrong in ("31/2/2099", "1/1/2020"):  # no such day; before the first one
            page.fill("#order-until", wrong)
            page.click("form[action='/settings/orders/order'] button")
            page.wait_for_selector("#order-until[aria-invalid=true]")
            assert page.input_value("#order-until") == wrong
            assert page.input_value("#number") == "x"
        page.goto("/settings/orders")
        page.click("form[action='/settings/orders/mourn-end'] button")
        page.goto("/settings/orders")
        wait_for(lambda: "silence" not in book.read_text("utf-8"))
        assert "215/UBND-VX" in book.read_text("utf-8")
        browser.close()


def test_form_of_the_block_says_that_the_rules_of_another_file_hold(station: Broadcaster) -> None:
    port = settled(station, SETTINGS.replace("regulation: {quiet: none}\n", ""))
    peopled(station, {})
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "kt")
        page.goto("/settings/regulation")
        assert "regulation.yaml" not in page.inner_text("main")
        station.write("regulation.yaml", 'rules: [{by: Điều 8, quiet: ["21:00-06:00"]}]\n')

        def told() -> bool:
            page.goto("/settings/regulation")
            return "regulation.yaml" in page.inner_text("main")

        wait_for(told)
        browser.close()


@pytest.mark.lab
def test_a_profile_is_taken_a_rule_is_changed_removed_and_put_back(station: Broadcaster) -> None:
    port = settled(station, SETTINGS.replace("regulation: {quiet: none}\n", ""))
    peopled(station, {"hoa": ("leader",), "lan": ("officer",)})
    book = station.folder / "regulation.yaml"
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "hoa")
        page.goto("/settings/orders")
        page.select_option("#profile", "ha-noi-noi-thanh")
        page.click("form[action='/settings/orders/profile'] button")
        page.wait_for_selector(".toast")
        shipped = book.read_text("utf-8")
        assert "sessions_per_day: 2" in shipped
        page.click("a[href='/settings/orders/rule#rule']")
        page.fill("[name='by']", "Điều 9")
        page.click("form[action='/settings/orders/rule'] button")
        assert "regulation.yaml" in page.inner_text(".note")  # a rule that says nothing
        assert page.input_value("[name='by']") == "Điều 9"
        page.fill("[name='quiet']", "20:00-06:30, 11:30-13:00")
        page.check("[name='classes*normal']")
        page.check("[name='classes*priority']")
        page.click("form[action='/settings/orders/rule'] button")
        page.wait_for_selector(".toast")
        assert set(shipped.splitlines()) <= set(book.read_text("utf-8").splitlines())

        def told() -> bool:
            rows = station.json("regulation")
            return any(row["by"].startswith("Điều 9") and "20:00" in row["what"] for row in rows)

        wait_for(told)
        page.click("form[action='/settings/orders/rule-remove'] button >> nth=-1")
        page.wait_for_selector("text=Đã bỏ quy định")
        assert "Điều 9" not in book.read_text("utf-8")
        page.click(".toast button")
        page.wait_for_selector("text=Đã trả lại như trước")
        assert "Điều 9" in book.read_text("utf-8")
        other = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(other, "lan")
        answer = other.goto("/settings/orders/rule")
        assert answer is not None
        assert answer.status == 403
        browser.close()


def test_the_block_moves_by_one_click_and_comes_back_and_a_fault_stands_at_its_field(
    station: Broadcaster,
) -> None:
    block = "regulation: {quiet: none, sessions_per_day: 9, quotas: refuse}   # theo quyết định cũ\n"
    port = settled(station, SETTINGS.replace("regulation: {quiet: none}\n", block))
    peopled(station, {"hoa": ("leader",)})
    book, settings = station.folder / "regulation.yaml", station.folder / "station.yaml"
    before = settings.read_text("utf-8")
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "hoa")
        page.goto("/settings/orders")
        assert page.query_selector("form[action='/settings/orders/profile']") is None
        page.fill("#decision-number", "15/QĐ-UBND")
        page.fill("#decision-on", "2/3/2026")
        page.click("form[action='/settings/orders/move'] button")
        page.wait_for_selector("text=Đã chuyển quy định")
        assert "regulation:" not in settings.read_text("utf-8")
        assert "# theo quyết định cũ" in book.read_text("utf-8")
        assert "sessions_per_day: 9" in book.read_text("utf-8")
        page.click(".toast button")
        page.wait_for_selector("text=Đã trả lại như trước")
        assert settings.read_text("utf-8") == before
        assert not book.exists()
        page.fill("#decision-number", "15/QĐ-UBND")
        page.fill("#decision-on", "2/3/2026")
        page.click("form[action='/settings/orders/move'] button")
        page.wait_for_selector("text=Đã chuyển quy định")
        wait_for(lambda: any("15/QĐ-UBND" in row["by"] for row in station.look("regulation")))
        page.click("a[href='/settings/orders/rule?index=0#rule']")
        page.fill("[name='quiet']", "chiều")
        page.fill("[name='season']", "31-31..04-15")
        page.click("form[action='/settings/orders/rule'] button")
        page.wait_for_selector("#rule .err")
        assert page.locator("#rule .err").count() == 2
        assert page.get_attribute("[name='quiet']", "aria-invalid") == "true"
        assert page.input_value("[name='season']") == "31-31..04-15"
        assert page.get_attribute("[name='by']", "aria-invalid") != "true"
        browser.close()
