"""Báo tin in a browser: who is told, a test that arrives, a server that is gone; no address is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, peopled, settled, sign_in
from tests.end_to_end.test_notices import ADDRESS, settings_with_notices
from tests.fakes.mail_server import LATER, TAKE, mail_server

pytestmark = [pytest.mark.patient, needs_chromium]


@pytest.mark.lab
def test_a_test_is_sent_from_the_page_and_what_fails_says_why(station: Broadcaster, browser: Any) -> None:
    ways = [TAKE]
    with mail_server(lambda: ways[0]) as box:
        port = settled(station, settings_with_notices(station, box.port))
        peopled(station, {"hoa": ("leader",)})
        with station.running("--trust-clock"), visiting(port, browser) as opened:
            page = opened()
            sign_in(page, "kt", "/settings/notices")
            page.locator("button[name=to]").click()
            page.locator(".toast", has_text="lan").wait_for()
            wait_for(lambda: len(box.mails) == 1)
            page.goto("/settings/notices")
            wait_for(lambda: page.reload() is not None and page.locator(".chip.ok").count() == 1)

            ways[0] = LATER
            with page.expect_navigation():
                page.locator("form[action='/settings/notices/test'] button:not([name])").click()
            wait_for(lambda: page.reload() is not None and "451" in page.content())
            assert page.locator(".chip.wait").count() == 1
            assert ADDRESS not in page.content()
            page.evaluate(AXE)
            assert page.evaluate(RUN) == []

            ways[0] = TAKE
            page.goto("/settings/people/hoa")
            page.fill("#mail", "hoa@phuong.example")
            page.locator("form[action$='/contact'] button").click()
            page.locator(".toast").wait_for()
            page.goto("/settings/notices")
            with page.expect_navigation():
                page.locator("button[name=to][value=hoa]").click()
            wait_for(lambda: any("hoa@phuong.example" in str(mail["To"]) for mail in box.mails))
            assert "hoa@phuong.example" not in page.content()
            rows = station("log", "events", "--format", "json").stdout
            assert "told of news" in rows
            assert "phuong.example" not in rows

            page.locator("details[data-new] summary").click()
            page.fill("[id='notices.to.+:name']", "Chị Mai")
            page.check("[name='notices.to.+.roles*duty']")
            page.fill("[id='notices.to.+.mail']", "mai@phuong.example")
            assert "mai@" not in page.evaluate("JSON.stringify(localStorage)")
            page.locator(".sticky .primary").click()
            page.locator(".toast").wait_for()
            page.wait_for_load_state("load")
            mai = page.locator("button[name=to][value=chi-mai]")
            # The station takes the file when it has not changed for a second.
            wait_for(lambda: page.reload() is not None and mai.count() == 1)
            assert page.locator("#brought-back:visible").count() == 0
            assert "mai@phuong.example" not in page.content() + (station.folder / "station.yaml").read_text()
            page.evaluate(AXE)
            assert page.evaluate(RUN) == []

            page.fill("[id='notices.night']", "22:00-05:00")
            page.fill("[id='notices.mail:set.user']", "dai")
            page.fill("[id='notices.mail:set.password']", "kín như bưng")
            page.locator(".sticky .primary").click()
            page.locator(".toast").wait_for()
            written = (station.folder / "station.yaml").read_text("utf-8")
            assert "night: 22:00-05:00" in written.replace('"', "")
            assert "password: !secret notices-mail-password" in written
            assert "kín" not in written + page.content()
            assert "kín như bưng" in (station.folder / "secrets.yaml").read_text("utf-8")
            assert station("check").returncode == 0
