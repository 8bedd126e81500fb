"""What the rules of dates share: the shapes of days, months and years, and how they are said."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context
from broadcaster.reading.spoken import numerals
from broadcaster.reading.wordset import wordset

DAY_CUES = wordset("ngày mùng mồng sáng chiều tối trưa đêm hôm nay qua mai rằm lễ dịp")
# Feasts and occasions that have a day.
FEAST = re.compile(
    r"\b(?:qk|quốc khánh|kỷ niệm|kỉ niệm|chào mừng|mừng|mít tinh|lễ|dịp|tết|giỗ|rằm|nghỉ|ngày (?:hội|quốc tế|"
    r"nhà giáo|thầy thuốc|thương binh|thành lập|giải phóng|toàn dân|pháp luật|phụ nữ|"
    r"doanh nhân|truyền thống|sinh))"
    r"(?:[^\W\d]|[ ,(\"'/-])*\Z"
)
_PARTLY = frozenset(("sớm", "muộn", "khuya"))  # sáng sớm 6-11, chiều muộn 30.9
MORROW = re.compile(r"\b(?:ngày|hôm|sáng|trưa|chiều|tối|đêm) (?:mai|nay|qua|kia|kìa)[ ,(]*\Z")
_CENTURY_TURN = 50  # '49 is 2049, '50 is 1950


DAY, MONTH, YEAR = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
END = r"(?![\d/]|[.,]\d|[^\W\d_])"


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
