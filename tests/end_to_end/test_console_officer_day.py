"""The officer's day in a real browser: nothing typed is lost, nothing shown is untrue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, peopled, secret, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ZONES = "zones: {cung: {title: Bản Cung, channel: left}, lan: {title: Bản Tà Lạn Than, channel: right}}\n"
WARD = SETTINGS.replace("required: false", "required: true, own: true") + ZONES
FLOOD = "title: Lũ đang về\npriority: emergency\nrepeat: 1\nparts:\n" + "".join(
    f"  - say: Câu số {number} của tin khẩn cấp, bà con nghe cho rõ rồi rời nhà ngay.\n"
    for number in range(1, 9)
)
MEETING = "title: Họp tổ\nrepeat: 1\nparts:\n  - say: Mời bà con tổ ba đến nhà văn hóa.\n  - pause: 20s\n"
Visit = Callable[..., Any]


@pytest.fixture
def ward() -> str:
    return WARD


SAID_BY_NOBODY = """async () => {
    const form = document.querySelector("form[action='/approvals/approve']"), body = new FormData(form);
    const asked = { method: "POST", headers: { "x-csrf": body.get("csrf") }, body, redirect: "manual" };
    return (await fetch("/approvals/said/approve", asked)).status;
}"""


@pytest.fixture
def visit(station: Broadcaster, browser: Any, ward: str) -> Iterator[Visit]:
    """Opens a page of a running ward for a person; what the browser complains about fails the test."""
    port = settled(station, ward)
    station.write("messages/lu.yaml", FLOOD)
    station.write("messages/hop.yaml", MEETING)
    peopled(station, {"lan": ("officer", "duty"), "hoa": ("leader", "duty")})
    with station.running("--trust-clock"), visiting(port, browser) as opened:

        def signed_in(person: str, path: str = "/", **options: Any) -> Any:
            page = opened(**options)
            sign_in(page, person, path)
            page.goto(path)
            return page

        yield signed_in


def approve(station: Broadcaster, name: str, tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    for person, command in (("lan", ("submit", name)), ("hoa", ("approve", name, "--yes"))):
        pin.write_text(secret(person))
        done = station(*command, "--as", person)
        assert done.returncode == 0, done.stderr


def on_air(station: Broadcaster) -> dict[str, Any]:
    found: dict[str, Any] = station.look("status")["on_air"] or {}
    return found


def sound(page: Any) -> None:
    """Press the button of an emergency twice, as who cannot hold it."""
    page.focus("[data-hold-button]")
    page.evaluate("document.querySelector('[data-hold-button]').click()")
    page.evaluate("document.querySelector('[data-hold-button]').click()")


def accessible(page: Any) -> None:
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_whole_text_of_an_emergency_is_shown_before_it_airs(visit: Visit) -> None:
    page = visit("lan", "/emergency", **PHONE)
    page.check("label:has-text('Lũ đang về') input")
    shown = page.locator("label:has-text('Lũ đang về') .words").inner_text()
    assert [line[:9] for line in shown.splitlines()] == [f"Câu số {number} " for number in range(1, 9)]
    accessible(page)


def test_typed_emergency_repeats_in_one_hamlet_and_every_page_says_so_in_red(
    station: Broadcaster, visit: Visit
) -> None:
    page = visit("lan", "/emergency", **PHONE)
    page.check(".own input[name=message]")
    page.fill("#text", "Bà con ven suối rời nhà ngay.")
    page.select_option("#every", label="lặp mỗi 5 phút đến khi dừng")
    page.check("[name=zones][value=cung]")
    button = page.locator("[data-hold-button] span")
    assert button.inner_text() == "Giữ để phát: Đọc lời vừa viết, lặp mỗi 5 phút đến khi dừng · Bản Cung"
    sound(page)
    page.wait_for_selector("#sounds")
    wait_for(lambda: bool(on_air(station).get("started")))
    (chain,) = station.look("status")["chains"]
    assert (chain["every_s"], chain["zones"]) == (300, ["cung"])
    assert (on_air(station)["zones"], on_air(station)["emergency"]) == (["cung"], True)
    page.goto("/")
    strip = page.locator(".strip.alarm")
    assert "Đang phát khẩn cấp: Bà con ven suối rời nhà ngay." in strip.inner_text()
    assert "Bản Cung" in strip.inner_text()
    assert strip.locator("[data-clock]").is_visible()
    accessible(page)
    page.click(".strip .btn.stop")
    page.wait_for_selector("text=Đã dừng")
    page.goto("/log")
    row = page.locator("tbody tr").first.inner_text()
    assert "Khẩn cấp" in row
    assert "Bản Cung" in row


def test_typed_words_air_twice_where_they_are_meant_and_a_refusal_keeps_them(
    station: Broadcaster, visit: Visit
) -> None:
    page = visit("lan", "/", **PHONE)
    page.click(".acts [popovertarget=play]")
    page.select_option("#message", "(say)")
    page.fill("#play #text", "Mời bà con đến họp.")
    with page.expect_response("**/hear") as heard:
        page.click("[data-say-field]")
    assert heard.value.status == 200
    page.select_option("#times", "2")
    page.check("#play [value=lan]")
    accessible(page)
    page.click("#play button.go")
    page.wait_for_url("**/?notice=*")
    wait_for(lambda: bool(on_air(station)))
    assert on_air(station)["zones"] == ["lan"]
    page.goto("/")
    assert "Bản Tà Lạn Than" in page.locator("#now").inner_text()
    wait_for(lambda: not on_air(station))
    page.click(".acts [popovertarget=play]")
    page.select_option("#message", "(say)")
    page.fill("#play #text", "Mời " + "…" * 3)
    page.fill("#play #text", " ")
    page.click("#play button.go")
    page.wait_for_selector("#play:popover-open .note.fault")
    assert page.input_value("#message") == "(say)"


def test_typed_words_air_in_five_minutes_unless_they_are_stopped(station: Broadcaster, visit: Visit) -> None:
    page = visit("lan")
    page.click(".acts [popovertarget=play]")
    page.select_option("#message", "(say)")
    page.fill("#play #text", "Mời bà con đến họp.")
    page.select_option("#after", "5")
    page.click("#play button.go")
    page.wait_for_selector("text=sẽ phát sau 5 phút")
    assert not on_air(station)
    page.click(".strip .btn.stop")
    wait_for(lambda: station.look("log")[-1]["outcome"] == "refused")


def test_draft_is_marked_where_it_is_chosen(station: Broadcaster, visit: Visit, tmp_path: Path) -> None:
    approve(station, "hop", tmp_path)
    page = visit("lan")
    words = page.locator("#message option").all_inner_texts()
    assert "Họp tổ" in words
    assert "Lũ đang về (chưa duyệt)" in words


def test_what_was_corrected_is_offered_nowhere_and_shown_so_to_the_leader(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    approve(station, "hop", tmp_path)
    page = visit("lan")
    page.click(".acts [popovertarget=play]")
    page.select_option("#message", "hop")
    page.click("#play button.go")
    page.wait_for_url("**/?notice=*")
    wait_for(lambda: bool(on_air(station).get("started")))
    page.goto("/")
    page.click("#now a[href^='/correct']")
    page.fill("#text", "Họp lúc hai mươi giờ.")
    page.click("button.primary")
    page.wait_for_selector(".toast")
    assert page.locator("#message option[value=hop]").count() == 0
    assert page.locator("#message optgroup option:disabled").all_inner_texts() == ["Họp tổ"]
    page.goto("/messages")
    row = page.locator(".list .row:has-text('Họp tổ')").inner_text()
    assert "Bị giữ lại sau đính chính" in row
    leader = visit("hoa", "/approvals", **PHONE)
    assert leader.locator("text=lan đã đính chính bản đang dùng").is_visible()
    accessible(leader)


def test_expired_session_signs_in_on_the_spot_and_saves_what_was_typed(
    station: Broadcaster, visit: Visit
) -> None:
    page = visit("lan", "/messages/edit/hop", **PHONE)
    page.wait_for_selector(".reading li")
    page.context.clear_cookies()
    page.fill("#p0", "Gõ khi phiên đã hết.")
    page.click("[data-save]")
    page.wait_for_selector("#here[open]")
    accessible(page)
    page.fill("#here [name=person]", "lan")
    page.fill("#here [name=secret]", "sai mật khẩu")
    page.click("#here .primary")
    page.wait_for_selector("#here .note.fault")
    page.fill("#here [name=secret]", secret("lan"))
    page.click("#here .primary")
    page.wait_for_selector("#here:not([open])", state="attached")
    wait_for(lambda: "Gõ khi phiên đã hết." in (station.folder / "messages/hop.yaml").read_text("utf-8"))
    assert page.input_value("#p0") == "Gõ khi phiên đã hết."


def test_words_of_any_form_are_sent_after_signing_in_on_the_spot(station: Broadcaster, visit: Visit) -> None:
    page = visit("lan", "/schedules/new?message=hop")
    page.fill("[name=at]", "06:15")
    page.context.clear_cookies()
    page.click("#rule .primary")
    page.wait_for_selector("#here[open]")
    page.fill("#here [name=person]", "lan")
    page.fill("#here [name=secret]", secret("lan"))
    page.click("#here .primary")
    page.wait_for_url("**/schedules")
    assert "06:15" in (station.folder / "schedules/hop.yaml").read_text("utf-8")


def test_message_goes_from_the_editor_to_the_timetable_in_four_clicks(
    station: Broadcaster, visit: Visit
) -> None:
    page = visit("lan", "/messages/edit/hop")
    page.wait_for_selector(".reading li")
    clicks = []

    def click(what: str) -> None:
        clicks.append(what)
        page.click(what)

    click("[data-submit]")
    page.wait_for_url("**/messages")
    click(".toast a.primary")
    page.wait_for_selector("#preview li")
    assert page.input_value("#message") == "hop"
    assert page.input_value("[name=at]") == "17:00"
    click("#rule .primary")
    page.wait_for_url("**/schedules")
    assert len(clicks) <= 4
    assert (station.folder / "schedules/hop.yaml").read_text(
        "utf-8"
    ) == 'message: hop\nat: ["17:00"]\ncatch_up: 10m\n'


def test_empty_place_of_the_calendar_is_a_schedule_of_that_day(visit: Visit) -> None:
    page = visit("lan", "/schedules", viewport={"width": 1280, "height": 900})
    place = page.locator("section:not(.past) li[data-hour='9']").last
    day = place.evaluate("each => each.closest('section').dataset.day")
    place.click()
    page.wait_for_url("**/schedules/new?*")
    year, month, number = day.split("-")
    assert page.input_value("[name=dates]") == f"{int(number)}/{int(month)}/{year}"
    assert page.input_value("[name=at]") == "09:00"


def test_preview_judges_a_day_as_saving_does(visit: Visit) -> None:
    page = visit("lan", "/schedules/new?message=hop")
    page.wait_for_selector("#preview li")
    page.fill("[name=since]", "31/2")
    page.wait_for_selector("#preview .err")
    told = page.locator("#preview .err").inner_text().strip()
    page.click("#rule .primary")
    page.wait_for_selector("#since[aria-invalid]")
    assert told == page.locator("p.err#since-fault, .err").first.inner_text().strip()
    page.fill("[name=since]", "thứ 7 này")
    page.wait_for_selector("#preview li")


@pytest.mark.parametrize("ward", [WARD.replace("own: true", "own: true, second: pin")])
def test_leader_shows_a_pin_besides_and_hears_each_sentence(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    typed = f"{secret('kt')}\n730164\n730164\n"
    assert station("people", "pin", "hoa", "--as", "kt", "--stdin", text=typed).returncode == 0
    pin = tmp_path / "pin"
    pin.write_text(secret("lan"))
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    written = (station.folder / "messages/hop.yaml").read_text()
    station.write("messages/hop.yaml", written.replace("nhà văn hóa.", "nhà văn hóa LKZ."))
    assert station("submit", "hop", "--as", "lan").returncode == 0
    page = visit("hoa", "/approvals", **PHONE)
    with page.expect_response("**/hear") as heard:
        page.locator("[data-hear]").first.click()
    assert heard.value.status == 200
    page.click("summary:has-text('Lời như đã viết')")
    assert page.locator("[data-words]").inner_text() == "Mời bà con tổ ba đến nhà văn hóa LKZ."
    accessible(page)
    # Not by the form of those who type in what a leader said, either.
    assert page.evaluate(SAID_BY_NOBODY) in (403, 409)
    assert station.look("approvals")["messages"][0]["state"] == "waiting"
    page.wait_for_timeout(2500)
    page.check("[name=spans]")
    page.fill("[name=second]", "111222")
    page.click("button.go")
    page.wait_for_selector(".note.fault")
    assert "Mã PIN không đúng" in page.locator(".note.fault").inner_text()
    assert page.is_checked("[name=spans]"), "what was ticked stays"
    page.wait_for_timeout(2500)
    page.fill("[name=second]", "730164")
    page.click("button.go")
    page.wait_for_selector(".toast")
    wait_for(lambda: station.look("approvals")["messages"][0]["state"] == "approved")
    page.click(".toast form button")
    wait_for(lambda: station.look("approvals")["messages"][0]["state"] == "waiting")


def test_recording_for_what_was_handed_in_asks_first_beside_the_words(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    pin = tmp_path / "pin"
    pin.write_text(secret("lan"))
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    assert station("submit", "hop", "--as", "lan").returncode == 0
    page = visit("lan", "/recordings?message=hop&language=hmn")
    assert "Mời bà con tổ ba" in page.locator("section[aria-labelledby=own-words]").inner_text()
    assert page.locator("[name=sure]").get_attribute("required") is not None
    status = page.evaluate(
        """async () => {
          const body = new FormData();
          body.set("sound", new Blob([new Uint8Array(4000)]), "a.wav");
          body.set("message", "hop");
          body.set("language", "hmn");
          const csrf = document.querySelector("meta[name=csrf]").content;
          const headers = {accept: "application/json", "x-csrf": csrf};
          return (await (await fetch("/recordings", {method: "POST", headers, body})).json()).error.code;
        }"""
    )
    assert status == "studio.changes_decided"


def test_strip_is_as_high_for_a_long_title_as_for_a_short_one(visit: Visit) -> None:
    page = visit("lan")
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        heights = page.evaluate(
            """() => ["Họp", "Mời họp tổ dân phố ".repeat(12)].map((title) => {
              document.querySelector(".strip .what b").textContent = title;
              return document.querySelector(".strip").offsetHeight;
            })"""
        )
        assert heights[0] == heights[1], width
