"""No page says a program's word: every word of it is Vietnamese, or stands in a short list of proper names.

Walked as an officer in a real browser, but where a file is edited or named (Thiết lập, Đổi tên).
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from broadcaster.core.text.syllables import speakable
from broadcaster.web.site.registry import ENTRIES
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import ROOT, SETTINGS, Broadcaster
from tests.end_to_end.console_pages import peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]

PROPER = frozenset((
    "Word", "Excel", "PDF", "PIN", "QR", "English", "MB", "GB", "Ctrl", "Alt", "Enter", "Shift",
    "Page", "Up", "Down", "G", "micrô", "Micrô", "https", "docx", "doc", "odt", "pdf", "txt",
    "mp3", "ics", "TTXQP",
))  # fmt: skip
"""Names that people know by these letters, and the keys of a keyboard; at most 40."""

FILES = {
    "messages/xq1-hop.yaml": "title: Mời họp tổ\nparts:\n  - say: Mời bà con tổ ba đến họp.\n  - pause: 2s\n",
    "messages/xq2-lu.yaml": (
        "title: Lũ đang về\npriority: emergency\nrepeat: until_stopped\nevery: 5m\n"
        "parts:\n  - say: Bà con rời nhà ngay.\n"
    ),
    "messages/xq3-cu.yaml": "title: Bản cũ\nvalid: {until: 2021-02-28}\nparts:\n  - say: Xin chào bà con.\n",
    "schedules/xq4-lich.yaml": 'message: xq1-hop\nat: ["00:00", "23:50"]\nzones: [xq5-cung]\n',
    "schedules/xq6-lu.yaml": 'message: xq2-lu\nlunar: ["15"]\nat: ["08:00"]\n',
}
ZONES = (
    "zones: {xq5-cung: {title: Bản Cung, channel: left}, xq7-lan: {title: Bản Tà Lạn Than, channel: right}}\n"
    "languages: [hmn, blt]\n"
)
PAGES = (
    "/", "/messages", "/messages?state=draft", "/messages/new", "/messages/edit/xq1-hop",
    "/messages/edit/xq2-lu", "/messages/history/xq1-hop", "/schedules",
    "/schedules/month", "/schedules/year", "/schedules/new?message=xq1-hop", "/schedules/edit/xq4-lich",
    "/schedules/edit/xq6-lu", "/approvals", "/live", "/recordings",
    "/recordings?message=xq1-hop&language=hmn", "/log", "/log?tests=true", "/lexicon", "/account",
    "/emergency", "/emergency/live", "/settings/orders",
)  # fmt: skip
WORDS = """() => {
    const left = "script, style, noscript, template, svg, pre, code, kbd, [lang=en], time[datetime]";
    const names = ["placeholder", "aria-label", "title", "alt"];
    const texts = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        if (!walk.currentNode.parentElement.closest(left)) texts.push(walk.currentNode.data);
    }
    for (const each of document.querySelectorAll(names.map((name) => `[${name}]`).join())) {
        for (const name of names) texts.push(each.getAttribute(name) ?? "");
    }
    const typed = "input:not([type]), input[type=text], textarea";
    return [...texts, ...[...document.querySelectorAll(typed)].map((each) => each.value)];
}"""
WORD = re.compile(r"[^\W_](?:[^\W]|[-./:](?=\w))*")
NUMBER = re.compile(r"(?!\d{4}-\d\d-)[\d.,:/–−-]+%?|\d{1,2}(?:h|g)\d{0,2}")


def strange(texts: list[str]) -> set[str]:
    """The words that are neither Vietnamese nor a proper name."""
    words = {word for text in texts for word in WORD.findall(unicodedata.normalize("NFC", text))}
    return {word for word in words if not NUMBER.fullmatch(word) and not known(word)}


def known(word: str) -> bool:
    if word in PROPER:
        return True
    parts = re.split(r"[-/]", word)
    if re.fullmatch(r"\d+[-/][A-ZĐ/-]+|[a-zđ]", word):  # of a document, and of its items
        return True
    return not word[0].isdecimal() and all(part.isdecimal() or speakable(part.lower()) for part in parts)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    station = Broadcaster(tmp_path_factory.mktemp("words") / "dai")
    port = settled(station, f"{SETTINGS}{ZONES}")
    for name, text in FILES.items():
        station.write(name, text)
    (station.folder / "recordings").mkdir()
    shutil.copy(ROOT / "recordings" / "loi-chao.ogg", station.folder / "recordings")
    peopled(station, {"lan": ("officer", "duty")})
    with station.running("--trust-clock"):
        yield port


def test_no_page_has_a_word_of_the_program(port: int, browser: Any) -> None:
    assert len(PROPER) <= 40
    found: dict[str, list[str]] = {}
    with visiting(port, browser) as opened:
        page = opened()
        sign_in(page, "lan")
        for path in PAGES:
            page.goto(path)
            page.wait_for_load_state("networkidle") if "edit" in path else None
            if words := strange(page.evaluate(WORDS)):
                found[path] = sorted(words)
    assert found == {}, "\n".join(f"{path}: {words}" for path, words in found.items())


def test_the_walk_goes_to_each_page_of_the_menu() -> None:
    technicians = {"settings", "voices", "correct", "sign_in", "certificate", "inbox", "setup"}
    assert {one.address for one in ENTRIES if one.name not in technicians} <= set(PAGES)


@pytest.mark.parametrize(
    "text", ["xq5-cung", "tệp bluezone.yaml", "hmn", "−16 LUFS", "2026-12-01", "until_stopped", "every: 5m"]
)
def test_the_walk_notices_what_is_a_program_s(text: str) -> None:
    assert strange([text])


@pytest.mark.parametrize(
    "text", ["Bản Tà Lạn Than, từ 08:02:10", "Thứ Ba 1/12/2026, 16 giờ 30", "tải về Excel"]
)
def test_the_walk_passes_what_people_say(text: str) -> None:
    assert strange([text]) == set()
