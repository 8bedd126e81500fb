"""Dates, months, days of the week: whole, shortened, in ranges, blank or impossible."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.calendar import doubt, month_doubt, valid
from broadcaster.reading.rules.ratios import ADDRESSES, counted, counts_of, scaled
from broadcaster.reading.wordset import wordset

_DAY_CUES = wordset("ngày mùng mồng sáng chiều tối trưa đêm hôm nay qua mai rằm lễ dịp")
# Words that make a bare d/m after them a date, unless the noun of a fraction follows.
_SPAN_CUES = wordset("từ đến tới trước sau hết cuối và kể")
_AFTER = re.compile(
    r"(?:âm lịch|dương lịch|âl\b|al\b|hằng năm|hàng năm|năm \d{4}|vừa qua|năm nay|năm ngoái|\)?\s*(?:-|"
    r"đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?\b)"
)
_OCCASION = re.compile(
    r"\b(?:ngày|lễ|dịp|kỷ niệm|kỉ niệm|nghỉ|chào mừng|tết|thứ (?:\d|hai|ba|tư|năm|sáu|bảy)|"
    r"chủ nhật),?(?:[^\W\d]|[ ,(/-])*(?:\d{1,2}/\d{1,2}\W+(?:và |, )?)?\Z"
)
# Events that have a day: a d/m at the end of the clause is that day.
_DEADLINE = re.compile(
    r"\b(?:hạn|chậm nhất|muộn nhất|khai mạc|khai giảng|bế mạc|bế giảng|diễn ra|bắt đầu|kết thúc|khởi công|"
    r"khánh thành|ra quân|lịch|dự kiến|(?P<weak>tổ chức|họp|đợt|gửi về|đăng ký|nộp))\b[^.;\d]{0,25}\Z"
)
_NEXT_DATE = re.compile(r"\s*(?:,|;|và|hoặc)\s*(?:ngày\s+)?(\d{1,2})/(\d{1,2})(?![\d/])")
# Days before the one with the month: ngày 17, 18/11.
_LISTED = re.compile(
    r"\bngày (?:\d{1,2}(?:, ?| và | & ))+\Z|\bngày (?:\d{1,2}(?:, ?| và | & ))*\d{1,2}(?:,| và| &)\Z"
)
# Words that follow a date: they begin what happens that day.
_NUMBERED = wordset("vụ quý quí đợt kỳ kì lần vòng")  # of a year: đợt 2/2025
_GOES_ON = wordset("tại ở là lúc vào nhằm vừa tới này sẽ hằng hàng")
_EVERY_WEEK = re.compile(r"(?:hằng|hàng|mỗi|trong) tuần|tuần (?:này|sau|tới)|\(?,?\s?ngày \d{1,2}/")
_ROOMS = wordset("phòng tòa toà nhà lô khu quầy cổng cột trạm tuyến ống")  # phòng T7
_WEEKDAYS = {"2": "hai", "3": "ba", "4": "tư", "5": "năm", "6": "sáu", "7": "bảy"}
_NEAR = 24  # spoken pieces back to another date of the clause
_CENTURY_TURN = 50  # '49 is 2049, '50 is 1950


def words(day: int, month: int, year: int | None, *, named: bool) -> str:
    """A date as words; `named` if "ngày" is written before it."""
    text = f"{'' if named else 'ngày '}{numerals.cardinal(day)} tháng {numerals.month(month)}"
    return text if year is None else f"{text} năm {numerals.cardinal(year)}"


def _year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def _named(context: Context, at: int) -> bool:
    return context.cue(at) in ("ngày", "mùng", "mồng", "rằm")


def _after_date(context: Context) -> bool:
    said = context.recent(2)
    return any(piece.rule.startswith("date") for piece in said)


def _full(context: Context, m: re.Match[str]) -> Saying | None:
    day, month, year = int(m["d"]), int(m["m"]), _year(m["y"])
    if len(m["y"]) == 2 and not (_named(context, m.start()) and m["sep"] != "."):
        shaped = m["sep"] == "/" and valid(day, month, year)
        if not shaped:
            return None
    said = words(day, month, year, named=_named(context, m.start()))
    flag = doubt(context, m.start(), day, month, year)
    return Saying(end=m.end(), words=said, confidence=0.2 if flag else 1.0, flag=flag)


def _iso(context: Context, m: re.Match[str]) -> Saying | None:
    day, month, year = int(m["d"]), int(m["m"]), int(m["y"])
    if not valid(day, month, year):
        return None
    return Saying(
        end=m.end(), words=words(day, month, year, named=_named(context, m.start())), confidence=0.9
    )


def _days(context: Context, m: re.Match[str]) -> Saying | None:
    """22-24/11/2025 and 28/11-02/12/2025 without its first month: two days of one month."""
    first, last, month, year = int(m["a"]), int(m["d"]), int(m["m"]), _year(m["y"])
    if not (first < last and valid(last, month, year)):
        return None
    start = "" if _named(context, m.start()) else "ngày "
    said = f"{start}{numerals.cardinal(first)} đến {words(last, month, year, named=False)}"
    return Saying(end=m.end(), words=said)


def _short(context: Context, m: re.Match[str]) -> Saying | None:
    """d/m without a year: a date only if other words show it."""
    day, month = int(m["d"]), int(m["m"])
    cue = context.cue(m.start())
    if m["dot"] and not (cue in _DAY_CUES and valid(day, month, None)):
        return None
    if m["gap"] and cue not in _DAY_CUES:
        return None
    named = _named(context, m.start())
    if cue in ("đường", "phố", "cầu", "viên", "rạp") and valid(day, month, None):
        # A street named after a date: đường Ba tháng Hai.
        return Saying(end=m.end(), words=words(day, month, None, named=True), rule="address")
    if not named and not _is_date(context, m, cue):
        return None
    said = words(day, month, None, named=named)
    if valid(day, month, None):
        flag = doubt(context, m.start(), day, month, None)
        return Saying(end=m.end(), words=said, confidence=0.4 if flag else 1.0, flag=flag)
    if cue not in _DAY_CUES:
        return None
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")


def _is_date(context: Context, m: re.Match[str], cue: str) -> bool:
    if cue in ADDRESSES or _after_address(context):
        return False
    if _LISTED.search(context.precedes(m.start())) or re.fullmatch(r"cn|t[2-7]", cue):
        return True
    if cue in _DAY_CUES or _AFTER.match(context.follows(m.end())):
        return True
    if not valid(int(m["d"]), int(m["m"]), None):
        return False
    before = context.precedes(m.start())
    last = context.last()
    if (
        last is not None
        and last.rule.startswith("clock")
        and context.text[last.end : m.start()].strip(" ,(") == ""
    ):
        return True
    if context.starts_line(m.start()) and context.follows(m.end()).startswith((":", "- ")):
        return True
    if context.after(m.end(), 1) and context.after(m.end(), 1)[0] in _GOES_ON:
        return True
    if int(m["d"]) > int(m["m"]) and not _is_share(context, m, cue):
        return True
    if not counts_of(context, m.end()) and not counted(context, m.start()) and _has_day(context, m, before):
        return True
    if _after_date(context) and re.search(r"(?:^|[\s\d])(?:và|đến|tới|hoặc|hay|-|,)(?: hết)?\Z", before):
        return True
    padded = m["d"].startswith("0") or m["m"].startswith("0")
    if padded and cue not in ("số", "tổ", "ngõ", "nhà", "hẻm", "ngách", "kiệt"):
        return True
    if cue in _SPAN_CUES:
        return not counts_of(context, m.end())
    return bool(_OCCASION.search(before))


def _has_day(context: Context, m: re.Match[str], before: str) -> bool:
    """True if the clause has a day or other dates, and the d/m is no share."""
    second = _NEXT_DATE.match(context.text, m.end())
    listed = (
        second is not None and int(second[1]) > int(second[2]) and valid(int(second[1]), int(second[2]), None)
    )
    dated = int(m["d"]) > int(m["m"]) and any(
        piece.rule.startswith("date") for piece in context.recent(_NEAR)
    )
    cue = _DEADLINE.search(before)
    return listed or dated or (cue is not None and not (cue["weak"] and int(m["d"]) <= int(m["m"])))


def _after_address(context: Context) -> bool:
    """True for the end of a range of house numbers: số 12/3 đến 12/9."""
    said = context.recent(2)
    return len(said) > 1 and said[0].rule.startswith("address") and said[1].words in ("đến", "và")


def _is_share(context: Context, m: re.Match[str], cue: str) -> bool:
    """True if a/b is a house number, a score, a scale or a share, or stands alone."""
    after = context.after(m.end(), 1)
    alone = not after and not context.starts_line(m.start())
    return alone or counts_of(context, m.end()) or counted(context, m.start())


def _month(context: Context, m: re.Match[str]) -> Saying | None:
    """tháng 9/2025, 9/2025: a month of a year."""
    month, year = int(m["m"]), int(m["y"])
    cue = context.cue(m.start())
    if cue in _NUMBERED:
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
    prefix = "" if cue == "tháng" or (cue in ("và", ",") and _after_date(context)) else "tháng "
    flag = month_doubt(context, m.start(), month, year)
    said = f"{prefix}{numerals.month(month)} năm {numerals.cardinal(year)}"
    return Saying(end=m.end(), words=said, confidence=0.4 if flag else 1.0, flag=flag)


def _through_months(context: Context, m: re.Match[str]) -> Saying | None:
    """01-12/2025: two months of a year."""
    first, last, year = int(m["a"]), int(m["m"]), int(m["y"])
    if not (1 <= first < last <= 12 and 1900 <= year <= 2100):
        return None
    prefix = "" if context.cue(m.start()) == "tháng" else "tháng "
    said = f"{prefix}{numerals.month(first)} đến tháng {numerals.month(last)} năm {numerals.cardinal(year)}"
    return Saying(end=m.end(), words=said)


def _months(context: Context, m: re.Match[str]) -> Saying | None:
    """The number after "tháng", also the second of a range: tháng 4, tháng 4-6."""
    if context.cue(m.start()) != "tháng" or context.head(m.start()).endswith("("):
        return None
    parts = [int(part) for part in re.findall(r"\d+", m.group())]
    if not all(1 <= part <= 12 for part in parts):
        said = " đến ".join(numerals.cardinal(part) for part in parts)
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")
    joint = ", " if "," in m.group() else " đến tháng "
    return Saying(end=m.end(), words=joint.join(numerals.month(part) for part in parts))


def _spelled(context: Context, m: re.Match[str]) -> Saying | None:
    """ngày 31 tháng 02 năm 2025, where only the numbers are figures."""
    if not _named(context, m.start()):
        return None
    day, month, year = int(m["d"]), int(m["m"]), _year(m["y"])
    flag = doubt(context, m.start(), day, month, year)
    said = words(day, month, year, named=True)
    return Saying(end=m.end(), words=said, confidence=0.2 if flag else 1.0, flag=flag)


def _day(context: Context, m: re.Match[str]) -> Saying | None:
    """A day that no month has, or a day and month joined by a hyphen."""
    cue = context.cue(m.start())
    day = int(m["d"])
    if m["m"]:
        month = int(m["m"])
        spaced = " " in m.group()
        if (
            cue not in _DAY_CUES
            or not valid(day, month, None)
            or (cue == "ngày" and day < month and not spaced)
            or context.follows(m.end()).startswith(("tết", "tháng"))
        ):
            return None
        said = words(day, month, None, named=cue == "ngày")
        if cue == "ngày" and day < month:  # ngày 5 - 12: one day or eight
            return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_date_or_range")
        return Saying(end=m.end(), words=said, confidence=0.8)
    if cue != "ngày" or 1 <= day <= 31:
        return None
    return Saying(
        end=m.end(), words=numerals.cardinal(day), confidence=0.3, flag="reading.flag_impossible_date"
    )


def _weekday(context: Context, m: re.Match[str]) -> Saying | None:
    if (
        context.cue(m.start()) == "thứ"
        and m["n"] not in _WEEKDAYS
        and _EVERY_WEEK.match(context.follows(m.end()))
    ):
        said = numerals.ordinal(int(m["n"]))
        return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_impossible_date")
    if context.cue(m.start()) != "thứ" and not (m["n"] in _WEEKDAYS and _in_week(context, m.start())):
        return None
    return Saying(end=m.end(), words=numerals.ordinal(int(m["n"])), rule="ordinal")


def _in_week(context: Context, at: int) -> bool:
    """True in a row of days of the week: thứ 2, 4, 6."""
    return bool(
        re.search(
            r"(?<!lần )(?<!kỳ )(?<!mũi )\bthứ [2-7](?:, ?[2-7])*(?:,|"
            r" và)\Z",
            context.precedes(at),
        )
    )


def _short_name(context: Context, m: re.Match[str]) -> Saying | None:
    """T10/2025 is a month, T2 … T7 are days of the week, CN is Sunday."""
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
    if context.cue(m.start()) in _ROOMS:
        return None
    if m["y"] or number.startswith("0") or not 1 <= int(number) <= 12:
        return None
    week = re.search(
        r"(?:\bT[2-7]|CN|[Ss]áng|[Cc]hiều|[Tt]ối|[Cc]ác|ngày|hằng tuần)\W*\Z", context.head(m.start())
    )
    more = re.match(
        r"\s*(?:(?:[,&+-]|và|đến)\s*(?:T[2-7]\b|CN)|[(,]?\s?(?:ngày )?\d{1,2}/\d)", context.rest(m.end())
    )
    if number in _WEEKDAYS and (week or more):
        return Saying(end=m.end(), words=f"thứ {_WEEKDAYS[number]}", confidence=0.9)
    if number in _WEEKDAYS:
        said = f"thứ {_WEEKDAYS[number]}"
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_choice")
    return Saying(end=m.end(), words=f"tháng {numerals.month(int(number))}", confidence=0.8)


_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
_END = r"(?![\d/]|[.,]\d|[^\W\d_])"

RULES = (
    Rule(
        name="date",
        starts="d",
        pattern=re.compile(rf"{_D}\s?(?P<sep>[/.-])\s?{_M}\s?(?P=sep)\s?(?P<y>\d{{4}}|\d{{2}}){_END}"),
        say=_full,
        example=("ngày 29/01/2021", "ngày hai mươi chín tháng một năm hai nghìn không trăm hai mươi mốt"),
    ),
    Rule(
        name="date.iso",
        starts="d",
        pattern=re.compile(rf"{_Y}-{_M}-{_D}{_END}"),
        say=_iso,
        example=("2025-11-22", "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="date.days",
        starts="d",
        pattern=re.compile(rf"(?P<a>\d{{1,2}})\s?-\s?{_D}/{_M}(?:/{_Y})?{_END}"),
        say=_days,
        example=("ngày 22-24/11", "ngày hai mươi hai đến ngày hai mươi tư tháng mười một"),
    ),
    Rule(
        name="date.short",
        starts="d",
        pattern=re.compile(rf"{_D}(?:/|(?P<gap>\s/\s?|/\s)|(?P<dot>\.)){_M}{_END}"),
        say=_short,
        example=("sáng ngày 05/9", "sáng ngày năm tháng chín"),
    ),
    Rule(
        name="date.month",
        starts="d",
        pattern=re.compile(rf"(?P<a>\d{{1,2}})\s?-\s?{_M}/{_Y}{_END}"),
        say=_through_months,
        example=("từ 03-09/2026", "từ tháng ba đến tháng chín năm hai nghìn không trăm hai mươi sáu"),
    ),
    Rule(
        name="date.month",
        starts="d",
        pattern=re.compile(rf"{_M}\s?(?:[/-]|(?:(?<=tháng \d\d)|(?<=tháng \d))[. ])\s?{_Y}{_END}"),
        say=_month,
        example=("tháng 9/2025", "tháng chín năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="date.spelled",
        starts="d",
        pattern=re.compile(rf"{_D}\s+tháng\s+{_M}(?:(?:,)?\s+năm\s+{_Y})?{_END}"),
        say=_spelled,
        example=("ngày 02 tháng 9 năm 1945", "ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm"),
    ),
    Rule(
        name="date.months",
        starts="d",
        pattern=re.compile(rf"\d{{1,2}}(?:\s?[-,]\s?\d{{1,2}}){{0,30}}{_END}"),
        say=_months,
        example=("tháng 4", "tháng tư"),
    ),
    Rule(
        name="date.day",
        starts="d",
        pattern=re.compile(rf"{_D}(?:\s?-\s?{_M})?{_END}"),
        say=_day,
        example=("ngày 15-8", "ngày mười lăm tháng tám"),
    ),
    Rule(
        name="date.weekday",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,3})(?![\d/.,-]\d|\d)"),
        say=_weekday,
        example=("thứ 4", "thứ tư"),
    ),
    Rule(
        name="date.named",
        starts="u",
        pattern=re.compile(rf"(?P<kind>[TQ])\.?(?P<n>\d{{1,2}})(?:\s?[/-]\s?{_Y})?(?![\w/])"),
        say=_short_name,
        example=("T10/2025", "tháng mười năm hai nghìn không trăm hai mươi lăm"),
    ),
)
