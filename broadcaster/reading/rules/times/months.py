"""Months: of a year, in ranges, and dates whose words are written out."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.measures import tail
from broadcaster.reading.rules.numbers.ratios import DOCUMENTS, counts_of, scaled
from broadcaster.reading.rules.times.calendar import doubt, month_doubt
from broadcaster.reading.rules.times.parts import DAY, END, MONTH, YEAR, is_named, words, year_of
from broadcaster.reading.spoken import numerals
from broadcaster.reading.wordset import wordset

# Words that follow a date: they begin what happens that day.
_QUARTERS = re.compile(r"\bquý (?:[1-4]|iv|i{1,3})(?:,| và| -| đến|, (?:[1-4]|iv|i{1,3}) và)\Z")
_NUMBERED = wordset("số vụ quý quí đợt kỳ kì lần vòng")  # of a year: đợt 2/2025


def _month(context: Context, m: re.Match[str]) -> Saying | None:
    """tháng 9/2025, 9/2025: a month of a year."""
    month, year = int(m["m"]), int(m["y"])
    if m["y"].startswith("0") and "/" not in m.group():  # tổ số 5 - 0905 417 226: a telephone
        return None
    cue = context.cue(m.start())
    if cue in _NUMBERED or DOCUMENTS.search(context.precedes(m.start())):  # nghị quyết 12/2025
        return Saying(end=m.end(), words=f"{numerals.cardinal(month)} năm {numerals.cardinal(year)}")
    if not 1 <= month <= 12:
        if cue != "tháng":
            return None
        said = f"{numerals.cardinal(month)} năm {numerals.cardinal(year)}"
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")
    if " " in m.group() and "/" not in m.group() and counts_of(context, m.end()):
        return None
    if cue != "tháng" and (not 1900 <= year <= 2100 or scaled(context, m.start())):
        return None
    if _QUARTERS.search(context.precedes(m.start())):  # quý 1, 2/2026
        return Saying(end=m.end(), words=f"{numerals.cardinal(month)} năm {numerals.cardinal(year)}")
    prefix = "" if cue == "tháng" else "tháng "
    flag = month_doubt(context, m.start(), month, year)
    said = f"{prefix}{numerals.month(month)} năm {numerals.cardinal(year)}"
    return Saying(end=m.end(), words=said, confidence=0.4 if flag else 1.0, flag=flag)


def _through_months(context: Context, m: re.Match[str]) -> Saying | None:
    """01-12/2025: two months of a year."""
    first, last, year = int(m["a"]), int(m["m"]), int(m["y"])
    if not (1 <= first < last <= 12 and 1900 <= year <= 2100):
        return None
    if context.cue(m.start()) in _NUMBERED:
        said = f"{numerals.cardinal(first)} đến {numerals.cardinal(last)} năm {numerals.cardinal(year)}"
        return Saying(end=m.end(), words=said)
    prefix = "" if context.cue(m.start()) == "tháng" else "tháng "
    said = f"{prefix}{numerals.month(first)} đến tháng {numerals.month(last)} năm {numerals.cardinal(year)}"
    return Saying(end=m.end(), words=said)


def _months(context: Context, m: re.Match[str]) -> Saying | None:
    """The number after "tháng", also the second of a range: tháng 4, tháng 4-6."""
    if context.head(m.start()).endswith("("):
        return None
    if "," in m.group() and tail(context.text, m.end()).words:  # kỳ hạn 12 tháng 6,1%/năm
        return None
    parts = [int(part) for part in re.findall(r"\d+", m.group())]
    if not all(1 <= part <= 12 for part in parts):
        said = " đến ".join(numerals.cardinal(part) for part in parts)
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")
    joint = ", " if "," in m.group() else " đến tháng "
    return Saying(end=m.end(), words=joint.join(numerals.month(part) for part in parts))


def _spelled(context: Context, m: re.Match[str]) -> Saying | None:
    """ngày 31 tháng 02 năm 2025, where only the numbers are figures."""
    if not is_named(context, m.start()):
        return None
    day, month, year = int(m["d"]), int(m["m"]), year_of(m["y"])
    flag = doubt(context, m.start(), day, month, year)
    said = words(day, month, year, named=True)
    return Saying(end=m.end(), words=said, confidence=0.2 if flag else 1.0, flag=flag)


def _listed_months(context: Context, m: re.Match[str]) -> Saying | None:
    """tháng 1,2/2026: months of one year in a row."""
    row = [int(part) for part in re.findall(r"\d+", m["row"])]
    if context.cue(m.start()) != "tháng" or not all(1 <= month <= 12 for month in row):
        return None
    said = ", ".join(numerals.month(month) for month in row)
    return Saying(end=m.end(), words=f"{said} năm {numerals.cardinal(int(m['y']))}")


RULES = (
    Rule(
        name="date.month",
        starts="d",
        pattern=re.compile(rf"(?P<row>\d{{1,2}}(?:,\s?\d{{1,2}}){{1,10}})/{YEAR}{END}"),
        say=_listed_months,
        example=("tháng 1,2/2026", "tháng một, hai năm hai nghìn không trăm hai mươi sáu"),
    ),
    Rule(
        name="date.month",
        starts="d",
        pattern=re.compile(rf"(?P<a>\d{{1,2}})\s?-\s?{MONTH}/{YEAR}{END}"),
        say=_through_months,
        example=("từ 03-09/2026", "từ tháng ba đến tháng chín năm hai nghìn không trăm hai mươi sáu"),
    ),
    Rule(
        name="date.month",
        starts="d",
        pattern=re.compile(rf"{MONTH}\s?(?:[/-]|(?:(?<=tháng \d\d)|(?<=tháng \d))[. ])\s?{YEAR}{END}"),
        say=_month,
        example=("tháng 9/2025", "tháng chín năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="date.spelled",
        starts="d",
        pattern=re.compile(rf"{DAY}\s+tháng\s+{MONTH}(?:(?:,)?\s+năm\s+{YEAR})?{END}"),
        say=_spelled,
        example=("ngày 02 tháng 9 năm 1945", "ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm"),
    ),
    Rule(
        name="date.months",
        starts="d",
        pattern=re.compile(rf"\d{{1,2}}(?:\s?[-,]\s?\d{{1,2}}){{0,30}}{END}"),
        cues=frozenset(("tháng",)),
        say=_months,
        example=("tháng 4", "tháng tư"),
    ),
)
