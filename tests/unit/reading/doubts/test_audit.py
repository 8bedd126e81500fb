"""What no sure rule claimed is flagged where it stands, by one check for all rules."""

from __future__ import annotations

import pytest

from broadcaster.reading.context import Saying
from broadcaster.reading.engine import read
from broadcaster.reading.rulebook import RULES


def flagged(text: str) -> list[str]:
    return [span.written for span in read(text).flagged]


@pytest.mark.parametrize(
    "text",
    [
        "nộp phạt 350.000,đ tại xã",  # a mark inside an amount
        "họp lúc7h30 tối nay",  # a word glued to a time
        "họp lúc 7h30tối nay",
        "xem bảng 12^a treo tại xã",  # a sign that would be swallowed
        "tổng số 12 15 hộ",  # two bare numbers side by side
        "bé sốt 38,,5 độ",
        "mã 7x9q đã cấp",
    ],
)
def test_token_that_no_rule_claims_whole_when_read_then_is_flagged(text: str) -> None:
    assert flagged(text)


@pytest.mark.parametrize(
    "text",
    [
        "lớp 4A5 và mạng 4G",
        "họp lúc 8h.Mời bà con đến dự",
        "tổ 1,tổ 2;tổ 3",
        "giá 45.000đ/kg (đã gồm VAT)",
        "từ 7h30-11h30, thứ 2-thứ 6",
        "năm 2025 12 hộ thoát nghèo",
        "kích thước 1,2m x 0,8m",
    ],
)
def test_pieces_that_belong_together_when_read_then_nothing_is_flagged(text: str) -> None:
    assert flagged(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Xem lại biên bản 4-11.",  # a day or a number
        "Tổng hợp được 5-8 nhé.",  # a range or a day
        "Danh sách 3/8 của thôn.",  # a day or a share
        "Nộp bảng 8.3 cho thôn.",  # a day, a section or a decimal
        "Kết quả còn 2,3.",  # a decimal or a row
        "Sổ ghi 1/1/1/1/1 ở trang bìa.",
        "Pha 20m1 thuốc trừ sâu.",
        "Mỗi cháu 9đ.",  # đồng or points
    ],
)
def test_two_figures_that_no_neighbour_explains_when_read_then_are_flagged(text: str) -> None:
    assert flagged(text)


@pytest.mark.parametrize(
    "text",
    [
        "Phun thuốc sau cấy 5-8 ngày.",
        "Tổ 5-8 họp tối nay.",
        "Nghỉ từ 3/8, họp lại sau.",
        "Gần 3/8 diện tích đã gặt.",
        "Mục 2.1 mới thêm.",
        "Giá tăng 2,3 lần, độ pH 6,7.",
        "Đê cao 20m1 và dài 3m5.",
        "Môn Toán 9đ.",
        "Phát thuốc từ 5-12 đến 9-12, riêng 7-12 nghỉ.",
        "Họp Thứ 2 - Thứ 4 - Thứ 6.",
        "Lớp 8/3 trực nhật.",
    ],
)
def test_two_figures_with_a_neighbour_that_explains_them_when_read_then_nothing_is_flagged(text: str) -> None:
    assert flagged(text) == []


def test_rule_that_is_unsure_when_it_flags_nothing_itself_then_the_check_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = next(rule for rule in RULES if rule.name == "number")
    vague = Saying(end=1, words="năm", confidence=0.5)
    monkeypatch.setattr("broadcaster.reading.scan.answer", lambda *_: (number, vague))
    assert flagged("5") == ["5"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ngày mai 5-7 độ.", "năm đến bảy độ"),
        ("Nghỉ 2-3 ngày.", "hai đến ba ngày"),
        ("Kỷ niệm chiến thắng 30-4.", "ngày ba mươi tháng tư"),
        ("Mương dẫn nước 2-3 km.", "hai đến ba ki lô mét"),
        ("Hòa giải thành 12/15 vụ.", "mười hai trên mười lăm vụ"),
        ("Bản đồ 1/2000 treo ở xã.", "một trên hai nghìn"),
        ("Lắp đèn đường 80W.", "tám mươi oát"),
        ("Trẻ cao dưới 1m2.", "một mét hai"),
    ],
)
def test_cue_that_is_part_of_another_word_when_read_then_does_not_decide(text: str, words: str) -> None:
    reading = read(text)
    assert words in " ".join(sentence.spoken for sentence in reading.sentences)
    assert not reading.flagged
