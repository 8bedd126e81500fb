"""The handbook is true: its pictures are made here, its bold words stand on the pages, five minutes suffice.

`scripts/handbook` writes the pictures into docs/huong-dan.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.text.catalogue import Language, say, speaking
from tests.end_to_end.conftest import ROOT, Broadcaster
from tests.end_to_end.console_pages import peopled, settled, sign_in

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
HANDBOOK = ROOT / "docs" / "huong-dan.md"
MOST_CLICKS = 8  # beside typing, from the letter to the timetable
WARD = """\
name: Đài truyền thanh phường Tân Phong
place: {ward: phường Tân Phong, province: tỉnh Lai Châu}
speech: {engines: [espeak]}
output: none
regulation: {quiet: "21:00-05:00"}
approval: {required: true}
"""
LETTER = """\
ỦY BAN NHÂN DÂN
PHƯỜNG TÂN PHONG
Số: 15/TB-UBND

THÔNG BÁO
Về việc tiêm phòng bệnh dại cho chó, mèo

Kính gửi: Các tổ dân phố, các bản.

Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh, UBND phường thông báo:

Từ ngày 20/3 đến ngày 25/3, cán bộ thú y tiêm phòng miễn phí cho chó, mèo tại nhà văn hóa các tổ, các bản.
Đề nghị bà con xích chó, nhốt mèo và đưa đến đúng giờ.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""

ELSEWHERE = (
    "console.why.not",
    "console.answered_elsewhere",
    "console.settings.notices",
    "console.settings.orders",
    "console.notices.test",
    "console.play_hear",
)


@dataclass
class Hand:
    """One person's hand: counts what it clicks, and takes the pictures of the handbook."""

    page: Any
    folder: Path
    clicks: int = 0
    taken: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def click(self, what: str) -> None:
        self.page.click(what)
        self.clicks += 1

    def picture(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        self.words.append(str(self.page.locator("body").inner_text()))
        self.page.screenshot(path=str(self.folder / f"{name}.png"))
        self.taken.add(f"{name}.png")


@pytest.fixture
def pages(station: Broadcaster) -> Iterator[Any]:
    """Opens pages of a ward's console, by size."""
    for name in ("messages", "schedules", "recordings"):
        shutil.rmtree(station.folder / name, ignore_errors=True)
        shutil.copytree(ROOT / name, station.folder / name)
    port = settled(station, WARD)
    peopled(station, {"lan": ("officer",), "hoa": ("leader",)})
    with station.running("--trust-clock"), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(width: int = 1280, height: int = 800) -> Any:
            size = {"width": width, "height": height}
            wanted = {"locale": "vi-VN", "base_url": f"http://127.0.0.1:{port}", "viewport": size}
            return browser.new_context(**wanted).new_page()

        yield opened
        browser.close()


@pytest.mark.lab
def test_five_minutes_from_the_letter_to_the_timetable(
    station: Broadcaster, pages: Any, tmp_path: Path
) -> None:
    target = Path(os.environ.get("BROADCASTER_PICTURES", str(tmp_path)))
    letter = tmp_path / "thong-bao.txt"
    letter.write_text(LETTER, encoding="utf-8")
    officer = Hand(pages(), target)
    officer.page.goto("/sign-in")
    officer.picture("dang-nhap")
    sign_in(officer.page, "lan")
    officer.picture("hom-nay")
    officer.clicks, begun = 0, time.monotonic()
    officer.click("nav a[href='/messages']")
    officer.picture("ban-tin")
    officer.page.set_input_files("#letter", str(letter))
    officer.clicks += 1
    officer.page.wait_for_url("**/messages/letter/**")
    officer.picture("cong-van")
    name = officer.page.url.rpartition("/")[2]
    officer.click(".sticky .primary")
    officer.page.wait_for_selector("[data-reading] >> text=xích chó")
    officer.picture("soan")
    officer.click("button[formaction*='/submit/']")
    officer.page.wait_for_url("**/messages")
    # The leader, on a phone.
    leader = Hand(pages(360, 740), target)
    sign_in(leader.page, "hoa")
    leader.page.goto("/approvals")
    for doubt in leader.page.locator("input[name=spans]").all():
        doubt.check()
    leader.picture("duyet")
    leader.click("button.go")
    leader.page.wait_for_selector(".toast")
    # The timetable.
    officer.click("nav a[href='/schedules']")
    officer.click("text=Đặt lịch")
    officer.page.select_option("#message", name)
    officer.clicks += 1
    officer.page.fill("input[name=at]", "17:30")
    officer.page.wait_for_selector("#preview ol > li")
    officer.picture("dat-lich")
    officer.click("form#rule button.primary")
    officer.page.wait_for_selector(".toast")
    # At once: what a toast says goes after a while, and a busy machine takes longer over the picture.
    officer.words.append(str(officer.page.locator("body").inner_text()))
    officer.picture("lich-phat")
    print(f"{officer.clicks} clicks, {time.monotonic() - begun:.0f} s with the pictures")  # noqa: T201
    assert officer.clicks <= MOST_CLICKS
    planned = [row for row in station.json("plan", "--days", "2") if row["message"] == name]
    assert {(row["start"][11:16], row["status"]) for row in planned} == {("17:30", "planned")}
    for address, picture in (("/log", "nhat-ky"), ("/emergency", "khan-cap")):
        officer.page.goto(address)
        officer.picture(picture)
    for address in ("/live", "/recordings", "/lexicon", "/correct"):
        officer.page.goto(address)
        officer.words.append(str(officer.page.locator("body").inner_text()))
    told = HANDBOOK.read_text("utf-8")
    assert set(re.findall(r"\(huong-dan/(\S+\.png)\)", told)) == officer.taken | leader.taken
    with speaking(Language.VI):
        # Shown only where an airing was refused, a leader is asked, words are typed, or to a technician.
        officer.words += [say(key) for key in ELSEWHERE]
        officer.words.append(say("console.slot.at", time="…"))
        officer.words.append(say("console.go_on", number="…"))
    seen = " ".join(" ".join([*officer.words, *leader.words]).split())
    bold = {word for word in re.findall(r"\*\*(.+?)\*\*", told) if word not in ("đậm", "giữ nút hai giây")}
    assert {word for word in bold if word not in seen} == set()


def test_pictures_of_the_handbook_are_there() -> None:
    for name in re.findall(r"\(huong-dan/(\S+\.png)\)", HANDBOOK.read_text("utf-8")):
        assert (ROOT / "docs" / "huong-dan" / name).stat().st_size > 5_000, name
