"""What the console shows is what airs, and what a person chose stays: on a running station."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from broadcaster.playout.requests.message_version import MOST
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled, sign_in
from tests.end_to_end.plain_browser import FORM, Browser

pytestmark = pytest.mark.patient
WARD = (
    SETTINGS.replace("required: false", "required: true, own: true")
    + "zones: {ban-cung: {}, trung-tam: {}}\n"
)
FLOOD = "title: Lũ quét\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
HIGHER = FLOOD.replace("đang lên", "lên rất nhanh")

LONG = "repeat: 1\npriority: emergency\nlexicon: {lũ: lũ lớn}\nparts:\n"
CROWDED = 10.0  # seconds for three pages of a hundred; on a calm computer one takes 0.1


@pytest.fixture
def port(station: Broadcaster, tmp_path: Path) -> Iterator[int]:
    """A running station; its emergency is approved, and was edited since."""
    port = settled(station, WARD)
    station.write("messages/lu.yaml", FLOOD)
    station.write("messages/ngan.yaml", "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n")
    peopled(station, {"lan": ("officer",), "hoa": ("leader",), "truc": ("duty",)})
    typed = f"{secret('kt')}\n730164\n730164\n"
    assert station("people", "pin", "truc", "--as", "kt", "--stdin", text=typed).returncode == 0
    pin = tmp_path / "pin"
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    with station.running("--trust-clock"):
        for name in ("lu", "ngan"):
            pin.write_text(secret("lan"))
            assert station("submit", name, "--as", "lan").returncode == 0
            pin.write_text(secret("hoa"))
            done = station("approve", name, "--as", "hoa", "--yes")
            assert done.returncode == 0, done.stderr
        pin.write_text(secret("lan"))
        yield port


def signed_in(port: int, person: str) -> Browser:
    browser = Browser(port)
    status, _, _ = browser.post("/sign-in", person=person, secret=secret(person))
    assert status == 303
    return browser


def send(browser: Browser, path: str, *fields: tuple[str, str], page: str = "/emergency") -> tuple[int, str]:
    """Send a form as a browser does: the message as the page shows it."""
    shown = browser.get(page)[2]
    token = re.search(r'name="csrf" content="([0-9a-f]+)"', shown)
    assert token is not None
    sent = [("csrf", token[1]), *((name, radio(shown, sent) or sent) for name, sent in fields)]
    status, _, text = browser.ask("POST", path, urlencode(sent).encode(), content_type=FORM)
    return status, text


def radio(page: str, message: str) -> str:
    """What a page sends for a message: its id, and the version that is shown."""
    found = re.search(rf'name="message" value="({message} [^"]+)"', page)
    return "" if found is None else html.unescape(found[1])


def aired(station: Broadcaster) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = station.look("log")
    return [row for row in rows if row["message"] == "lu" and row["kind"] == "manual"]


def ended(station: Broadcaster, many: int) -> dict[str, Any]:
    wait_for(lambda: len([row for row in aired(station) if row["outcome"]]) >= many)
    return aired(station)[-1]


def digest(station: Broadcaster) -> str:
    """Of the approved words."""
    found = station.json("approvals")["messages"]
    return str(next(each["approved_digest"] for each in found if each["message"] == "lu"))


def pinned(station: Broadcaster) -> bool:
    return any(each["message"] == "lu" and each["pinned"] for each in station.look("approvals")["messages"])


def test_emergency_page_airs_the_approved_words_that_it_shows(station: Broadcaster, port: int) -> None:
    officer = signed_in(port, "lan")
    station.write("messages/lu.yaml", HIGHER)
    wait_for(lambda: pinned(station))
    page = officer.get("/emergency")[2]
    assert "Nước lũ đang lên." in page
    assert "rất nhanh" not in page
    status, _ = send(officer, "/emergency", ("message", "lu"))
    assert status == 200
    row = ended(station, 1)
    assert (row["outcome"], row["words_digest"]) == ("aired", digest(station))
    assert station("--as", "lan", "play", "lu", "--emergency").returncode == 0
    assert ended(station, 2)["words_digest"] == digest(station)


def test_text_that_changed_under_the_hand_is_shown_and_airs_at_the_next_hold(
    station: Broadcaster, port: int
) -> None:
    officer = signed_in(port, "lan")
    station.write("messages/moi.yaml", HIGHER.replace("Lũ quét", "Lũ mới"))  # nobody approved it
    wait_for(lambda: "Lũ mới" in officer.get("/emergency")[2])
    token = officer.token("/emergency")
    old = radio(officer.get("/emergency")[2], "moi")
    station.write("messages/moi.yaml", HIGHER.replace("Lũ quét", "Lũ mới").replace("rất nhanh", "chậm"))
    wait_for(lambda: "lên chậm" in officer.get("/emergency")[2])
    fields = [("csrf", token), ("message", old), ("zones", "ban-cung")]
    status, _, text = officer.ask("POST", "/emergency", urlencode(fields).encode(), content_type=FORM)
    assert status == 403
    assert "lên chậm" in text
    assert re.search(r'value="moi [^"]+"[^>]* checked', text)
    assert re.search(r'value="ban-cung" checked', text)
    assert not [row for row in station.json("log") if row["message"] == "moi"]
    now = radio(text, "moi")
    again = [("csrf", token), ("message", now), ("zones", "ban-cung")]
    assert officer.ask("POST", "/emergency", urlencode(again).encode(), content_type=FORM)[0] == 200
    wait_for(lambda: any(row["outcome"] == "aired" for row in station.look("log") if row["message"] == "moi"))


@pytest.mark.lab  # in a browser: test_button_names_message_and_zones_and_a_wrong_pin_changes_neither
@pytest.mark.parametrize("wrong", ["000000", ""])
def test_wrong_pin_forgets_nothing_that_was_chosen(station: Broadcaster, port: int, wrong: str) -> None:
    duty = Browser(port)
    status, text = send(
        duty, "/emergency", ("message", "lu"), ("zones", "ban-cung"), ("person", "truc"), ("pin", wrong)
    )
    assert status == 403
    assert re.search(r'value="lu [^"]+"[^>]* checked', text)
    assert re.search(r'value="ban-cung" checked', text)
    assert not re.search(r'value="trung-tam" checked', text)
    assert "730164" not in text
    assert aired(station) == []
    status, _ = send(
        duty, "/emergency", ("message", "lu"), ("zones", "ban-cung"), ("person", "truc"), ("pin", "730164")
    )
    assert status == 200
    assert ended(station, 1)["zones"] == ["ban-cung"]


@pytest.mark.lab  # in a browser: the end of the next test but one
def test_play_that_is_refused_keeps_message_and_zones(station: Broadcaster, port: int) -> None:
    officer = signed_in(port, "lan")
    station.write("messages/xau.yaml", "title: Xấu\nrepeat: 1\nparts:\n  - say: Chưa ai duyệt.\n")
    wait_for(lambda: "Xấu" in officer.get("/")[2])
    status, text = send(officer, "/play", ("message", "xau"), ("zones", "trung-tam"), page="/")
    assert status == 409
    assert "data-refused" in text
    assert re.search(r'value="xau" selected', text)
    assert re.search(r'value="trung-tam" checked', text)


def test_what_was_corrected_airs_only_as_an_emergency_that_a_person_orders_and_says_so(
    station: Broadcaster, port: int
) -> None:
    officer = signed_in(port, "lan")
    assert station("correct", "lu", "Không có lũ.", "--as", "lan").returncode == 0
    assert '<option value="lu"' not in officer.get("/")[2]
    for asked in (("play", "lu"), ("play", "lu", "--priority", "normal")):
        assert station("--as", "lan", *asked).returncode == 1
    status, text = send(officer, "/emergency", ("message", "lu"))
    assert status == 200
    assert "corrected by lan" in text
    assert ended(station, 3)["outcome"] == "aired"
    ordered = station("--as", "lan", "play", "lu", "--emergency")
    assert (ordered.returncode, "corrected by lan" in ordered.stderr) == (0, True)
    assert [row["outcome"] for row in aired(station)] == ["refused"] * 2 + ["aired"] * 2
    # Mended, it airs as it is written now, before the leadership has said yes.
    station.write("messages/lu.yaml", HIGHER)
    wait_for(lambda: "rất nhanh" in officer.get("/emergency")[2])
    assert send(officer, "/emergency", ("message", "lu"))[0] == 200
    assert ended(station, 5)["outcome"] == "aired"


@needs_chromium
def test_button_names_message_and_zones_and_a_wrong_pin_changes_neither(
    station: Broadcaster, port: int, browser: Any
) -> None:
    with visiting(port, browser) as opened:
        page = opened()
        page.goto("/emergency")
        page.check("input[name=message][value^='lu ']")
        button = page.locator("[data-hold-button] span")
        assert button.inner_text() == "Giữ để phát: Lũ quét · mọi cụm loa"
        page.check("input[value='ban-cung']")
        named = "Giữ để phát: Lũ quét · ban-cung"
        assert button.inner_text() == named
        page.check("input[name=person][value=truc]")
        page.fill("#pin", "000000")
        page.locator("[data-hold-button]").press("Enter", delay=2300)
        page.wait_for_selector(".note.fault")
        assert button.inner_text() == named
        officer = opened()
        sign_in(officer, "lan")
        station.write("messages/xau.yaml", "title: Xấu\nrepeat: 1\nparts:\n  - say: Chưa ai duyệt.\n")
        wait_for(lambda: "Xấu" in signed_in(port, "lan").get("/")[2])
        officer.goto("/")
        officer.click("[popovertarget=play]")
        officer.select_option("#message", "xau")
        officer.check("#play input[value='trung-tam']")
        officer.click("form[action='/play'] button.go")
        officer.wait_for_selector("#play:popover-open .note.fault")
        assert officer.locator("#message").input_value() == "xau"


@pytest.mark.parametrize("where", [pytest.param("messages/moi.yaml", marks=pytest.mark.lab), "lexicon.yaml"])
def test_lexicon_that_makes_other_words_of_an_emergency_is_shown_before_it_airs(
    station: Broadcaster, port: int, where: str
) -> None:
    officer = signed_in(port, "lan")
    new = FLOOD.replace("Lũ quét", "Lũ mới").replace("Nước lũ đang lên", "Lũ về")  # nobody approved it
    station.write("messages/moi.yaml", new)
    wait_for(lambda: "Lũ mới" in officer.get("/emergency")[2])
    token, page = officer.token("/emergency"), officer.get("/emergency")[2]
    assert "mừng năm mới" not in page
    old = radio(page, "moi")
    reading = "Lũ về: chúc mừng năm mới\n"
    station.write(where, f"{new}lexicon: {{{reading.strip()}}}\n" if where != "lexicon.yaml" else reading)
    wait_for(lambda: "mừng năm mới" in officer.get("/emergency")[2])
    fields = [("csrf", token), ("message", old)]
    status, _, text = officer.ask("POST", "/emergency", urlencode(fields).encode(), content_type=FORM)
    assert status == 403
    assert "mừng năm mới" in text
    assert not [row for row in station.json("log") if row["message"] == "moi"]
    status, _ = send(officer, "/emergency", ("message", "moi"))
    assert status == 200
    wait_for(lambda: any(row["outcome"] == "aired" for row in station.look("log") if row["message"] == "moi"))


def test_page_of_emergencies_works_whatever_number_of_them_somebody_writes(
    station: Broadcaster, port: int
) -> None:
    officer = signed_in(port, "lan")
    for number in range(MOST + 50):
        station.write(f"messages/{'a' * 60}-{number}.yaml", FLOOD.replace("Lũ quét", f"An {number}"))
    wait_for(lambda: " 51 " in officer.get("/emergency")[2])
    page = officer.get("/emergency")[2]
    offered = re.findall(r'data-title="([^"]+)"', page)
    assert offered[0] == "Lũ quét", "what is approved comes first"
    assert len(offered) == MOST + 1  # and the typed one
    assert "An 99" not in page
    found = officer.get("/emergency?q=an+99")[2]
    assert re.findall(r'data-title="([^"]+)"', found)[0] == "An 99"
    sent = urlencode([("csrf", officer.token("/emergency")), ("message", radio(page, "lu"))]).encode()
    assert len(sent) < 500, "one version is sent, not that of each"
    assert officer.ask("POST", "/emergency", sent, content_type=FORM)[0] == 200
    assert ended(station, 1)["outcome"] == "aired"
    assert send(officer, "/emergency", ("message", "(say)"), ("text", "Cháy chợ."))[0] == 200


def test_crowd_of_long_emergencies_with_lexicons_keeps_the_page_from_nobody(
    station: Broadcaster, port: int
) -> None:
    officer = signed_in(port, "lan")
    for number in range(100):
        words = f"Lũ về số {number} " * 4000
        text = f"title: A{number}\n{LONG}  - say: {words}\n"
        station.write(f"messages/aa{number}.yaml", text)
    wait_for(lambda: 'data-title="A99"' in officer.get("/emergency?q=A99")[2], 60)
    begun = time.monotonic()
    page = officer.get("/emergency")[2]
    assert "Nước lũ đang lên." in page, "what is approved stands before them"
    assert "may change words" in page or "có thể đổi lời" in page
    assert send(officer, "/emergency", ("message", "lu"))[0] == 200
    assert time.monotonic() - begun < CROWDED
    assert ended(station, 1)["outcome"] == "aired"
