"""What rules of dates share: shapes of days, months and years, and whether the calendar has such a day."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache

from broadcaster.reading import numerals
from broadcaster.reading.context import Context
from broadcaster.reading.wordlists import load, wordset

DAY_CUES = wordset("ngày mùng mồng sáng chiều tối trưa đêm hôm nay qua mai rằm lễ dịp")
# Feasts and occasions that have a day.
FEAST = re.compile(
    r"\b(?:qk|quốc khánh|kỷ niệm|kỉ niệm|chào mừng|mừng|mít tinh|lễ|dịp|tết|giỗ|rằm|nghỉ|ngày (?:hội|quốc tế|"
    r"nhà giáo|thầy thuốc|thương binh|thành lập|giải phóng|toàn dân|pháp luật|phụ nữ|"
    r"doanh nhân|truyền thống|sinh))(?: \d{1,3} năm(?!\w))?"
    r"(?:[^\W\d]|[ ,(\"'/-])*\Z"
)
_PARTLY = frozenset(("sớm", "muộn", "khuya"))  # sáng sớm 6-11, chiều muộn 30.9
MORROW = re.compile(r"\b(?:ngày|hôm|sáng|trưa|chiều|tối|đêm) (?:mai|nay|qua|kia|kìa)[ ,(]*\Z")
_CENTURY_TURN = 50  # '49 is 2049, '50 is 1950


DAY, MONTH, YEAR = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
END = r"(?![\d/]|[.,]\d|(?!(?i:[âad]l)(?!\w))[^\W\d_])"


def words(day: int, month: int, year: int | None, *, named: bool) -> str:
    """A date as words; `named` if "ngày" is written before it."""
    text = f"{'' if named else 'ngày '}{numerals.cardinal(day)} tháng {numerals.month(month)}"
    return text if year is None else f"{text} năm {numerals.cardinal(year)}"


def year_of(text: str | None) -> int | None:
    """The year that two or four figures mean; None for none."""
    if not text:
        return None
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def is_named(context: Context, at: int) -> bool:
    """True if "ngày" or its like is written before `at`."""
    return context.cue(at) in ("ngày", "mùng", "mồng", "rằm") and context.text[max(0, at - 1)] != "("


def day_cue(context: Context, at: int) -> str:
    """The word before `at` that a day may follow: of "sáng sớm" the first."""
    cue = context.cue(at)
    if cue not in _PARTLY:
        return cue
    words = context.before(at, 2)
    return words[0] if len(words) > 1 and words[1] == cue else cue


def after_date(context: Context) -> bool:
    """True if one of the last two spoken pieces is a date."""
    said = context.recent(2)
    return any(piece.rule.startswith("date") for piece in said)


_YEARS = load("years")
_EARLIEST_DAY, _FARTHEST_DAY = int(_YEARS["earliest_day"]), int(_YEARS["farthest_day"])
_LAST_BIRTH = int(_YEARS["last_birth"])
_HALF = 6  # months: an interval that goes back further runs into the next year
_WEEKDAY = re.compile(
    r"\b(?:thứ (?P<thu>[2-7]|hai|ba|tư|năm|sáu|bảy)|t(?P<t>[2-7])|(?P<sunday>chủ nhật|cn))"
    r"[ ,(-]*(?:ngày\s*)?\Z"
)
_BEGUN_MONTH = re.compile(
    r"(?<![\d/])(?P<m>\d{1,2})/(?P<y>\d{4})\s*(?:-|đến|tới)\s*(?:hết\s*)?(?:tháng\s*)?\Z"
)
_NAMES = {"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7}
_SUNDAY = 8
_BEGUN = re.compile(
    r"(?<![\d/])(?P<d>\d{1,2})(?:(?:/| tháng )(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?)\s*(?:-|đến|tới)\s*(?:hết\s*)?"
    r"(?:(?:\d{1,2}[hg:]\d{0,2}|\d{1,2} giờ(?: \d{1,2}(?: phút)?)?)\s)?(?:ngày\s*)?\Z"
)


# The first day of an interval whose month is written at its end only.
_BEGUN_DAY = re.compile(r"\b(?:từ|ngày) (?P<d>\d{1,2})\s*(?:-|đến|tới)\s*(?:hết\s*)?(?:ngày\s*)?\Z")
# A day of the moon's calendar: no month of it has a day 31, and its second may have a day 30.
_LUNAR = re.compile(
    r"\d{1,2}\s?(?:[/.-]|tháng)\s?\d{1,2}(?:\s?(?:[/.-]|năm)\s?\d{4})?[ ,(]{0,3}"
    r"(?:năm (?!\d)[^\W\d_]+ [^\W\d_]+,? )?(?:theo )?(?:âm|lịch âm|[âa]\.?l)(?!\w)",
    re.IGNORECASE,
)
_MOON_DAYS = 30


@lru_cache(maxsize=1024)
def valid(day: int, month: int, year: int | None) -> bool:
    """True if the calendar has this day (29 February is valid without a year)."""
    if not 1 <= month <= 12:
        return False
    longest = 29 if month == 2 and year is None else calendar.monthrange(year or 2000, month)[1]
    return 1 <= day <= longest and (year is None or 1000 <= year <= 2999)


_BIRTHS = re.compile(r"\b(?:sinh|sn)(?: (?:ngày|năm))?[: ]*[\d/.-]+")
_NAMED_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])")
_BORN = re.compile(r"\b(?:sinh|sn)(?: (?:ngày|năm))?[: ]*\Z")


def doubt(context: Context, at: int, day: int, month: int, year: int | None) -> str | None:
    """The code of what is doubtful about a date that begins at `at`; None if nothing is."""
    lunar = is_lunar(context, at)
    there = 1 <= day <= _MOON_DAYS and 1 <= month <= 12 if lunar else valid(day, month, year)
    if not there or (year is not None and not _EARLIEST_DAY <= year <= _FARTHEST_DAY):
        return "reading.flag_impossible_date"
    before = context.precedes(at)
    if year is not None and _BORN.search(before) and year > _latest_birth(context, at, year):
        return "reading.flag_impossible_date"
    if year is not None and not lunar and _other_day(before, datetime.date(year, month, day)):
        return "reading.flag_weekday"
    if _reversed(before, day, month, year):
        return "reading.flag_interval"
    return None


def is_lunar(context: Context, at: int) -> bool:
    """True for a day and month at `at` that are of the moon's calendar: 15/7 âm lịch."""
    return _LUNAR.match(context.text, at) is not None


