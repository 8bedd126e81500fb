"""Dates, months, days of the week: whole, shortened, in ranges, blank or impossible."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import begins_label
from broadcaster.reading.numbers.ratios import (
    ADDRESSES,
    PART_OF,
    PARTS,
    counted,
    counts_of,
    in_row,
    in_street,
    ranked,
    scored,
)
from broadcaster.reading.times.calendar import (
    DAY,
    DAY_CUES,
    END,
    FEAST,
    MONTH,
    MORROW,
    YEAR,
    after_date,
    doubt,
    is_lunar,
    is_named,
    valid,
    words,
    year_of,
)
from broadcaster.reading.wordlists import wordset

# Words that make a bare d/m after them a date, unless the noun of a fraction follows.
_SPAN_CUES = wordset("từ đến tới trước sau hết cuối và kể")
_AFTER = re.compile(
    r"(?:âm lịch|âm(?! tính| độ|\w)|dương lịch|âl\b|al\b|dl\b|hằng năm|hàng năm|năm \d{4}|vừa qua|năm nay"
    r"|năm ngoái|\)?\s*(?:-|đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?\b)"
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
# lịch phun muỗi: 8/12 tổ 1, 9/12 tổ 2
_CALENDAR = re.compile(r"\blịch(?: [^\W\d_]+){1,8}:\s*(?:(?:ngày )?\d{1,2}/\d{1,2} [^\n.:]{1,60}[,;]\s*)*\Z")
_PLACED = re.compile(r":? (?:thôn|bản|ấp|tổ|khu|kp|tdp|xóm|khối|khóm|buôn|làng|tổ dân phố|khu phố) \d")
_NUMBERED = re.compile(r" [^\W\d_]+ \d")  # one group, not so many of them
_GOES_ON = wordset("tại ở là lúc vào nhằm vừa tới này sẽ hằng hàng")
_NEAREST = 2015  # two figures of a year after a dot: 7.4.25
_NEAR = 24  # spoken pieces back to another date of the clause
_LONGEST_MONTH = 31  # days


def _full(context: Context, m: re.Match[str]) -> Saying | None:
    day, month, year = int(m["d"]), int(m["m"]), year_of(m["y"])
    if len(m["y"]) == 2 and not (is_named(context, m.start()) and m["sep"] != "."):
        dotted = m["sep"] == "." and _recent(year) and _dated(context, m.start())
        shaped = (m["sep"] == "/" or dotted) and valid(day, month, year)
        if not shaped:
            return None
    said = words(day, month, year, named=is_named(context, m.start()))
    flag = doubt(context, m.start(), day, month, year)
    return Saying(end=m.end(), words=said, confidence=0.2 if flag else 1.0, flag=flag)


def _recent(year: int | None) -> bool:
    return year is not None and _NEAREST <= year <= _NEAREST + 25


def _dated(context: Context, at: int) -> bool:
    """True after a word that a day follows: ngày 7.4.25, sáng 7.4.25, thứ Hai 7.4.25."""
    return context.cue(at) in DAY_CUES or bool(_OCCASION.search(context.precedes(at)))


def _iso(context: Context, m: re.Match[str]) -> Saying | None:
    day, month, year = int(m["d"]), int(m["m"]), int(m["y"])
    if not valid(day, month, year):
        padded = len(m["d"]) == len(m["m"]) == 2 and m["y"][:2] in ("19", "20")
        if not (padded and is_named(context, m.start())):
            return None
        said = f"{numerals.digits(m['d'])} tháng {numerals.digits(m['m'])} năm {numerals.cardinal(year)}"
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")
    return Saying(
        end=m.end(), words=words(day, month, year, named=is_named(context, m.start())), confidence=0.9
    )


def _days(context: Context, m: re.Match[str]) -> Saying | None:
    """22-24/11/2025 and 28/11-02/12/2025 without its first month: two days of one month."""
    first, last, month, year = int(m["a"]), int(m["d"]), int(m["m"]), year_of(m["y"])
    cue = context.cue(m.start())
    if not valid(last, month, year) or cue == "thứ" or begins_label(context, m):
        return None
    falls = first >= last  # từ 25 - 21/12: no interval ends before it begins
    if falls and (first > _LONGEST_MONTH or not (year or cue in DAY_CUES or cue in _SPAN_CUES)):
        return None
    start = "" if is_named(context, m.start()) else "ngày "
    said = f"{start}{numerals.cardinal(first)} đến {words(last, month, year, named=False)}"
    flag = "reading.flag_interval" if falls else doubt(context, m.start("d"), last, month, year)
    return Saying(end=m.end(), words=said, confidence=0.4 if flag else 1.0, flag=flag)


def _row(context: Context, m: re.Match[str]) -> Saying | None:
    """5,6,7/12: days of one month, each after the one before."""
    days = [int(day) for day in re.findall(r"\d+", m["row"])]
    month, year = int(m["m"]), year_of(m["y"])
    if sorted(set(days)) != days or not valid(days[-1], month, year) or context.cue(m.start()) in ADDRESSES:
        return None
    said = ", ".join(numerals.cardinal(day) for day in days[:-1])
    first = "" if is_named(context, m.start()) else "ngày "
    return Saying(end=m.end(), words=f"{first}{said}, {words(days[-1], month, year, named=True)}")


def _short(context: Context, m: re.Match[str]) -> Saying | None:
    """d/m without a year: a date only if other words show it."""
    day, month = int(m["d"]), int(m["m"])
    cue = context.cue(m.start())
    if m["dot"] and not (cue in DAY_CUES and valid(day, month, None)):
        return None
    if m["gap"] and cue not in DAY_CUES:
        return None
    named = is_named(context, m.start())
    until_now = context.precedes(m.start()).endswith(("đến nay", "hiện nay", "tới nay"))
    if counts_of(context, m.end()) and (until_now or not valid(day, month, None)) and not named:
        return None  # đến nay 11/14 thôn
    named_street = cue in ("đường", "đ", "phố", "cầu", "rạp") or context.precedes(m.start()).endswith(
        "công viên"
    )
    if named_street and valid(day, month, None):
        # A street named after a date: đường Ba tháng Hai.
        return Saying(end=m.end(), words=words(day, month, None, named=True), rule="address")
    if not named and cue not in DAY_CUES and day < month <= PARTS and PART_OF.match(context.rest(m.end())):
        return None
    if not named and (not _is_date(context, m, cue) or _all_of(context, m, cue)):
        return None
    said = words(day, month, None, named=named)
    if valid(day, month, None) or is_lunar(context, m.start()):
        flag = doubt(context, m.start(), day, month, None)
        return Saying(end=m.end(), words=said, confidence=0.4 if flag else 1.0, flag=flag)
    if cue not in DAY_CUES:
        return None
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")


_DAY_BEFORE = re.compile(r"\d{1,2}/\d{1,2}\s?(?:-|->|=>|→|÷|~)\s?\Z")
_HAD = wordset("có đạt được còn bầu với tại ở của trong trên tra sát thành nhận")
_SIGHT = re.compile(r"\bthị lực\b[^.;\d]{0,16}\Z")
# Who or what is counted out of a whole: có 05/07 đại biểu, đạt 07/09 ĐB.
_VOTED = re.compile(
    r"\s(?:[A-ZĐ]{2,5}(?!\w)|(?:đại biểu|đảng viên|hội viên|thành viên|đồng chí|ủy viên|chỉ tiêu|tiêu chí|hộ|"
    r"thôn|bản|tổ|phiếu|người|em|cháu|học sinh|cán bộ|chi bộ|chi hội|đơn vị|trường|lớp|xã|khu|xóm|ấp)(?!\w))"
)
_ENDS = wordset("từ đến tới trước sau hết")


def _all_of(context: Context, m: re.Match[str], cue: str) -> bool:
    """11/11 trưởng thôn, 8/8 cháu: all of those that follow, where no day is spoken of before."""
    follows = context.text[m.end() + 1 : m.end() + 2]
    if _AFTER.match(context.follows(m.end())) or _DAY_BEFORE.search(context.head(m.start())):
        return False  # 10/10 âm lịch, 7/12-12/12
    last = context.last()
    if last is not None and last.rule.startswith("date"):  # T6 12/12
        return False
    return int(m["d"]) == int(m["m"]) and follows.islower() and cue not in DAY_CUES | _ENDS


def _is_date(context: Context, m: re.Match[str], cue: str) -> bool:
    if cue == "lớp" or cue in ADDRESSES or _after_address(context) or scored(context, m.start()):
        return False
    if in_street(context, m) or in_row(context, m.start()) or ranked(context, m.start()):
        return False
    if _SIGHT.search(context.precedes(m.start())):
        return False
    if cue in _HAD and int(m["d"]) <= int(m["m"]) and _VOTED.match(context.text, m.end()):
        return False
    if _LISTED.search(context.precedes(m.start())) or re.fullmatch(r"cn|t[2-7]", cue):
        return True
    if cue in DAY_CUES or _AFTER.match(context.follows(m.end())):
        return True
    if not valid(int(m["d"]), int(m["m"]), None):
        return False
    before = context.precedes(m.start())
    if _PLACED.match(context.text, m.end()) and cue not in _HAD:  # 10/12 ấp 1, 11/12 ấp 2
        return True
    if _CALENDAR.search(before) and (
        not counts_of(context, m.end()) or _NUMBERED.match(context.rest(m.end()))
    ):
        return True
    last = context.last()
    if (
        last is not None
        and last.rule.startswith("clock")
        and context.text[last.end : m.start()].strip(" ,(/-") == ""
    ):
        return True
    if context.starts_line(m.start()) and context.follows(m.end()).startswith((":", "- ")):
        return True
    shared = int(m["d"]) <= int(m["m"]) and counted(context, m.start())  # tỷ lệ 1/3 là nữ
    if context.after(m.end(), 1) and context.after(m.end(), 1)[0] in _GOES_ON and not shared:
        return True
    if int(m["d"]) > int(m["m"]) and not _is_share(context, m, cue):
        return True
    if not counts_of(context, m.end()) and not counted(context, m.start()) and _has_day(context, m, before):
        return True
    if after_date(context) and re.search(
        r"(?:^|[\s\d])(?:và|đến|tới|hoặc|hay|-|->|=>|→|÷|~|,)(?: hết)?\Z", before
    ):
        return True
    padded = m["d"].startswith("0") or m["m"].startswith("0")
    if padded and cue not in ("số", "tổ", "ngõ", "nhà", "hẻm", "ngách", "kiệt"):
        return True
    if cue in _SPAN_CUES:
        return not counts_of(context, m.end())
    return bool(_OCCASION.search(before) or FEAST.search(before) or MORROW.search(before))


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


RULES = (
    Rule(
        name="date",
        starts="d",
        pattern=re.compile(rf"{DAY}\s?(?P<sep>[/.-])\s?{MONTH}\s?(?P=sep)\s?(?P<y>\d{{4}}|\d{{2}}){END}"),
        say=_full,
        example=("ngày 29/01/2021", "ngày hai mươi chín tháng một năm hai nghìn không trăm hai mươi mốt"),
    ),
    Rule(
        name="date.iso",
        starts="d",
        pattern=re.compile(rf"{YEAR}(?P<sep>[-/]){MONTH}(?P=sep){DAY}{END}"),
        say=_iso,
        example=("2025-11-22", "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="date.days",
        starts="d",
        pattern=re.compile(rf"(?P<a>\d{{1,2}})\s?-\s?{DAY}/{MONTH}(?:/{YEAR})?{END}"),
        say=_days,
        example=("ngày 22-24/11", "ngày hai mươi hai đến ngày hai mươi tư tháng mười một"),
    ),
    Rule(
        name="date.row",
        starts="d",
        pattern=re.compile(rf"(?P<row>\d{{1,2}}(?:,\s?\d{{1,2}}){{2,6}})/{MONTH}(?:/{YEAR})?{END}"),
        say=_row,
        example=("tập huấn 5,6,7/12", "tập huấn ngày năm, sáu, bảy tháng mười hai"),
    ),
    Rule(
        name="date.short",
        starts="d",
        pattern=re.compile(rf"{DAY}(?:/|(?P<gap>\s/\s?|/\s)|(?P<dot>\.)){MONTH}{END}"),
        say=_short,
        example=("sáng ngày 05/9", "sáng ngày năm tháng chín"),
    ),
)
