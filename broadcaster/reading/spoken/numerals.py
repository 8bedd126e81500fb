"""Numbers as words: whole numbers of any size, decimals, digits one by one.

The forms are those of a professional announcer: mười lăm, hai mươi mốt, hai mươi tư, một trăm linh năm,
một nghìn không trăm linh năm.
"""

from __future__ import annotations

from functools import lru_cache

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
