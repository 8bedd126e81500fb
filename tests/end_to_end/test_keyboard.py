"""The officer's main ways by keyboard alone: no click, no fill; what has the focus is what a key reaches.

From signing in, over a message to the timetable, to an emergency whose button is held by Space.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled

pytestmark = [pytest.mark.patient, needs_chromium]
WARD = SETTINGS + "zones: {cung: {title: Bản Cung, channel: left}, lan: {title: Bản Lan, channel: right}}\n"
FLOOD = (
    "title: Lũ đang về\npriority: emergency\nrepeat: 1\n"
    "parts:\n  - say: Bà con ven suối rời nhà ngay.\n  - pause: 30s\n"
)
MOST = 150  # presses of Tab on the longest of these ways
HELD = 2.4  # seconds; the button wants two
SEEN = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const label = one.closest("label") ?? one, looks = [getComputedStyle(one), getComputedStyle(label)];
    return {
        ringed: looks.some((each) => each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0),
        open: !middle || middle.contains(one) || label.contains(middle) || one.contains(middle),
    };
}"""
"""Whether what has the focus shows that it has it, and nothing lies over it."""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def to(self, what: str) -> None:
        """Tab until the focus is on what a selector names; each stop on the way must be seen."""
        for _ in range(MOST):
            if self.page.evaluate("(what) => document.activeElement.matches(what)", what):
                return
            self.press("Tab")
            if self.page.evaluate("document.activeElement !== document.body"):
                seen = self.page.evaluate(SEEN)
                where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
                assert seen == {"ringed": True, "open": True}, f"{seen} {self.page.url} {where}"
        raise AssertionError(f"no Tab leads to {what} on {self.page.url}")

    def type(self, what: str, words: str) -> None:
        self.to(what)
        self.page.keyboard.type(words)

    def enter(self, what: str, url: str) -> None:
        """Press what a selector names, and wait for the page that it leads to."""
        self.to(what)
        self.press("Enter")
        self.page.wait_for_url(url)


@pytest.fixture
def keys(station: Broadcaster, browser: Any) -> Iterator[Keys]:
    port = settled(station, WARD)
    station.write("messages/lu.yaml", FLOOD)
    peopled(station, {"lan": ("officer", "duty")})
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        keys = Keys(opened(viewport={"width": 1280, "height": 800}))
        keys.page.goto("/sign-in")
        keys.type("#person", "lan")
        keys.type("#secret", secret("lan"))
        keys.press("Enter")
        keys.page.wait_for_url(lambda url: "/sign-in" not in url)
        yield keys


def test_a_message_is_written_and_put_into_the_timetable(station: Broadcaster, keys: Keys) -> None:
    page = keys.page
    keys.enter("nav a[href='/messages']", "**/messages")
    keys.enter("main a[href='/messages/new']", "**/messages/new")
    keys.type("main input[name=title]", "Họp tổ")
    keys.press("Enter")
    page.wait_for_url("**/messages/edit/**")
    name = page.url.rpartition("/")[2]
    keys.to("textarea[name='part-0']")
    keys.press("Control+a")
    page.keyboard.type("Mời bà con đến họp lúc 19h30.")
    page.wait_for_selector("[data-reading] >> text=mười chín giờ")
    keys.to("[data-reading] button")
    with page.expect_response("**/hear") as heard:
        keys.press("Enter")
    assert heard.value.status == 200
    keys.press("Control+s")
    wait_for(lambda: "19h30" in (station.folder / f"messages/{name}.yaml").read_text("utf-8"))
    page.goto(f"/schedules/new?message={name}")
    keys.to("#rule [name=at]")
    keys.press("Control+a")
    page.keyboard.type("17:15")
    keys.to("#rule [name=zones][value=lan]")
    keys.press("Space")
    keys.enter("#rule .primary", "**/schedules")
    written = (station.folder / f"schedules/{name}.yaml").read_text("utf-8")
    assert 'at: ["17:15"]' in written
    assert "zones: [lan]" in written
    print(f"{keys.pressed} keys beside the words")  # noqa: T201


def test_words_are_aired_at_once_and_stopped(station: Broadcaster, keys: Keys) -> None:
    page = keys.page
    page.goto("/")
    keys.to(".acts [popovertarget=play]")
    keys.press("Enter")
    keys.to("#message")
    keys.press("Home")
    keys.type("#play #text", "Mời bà con ra nhà văn hóa họp, họp xong thì cùng nhau quét dọn đường ngõ.")
    keys.to("#play button.go")
    keys.press("Enter")
    page.wait_for_url("**/?notice=*")
    wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
    keys.press("Control+Alt+s")
    wait_for(lambda: station.look("log")[-1]["outcome"] == "cut")


def test_an_emergency_sounds_once_its_button_was_held(station: Broadcaster, keys: Keys) -> None:
    page = keys.page
    keys.enter("a.btn.alarm[href='/emergency']", "**/emergency")
    keys.to("input[name=message][value^='lu ']")
    keys.press("Space")
    keys.to("[name=zones][value=cung]")
    keys.press("Space")
    keys.to("[data-hold-button]")
    assert page.locator("[data-hold-button] span").inner_text() == "Giữ để phát: Lũ đang về · Bản Cung"
    page.keyboard.down("Space")
    page.wait_for_timeout(500)
    page.keyboard.up("Space")
    page.wait_for_timeout(2500)
    assert not station.look("status")["on_air"], "half a second is no hold"
    assert station.look("log") == []
    page.keyboard.down("Space")
    page.wait_for_timeout(HELD * 1000)
    page.keyboard.up("Space")
    wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
    now = station.look("status")["on_air"]
    assert (now["message"], now["zones"], now["emergency"]) == ("lu", ["cung"], True)
    keys.to(".stop")
    keys.press("Enter")
    wait_for(lambda: not station.look("status")["on_air"])
