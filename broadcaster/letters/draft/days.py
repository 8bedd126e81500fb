"""The days that a text names, each with its year, and what about them a person must decide.

A day without a year takes that of its range, or the one in which it lies nearest to its letter; a weekday
beside it decides. What is past stays past. Where two years are likely, or an end is told in another way (by
the moon, by a feast, by a number of days), the day carries a doubt, and a person is asked.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class DayDoubt(StrEnum):
    """What a person must decide about a day; each has a text `letter.day.…`."""

    YEAR = "year"  # none is written, and it is not plainly the letter's
    NEVER = "never"  # no such day is in the calendar
    WEEKDAY = "weekday"  # the weekday beside it is another
    ORDER = "order"  # the end of a range stands before its beginning
    OPEN = "open"  # from a day on, for so many days, until something happens, or for years
    LUNAR = "lunar"


class DayRole(StrEnum):
    """What a day is to what is announced."""

    DAY = "day"  # something happens on it
    END = "end"  # "đến ngày", "trước ngày", "hạn"
    START = "start"  # "từ ngày", and no end of it
    ASIDE = "aside"  # a birthday, the day of a document, the day up to which ages are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """A day that a text names."""

    day: date | None  # None: it is not in the calendar, or not told by numbers
    written: str
    start: int  # code point
    role: DayRole = DayRole.DAY
    doubt: DayDoubt | None = None


DAY = re.compile(
    r"(?<![\w/.])(?:ngày\s{1,3}|(?<![-–,])|(?=\d{1,2}/))(?P<d>\d{1,2})(?!\d)"
    r"(?:\s?(?P<mark>[/.]|-(?!\s?\d{1,2}/))\s?|\s{1,3}tháng\s{1,3})(?P<m>\d{1,2})(?!\d)"
    r"(?:(?:\s?(?(mark)(?P=mark)|/)\s?|,?\s{1,3}năm\s{1,3})(?P<y>(?:19|20)\d{2}|\d{2}(?![\d/-]|\.\d))(?!\d))?",
    re.IGNORECASE,
)
"""What may be a day by its numbers; `is_day` tells whether it is one."""
_LEAD = 48  # code points before a day that tell what it is
_LEADS = re.compile(
    r"(?:(?<!\w)(?:từ|đến|tới|hết|trước|sau|vào|hạn|chót|cuối|(?:chậm|muộn|trễ) nhất|"
    r"(?:hạn|chót|nhất|cuối) là|"
    r"sáng|trưa|chiều|tối|đêm|giờ|phút|\d{1,2}h(?:\d\d)?)\s?:?|"
    r"(?<!\w)(?:ngày|từ|thứ|chủ nhật)[^.;\n]{1,40}(?:,|-|–|và)|"
    r"(?<!\w)(?:thứ\s\w{1,4}|chủ nhật)\s?[,(–-]?)\s*$",
    re.IGNORECASE,
)
"""What stands before a day that has neither its year nor the word for it."""
_SHARE = re.compile(r"\s?(?:số|tổng|diện|dân|hộ|sào|mẫu|lượng|công)(?!\w)", re.IGNORECASE)


def is_day(hit: re.Match[str]) -> bool:
    """True for a hit of `DAY` that names a day: not for "đến 3/4 số hộ", "từ 5-10 con"."""
    text = hit.string
    follows = text[hit.end() : hit.end() + 1]
    if not (1 <= int(hit["d"]) <= 31 and 1 <= int(hit["m"]) <= 12) or follows.isdecimal() or follows == "/":
        return False
    if hit["y"]:
        return len(hit["y"]) == 4 or hit["mark"] != "."
    if hit[0][:1] in "nN":
        return True
    return (
        hit["mark"] in (None, "/")
        and _LEADS.search(_before(hit)) is not None
        and not _SHARE.match(text, hit.end())
    )


def year_of(hit: re.Match[str]) -> str:
    """The year of a hit of `DAY` in four digits; "" where none is written."""
    written = hit["y"] or ""
    return f"20{written}" if len(written) == 2 else written


_WEEK = r"(?:thứ\s(?P<n>hai|ba|tư|bốn|năm|sáu|bảy|[2-7])|(?P<s>chủ\snhật|CN))(?!\w)"
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "bốn": 2, "năm": 3, "sáu": 4, "bảy": 5}
_WEEKDAY_BEFORE = re.compile(rf"{_WEEK}\s?[,(–-]?\s?$", re.IGNORECASE)
_WEEKDAY_BEHIND = re.compile(rf"\s?[,(–-]{{0,2}}\s?(?:tức\s|là\s)?{_WEEK}", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)từ\s*$", re.IGNORECASE)
_TO = re.compile(r"(?<!\w)(?:đến|tới|hết)\s*$", re.IGNORECASE)
_DUE = re.compile(r"(?<!\w)(?:trước|(?:hạn|chót|cuối|nhất)(?:\s(?:là|vào))?\s?:?)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s?[-–]\s?|[^.;\n]{0,40}?(?<!\w)(?:đến|tới)(?!\w)[^.;\n]{0,30}|\s(?:cho\s)?hết\s", re.IGNORECASE
)
_ASIDE = re.compile(
    r"(?:(?<!\w)(?:sinh(?: (?:từ|vào|trước|sau))?|tính đến(?: hết)?|ban hành|đã ký|(?<!cung )cấp(?: từ)?)|"
    r"\d\s?[-/]\s?(?-i:[A-ZĐ])[\w./&-]{1,20},?)\s*$",
    re.IGNORECASE,
)
_MOON_BEHIND = re.compile(r"\s?[(,]?\s?(?:âm\slịch|ÂL|AL)(?!\w)")
_IN_OTHER_WORDS = re.compile(
    r"(?<!\w)(?:tức|nhằm)(?:\s(?:là|vào))?\s*$|\(\s?(?:tức|nhằm)\s[^()]{0,40}$", re.IGNORECASE
)
_BY_THE_SUN = re.compile(
    r"[^.;\n]{0,30}?(?:tức|nhằm|dương lịch|là)[^.;\n]{0,20}?\d{1,2}(?:/|\stháng\s)\d", re.IGNORECASE
)


def named(text: str, near: date) -> tuple[WrittenDay, ...]:
    """The days that a text names, in its order.

    Args:
        text: of a paragraph.
        near: the day of the letter.
    """
    hits = [hit for hit in DAY.finditer(text) if is_day(hit)]
    found: list[WrittenDay] = []
    while hits:
        pair = len(hits) > 1 and _BETWEEN.fullmatch(text[hits[0].end() : hits[1].start()]) is not None
        held, hits = hits[: 1 + pair], hits[1 + pair :]
        found += _range(held, near) if pair else [_single(held[0], near)]
    return tuple(sorted((*found, *_otherwise(text, near)), key=lambda each: each.start))


def _before(hit: re.Match[str]) -> str:
    return hit.string[max(0, hit.start() - _LEAD) : hit.start()]


def _single(hit: re.Match[str], near: date) -> WrittenDay:
    before = _before(hit)
    (day,), doubt = _resolved([hit], near)
    role = DayRole.DAY
    if _ASIDE.search(before) or _IN_OTHER_WORDS.search(before):
        role = DayRole.ASIDE
    elif _TO.search(before):
        role = DayRole.END
    elif _DUE.search(before):
        role = DayRole.END
        if day is not None and not hit["y"] and day < near:
            doubt = DayDoubt.YEAR  # nobody asks for what is past
    elif _FROM.search(before):
        role, doubt = DayRole.START, doubt or DayDoubt.OPEN
    found = WrittenDay(day=day, written=hit[0].strip(), start=hit.start(), role=role, doubt=doubt)
    return _in_the_calendar(hit, found, near)


def _range(hits: Sequence[re.Match[str]], near: date) -> Iterator[WrittenDay]:
    days, doubt = _resolved(hits, near)
    aside = _ASIDE.search(_before(hits[0]))
    roles = (DayRole.ASIDE, DayRole.ASIDE) if aside else (DayRole.DAY, DayRole.END)
    whole = hits[0].string[hits[0].start() : hits[1].end()]
    for hit, day, role in zip(hits, days, roles, strict=True):
        written = whole if doubt else hit[0].strip()
        found = WrittenDay(day=day, written=written, start=hit.start(), role=role, doubt=doubt)
        yield _in_the_calendar(hit, found, near)


def _in_the_calendar(hit: re.Match[str], found: WrittenDay, near: date) -> WrittenDay:
    """The day with what the calendar says against it."""
    if _MOON_BEHIND.match(hit.string, hit.end()):
        told = _BY_THE_SUN.match(hit.string, hit.end()) or _IN_OTHER_WORDS.search(_before(hit))
        return replace(found, day=None, role=DayRole.ASIDE if told else found.role, doubt=DayDoubt.LUNAR)
    if found.day is None:
        return replace(found, written=hit[0].strip(), doubt=DayDoubt.NEVER)
    weekday = _weekday(hit)
    if weekday is not None and found.day.weekday() != weekday:
        return replace(found, written=hit[0].strip(), doubt=DayDoubt.WEEKDAY)
    far = found.role is DayRole.END and found.day > near + LONGEST
    return replace(found, doubt=DayDoubt.OPEN) if far and found.doubt is None else found


def _weekday(hit: re.Match[str]) -> int | None:
    told = _WEEKDAY_BEFORE.search(_before(hit)) or _WEEKDAY_BEHIND.match(hit.string, hit.end())
    if told is None:
        return None
    if told["s"]:
        return 6
    number = told["n"].lower()
    return int(number) - 2 if number.isdecimal() else _WEEKDAYS[number]


LONGEST = timedelta(400)  # ahead of its letter that an announcement may hold
_HALF = 183  # days: what is farther from its letter lies nearer to it in another year
_Day = date | None


def _resolved(hits: Sequence[re.Match[str]], near: date) -> tuple[list[_Day], DayDoubt | None]:
    """The days of one hit or of a range, and the doubt about their years."""
    years = [int(year_of(hit)) if hit["y"] else None for hit in hits]
    if any(years):
        days = _by_written(hits, years)
        first, last = days[0], days[-1]
        return days, DayDoubt.ORDER if first and last and last < first else None
    over = _place(hits[-1]) < _place(hits[0])  # over the end of a year
    weekday = _weekday(hits[0])
    ways: list[tuple[date, date]] = []
    for year in (near.year - 1, near.year, near.year + 1):
        first = _day(hits[0], year)
        if first is not None:
            ways.append((first, _day(hits[-1], year + over) or first))
    if not ways:
        return [None] * len(hits), None
    fitting = [way for way in ways if way[0].weekday() == weekday]
    first, last = min(fitting or ways, key=lambda way: _away(way, near))
    away = _away((first, last), near)
    sure = len(fitting) == 1 or away == 0 or (away <= _HALF and first.year == near.year)
    days = [_day(hits[0], first.year), _day(hits[-1], first.year + over)][: len(hits)]
    return days, None if sure else DayDoubt.YEAR


def _place(hit: re.Match[str]) -> tuple[int, int]:
    return int(hit["m"]), int(hit["d"])


def _by_written(hits: Sequence[re.Match[str]], years: Sequence[int | None]) -> list[_Day]:
    """The days where one has its year at least: the other one takes it, or the one next to it."""
    over = _place(hits[-1]) < _place(hits[0])
    first = years[0] if years[0] is not None else (years[-1] or 0) - over
    last = years[-1] if years[-1] is not None else first + over
    return [_day(hit, year) for hit, year in zip(hits, (first, last), strict=False)]


def _day(hit: re.Match[str], year: int) -> _Day:
    try:
        return date(year, int(hit["m"]), int(hit["d"]))
    except ValueError:
        return None


def _away(span: tuple[date, date], near: date) -> int:
    """How many days a span lies from a day."""
    return max((span[0] - near).days, (near - span[1]).days, 0)


_MONTH = re.compile(
    r"(?<!\w)(?P<lead>(?:đến|tới)\s(?:hết|cuối)|hết|trong|cuối|đến|tới|trước)\s"
    r"(?:tháng\s(?P<m>\d{1,2})|quý\s(?P<q>IV|I{1,3}|[1-4])|(?P<all>năm)(?=\s20\d\d(?!\d)))(?!\w)"
    r"(?:(?:\s?[/-]\s?|,?\snăm\s|\s)(?P<y>20\d{2})(?!\w))?",
    re.IGNORECASE,
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OPEN = re.compile(
    r"(?<!\w)(?:(?:đến|tới|trước|hết)\s(?:hết\s|cuối\s|khi\s|lúc\s|dịp\s|sau\s|ngày\s)?"
    r"(?:tết(?!\w)|có\sthông\sbáo|(?:năm|tháng|tuần)\s(?:nay|này|sau|tới)(?!\w)|mai(?!\w)|hôm\snay|"
    r"(?:thứ\s\w{1,4}|chủ\snhật)\s(?:này|tới|tuần))|"
    r"(?:trong|sau)\s(?:vòng\s|thời\shạn\s|thời\sgian\s)?\d{1,3}\s(?:ngày|tuần|tháng),?\s(?:kể\s|tính\s)?từ(?!\w)|"
    r"ngày\s\d{1,2}(?:\stháng\s(?:này|sau|tới)(?!\w)|(?=\s?[.;:)](?!\s?\d)|\s?$|\s(?:tại|ở)\s))|"
    r"kể\stừ\sngày\s(?:ký|thông|ban|nhận|phát)|(?:hôm|ngày)\s(?:nay|mai)(?!\w))",
    re.IGNORECASE,
)
"""An end without a day."""
_MOON = re.compile(
    r"(?<!\w)(?:(?:mùng|mồng)\s\d{1,2}|(?:ngày\s)?rằm|\d{1,2}\s(?:tháng\s)?(?:giêng|chạp|tết))(?!\w)"
    r"(?:\stháng\s\w{1,6}|\stết(?!\w))?",
    re.IGNORECASE,
)


def _otherwise(text: str, near: date) -> Iterator[WrittenDay]:
    """Ends and days that are told in another way than by day and month."""
    for hit in _MONTH.finditer(text):
        if not (hit["all"] and hit["lead"].lower() == "trong"):  # "trong năm 2026 xảy ra …"
            yield _month(hit, near)
    for hit in _OPEN.finditer(text):
        yield WrittenDay(day=None, written=hit[0], start=hit.start(), role=DayRole.END, doubt=DayDoubt.OPEN)
    for hit in _MOON.finditer(text):
        if not (_BY_THE_SUN.match(hit.string, hit.end()) or _IN_OTHER_WORDS.search(_before(hit))):
            yield WrittenDay(day=None, written=hit[0], start=hit.start(), doubt=DayDoubt.LUNAR)


def _month(hit: re.Match[str], near: date) -> WrittenDay:
    """The end of a month, a quarter or a year."""
    quarter = (hit["q"] or "4").lower()
    last = int(hit["m"]) if hit["m"] else 3 * (_QUARTERS.get(quarter) or int(quarter))
    lead, written = (
        hit["lead"].lower(),
        WrittenDay(day=None, written=hit[0], start=hit.start(), role=DayRole.END),
    )
    if not 1 <= last <= 12:
        return replace(written, doubt=DayDoubt.NEVER)
    begun = last if hit["m"] else 1 if hit["all"] else last - 2
    years = [int(hit["y"])] if hit["y"] else [near.year - 1, near.year, near.year + 1]
    spans = [(date(year, begun, 1), date(year, last, calendar.monthrange(year, last)[1])) for year in years]
    first, end = min(spans, key=lambda span: _away(span, near))
    doubt = DayDoubt.YEAR if not hit["y"] and first.year != near.year else None
    if lead in ("đến", "tới"):
        doubt = DayDoubt.OPEN  # with or without it
    return replace(written, day=first - timedelta(1) if lead == "trước" else end, doubt=doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedValidity:
    """How long an announcement holds, by its words."""

    last: (
        date | None
    )  # the last day that they name from the letter's own on; where all are past, the last end
    asked: tuple[WrittenDay, ...]  # the days that a person must look at


def validity(texts: Iterable[str], near: date) -> NamedValidity:
    """How long an announcement holds.

    Args:
        texts: what is proposed to be spoken.
        near: the day of the letter.
    """
    days = [each for text in texts for each in named(text, near) if each.role is not DayRole.ASIDE]
    known = [(each.day, each.role) for each in days if each.day is not None and each.day <= near + LONGEST]
    ahead = [day for day, _ in known if day >= near]
    last = max(ahead or [day for day, role in known if role is DayRole.END], default=None)
    asked = {each.written: each for each in days if each.doubt is not None and not _is_ended(each, last)}
    return NamedValidity(last=last, asked=tuple(asked.values()))


def _is_ended(each: WrittenDay, last: date | None) -> bool:
    """True for a beginning that a later day ends."""
    begins = each.doubt is DayDoubt.OPEN and each.role is DayRole.START
    return begins and each.day is not None and last is not None and each.day < last
