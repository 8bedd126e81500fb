"""Dates as newspapers write them: 2.9, 20-11, 20 - 21.3.

Their surroundings tell them from decimals and ranges.
"""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import GRADES, QUANTITIES, tail
from broadcaster.reading.numbers.ratios import counts_of, played, scored
from broadcaster.reading.times.calendar import FEAST, MORROW, day_cue, doubt, valid, words, year_of
from broadcaster.reading.wordlists import wordset

_NAMED = ("ngày", "mùng", "mồng", "rằm")
_FIRST_DAYS = ("mùng", "mồng")
_DAYS = wordset("sáng chiều tối trưa đêm nay qua mai rằm khuya mùng mồng")
_AFTER = re.compile(r"\)?,?\s?(?:âm lịch|dương lịch|âl\b|al\b|dl\b|hằng năm|hàng năm|năm (?:19|20)\d\d)")
_SPANS = wordset("từ đến tới trước sau hết và")
_WEEKDAY = re.compile(r"\b(?:thứ (?:[2-7]|hai|ba|tư|năm|sáu|bảy)|chủ nhật)[ ,(]*\Z")
_FROM = re.compile(r"\b(?:từ|từ ngày|kể từ|ngày)\Z")
_TO = re.compile(r"\s?(?:-|đến|tới)\s(?:hết )?(?:ngày )?\d{1,2}[-./]\d{1,2}(?![\d])")
_UNTIL = re.compile(r"(?:đến|tới|và|-|,)(?: hết)?(?: ngày)?\Z")
_GROUPED = wordset("khối thôn bản ấp khu xóm đội nhà khóm phố mũi")
_PLACED = wordset("mức giá điểm khoản mục điều tổ lớp số cấp khoảng tăng giảm còn đạt")
_GROWN = re.compile(r"\b(?:tăng|giảm|nâng|hạ|lên)(?: [^\W\d]+){0,2} từ\Z")  # tăng từ 2.5 đến 3.5
# Before these words something is due or begins: hạn 15.6, trước 20.7.
_DUE = re.compile(
    r"\b(?:hạn|hạn chót|hạn cuối|trước|sau|hết|kể từ|chậm nhất|muộn nhất|khai mạc|khai giảng|bế mạc|bắt đầu|"
    r"kết thúc|khởi công|khánh thành|ra quân|diễn ra)(?: (?:là|vào|hết|đến|từ|nộp|nộp hồ sơ|đăng ký))*[:,]?\Z"
)
_UP_TO = re.compile(r"(?<!\d)(?:\A|[^\d]{12}|\A[^\d]{1,12})\b(?:đến|tới|tính đến)\Z")  # công nợ đến 30.6
_ONE_OF = re.compile(r"\bngày (?:\d{1,2}(?:, ?| và | & ))*\d{1,2}(?:,| và| &)\Z")  # ngày 20, 21.3
# A part of a day or a time has one day: sáng ngày 3-11, 15h ngày 3-11, đêm 8 và ngày 9-10.
_ONE_DAY = re.compile(
    r"(?:\b(?:sáng|trưa|chiều|tối|đêm)|\d ?(?:h|g|giờ|phút)(?: ?\d{1,2})?|\b(?:đêm|ngày) \d{1,2} và) ngày\Z"
)
_SINCE_DAY = re.compile(r"\bngày \d{1,2} (?:đến|tới)(?: hết)?(?: ngày)?\Z")  # từ ngày 24 đến 30-8
# Days that are named by their figures all over the country: no range goes down like these.
_AWAY = re.compile(r"\bnghỉ(?: học| làm| dạy| bán)?\Z")
_KNOWN = frozenset(((30, 4), (20, 11), (8, 3), (20, 10), (27, 7), (19, 5), (22, 12), (26, 3)))


