"""The web console in a real browser, from the first start to an emergency."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium, watched
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import secret, settled

pytestmark = [pytest.mark.patient, needs_chromium]
LETTER = (
    "Số: 15/TB-UBND\n\nTHÔNG BÁO\nVề việc tiêm phòng\n\nTừ ngày 20/3, mời bà con đến trạm y tế. Hỏi TTXQP.\n"
)


@pytest.fixture
def address(station: Broadcaster) -> Iterator[str]:
    port = settled(station, SETTINGS.replace("approval: {required: false}", "approval: {required: true}"))
    with station.running("--trust-clock"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """A page of a new visitor; what the browser complains about fails the test."""
    complaints: list[str] = []

    def opened(**options: Any) -> Any:
        page = browser.new_context(locale="vi-VN", base_url=address, **options).new_page()
        watched(page, complaints)
        return page

    yield opened
    assert complaints == []


@pytest.fixture
def first(station: Broadcaster, visit: Callable[..., Any]) -> Any:
    """The page of the first technician, who came by the one-time code."""
    code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", station("people", "recover").stdout)
    assert code is not None
    page = visit()
    page.goto("/")
    for field, value in {
        "code": code[0],
        "person": "kt",
        "name": "Lò Văn Kỹ",
        "secret": secret("kt"),
    }.items():
        page.fill(f"#{field}", value)
    page.click("button.primary")
    page.wait_for_url("**/")
    return page


def add(station: Broadcaster, person: str, role: str) -> None:
    typed = f"{secret('kt')}\n{secret(person)}\n{secret(person)}\n"
    done = station(
        "people", "add", person, "--name", person, "--role", role, "--as", "kt", "--stdin", text=typed
    )
    assert done.returncode == 0, done.stderr


def sign_in(page: Any, person: str) -> Any:
    page.goto("/sign-in")
    page.fill("#person", person)
    page.fill("#secret", secret(person))
    page.click("button.primary")
    page.wait_for_url("**/")
    return page


def test_from_the_first_start_over_letter_and_approval_to_an_airing_and_an_emergency(
    station: Broadcaster, visit: Callable[..., Any], first: Any, tmp_path: Path
) -> None:
    add(station, "lan", "officer")
    add(station, "hoa", "leader")
    officer = sign_in(visit(), "lan")
    letter = tmp_path / "cong-van.txt"
    letter.write_text(LETTER, encoding="utf-8")
    officer.goto("/messages")
    officer.set_input_files("#letter", str(letter))
    officer.wait_for_url("**/messages/letter/tiem-phong")
    officer.click(".sticky .primary")
    # The reading stands beside the text, and tells what is doubtful.
    officer.wait_for_selector(".word")
    officer.fill("#p1", "Mời bà con đến trạm y tế. Hỏi TTXQP.")
    officer.wait_for_selector("text=mời bà con đến trạm y tế.")
    officer.click("button[formaction*='/submit/']")
    officer.wait_for_url("**/messages")
    assert officer.locator(".chip.wait").count() == 1
    # The leader, on a phone.
    leader = sign_in(visit(viewport={"width": 360, "height": 740}), "hoa")
    leader.goto("/approvals")
    assert leader.evaluate("document.documentElement.scrollWidth") <= 360
    leader.check("input[name=spans]")
    leader.click("button.go")
    leader.wait_for_selector(".toast")
    # On the air, and in the log.
    officer.goto("/")
    officer.click(".acts [popovertarget=play]")
    officer.select_option("#message", "tiem-phong")
    officer.click("form[action='/play'] button.go")
    officer.wait_for_url(re.compile(r"/\?notice=(asked|on_air|ended)$"))
    wait_for(lambda: any(row["message"] == "tiem-phong" for row in station.look("log")))
    officer.goto("/log")
    assert officer.locator(".fold").inner_text().count("Tiêm phòng") == 1
    # An emergency: letting go too early does nothing.
    officer.goto("/emergency")
    officer.check("input[value='(say)']")
    officer.fill("#text", "Lũ đang lên.")
    place = officer.locator("[data-hold-button]").bounding_box()
    officer.mouse.move(place["x"] + 20, place["y"] + 20)
    officer.mouse.down()
    officer.wait_for_timeout(800)
    officer.mouse.up()
    assert not any(str(row["message"]).startswith("(say)") for row in station.json("log"))
    officer.mouse.down()
    officer.wait_for_selector(".note[role=status]")
    wait_for(lambda: any(str(row["message"]).startswith("(say)") for row in station.look("log")))
    assert any("lan" in (row["who"] or "") for row in station.json("log"))


def test_what_two_people_write_at_once_is_not_lost(
    station: Broadcaster, visit: Callable[..., Any], first: Any
) -> None:
    add(station, "lan", "officer")
    pages = [sign_in(visit(), "lan") for _ in range(2)]
    for page in pages:
        page.goto("/messages/edit/ngan")
    pages[0].fill("#p0", "Một.")
    pages[0].click("button:has-text('Lưu')")
    pages[0].wait_for_selector("text=Đã lưu lúc")
    pages[1].fill("#p0", "Hai.")
    pages[1].click("button:has-text('Lưu')")
    # Both stand side by side; the one that is not chosen stays in the history.
    pages[1].wait_for_selector("ins")
    assert "Hai." in pages[1].locator("ins").inner_text()
    assert "Một." in pages[1].locator("del").inner_text()
    file = station.folder / "messages" / "ngan.yaml"
    assert "Một." in file.read_text("utf-8")
    pages[1].click("button[value=mine]")
    pages[1].wait_for_url("**/messages/edit/ngan")
    assert "Hai." in file.read_text("utf-8")
    pages[1].goto("/messages/history/ngan")
    assert pages[1].locator("li.card").count() == 3


def test_a_visitor_who_has_not_signed_in_sees_nothing_of_the_station(
    address: str, visit: Callable[..., Any], first: Any
) -> None:
    page = visit()
    for path in ("/messages", "/approvals", "/log", "/log.xlsx", "/messages/edit/ngan"):
        page.goto(path)
        assert page.url.partition("?")[0] == f"{address}/sign-in", path


@pytest.mark.lab  # each way to the air: test_ways_round; the note on the page: test_shown_airs
def test_a_message_that_is_not_approved_is_refused_with_the_reason(
    station: Broadcaster, visit: Callable[..., Any], first: Any
) -> None:
    add(station, "lan", "officer")
    page = sign_in(visit(), "lan")
    page.click(".acts [popovertarget=play]")
    page.select_option("#message", "ngan")
    page.click("form[action='/play'] button.go")
    page.wait_for_selector(".note.fault")
    assert "duyệt" in page.locator(".note.fault .lines").inner_text()


def test_whoever_sits_at_the_station_may_stop_and_with_the_duty_pin_sound_an_emergency(
    station: Broadcaster, visit: Callable[..., Any], first: Any
) -> None:
    add(station, "truc", "duty")
    done = station("people", "pin", "truc", "--as", "kt", "--stdin", text=f"{secret('kt')}\n730164\n730164\n")
    assert done.returncode == 0, done.stderr
    page = visit()
    page.goto("/emergency")
    page.check("input[value='(say)']")
    page.fill("#text", "Lũ đang lên.")
    page.check("input[name=person][value=truc]")
    for _ in range(6):
        page.click("[data-key='0']")
    button = page.locator("[data-hold-button]")
    button.press("Enter", delay=2300)
    page.wait_for_selector(".note.fault")
    page.fill("#text", "Lũ đang lên.")
    page.fill("#pin", "730164")
    button.press("Enter", delay=2300)
    page.wait_for_selector(".note[role=status]")
    page.click(".btn.stop")
    page.wait_for_url("**/emergency?notice=stopped")
    assert [row["who"] for row in station.json("log")] == ["truc (truc)"]


def test_a_wrong_code_makes_nobody_the_first_technician(visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto("/sign-in")
    for field, value in {
        "code": "AAAA-AAAA-AAAA-AAAA",
        "person": "x",
        "name": "X",
        "secret": secret("x"),
    }.items():
        page.fill(f"#{field}", value)
    page.click("button.primary")
    page.wait_for_selector(".note.fault")
    page.goto("/messages")
    assert "/sign-in" in page.url


def test_another_program_at_the_port_keeps_no_station_off_the_air(station: Broadcaster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        station.write("station.yaml", f"{SETTINGS}console: {{listen: 127.0.0.1:{port}}}\n")
        with station.running("--trust-clock"):
            assert station("say", "Kính thưa bà con.").returncode == 0
            taken.close()
            page = ["curl", "-s", f"http://127.0.0.1:{port}/sign-in"]
            wait_for(
                lambda: subprocess.run(page, capture_output=True).returncode == 0
            )  # as soon as it is free
            assert station.json("status")["console"]["refused"] is None


def test_the_console_is_off_where_it_is_not_wanted(station: Broadcaster) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    station.write("station.yaml", f"{SETTINGS}console: {{listen: 127.0.0.1:{port}}}\n")
    with station.running("--trust-clock", "--no-console"):
        done = subprocess.run(["curl", "-s", f"http://127.0.0.1:{port}/sign-in"], capture_output=True)
    assert done.returncode != 0
