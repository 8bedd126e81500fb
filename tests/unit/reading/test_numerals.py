"""Numbers as words, against a second reader that works another way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.reading import numerals
from broadcaster.reading.engine import read

UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def three(figures: str, *, full: bool) -> list[str]:
    """The words of three digits, from the figures themselves; `full` says every place."""
    hundred, ten, one = list(figures)
    words = [UNITS[int(hundred)], "trăm"] if full or hundred != "0" else []
    spoken_before = bool(words)
    if ten == "0":
        words += ["linh"] if one != "0" and spoken_before else []
    else:
        words += ["mười"] if ten == "1" else [UNITS[int(ten)], "mươi"]
    if one != "0":
        special = {("1", True): "mốt", ("4", True): "tư", ("5", True): "lăm"}
        past_ten = ten not in "01"
        word = special.get((one, past_ten), UNITS[int(one)])
        word = "lăm" if one == "5" and ten == "1" else word
        words.append("tư" if one == "4" and ten == "0" and spoken_before else word)
    return words


def independent(number: int) -> str:
    """The number read group by group from its decimal text, right to left."""
    if number == 0:
        return "không"
    text = str(number)
    text = text.zfill(-(-len(text) // 9) * 9)
    words: list[str] = []
    for block_start in range(0, len(text), 9):
        block = text[block_start : block_start + 9]
        for place, name in ((0, "triệu"), (3, "nghìn"), (6, "")):
            group = block[place : place + 3]
            if group != "000":
                words += three(group, full=bool(words))
                words += [name] if name else []
        if words and block_start + 9 < len(text):
            words.append("tỷ")
    return " ".join(words)


@given(st.integers(0, 10**15))
def test_cardinal_of_any_number_then_agrees_with_the_independent_reader(number: int) -> None:
    assert numerals.cardinal(number) == independent(number)


@given(st.integers(0, 10**15))
def test_read_of_a_grouped_number_then_agrees_with_the_independent_reader(number: int) -> None:
    said = " ".join(sentence.spoken for sentence in read(f"{number:,}".replace(",", ".")).sentences)
    assert said.rstrip(".").replace(",", "") == independent(number)


def test_cardinal_of_round_and_small_numbers_then_agrees() -> None:
    numbers = [*range(1200), 10**6, 10**9, 10**9 + 5, 10**12, 10**15]
    said = {number: numerals.cardinal(number) for number in numbers}
    assert said == {number: independent(number) for number in numbers}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("15", "mười lăm"),
        ("21", "hai mươi mốt"),
        ("24", "hai mươi tư"),
        ("105", "một trăm linh năm"),
        ("1005", "một nghìn không trăm linh năm"),
        ("02", "hai"),
        ("007", "không không bảy"),
        (
            "1234567890123456789",
            "một hai ba bốn năm sáu bảy tám chín không một hai ba bốn năm sáu bảy tám chín",
        ),
        ("1000000000000000000", "một tỷ tỷ"),
    ],
)
def test_count_when_figures_are_written_then_says_them(written: str, said: str) -> None:
    assert numerals.count(written) == said


@pytest.mark.parametrize(
    ("whole", "fraction", "said"),
    [
        ("12", "75", "mười hai phẩy bảy năm"),
        ("0", "05", "không phẩy không năm"),
        ("2", "50", "hai phẩy năm mươi"),
        ("3", "125", "ba phẩy một hai năm"),
        ("3", "1416", "ba phẩy một bốn một sáu"),
    ],
)
def test_decimal_when_written_then_is_said_with_phay(whole: str, fraction: str, said: str) -> None:
    assert numerals.decimal(whole, fraction) == said


def test_negative_number_then_begins_with_am() -> None:
    assert numerals.cardinal(-15) == "âm mười lăm"
