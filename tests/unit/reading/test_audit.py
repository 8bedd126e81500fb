"""What no sure rule claimed is flagged where it stands, by one check for all rules."""

from __future__ import annotations

import pytest

from broadcaster.reading import read
from broadcaster.reading.context import Saying
from broadcaster.reading.rules import RULES


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


def test_rule_that_is_unsure_when_it_flags_nothing_itself_then_the_check_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = next(rule for rule in RULES if rule.name == "number")
    vague = Saying(end=1, words="năm", confidence=0.5)
    monkeypatch.setattr("broadcaster.reading.scan.answer", lambda *_: (number, vague))
    assert flagged("5") == ["5"]
