"""A QR code has the same points in the terminal and on a page, and carries no style of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import segno

from broadcaster.people.sign_in.qr import drawn, picture

TEXT = "otpauth://totp/Lan?secret=ABCDEFGH&issuer=%C4%90%C3%A0i"


def test_page_s_picture_is_dark_on_white_with_its_quiet_border_and_grows_with_its_place() -> None:
    size = segno.make(TEXT, error="m", micro=False).symbol_size(scale=4, border=4)[0]
    page = picture(TEXT)
    svg = ET.fromstring(page)  # noqa: S314 - our own
    assert svg.get("viewBox") == f"0 0 {size} {size}"
    assert (svg.get("class"), svg.get("width"), svg.get("height")) == ("qr", None, None)
    assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', page)) == {"#000", "#fff"}
    assert "style" not in page
    assert picture(TEXT + "x") != page


def test_terminal_s_drawing_is_a_square_of_half_blocks_without_an_end_of_line() -> None:
    text = drawn(TEXT)
    assert not text.endswith("\n")
    plain = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in text.split("\n")]
    assert {len(line) for line in plain if line} == {len(plain[0])}
    wide = segno.make(TEXT, error="l", micro=False).symbol_size(border=4)[0]
    assert len(plain[0]) == wide
    assert len(plain) == -(-wide // 2)