def _short(context: Context, m: re.Match[str]) -> Saying | None:
    """2.9, 20-11 without a year."""
    day, month = int(m["d"]), int(m["m"])
    if not valid(day, month, None) or not _is_date(context, m):
        return None
    flag = doubt(context, m.start(), day, month, None)
    if _AWAY.search(context.precedes(m.start())) and m["sep"] == "-" and (day, month) not in _KNOWN:
        flag = flag or "reading.flag_date_or_range"  # nghỉ học 2-4: a day, days or weekdays
    said = words(day, month, None, named=context.cue(m.start()) in _NAMED)
    return Saying(end=m.end(), words=said, confidence=0.4 if flag else 0.9, flag=flag, rule="date.short")


def _is_date(context: Context, m: re.Match[str]) -> bool:
    if tail(context.text, m.end()).words or scored(context, m.start()):
        return False
    placed = context.cue(m.start()) in GRADES | _GROUPED and context.before(m.start(), 2) != ["giỗ", "tổ"]
    if m["sep"] == "-" and placed:
        return False  # nghỉ, khối 8-9
    before, follows = context.precedes(m.start()), context.follows(m.end())
    beside = context.text[m.end() : m.end() + 1] == " " and int(m["d"]) < int(m["m"])
    if beside and QUANTITIES.intersection(context.after(m.end(), 1)):
        return False  # ngày mai 5-7 độ, nghỉ 2-3 ngày
    if follows.startswith(("tết", "tháng", "độ")):  # mùng 6-10 Tết
        return False
    if m["sep"] == "-" and context.cue(m.start()) in _FIRST_DAYS and int(m["d"]) < int(m["m"]):
        return False  # mùng 1-3 trực: three days rather than the first of March
    if _AFTER.match(follows) or FEAST.search(before) or _WEEKDAY.search(before) or MORROW.search(before):
        return True
    if counts_of(context, m.end()):
        return False
    if m["sep"] == "-" and context.cue(m.start()) not in _NAMED and played(context, m, m["d"], m["m"]):
        return False
    if (
        _ONE_OF.search(before)
        or _ONE_DAY.search(before)
        or _after_clock(context, m.start())
        or _due(m, before, follows)
    ):
        return True
    if m["sep"] == "-" and context.starts_line(m.start()) and follows.startswith(":"):
        return True
    cue = context.cue(m.start())
    if m["sep"] in "-." and cue == "từ" and follows[:1] == "," and len(context.before(m.start(), 3)) == 1:
        return True  # Từ 6-9, học sinh …
    if m["sep"] == "-" and cue in _SPANS and int(m["d"]) > int(m["m"]) and not _GROWN.search(before):
        return True
    if (
        cue in _DAYS
        or day_cue(context, m.start()) in _DAYS
        or (cue == "ngày" and m["sep"] == "-" and int(m["d"]) > int(m["m"]))
    ):
        return True
    if m["sep"] == "-" and (int(m["d"]), int(m["m"])) in _KNOWN:
        return True
    return bool(_SINCE_DAY.search(before)) or _in_interval(context, m, before)


def _after_clock(context: Context, at: int) -> bool:
    """14h, 24-10 and 14h (24.10): after a time of day comes the date."""
    last = context.last()
    return (
        last is not None
        and last.rule.startswith("clock")
        and not last.rule.startswith("clock.minutes")
        and context.text[last.end : at].strip(" ,(/") == ""
    )


def _due(m: re.Match[str], before: str, follows: str) -> bool:
    """trước 20.7: a deadline, if the figures can only be a day or nothing is counted after them."""
    if _UP_TO.search(before):
        return int(m["d"]) > int(m["m"]) and not follows[:1].isalnum()
    if not _DUE.search(before):
        return False
    return int(m["d"]) > int(m["m"]) or m["m"].startswith("0") or not follows[:1].isalnum()


def _in_interval(context: Context, m: re.Match[str], before: str) -> bool:
    """True for both days of "từ 5-1 đến 12-1", and for what follows a clock time or a date."""
    second = _TO.match(context.text, m.end()) if _FROM.search(before) and not _GROWN.search(before) else None
    if second:
        return not (tail(context.text, second.end()).words or counts_of(context, second.end()))
    said = [piece for piece in context.pieces[-12:] if piece.words][-4:]
    dated = any(piece.rule.startswith("date") for piece in said)
    return dated and (bool(_UNTIL.search(before)) or _as_before(context, m))


