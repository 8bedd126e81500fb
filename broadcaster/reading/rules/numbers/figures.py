"""A written number with its dots and commas, as words; unusual separators are doubtful."""

from __future__ import annotations

import itertools
import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from broadcaster.reading.spoken import numerals

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


class Of(StrEnum):
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
def figure(literal: str, of: Of = Of.NOTHING) -> Figure:
    """The words of the number written as `literal`."""
    if _WHOLE.match(literal):
        return Figure(words=numerals.count(literal))
    grouped = _GROUPED.match(literal)
    if grouped and of is Of.THINGS and len(grouped[2] or "") == _GROUP:  # 1.500,000 đồng
        return Figure(words=_number(grouped[1], grouped[2]), flag="reading.flag_separator", confidence=0.4)
    if grouped and len(grouped[2] or "") == _GROUP and (of is Of.NOTHING or grouped[2].endswith("00")):
        return Figure(words=_number(grouped[1], grouped[2]), flag="reading.flag_separator", confidence=0.4)
    if grouped and of is not Of.SECTION and not grouped[1].startswith("0"):
        return Figure(words=_number(grouped[1], grouped[2]))
    if of in (Of.PLACE, Of.SECTION) and _LIST.match(literal):
        return Figure(words=", ".join(numerals.count(part) for part in literal.split(",")))
    if _ROW.match(literal) and _rising(literal):
        return Figure(words=", ".join(numerals.count(part) for part in literal.split(",")))
    decimal = _DECIMAL.match(literal)
    if decimal and not (of is Of.THINGS and _ENGLISH.match(literal) and decimal[1] != "0"):
        if decimal[2] == "000":
            # It may be thousands written in the English way, or an exact decimal.
            words = _number(decimal[1], decimal[2])
            return Figure(words=words, flag="reading.flag_separator", confidence=0.4)
        return Figure(words=_number(decimal[1], decimal[2]))
    if of is Of.SECTION or (of is Of.PLACE and _PARTS.match(literal)):
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


def _pointed(literal: str, of: Of) -> Figure:
    point = _POINT.match(literal)
    if point and of is Of.NOTHING and re.fullmatch(r"\d\.0", literal):
        # "công nghiệp 4.0", "web 2.0": a generation, not an amount.
        return Figure(words=_section(literal))
    if point:
        words = _number(point[1], point[2])
        if of is Of.MEASURE or point[1] == "0":
            return Figure(words=words, confidence=0.8)
        return Figure(words=words, flag="reading.flag_separator", confidence=0.4)
    return Figure(words=_section(literal), flag="reading.flag_grouping", confidence=0.2)


def _number(whole: str, fraction: str | None) -> str:
    bare = whole.replace(".", "").replace(",", "")
    return numerals.decimal(bare, fraction) if fraction else numerals.count(bare)


def _section(literal: str) -> str:
    """Section numbers and the like, part by part: 2.1 is "hai chấm một"."""
    parts = re.split(r"([.,])", literal)
    return " ".join("chấm" if p == "." else "phẩy" if p == "," else numerals.count(p) for p in parts)
