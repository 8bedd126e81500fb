from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.letters.model import WIDEST, Block, Letter, LetterForm, cleaned, printable
from broadcaster.letters.readers.registry import read
from broadcaster.station.rules.blanks import blanks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số:\u00a0\u2003\u200912", "Số:   12"),
        ("ti\u00adêm\u200b chủng\ufeff", "tiêm chủng"),
        ("đi\x07tiêm\x1b[0m", "đi tiêm [0m"),
        ("từ 7 giờ \x96 11 giờ\x85", "từ 7 giờ – 11 giờ…"),
        ("a\ufffeb\ud800c\x7f", "abc"),
        ("một\x0bhai\u2028ba\r\nbốn", "một\nhai\nba\nbốn"),
        ("UBND \t\t XÃ  \n  Số", "UBND\tXÃ\nSố"),
    ],
    ids=range(7),
)
def test_signs_that_no_eye_sees_are_taken_away(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_gap_where_a_day_belongs_is_still_a_blank() -> None:
    text = printable(f"ngày{' ' * 40}tháng 01 năm 2026")
    assert text == f"ngày{' ' * WIDEST}tháng 01 năm 2026"
    assert len(blanks(text)) == 1


def test_the_automatic_number_is_cleaned_too() -> None:
    letter = Letter(
        form=LetterForm.TXT,
        blocks=(Block(text="Họp", number="1.\u00a0\u200b"), Block(text="", number="\x07")),
    )
    assert [block.number for block in cleaned(letter).blocks] == ["1.", None]


@pytest.mark.parametrize(
    "sign", ["\x07", "\x1b", "\x7f", "\x96", "\x81", "\ufffe", "\u2028", "\u200b"], ids=ascii
)
def test_every_block_of_a_letter_that_was_read_holds_signs_of_yaml_only(sign: str) -> None:
    (block,) = read(f"Bà con đi tiêm {sign} ngày 5/1/2026.".encode()).blocks
    assert block.text.split()[:4] == ["Bà", "con", "đi", "tiêm"]
    assert sign not in block.text


@given(st.text(max_size=60))
def test_yaml_takes_every_text_that_was_cleaned(text: str) -> None:
    assert yaml.safe_load(f"x: |2\n  .{printable(text).replace(chr(10), chr(10) + '  ')}\n") is not None


@given(st.text(max_size=60))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert printable(printable(text)) == printable(text)
