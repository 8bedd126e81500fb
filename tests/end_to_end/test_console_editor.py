"""Writing in a real browser: nothing typed is lost, and everything written can be heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browsers import CHROMIUM, needs_chromium, playwright, watched
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]
MESSAGE = """\
# của chị Lan
title: {title}
repeat: 1
parts:
  - say: |
      Mời bà con họp.
  - pause: 1s  # nghỉ
  - say: |
      Hỏi thêm thì gọi TTXQP.
"""
LETTER = "Số: 15/TB-UBND\n\nTHÔNG BÁO\nVề việc tiêm phòng\n\nCăn cứ Kế hoạch số 12;\n\nMời bà con đến trạm.\n"


class Desk:
    """A running station, and browsers at it."""

    def __init__(self, folder: Path) -> None:
        self.station = Broadcaster(folder)
        self.port = settled(self.station, SETTINGS.replace("approval: {required: false}", "approval: {}"))
        self.station.write("messages/ngan.yaml", MESSAGE.format(title="Ngắn"))
        peopled(self.station, {"lan": ("officer",)})
        self.running = ExitStack()
        self._drivers = ExitStack()
        self._browser: Any = None
        self.faults: list[str] = []  # what browsers complained about

    def start(self) -> None:
        self.running.enter_context(self.station.running("--trust-clock"))

    def stop(self) -> None:
        self.running.close()

    def visit(self, **options: Any) -> Any:
        """The page of an officer who has signed in."""
        if self._browser is None:
            driver = self._drivers.enter_context(playwright.sync_playwright())
            self._browser = driver.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
            )
            self._drivers.callback(self._browser.close)
        address = f"http://127.0.0.1:{self.port}"
        page = self._browser.new_context(locale="vi-VN", base_url=address, **options).new_page()
        watched(page, self.faults)
        sign_in(page, "lan")
        return page

    def message(self, name: str) -> str:
        """A message of its own for a test; the address of its editor."""
        self.station.write(f"messages/{name}.yaml", MESSAGE.format(title=name))
        return f"/messages/edit/{name}"

    def file(self, name: str) -> str:
        return (self.station.folder / "messages" / f"{name}.yaml").read_text("utf-8")

    def close(self) -> None:
        self._drivers.close()
        self.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("dai"))
    made.start()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_faults(desk: Desk) -> Iterator[None]:
    """What a browser complains about fails the test."""
    desk.faults.clear()
    yield
    assert desk.faults == []


@pytest.fixture
def editor(desk: Desk, request: pytest.FixtureRequest) -> Callable[[], Any]:
    """Opens the editor of a message that only this test has."""
    name = re.sub(r"[^a-z]+", "-", request.node.name)[5:45]

    def opened(**options: Any) -> Any:
        page = desk.visit(**options)
        page.goto(desk.message(name))
        page.wait_for_selector(".reading li")
        page.message = name
        return page

    return opened


def until(page: Any, true: str) -> None:
    """Wait for a condition; the pages' policy lets no waiting script of the driver run."""
    wait_for(lambda: page.evaluate(true), 30)


def save(page: Any) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=/Đã lưu lúc/")


