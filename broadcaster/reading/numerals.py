"""Numbers: their written form with dots and commas, and their words.

The forms are those of a professional announcer: mười lăm, hai mươi mốt, hai mươi tư, một trăm linh năm,
một nghìn không trăm linh năm.
"""

from __future__ import annotations

import itertools
import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ((1_000_000, "triệu"), (1000, "nghìn"))
_BILLION = 1_000_000_000
# Longer figures are spoken as codes: as one number they cannot be understood, unless it is a round one.
LONGEST_COUNT = 18
_ROUND = "0" * 12


@lru_cache(maxsize=4096)
def cardinal(number: int) -> str:
    """The words of a whole number; a negative one begins with "âm"."""
    if number < 0:
        return f"âm {cardinal(-number)}"
    if number < len(DIGITS):
        return DIGITS[number]
    return " ".join(_large(number, padded=False))


def digits(text: str) -> str:
    """The digits of `text` one by one; everything else is passed over."""
    return " ".join(DIGITS[int(c)] for c in text if c in "0123456789")


def count(figures: str) -> str:
    """The words of a run of digits: a short leading zero is silent, a long one makes it a code."""
    coded = len(figures) > LONGEST_COUNT and not figures.endswith(_ROUND)
    if coded or (figures.startswith("0") and len(figures) > 2):
        return digits(figures)
    return cardinal(int(figures))


def decimal(whole: str, fraction: str) -> str:
    """The words of a decimal number with "phẩy"; both parts are digits without separators."""
    return f"{count(whole)} phẩy {fraction_words(fraction)}"


def fraction_words(fraction: str) -> str:
    """The words of what follows the decimal mark: digit by digit, but round tens as such.

    3,14 is "ba phẩy một bốn", 2,50 "hai phẩy năm mươi", 2,10 "hai phẩy mười".
    """
    if len(fraction) == 2 and fraction[1] == "0" and fraction[0] != "0":
        return cardinal(int(fraction))
    return digits(fraction)


def ordinal(number: int) -> str:
    """The word after "thứ": nhất, hai, ba, tư, năm …"""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def month(number: int) -> str:
    """The word after "tháng": the fourth month is "tư"."""
    return "tư" if number == 4 else cardinal(number)


def denominator(number: int) -> str:
    """The word after "phần"."""
    return "tư" if number == 4 else cardinal(number)


def _large(number: int, *, padded: bool) -> list[str]:
    if number >= _BILLION:
        head, rest = divmod(number, _BILLION)
        words = [*_large(head, padded=padded), "tỷ"]
        return words + _large(rest, padded=True) if rest else words
    words = []
    for size, name in _SCALES:
        head, number = divmod(number, size)
        if head:
            words += [*_hundreds(head, padded=padded or bool(words)), name]
    if number:
        words += _hundreds(number, padded=padded or bool(words))
    return words


