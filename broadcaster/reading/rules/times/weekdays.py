"""Days by their number alone, days of the week, and short names such as T10/2025."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.neighbours import QUANTITIES
from broadcaster.reading.rules.times.calendar import valid
from broadcaster.reading.rules.times.parts import DAY, DAY_CUES, END, MONTH, YEAR, day_cue, words
from broadcaster.reading.spoken import numerals
from broadcaster.reading.wordset import wordset

_EVERY_WEEK = re.compile(r"(?:hằng|hàng|mỗi|trong) tuần|tuần (?:này|sau|tới)|\(?,?\s?ngày \d{1,2}/")
_ROOMS = wordset(
    "kênh mương rạch đường ngõ hẻm cống lô ô thửa cụm dãy trụ đập giống loại kiểu sân "
    "mba máy áp trạm xe toa tàu bến nhà ga phòng tòa toà nhà lô khu quầy cổng cột trạm tuyến ống sảnh kho "
    "dãy kíp bãi số"
)  # phòng T7
_FIRST_DAYS = ("mùng", "mồng")
_LARVAE, _STAGES = wordset("sâu rầy rệp nhện bọ ấu nhộng"), 5  # rầy T2-T3: of the second age
_ON = re.compile(r"\s?-\s?\d")  # ban ngày 34-36oC
_NO_DAY = ("tết", "tháng", "độ", "giờ", "phút", "hằng tháng", "hàng tháng", "mỗi tháng")
_SECOND = re.compile(r"\bngày \d{1,2} và\Z")  # trong hai ngày 22 và 23 - 10
_PARTS = wordset("sáng trưa chiều tối")  # of a day: học tối 3-5-7
_PAIR = (2, 3)  # sáng 2,3 are two days of a month
_WEEKDAYS = {"2": "hai", "3": "ba", "4": "tư", "5": "năm", "6": "sáu", "7": "bảy"}


def _day(context: Context, m: re.Match[str]) -> Saying | None:
    """A day that no month has, or a day and month joined by a hyphen."""
    cue = day_cue(context, m.start())
    day = int(m["d"])
    if m["m"]:
        month = int(m["m"])
        spaced = " " in m.group()
        # khai mạc ngày 8-12. But: tháng 12 chi từ ngày 4-6, …
        ended = context.text[m.end() : m.end() + 1] in ("", ",", ".", ";")
        ended = ended and "tháng" not in context.before(m.start(), 8)
        if (
            not (cue in DAY_CUES or _SECOND.search(context.precedes(m.start())))
            or not valid(day, month, None)
            or (cue == "ngày" and day < month and not spaced and not ended)
            or (cue in _FIRST_DAYS and day < month)  # mùng 1-3 Tết
            or context.follows(m.end()).startswith(_NO_DAY)
            or (day < month and QUANTITIES.intersection(context.after(m.end(), 1)))
        ):
            return None
        said = words(day, month, None, named=cue == "ngày")
        if cue == "ngày" and day < month:  # ngày 5 - 12: one day or eight
            return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_date_or_range")
        return Saying(end=m.end(), words=said, confidence=0.8)
    if cue != "ngày" or 1 <= day <= 31 or _ON.match(context.text, m.end()):
        return None
    return Saying(
        end=m.end(), words=numerals.cardinal(day), confidence=0.3, flag="reading.flag_impossible_date"
    )


def _weekday(context: Context, m: re.Match[str]) -> Saying:
    if m["n"] not in _WEEKDAYS and _EVERY_WEEK.match(context.follows(m.end())):
        said = numerals.ordinal(int(m["n"]))
        return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_impossible_date")
    return _ordinal(context, m)


def _further(context: Context, m: re.Match[str]) -> Saying | None:
    """thứ 2, 4: the second of a row."""
    return _ordinal(context, m) if _in_week(context, m.start()) else None


def _ordinal(context: Context, m: re.Match[str]) -> Saying:
    said = numerals.ordinal(int(m["n"]))
    ranged = context.precedes(m.start()).endswith(("-", "đến"))
    return Saying(end=m.end(), words=f"thứ {said}" if ranged else said, rule="ordinal")


def _row(context: Context, m: re.Match[str]) -> Saying | None:
    """thứ 2,4,6, tối 3-5-7: days of the week without spaces."""
    days = [int(day) for day in m.group() if day.isdecimal()]
    cue = context.cue(m.start())
    evening = cue in _PARTS and len(days) > len(_PAIR)
    if (cue != "thứ" and not evening) or sorted(set(days)) != days:
        return None
    said = ", ".join(numerals.ordinal(day) for day in days)
    return Saying(end=m.end(), words=f"thứ {said}" if evening else said, rule="ordinal")


def _in_week(context: Context, at: int) -> bool:
    """True in a row of days of the week: thứ 2, 4, 6."""
    before = context.precedes(at)
    return "thứ" in before and _WEEK.search(before) is not None


_WEEK = re.compile(r"(?<!lần )(?<!kỳ )(?<!mũi )\bthứ [2-7](?:, ?[2-7])*(?:,| ?-| đến| và)\Z")


def _short_name(context: Context, m: re.Match[str]) -> Saying | None:
    """T10/2025 is a month, T2 … T7 are days of the week, CN is Sunday."""
    if context.text[max(0, m.start() - 1) : m.start()].isdecimal():  # lớp 10T1
        return None
    number = m["n"]
    if m["kind"] == "Q":
        if not (m["y"] and number in "1234"):
            return None
        return Saying(
            end=m.end(), words=f"quý {numerals.month(int(number))} năm {numerals.cardinal(int(m['y']))}"
        )
    if m["y"] and 1 <= int(number) <= 12:
        return Saying(
            end=m.end(), words=f"tháng {numerals.month(int(number))} năm {numerals.cardinal(int(m['y']))}"
        )
    if context.cue(m.start()) in _ROOMS and not _EVERY_WEEK.match(context.follows(m.end())):
        return None
    if m["y"] or number.startswith("0") or not 1 <= int(number) <= 12:
        return None
    if int(number) <= _STAGES and _LARVAE.intersection(context.before(m.start(), 8)):
        return Saying(end=m.end(), words=f"tuổi {numerals.cardinal(int(number))}", confidence=0.8)
    week = re.search(
        r"(?:\bT[2-7](?:\s(?:và|hoặc|đến))?|CN|[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Cc]ác|ngày|"
        r"hằng tuần|giờ|\d[hg](?:\d\d)?|phút|[Vv]ào|[Nn]ghỉ|[Tt]rừ)\W*\Z",
        context.head(m.start()),
    )
    more = re.match(
        r"\s*(?:(?:hằng|hàng|mỗi|đầu|cuối) tuần|(?:tuần )?(?:này|tới|sau)\b|"
        r"(?:[,&+-]|và|đến)\s*(?:T[2-7]\b|CN)|[(,]?\s?(?:ngày )?\d{1,2}/\d)",
        context.rest(m.end()),
    )
    if number in _WEEKDAYS and (week or more):
        return Saying(end=m.end(), words=f"thứ {_WEEKDAYS[number]}", confidence=0.9)
    if number in _WEEKDAYS:
        said = f"thứ {_WEEKDAYS[number]}"
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_short")
    return Saying(end=m.end(), words=f"tháng {numerals.month(int(number))}", confidence=0.8)


def _short_row(_: Context, m: re.Match[str]) -> Saying:
    """T2-4-6: days of the week by one letter."""
    days = [int(day) for day in m.group() if day.isdecimal()]
    return Saying(
        end=m.end(), words="thứ " + ", ".join(numerals.ordinal(day) for day in days), rule="ordinal"
    )


def _year_of_two(_: Context, m: re.Match[str]) -> Saying:
    """T12/26: a month and the last two figures of its year, or a day without its hyphen."""
    words = f"tháng {numerals.month(int(m['n']))} năm {numerals.cardinal(2000 + int(m['y']))}"
    return Saying(end=m.end(), words=words, confidence=0.4, flag="reading.flag_short")


RULES = (
    Rule(
        name="date.day",
        starts="d",
        pattern=re.compile(rf"{DAY}(?:\s?-\s?{MONTH}(?!\s?-\s?\d))?{END}"),
        say=_day,
        example=("ngày 15-8", "ngày mười lăm tháng tám"),
    ),
    Rule(
        name="date.weekday",
        starts="d",
        pattern=re.compile(r"[2-7](?:(?:\s?,[2-7]){1,5}|(?:\s?-\s?[2-7]){2,5})(?![\d/]|[.,-]\d)"),
        cues=_PARTS | {"thứ"},
        say=_row,
        example=("thứ 2,4,6", "thứ hai, tư, sáu"),
    ),
    Rule(
        name="date.weekday",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,3})(?![\d/.,-]\d|\d)"),
        cues=frozenset(("thứ",)),
        say=_weekday,
        example=("thứ 4", "thứ tư"),
    ),
    Rule(
        name="date.weekday",
        starts="d",
        pattern=re.compile(r"(?P<n>[2-7])(?![\d/.,-]\d|\d)"),
        say=_further,
        example=("thứ 2, 4", "thứ hai, tư"),
    ),
    Rule(
        name="date.weekday",
        starts="u",
        pattern=re.compile(r"T[2-7](?:(?:,\s?[2-7]){1,5}|(?:-[2-7]){2,5})(?![\w/]|[.,-]\d)"),
        say=_short_row,
        example=("thu rác T2-4-6", "thu rác thứ hai, tư, sáu"),
    ),
    Rule(
        name="date.named",
        starts="u",
        pattern=re.compile(rf"(?P<kind>[TQ])\.?(?P<n>\d{{1,2}})(?:\s?[/-]\s?{YEAR})?(?![\w/])"),
        say=_short_name,
        example=("T10/2025", "tháng mười năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="date.named",
        starts="u",
        pattern=re.compile(r"T(?P<n>0?[1-9]|1[0-2])/(?P<y>2\d)(?![\w/]|[.,]\d)"),
        say=_year_of_two,
        example=("đầu T2/27", "đầu tháng hai năm hai nghìn không trăm hai mươi bảy"),
    ),
)