@pytest.mark.lab
def test_words_under_composition_are_never_touched_while_their_reading_answers(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.click("#p0")
    page.keyboard.press("Control+End")
    keyboard = page.context.new_cdp_session(page)
    page.evaluate("document.querySelector('#p0').addEventListener('blur', () => { window.left = true })")
    for word in ("người", "được", "trước", "nghỉ") * 3:
        page.keyboard.type(" ")
        for end in range(1, len(word) + 1):
            typed = word[:end]
            keyboard.send(
                "Input.imeSetComposition", {"text": typed, "selectionStart": end, "selectionEnd": end}
            )
            page.wait_for_timeout(15)
            assert page.input_value("#p0").endswith(f" {typed}")
        keyboard.send("Input.insertText", {"text": word})
    assert page.input_value("#p0") == "Mời bà con họp." + " người được trước nghỉ" * 3
    assert not page.evaluate("window.left")
    page.wait_for_selector(".reading >> text=/(người được trước nghỉ ?){3}/")
    save(page)
    assert "người được trước nghỉ" in desk.file(page.message)


# What UniKey sends for "aw", "dd", "oof" …: it takes letters back and types them anew.
BURSTS = (
    ("t", 0), ("a", 0), ("ă", 1), ("n", 0), ("g", 0), (" ", 0), ("d", 0), ("đ", 1), ("o", 0), ("ô", 1),
    ("ồ", 1), ("n", 0), ("g", 0), (" ", 0), ("u", 0), ("o", 0), ("ươ", 2), ("n", 0), ("ướn", 3),
)  # fmt: skip


def test_the_backspace_bursts_of_unikey_lose_and_double_nothing(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.click("#p0")
    page.keyboard.press("Control+End")
    expected = page.input_value("#p0")
    for _ in range(6):
        for letters, back in ((" ", 0), *BURSTS):
            for _ in range(back):
                page.keyboard.press("Backspace")
            page.keyboard.insert_text(letters)
            expected = expected[: len(expected) - back] + letters
        assert page.input_value("#p0") == expected
    assert expected.endswith("tăng đồng ướn")
    page.wait_for_selector(".reading >> text=/(tăng đồng ướn ?){6}/")
    save(page)
    assert desk.file(page.message).count("tăng đồng ướn") == 6


def test_what_was_typed_without_a_connection_is_there_after_a_reload(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.context.set_offline(True)
    page.fill("#p0", "Gõ khi mất mạng.")
    page.wait_for_selector("[data-lost]:visible")
    page.context.set_offline(False)
    page.reload()
    assert page.input_value("#p0") == "Gõ khi mất mạng."
    save(page)
    assert "Gõ khi mất mạng." in desk.file(page.message)


def test_what_was_typed_comes_back_on_another_computer_after_the_session_has_ended(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("#p0", "Gõ trước khi hết phiên.")
    page.wait_for_selector("text=/Đã giữ nháp lúc/")
    page.context.clear_cookies()
    page.fill("#p2", "Gõ sau khi hết phiên.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#here[open]")
    page.keyboard.press("Escape")  # not now
    page.wait_for_selector("[data-lost]:visible")
    assert page.input_value("#p2") == "Gõ sau khi hết phiên."
    other = desk.visit()
    other.goto(f"/messages/edit/{page.message}")
    assert other.input_value("#p0") == "Gõ trước khi hết phiên."
    other.context.close()
    # In the same browser all of it is there.
    sign_in(page, "lan")
    page.goto(f"/messages/edit/{page.message}")
    page.wait_for_selector(".reading li")
    assert page.input_value("#p2") == "Gõ sau khi hết phiên."
    assert page.input_value("#p0") == "Gõ trước khi hết phiên."
    save(page)
    assert "Gõ sau khi hết phiên." in desk.file(page.message)


def test_who_signs_in_anew_in_another_tab_goes_on_in_the_first_one(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.context.clear_cookies()
    page.fill("#p0", "Gõ sau khi hết phiên.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#here[open]")
    page.keyboard.press("Escape")  # not now
    page.wait_for_selector("[data-lost]:visible")
    other = page.context.new_page()
    sign_in(other, "lan")
    save(page)
    assert "Gõ sau khi hết phiên." in desk.file(page.message)
    assert page.locator("[data-lost]:visible").count() == 0


def test_a_date_that_is_half_typed_takes_no_date_out_of_the_file(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("[name='set-valid.until']", "30/6/2099")
    save(page)
    assert 'until: "2099-06-30"' in desk.file(page.message)
    page.fill("[name='set-valid.until']", "30/6/209")  # a part of the date is gone
    page.fill("#p0", "Mời bà con họp gấp.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("[name='set-valid.until'][aria-invalid=true]")
    assert page.input_value("[name='set-valid.until']") == "30/6/209"
    assert page.input_value("#p0") == "Mời bà con họp gấp."
    assert 'until: "2099-06-30"' in desk.file(page.message)
    assert "Mời bà con họp gấp." not in desk.file(page.message)  # nothing was saved: the date is asked for
    page.fill("[name='set-valid.until']", "1/7/2099")
    save(page)
    assert 'until: "2099-07-01"' in desk.file(page.message)


def test_what_was_typed_while_the_station_restarts_is_saved_afterwards(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    desk.stop()
    page.fill("#p0", "Gõ khi đài khởi động lại.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-lost]:visible")
    desk.start()
    wait_for(lambda: page.evaluate("fetch('/sign-in').then((answer) => answer.ok, () => false)"))
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=/Đã lưu lúc|Phiên làm việc đã hết/")
    assert page.input_value("#p0") == "Gõ khi đài khởi động lại."
    if "Gõ khi đài" not in desk.file(page.message):
        sign_in(page, "lan")
        page.goto(f"/messages/edit/{page.message}")
        assert page.input_value("#p0") == "Gõ khi đài khởi động lại."
        save(page)
    assert "Gõ khi đài khởi động lại." in desk.file(page.message)


def test_an_answer_about_something_else_takes_no_words_away(desk: Desk, editor: Callable[[], Any]) -> None:
    page = editor()
    full = "<main><p class='note'><span class='lines'>Đĩa đầy.</span></p></main>"
    page.route("**/messages/save/**", lambda route: route.fulfill(status=507, body=full))
    page.fill("#p0", "Gõ khi đĩa đầy.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-lost]:has-text('Đĩa đầy.')")
    assert page.input_value("#p0") == "Gõ khi đĩa đầy."
    page.type("#p0", " Gõ thêm.")
    page.wait_for_selector(".reading >> text=gõ thêm")
    assert page.is_visible("[data-lost]:has-text('Đĩa đầy.')")  # its reading is no reason to take that back
    page.unroute("**/messages/save/**")
    save(page)
    assert not page.is_visible("[data-lost]")
    assert "Gõ khi đĩa đầy. Gõ thêm." in desk.file(page.message)


def test_what_cannot_be_taken_is_told_beside_the_words(desk: Desk, editor: Callable[[], Any]) -> None:
    page = editor()
    page.fill("#p0", "Lời mới.")
    page.fill("[name=part-1]", "rất lâu")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".err")
    assert "rất lâu" in page.inner_text(".field.bad .err")
    assert ".yaml" not in page.inner_text(".err")
    assert page.evaluate("document.activeElement.name") == "part-1"
    assert page.input_value("#p0") == "Lời mới."
    page.fill("[name=part-1]", "2s")
    save(page)
    assert "pause: 2s  # nghỉ" in desk.file(page.message)


def test_what_keeps_a_message_from_being_handed_in_is_told_in_the_editor(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("#p0", "Họp ngày {{ngày họp: ngày}}.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".note.fault")
    assert "ngày họp" in page.inner_text(".note.fault")
    assert page.input_value("#p0") == "Họp ngày {{ngày họp: ngày}}."
    page.wait_for_load_state()
    page.fill("#p0", "Họp ngày 7/2/2027.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/messages")
    assert "Họp ngày 7/2/2027." in desk.file(page.message)


def test_what_a_text_editor_saved_meanwhile_is_shown_beside_the_draft(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("#p0", "Của trình duyệt.")
    page.wait_for_selector("text=/Đã giữ nháp lúc/")
    desk.station.write(f"messages/{page.message}.yaml", MESSAGE.format(title="Khác").replace("họp", "làm"))
    page.reload()
    page.wait_for_selector("ins")
    assert {"Của", "trình", "duyệt."} <= set(" ".join(page.locator("ins").all_inner_texts()).split())
    page.click("button[value=theirs]")
    page.wait_for_selector(".reading li")
    assert page.input_value("#p0") == "Mời bà con làm."
    page.goto(f"/messages/history/{page.message}")
    assert "Của trình duyệt." in page.locator("main").text_content()


def test_parts_are_moved_added_and_removed_by_keyboard_and_a_removal_is_undone(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.focus("#p0")
    page.keyboard.press("Alt+ArrowDown")
    until(page, "document.activeElement?.id === 'p1'")
    assert page.input_value("#p1") == "Mời bà con họp."
    assert "# nghỉ" in desk.file(page.message)
    page.focus("button[data-act=say]")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('[data-part]').length === 4")
    assert page.evaluate("document.activeElement.id") == "p3"
    page.fill("#p3", "Phần mới.")
    save(page)
    page.locator("[data-part='3'] button[data-act=remove]").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('[data-part]').length === 3")
    assert "Phần mới." not in desk.file(page.message)
    page.click(".toast button")
    until(page, "document.querySelectorAll('[data-part]').length === 4")
    assert "Phần mới." in desk.file(page.message)
    assert desk.file(page.message).startswith("# của chị Lan")


def test_two_presses_at_once_add_one_part_and_lose_nothing(desk: Desk, editor: Callable[[], Any]) -> None:
    page = editor()
    page.fill("#p0", "Chữ chưa lưu.")
    page.dblclick("button[data-act=pause]", delay=0)
    until(page, "document.querySelectorAll('[data-part]').length === 4")
    assert page.input_value("#p0") == "Chữ chưa lưu."
    save(page)
    assert desk.file(page.message).count("- pause") == 2


def test_a_doubt_is_heard_settled_for_the_message_and_the_edit_goes_on(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("#p0", "Chữ chưa lưu.")
    page.focus("#p2")
    page.keyboard.press("F8")
    until(page, "document.activeElement.className === 'word'")
    fix = page.locator(".fix:visible")
    fix.locator("[data-other]").fill("trung tâm")
    with page.expect_response("**/hear") as heard:
        fix.locator("[data-fix=hear]").click()
    assert heard.value.status == 200
    assert heard.value.headers["content-type"] == "audio/wav"
    fix.locator("[data-fix=message]").click()
    page.wait_for_selector("text=/gọi trung tâm/i")
    page.wait_for_selector("[data-clear]:visible")
    assert page.input_value("#p0") == "Chữ chưa lưu."
    save(page)
    written = desk.file(page.message)
    assert "Chữ chưa lưu." in written
    assert "TTXQP: trung tâm" in written


def test_a_choice_for_the_ward_is_remembered_with_the_word_beside_it(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.fill("#p0", "Mời bà con về HN sáng mai.")
    fix = page.locator("[data-reading=p0] .fix[data-written=HN]")
    fix.wait_for(state="attached")
    page.locator("[data-reading=p2] .word").first.wait_for()
    ids = page.eval_on_selector_all(".fix", "all => all.map(each => each.id)")
    assert len(set(ids)) == len(ids) > 1, "each word opens its own choices"
    page.locator("[data-reading=p0] .word").click()
    assert fix.locator("input[type=radio]").first.input_value() == "hộ nghèo"
    fix.locator('input[value="hà nội"]').check()
    fix.locator("[data-fix=ward]").click()
    page.wait_for_selector("text=/về hà nội sáng mai/i")
    assert "về HN: về hà nội" in (desk.station.folder / "lexicon.yaml").read_text("utf-8")


def test_a_doubt_is_settled_with_one_key_which_opens_the_next(desk: Desk, editor: Callable[[], Any]) -> None:
    page = editor()
    forms = ("BA", "BG", "BH")
    page.fill("#p2", "Xin chào bà con.")
    page.fill("#p0", " ".join(f"Đã gửi {form} hôm qua." for form in forms))
    until(page, f"document.querySelectorAll('.reading .word').length === {len(forms)}")
    page.focus("#p0")
    page.keyboard.press("F8")
    for left in range(len(forms), 0, -1):
        until(page, "document.activeElement.className === 'word'")
        page.keyboard.press("1")
        until(page, f"document.querySelectorAll('.reading .word').length === {left - 1}")
    page.wait_for_selector("[data-clear]:visible")
    kept = (desk.station.folder / "lexicon.yaml").read_text("utf-8")
    assert [form for form in forms if f"gửi {form}: gửi " not in kept] == []


def test_the_key_for_the_next_doubt_waits_for_readings_that_are_on_their_way(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/reading", hold)
    page.reload()
    page.focus("#p2")
    page.keyboard.press("F8")
    wait_for(lambda: page.evaluate("document.activeElement.id") == "p2" and len(held) == 2, 30)
    for route in held:
        route.continue_()
    until(page, "document.activeElement.className === 'word'")


def test_a_sentence_and_the_whole_programme_sound_in_the_browser(
    desk: Desk, editor: Callable[[], Any]
) -> None:
    page = editor()
    page.evaluate("Audio.prototype.play = function () { window.heard = this.src; return Promise.resolve(); }")
    page.locator("[data-hear]").first.click()
    until(page, "window.heard")
    seconds = page.evaluate(
        """() => new Promise((known) => {
            const sound = new Audio(window.heard);
            sound.onloadedmetadata = () => known(sound.duration);
        })"""
    )
    assert 0.5 < seconds < 5
    page.fill("#p0", "Lời mới chưa lưu.")
    page.click("[data-play]")
    page.wait_for_selector("[data-share]:visible")
    assert "Lời mới chưa lưu." in desk.file(page.message)  # what is heard is what is in the file
    assert re.fullmatch(r"0:0\d / 15:00", page.inner_text("[data-share]"))
    assert page.evaluate(
        "document.querySelector('[data-wave] > div')?.shadowRoot.querySelector('canvas') !== null"
    )
    sound = page.request.get(f"/messages/share/{page.message}.mp3")
    assert (sound.status, sound.headers["content-type"]) == (200, "audio/mpeg")
    assert len(sound.body()) > 5_000
    text = page.request.get(f"/messages/share/{page.message}.txt").text()
    assert "Lời mới chưa lưu." in text


def test_a_letter_is_dropped_and_a_left_out_piece_taken_in(desk: Desk) -> None:
    page = desk.visit()
    page.goto("/messages")
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "cong-van.txt", { type: "text/plain" }));
            dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        LETTER,
    )
    page.wait_for_url("**/messages/letter/*")
    row = page.locator(".letter .left", has_text="Căn cứ Kế hoạch số 12")
    assert "căn cứ" in row.inner_text().lower()
    row.locator("button").click()
    page.wait_for_selector(".toast")
    assert page.locator(".letter .left", has_text="Căn cứ Kế hoạch số 12").count() == 0
    name = page.url.rpartition("/")[2]
    assert "Căn cứ Kế hoạch số 12;" in desk.file(name)


def test_a_message_is_found_copied_renamed_deleted_and_brought_back(desk: Desk) -> None:
    page = desk.visit()
    desk.message("tim-thay")
    wait_for(lambda: (page.goto("/messages?q=tim+thay"), page.locator(".list .row").count())[1] == 1)
    page.click(".menu summary")
    page.click("text=Nhân bản")
    page.wait_for_url("**/messages/edit/tim-thay-ban-sao")
    page.goto("/messages/rename/tim-thay-ban-sao")
    page.fill("#title", "Tên khác")
    page.click("summary")
    page.fill("#file", "ten-khac")
    page.click("button.primary")
    page.wait_for_url("**/messages")
    assert "title: Tên khác" in desk.file("ten-khac")
    wait_for(lambda: (page.goto("/messages?q=ten+khac"), page.locator(".list .row").count())[1] == 1)
    page.click(".menu summary")
    page.click("text=Xóa")
    page.wait_for_selector(".toast")
    assert not (desk.station.folder / "messages" / "ten-khac.yaml").exists()
    page.click(".toast button")
    page.wait_for_url("**/messages/edit/ten-khac")
    assert "title: Tên khác" in desk.file("ten-khac")


def test_a_message_that_is_scheduled_is_not_deleted_and_the_schedule_is_named(desk: Desk) -> None:
    page = desk.visit()
    desk.message("co-lich")
    desk.station.write("schedules/sang-som.yaml", 'message: co-lich\nat: ["06:30"]\n')
    wait_for(lambda: (page.goto("/messages?q=co+lich"), page.locator(".list .row").count())[1] == 1)
    page.click(".menu summary")
    page.click("text=Xóa")
    page.wait_for_selector(".note.fault")
    assert "sang-som" in page.inner_text(".note.fault")
    assert desk.file("co-lich")
    (desk.station.folder / "schedules" / "sang-som.yaml").unlink()


def test_an_earlier_version_comes_back_as_a_new_one(desk: Desk, editor: Callable[[], Any]) -> None:
    page = editor()
    page.fill("#p0", "Bản thứ hai.")
    save(page)
    page.goto(f"/messages/history/{page.message}")
    assert page.locator("li.card ins").first.inner_text().startswith("Bản")
    page.click("text=Lấy lại bản này")
    page.wait_for_url("**/messages/edit/*")
    assert page.input_value("#p0") == "Mời bà con họp."
    page.goto(f"/messages/history/{page.message}")
    assert page.locator("li.card").count() == 3


def test_a_template_is_filled_in_with_its_text_beside(desk: Desk) -> None:
    page = desk.visit()
    page.goto("/messages/template/environment-day")
    page.fill("#blank-0", "sáng mai")
    page.wait_for_selector("mark:has-text('sáng mai')")
    page.click("button.primary")
    page.wait_for_selector(".field.bad")  # no day that can be checked
    assert page.input_value("#blank-0") == "sáng mai"
    page.fill("#blank-0", "Chủ Nhật, ngày 7/2/2027")
    page.click("button.primary")
    page.wait_for_url("**/messages/edit/*")
    assert "Chủ Nhật, ngày 7/2/2027" in page.input_value("#p0")


@pytest.mark.lab
def test_the_wards_readings_are_added_heard_removed_and_brought_back(desk: Desk) -> None:
    page = desk.visit()
    page.goto("/lexicon")
    page.fill("#written", "Bluezone")
    page.fill("#spoken", "blue zone")
    page.click("form.card button.primary")
    page.wait_for_selector(".field.bad")
    page.wait_for_load_state()
    page.fill("#spoken", "bờ lu dôn")
    with page.expect_response("**/hear") as heard:
        page.click("[data-say-field]")
    assert heard.value.status == 200
    page.click("form.card button.primary")
    page.wait_for_selector("td:has-text('bờ lu dôn')")
    page.click("button[aria-label='Bỏ cách đọc Bluezone']")
    page.wait_for_selector(".toast button")
    assert page.locator("td:has-text('bờ lu dôn')").count() == 0
    page.click(".toast button")
    page.wait_for_selector("td:has-text('bờ lu dôn')")
    assert "lan" in page.locator("[aria-labelledby=lately] li").first.inner_text()


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_page_is_wider_than_its_window(desk: Desk, width: int) -> None:
    page = desk.visit(viewport={"width": width, "height": 740})
    for path in ("", "/new", "/edit/ngan", "/history/ngan", "/rename/ngan", "/template/condolence"):
        page.goto(f"/messages{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/lexicon")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
