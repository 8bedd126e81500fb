"""The door of the console: second step, one's own account, sessions, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import Broadcaster
from tests.end_to_end.console_pages import peopled, secret, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]


@pytest.fixture
def visit(station: Broadcaster, browser: Any) -> Iterator[Callable[[], Any]]:
    port = settled(station)
    peopled(station, {"lan": ("officer",)})
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        yield opened


def test_one_comes_back_to_the_page_from_which_one_was_sent(visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "lan", "/log?from=2026-01-02")
    assert page.url.endswith("/log?from=2026-01-02")
    page.goto("/sign-in?next=//evil.example/")
    page.fill("#person", "lan")
    page.fill("#secret", secret("lan"))
    page.click("button.primary")
    page.wait_for_url("**/")
    assert "evil" not in page.url


@pytest.mark.lab
def test_the_door_at_the_stations_own_screen_tells_of_no_lost_station_and_shows_what_airs(
    visit: Callable[[], Any],
) -> None:
    page = visit()
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 300 else None)
    page.goto("/sign-in")
    page.wait_for_load_state("networkidle")
    assert (refused, page.locator("html.lost").count()) == ([], 0)
    other = visit()
    sign_in(other, "lan")
    other.click(".acts [popovertarget=play]")
    other.select_option("#message", "dai")
    other.click("#play button.go")
    page.wait_for_selector(".strip >> text=Dài")
    assert page.locator("html.lost").count() == 0


def test_an_authenticator_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    visit: Callable[[], Any],
) -> None:
    page = visit()
    sign_in(page, "lan", "/account")
    page.fill("#now-codes", secret("lan"))
    page.click("#codes button")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 8
    page.goto("/account")
    page.fill("#now-authenticator", "sai rồi")
    page.click("#authenticator button")
    page.wait_for_selector("#authenticator .note.fault")
    page.fill("#now-authenticator", secret("lan"))
    page.click("#authenticator button")
    page.wait_for_selector(".code svg")
    key = page.locator("details code").inner_text(timeout=1000) or page.locator("details code").text_content()
    totp = pyotp.TOTP("".join(key.split()))
    page.fill("#code", totp.now())
    page.click("button.primary")
    page.wait_for_url("**/account")
    assert page.locator("#authenticator .chip.ok").count() == 1
    # From now on the password is half of it.
    other = visit()
    other.goto("/sign-in?next=/log")
    other.fill("#person", "lan")
    other.fill("#secret", secret("lan"))
    put_there = other.context.cookies()  # another server of this computer may have chosen them
    other.click("button.primary")
    other.wait_for_url("**/sign-in/code")
    stranger = visit()
    stranger.context.add_cookies(put_there)
    stranger.goto("/sign-in/code")
    assert stranger.url.endswith("/sign-in"), "half a sign-in belongs to who began it"
    other.goto("/log")
    assert "/sign-in" in other.url
    other.goto("/sign-in/code")
    other.fill("#code", "000000")
    other.click("button.primary")
    other.wait_for_selector(".note.fault")
    other.fill("#code", codes[0])
    other.click("button.primary")
    other.wait_for_url("**/log")


def test_a_password_is_changed_with_the_old_one_and_ends_the_other_sessions(visit: Callable[[], Any]) -> None:
    pages = [visit(), visit()]
    for page in pages:
        sign_in(page, "lan")
    pages[0].goto("/account")
    assert pages[0].locator("#sessions li").count() == 2
    pages[0].fill("#now-password", "sai rồi nhé")
    pages[0].fill("#new-password", "một câu mới thật dài")
    pages[0].click("#password button")
    pages[0].wait_for_selector("#password .note.fault")
    pages[0].fill("#now-password", secret("lan"))
    pages[0].fill("#new-password", "một câu mới thật dài")
    pages[0].click("#password button")
    pages[0].wait_for_selector(".toast")
    assert pages[0].locator("#sessions li").count() == 1
    pages[1].goto("/log")
    assert "/sign-in" in pages[1].url


@pytest.mark.lab
def test_a_session_is_ended_from_another_browser(visit: Callable[[], Any]) -> None:
    pages = [visit(), visit(), visit()]
    for page in pages:
        sign_in(page, "lan")
    pages[0].goto("/account")
    pages[0].locator("#sessions li button").first.click()
    pages[0].wait_for_selector(".toast")
    assert pages[0].locator("#sessions li").count() == 2
    pages[0].click("#sessions > form button")
    pages[0].wait_for_selector(".toast")
    assert pages[0].locator("#sessions li").count() == 1
    for page in pages[1:]:
        page.goto("/log")
        assert "/sign-in" in page.url


def test_who_failed_is_told_how_long_to_wait_and_the_button_works_then(visit: Callable[[], Any]) -> None:
    page = visit()
    page.goto("/sign-in")
    told = ""
    for number in range(9):  # at the fourth, unless the machine is so busy that one has waited already
        page.fill("#person", "lan")
        page.fill("#secret", f"một hai ba {number}")
        with page.expect_navigation():  # what the guess before was told is there as well
            page.click("button.primary:enabled")
        told = page.locator(".note.fault").inner_text()
        if re.search(r"\d", told):
            break
    # At the station's own screen it is seconds, and nobody is locked out.
    assert re.search(r"\d", told)
    page.fill("#person", "lan")
    page.fill("#secret", secret("lan"))
    page.click("button.primary:enabled", timeout=8000)
    page.wait_for_url("**/")