def born_too_late(before: str, year: int) -> bool:
    """True for a birth in `year`, after the small letters `before`, that nobody can have had yet."""
    return year > _LAST_BIRTH and _BORN.search(before) is not None


def _latest_birth(context: Context, at: int, year: int) -> int:
    """The last year in which who is spoken of may be born: no later than the years that the text names."""
    near = _BIRTHS.sub("", context.head(at) + context.rest(at))
    others = {int(found) for found in _NAMED_YEAR.findall(near)} - {year}
    return min(_LAST_BIRTH, max(others) + 1) if others else _LAST_BIRTH


def month_doubt(context: Context, at: int, month: int, year: int) -> str | None:
    """The code if a month of a year ends an interval before it begins; None if it does not."""
    first = _BEGUN_MONTH.search(context.precedes(at))
    if first and (int(first["y"]), int(first["m"])) > (year, month):
        return "reading.flag_interval"
    return None


def _other_day(before: str, date: datetime.date) -> bool:
    """True if another day of the week is written before the date."""
    named = _WEEKDAY.search(before)
    if named is None:
        return False
    word = named["thu"] or named["t"]
    number = _SUNDAY if word is None else _NAMES.get(word) or int(word)
    return number != date.weekday() + 2


def _reversed(before: str, day: int, month: int, year: int | None) -> bool:
    """True for the end of an interval that is before its beginning."""
    first = _BEGUN.search(before)
    if first is None:
        alone = _BEGUN_DAY.search(before)
        return alone is not None and int(alone["d"]) > day
    begin = (int(first["m"]), int(first["d"]))
    if first["y"] and year is not None:
        return (int(first["y"]), *begin) > (year, month, day)
    if first["y"]:  # 10/02/2026 - 15/01: the year is written at the end, or at both
        return begin > (month, day)
    return begin > (month, day) and begin[0] - month <= _HALF