def _as_before(context: Context, m: re.Match[str]) -> bool:
    """True if the last figures with this sign were a day: từ 5-12 đến 9-12, riêng 7-12 nghỉ."""
    near = reversed(context.pieces[-24:])
    written = (context.text[piece.start : piece.end] for piece in near if piece.rule.startswith("date"))
    last = next((form for form in written if m["sep"] in form[1:-1]), "")
    return re.fullmatch(rf"\d{{1,2}}{re.escape(m['sep'])}\d{{1,2}}", last) is not None


def _shared(context: Context, m: re.Match[str]) -> Saying | None:
    """20 - 21.3: two days of one month."""
    first, last, month, year = int(m["a"]), int(m["d"]), int(m["m"]), year_of(m["y"])
    if not (first < last and valid(last, month, year)) or tail(context.text, m.end()).words:
        return None
    cue, before = context.cue(m.start()), context.precedes(m.start())
    sure = year or cue in _DAYS or cue in ("ngày", "từ") or FEAST.search(before) or _WEEKDAY.search(before)
    follows = context.follows(m.end())
    alone = "." in m.group() and (not follows or follows[0] in ",.;:()")
    if cue in _PLACED or (counts_of(context, m.end()) and not context.starts_line(m.start())):
        return None
    if not (sure or alone or context.starts_line(m.start())) or scored(context, m.start()):
        return None
    head = "" if cue in _NAMED else "ngày "
    said = f"{head}{numerals.cardinal(first)} đến {words(last, month, year, named=False)}"
    return Saying(end=m.end(), words=said, confidence=0.8, rule="date.days")


def _listed(context: Context, m: re.Match[str]) -> Saying | None:
    """ngày 3,5,7/12: several days that share a month, with commas and no spaces."""
    days = [int(day) for day in re.findall(r"\d+", m["days"])]
    month, year = int(m["m"]), year_of(m["y"])
    named = context.cue(m.start()) in _NAMED
    if not all(valid(day, month, year) for day in days) or sorted(set(days)) != days:
        return None
    if not (named or context.cue(m.start()) in _DAYS) or tail(context.text, m.end()).words:
        return None
    first = ", ".join(numerals.cardinal(day) for day in days[:-1])
    said = f"{'' if named else 'ngày '}{first}, {words(days[-1], month, year, named=False)}"
    return Saying(end=m.end(), words=said, rule="date")


_END = r"(?![\d/%°]|[.,-]\d|[^\W\d_])"
RULES = (
    Rule(
        name="date.news",
        starts="d",
        pattern=re.compile(
            r"(?P<days>\d{1,2}(?:,\d{1,2}){1,6})(?P<sep>[/.])(?P<m>\d{1,2})(?:(?P=sep)(?P<y>\d{4}))?(?![\d/]|[.,]\d|[^\W\d_])"
        ),
        say=_listed,
        example=("ngày 3,5/12", "ngày ba, ngày năm tháng mười hai"),
    ),
    Rule(
        name="date.news",
        starts="d",
        pattern=re.compile(rf"(?P<d>\d{{1,2}})(?P<sep>[.-])(?P<m>\d{{1,2}}){_END}"),
        say=_short,
        example=("nghỉ lễ Quốc khánh 2.9", "nghỉ lễ quốc khánh ngày hai tháng chín"),
    ),
    Rule(
        name="date.news",
        starts="d",
        pattern=re.compile(
            rf"(?P<a>\d{{1,2}})\s?-\s?(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})(?:\.(?P<y>\d{{4}}))?{_END}"
        ),
        say=_shared,
        example=("đêm 14 - 15.8", "đêm ngày mười bốn đến ngày mười lăm tháng tám"),
    ),
)
