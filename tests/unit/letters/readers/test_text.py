"""Plain text: the codes of before Unicode, heads of two columns, lines that were broken by their width."""

from __future__ import annotations

import unicodedata

import pytest

from broadcaster.letters.layout.classification import classify
from broadcaster.letters.layout.elements import Element
from broadcaster.letters.readers.text import read
from tests.data.letters.making.web import _old
from tests.unit.letters.layout.test_classify import NOTICE

WORDS = "Bà con mang chó, mèo đến trạm thú y trước ngày 30/11/2026.\nHộ nào vắng mặt phải báo lại."


def _texts(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks]


@pytest.mark.parametrize("code", ["tcvn3", "vni"])
def test_a_file_in_an_old_code_is_read_and_told(code: str) -> None:
    letter = read(_old(WORDS, code))
    assert [block.text for block in letter.blocks] == WORDS.split("\n")
    assert [(note.code, dict(note.facts)) for note in letter.notes] == [
        ("letter.legacy_code", {"code": code.upper()})
    ]


def test_a_file_of_windows_1258_is_read_as_one() -> None:
    letter = read("".join(map(_tone_behind, WORDS)).encode("cp1258"))
    assert [block.text for block in letter.blocks] == WORDS.split("\n")
    assert letter.notes == ()


def _tone_behind(letter: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
    shapes = [mark for mark in marks if mark not in tones]
    return unicodedata.normalize("NFC", "".join([base, *shapes])) + "".join(tones)


def test_capitals_that_tcvn3_leaves_to_the_font_are_capitals() -> None:
    head = "       ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    text = f"{head}\nXã có điện. Ở đây cắt\nđiện. Ổ khóa mới.\n"
    head, *said = _texts(_old(text, "tcvn3"))
    assert head == "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert " ".join(said) == "Xã có điện. Ở đây cắt điện. Ổ khóa mới."


@pytest.mark.parametrize("gap", ["   ", "          ", "\u2003\u2003"], ids=["three", "many", "wide"])
def test_a_head_whose_columns_are_typed_apart_is_a_head(gap: str) -> None:
    text = NOTICE.replace("\t\t", gap)
    found = [each.element for each in classify(read(text.encode()))]
    assert found[:6] == [*[Element.ISSUER, Element.NATIONAL_TITLE] * 2, Element.NUMBER, Element.PLACE_DATE]


def test_words_of_letters_typed_apart_are_words() -> None:
    assert _texts("   T H Ô N G   B Á O\nVề việc A B thi đấu".encode())[0] == "THÔNG BÁO"


def test_a_line_of_two_columns_is_joined_with_no_other_though_the_lines_were_broken_by_their_width() -> None:
    head = "ỦY BAN NHÂN DÂN PHƯỜNG HOA SEN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    body = "Ủy ban nhân dân phường thông báo để bà con biết và đưa chó mèo đi tiêm\nđúng ngày tại trạm y tế."
    assert _texts(f"{head}\nTổ dân phố số 3\n{body}\n".encode())[1:] == [
        "Tổ dân phố số 3",
        body.replace("\n", " "),
    ]


def test_a_day_that_begins_a_broken_line_is_no_item() -> None:
    text = (
        "Chi nhánh cấp nước Tân Hiệp kính báo với quý khách hàng ở phường Tân Hiệp và\n"
        "phường Long Bình để trữ nước.\n"
        "Mất nước tại đường Trần Hưng Đạo và chợ Long Bình từ 22 giờ đến 4 giờ ngày\n22/12.\n"
        "Bà con ở đường Nguyễn Trãi đến lấy nước sạch tại sân vận động của tổ dân phố\n2.\n"
    )
    assert [each[-10:] for each in _texts(text.encode())[1:]] == ["gày 22/12.", "dân phố 2."]