def _hundreds(number: int, *, padded: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or padded else []
    tens, ones = divmod(rest, 10)
    if not rest:
        return words
    if tens == 0:
        return [*words, "linh", "tư" if ones == 4 else DIGITS[ones]] if words else [DIGITS[ones]]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return words + _ones(tens, ones)


def _ones(tens: int, ones: int) -> list[str]:
    if ones == 0:
        return []
    if ones == 5:
        return ["lăm"]
    if tens > 1 and ones in (1, 4):
        return ["mốt" if ones == 1 else "tư"]
    return [DIGITS[ones]]


LITERAL = r"\d+(?:[.,]\d+)*"

_WHOLE = re.compile(r"\d+\Z")
_GROUPED = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?\Z")
_DECIMAL = re.compile(r"(\d+),(\d+)\Z")
_POINT = re.compile(r"(\d+)\.(\d+)\Z")
_ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\Z")
_PARTS = re.compile(r"\d{1,2}(?:\.\d{1,2})+\Z")
_ROW = re.compile(r"\d{1,2}(?:,\d{1,2}){2,}\Z")
_LIST = re.compile(r"(?:\d{1,2}(?:,\d{1,2})+|\d{4}(?:,\d{4})+)\Z")


_GROUP = 3  # digits


class NumberKind(StrEnum):
    """What the number counts, according to its neighbours."""

    NOTHING = "nothing"  # unknown
    THINGS = "things"  # people, households, money: no fractions
    MEASURE = "measure"  # metres, per cent, millions
    PLACE = "place"  # tổ 5,6: names of places or parts, several in a row
    SECTION = "section"  # mục 2.1, phiên bản 2.0


class Figure(NamedTuple):
    """The words of a number, and what is doubtful about it."""

    words: str
    flag: str | None = None
    confidence: float = 1.0


@lru_cache(maxsize=1024)
def figure(literal: str, of: NumberKind = NumberKind.NOTHING) -> Figure:
    """The words of the number written as `literal`."""
    if _WHOLE.match(literal):
        return Figure(words=count(literal))
    grouped = _GROUPED.match(literal)
    if grouped and of is NumberKind.THINGS and len(grouped[2] or "") == _GROUP:  # 1.500,000 đồng
        return Figure(words=_number(grouped[1], grouped[2]), flag="reading.flag_separator", confidence=0.4)
    if (
        grouped
        and len(grouped[2] or "") == _GROUP
        and (of is NumberKind.NOTHING or grouped[2].endswith("00"))
    ):
        return Figure(words=_number(grouped[1], grouped[2]), flag="reading.flag_separator", confidence=0.4)
    if grouped and of is not NumberKind.SECTION and not grouped[1].startswith("0"):
        return Figure(words=_number(grouped[1], grouped[2]))
    if of in (NumberKind.PLACE, NumberKind.SECTION) and _LIST.match(literal):
        return Figure(words=", ".join(count(part) for part in literal.split(",")))
    if _ROW.match(literal) and _rising(literal):
        return Figure(words=", ".join(count(part) for part in literal.split(",")))
    decimal = _DECIMAL.match(literal)
    if decimal and not (of is NumberKind.THINGS and _ENGLISH.match(literal) and decimal[1] != "0"):
        if decimal[2] == "000":
            # It may be thousands written in the English way, or an exact decimal.
            words = _number(decimal[1], decimal[2])
            return Figure(words=words, flag="reading.flag_separator", confidence=0.4)
        return Figure(words=_number(decimal[1], decimal[2]))
    if of is NumberKind.SECTION or (of is NumberKind.PLACE and _PARTS.match(literal)):
        return Figure(words=_section(literal))
    english = _ENGLISH.match(literal)
    if english:
        words = _number(english[1], english[2])
        return Figure(words=words, flag="reading.flag_separator", confidence=0.5)
    return _pointed(literal, of)


def _rising(literal: str) -> bool:
    """True for a row such as 3,4,5: no decimal has two commas."""
    row = [int(part) for part in literal.split(",")]
    return all(first < second for first, second in itertools.pairwise(row))


def _pointed(literal: str, of: NumberKind) -> Figure:
    point = _POINT.match(literal)
    if point and of is NumberKind.NOTHING and re.fullmatch(r"\d\.0", literal):
        # "công nghiệp 4.0", "web 2.0": a generation, not an amount.
        return Figure(words=_section(literal))
    if point:
        words = _number(point[1], point[2])
        if of is NumberKind.MEASURE or point[1] == "0":
            return Figure(words=words, confidence=0.8)
        return Figure(words=words, flag="reading.flag_separator", confidence=0.4)
    return Figure(words=_section(literal), flag="reading.flag_grouping", confidence=0.2)


def _number(whole: str, fraction: str | None) -> str:
    bare = whole.replace(".", "").replace(",", "")
    return decimal(bare, fraction) if fraction else count(bare)


def _section(literal: str) -> str:
    """Section numbers and the like, part by part: 2.1 is "hai chấm một"."""
    parts = re.split(r"([.,])", literal)
    return " ".join("chấm" if p == "." else "phẩy" if p == "," else count(p) for p in parts)
