"""Months, days of the week, and days by their number alone."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import QUANTITIES, tail
from broadcaster.reading.numbers.ratios import DOCUMENTS, counts_of, scaled
from broadcaster.reading.times.calendar import (
    DAY,
    DAY_CUES,
    END,
    MONTH,
    YEAR,
    day_cue,
    doubt,
    is_named,
    month_doubt,
    valid,
    words,
    year_of,
)
from broadcaster.reading.wordlists import wordset

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
    day, month, year = int(m["d"]), int(m["m"]), year_of(m["y"])
    flag = doubt(context, m.start(), day, month, year)
    if not flag and not is_named(context, m.start()):
        return None
    said = words(day, month, year, named=True)
    return Saying(end=m.end(), words=said, confidence=0.2 if flag else 1.0, flag=flag)


def _listed_months(context: Context, m: re.Match[str]) -> Saying | None:
    """tháng 1,2/2026: months of one year in a row."""
    row = [int(part) for part in re.findall(r"\d+", m["row"])]
    if context.cue(m.start()) != "tháng" or not all(1 <= month <= 12 for month in row):
        return None
    said = ", ".join(numerals.month(month) for month in row)
    return Saying(end=m.end(), words=f"{said} năm {numerals.cardinal(int(m['y']))}")


MONTHS = (
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
        name="date.moon",
        starts="s",
        pattern=re.compile(r"\s?/\s?(?P<month>(?i:giêng|chạp))(?!\w)"),
        say=lambda _, m: Saying(end=m.end(), words=f"tháng {m['month'].lower()}"),
        example=("cúng ngày 23/Chạp", "cúng ngày hai mươi ba tháng chạp"),
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
_TIMED = re.compile(r",? (?:vào )?(?:lúc |hồi )?\d{1,2}(?:[hg:]\d{0,2}| giờ)(?!\w)")
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
        timed = _TIMED.match(context.text, m.end()) is not None  # ngày 8-12, lúc 8h
        if cue == "ngày" and day < month and not timed:  # ngày 5 - 12: one day or eight
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
        r"(?:\b[Tt][2-7](?:\s(?:và|hoặc|đến))?|CN|[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Cc]ác|ngày|"
        r"hằng tuần|giờ|\d[hg](?:\d\d)?|phút|[Nn]ghỉ|[Tt]rừ)\W*\Z",
        context.head(m.start()),
    )
    more = re.match(
        r"\s*(?:(?:hằng|hàng|mỗi|đầu|cuối) tuần|(?:tuần )?(?:này|tới|sau)\b|"
        r"(?:[,&+-]|và|đến)\s*(?:[Tt][2-7]\b|CN|cn)|[(,]?\s?(?:ngày )?\d{1,2}/\d)",
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


WEEKDAYS = (
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
        starts="lu",
        pattern=re.compile(rf"(?P<kind>[TQt])\.?(?P<n>\d{{1,2}})(?:\s?[/-]\s?{YEAR})?(?![\w/])"),
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
