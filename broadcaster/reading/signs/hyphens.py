"""Hyphens and arrows: "đến" between the ends of a range, else a pause or silence."""

from __future__ import annotations

import re

from broadcaster.reading.codes.phones import TELEPHONE
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.numbers.measures import NOUNS, UNIT_FORMS, respective
from broadcaster.reading.wordlists import wordset

_RANGES = wordset(
    "clock date number money unit percent clock.minutes date.short date.month address.post "
    "abbreviation.numbered roman slip.degree"
)
_FROM = re.compile(
    r"\d|T[2-7]\b|CN\b|[IVX]+\b|ngày|(?i:thứ)|(?i:chủ nhật)|tháng|BĐ\d|hết|[Kk][Mm]\s?\d|K\d+\+|[<>]\s?\d"
    r"|(?:dưới|trên|gần|hơn) \d|(?i:mùng|mồng|rằm|giao thừa)\b"
)
# A day of the moon's calendar on both sides, perhaps with "từ" before: 29/12 ÂL - mùng 5 Tết.
_LUNAR = re.compile(
    r"(?:\b(?:mùng|mồng) \d{1,2}|\brằm|\d)(?: tháng [^\W_]+| Tết| chạp| giêng| (?i:âm lịch|âl))?\s*\Z",
    re.IGNORECASE,
)
_LUNAR_NEXT = re.compile(r"(?:mùng|mồng|rằm|giao thừa)\b", re.IGNORECASE)
_PARTS = r"(?:sáng|trưa|chiều|tối|đêm)"
_PART_NEXT = re.compile(rf"{_PARTS} (?:mùng|mồng|rằm|ngày|thứ|mai|hôm|\d)")
_SINCE_PART = re.compile(rf"\btừ {_PARTS} [^.;,:()]{{1,24}}\Z")
_STRETCH = re.compile(r"\b(?:đoạn|tuyến|đường|quãng)\b[^.;,:()]{0,24}\btừ [^.;,:()\d-]{2,24}\Z")
# The beginning of a range, or a day of the week: the end is after the hyphen.
_OPEN = re.compile(
    r"(?:\b[Tt]ừ (?!.*\b(?:đến|tới)\b)[^.;,:()]{1,30}|"
    r"(?<!lần )(?<!kỳ )\b(?i:thứ) (?i:[2-7]|hai|ba|tư|năm|sáu|bảy)|\b(?i:chủ nhật))\s*\Z"
)
_WEEKDAY = re.compile(r"\b(?:thứ (?:[2-7]|hai|ba|tư|năm|sáu|bảy)|chủ nhật|t[2-7]|cn)\s*\Z", re.IGNORECASE)
# The voltages of a transformer, after its power.
_DATED = re.compile(r"\d{1,2}/\d{1,2}(?!\d|\s?[-])")  # thứ 7 - 6/12, 8h - 5/12
_BREAK = re.compile(r"\d{1,2}\s?(?:phút|')")  # 14h - 15 phút giải lao
_MINUTES = re.compile(r"(?:2[5-9]|[3-5]\d)(?![\d/h:.,g])")
_HERTZ = re.compile(r"\d+(?:[/,]\d+)?\s?(?:Hz|A|W|kW)\b")  # 220V-50Hz
_LEVEL = re.compile(r"\d+,\d+\s?m\b")  # BĐ2 - 0,35m
_VOLTS = re.compile(r"\d[\d,]*(?:\s?\(\d+\))?\s?/\s?\d[\d,]*\s?[kK]?V\b")
_SINCE = re.compile(r"\btừ (?:[^\W\d]+ )?\Z")
_RANGED = wordset(
    "bước dãy kỳ mùng mồng quý khối tuần hiệp vòng bậc chương bài trang thứ km ngày tháng tầng lớp cấp mục "
    "điều khoản số"
)
_NUMBERED = re.compile(r"\b(?P<name>(?:[^\W\d_]{2,}|[Ôô])(?: số)?)(?:\s?\d{1,3}|\s[IVX]{1,4})\s*\Z")
_NUMBERED_NEXT = re.compile(r"(?P<name>(?:[^\W\d_]{2,}|[Ôô])(?: số)?)(?:\s?\d{1,3}|\s[IVX]{1,4}\b)")
_HOURS = re.compile(r"\d\s(?P<name>giờ|tuổi|phút|tháng|năm|ngày|tuần|độ)\s*\Z")
_HOURS_NEXT = re.compile(r"\d[\d,.]*\s(?P<name>[^\W\d_]+)")
_LETTERED = re.compile(r"(?<!\w)(?P<letter>[A-ZĐ])\.?(?P<n>\d{1,3})(?P<gap>\s*)\Z")
_LETTERED_NEXT = re.compile(r"(?P<letter>[A-ZĐ])\.?(?P<n>\d{1,3})(?![\w-])")
_CLASS = re.compile(r"\b(?P<grade>\d{1,2})[A-ZĐ]\d?\s*\Z")
_CLASS_NEXT = re.compile(r"(?P<grade>\d{1,2})[A-ZĐ]\d?(?!\w)")


def _hyphen(context: Context, m: re.Match[str]) -> Saying:
    """Between two times, dates or amounts "đến"; else a pause if it has spaces around it, or silent."""
    last = context.last()
    before = context.text[m.start() - 1 : m.start()]
    glued = bool(before.strip()) and not m.group().endswith((" ", "\n"))
    rest = context.rest(m.end())
    adjoining = not context.text[last_end(context) : m.start()].strip()
    opened = bool(_OPEN.search(context.text[max(0, m.start() - 40) : m.start()]))
    if last and last.rule == "clock" and glued and _MINUTES.match(rest):  # 6h-30
        return Saying(end=m.end(), words="", confidence=0.4, flag="reading.flag_unsure")
    if (last and last.rule == "number.label") or TELEPHONE.match(rest) or _VOLTS.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if respective(context, m.start()) and (rest[:1].isdecimal() or rest[:1] in "+-"):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if adjoining and not glued and (_lunar(context, m, rest) or _stretched(context, m)):
        return Saying(end=m.end(), words="đến", rule="range")
    dated = bool(_DATED.match(rest))
    if (rest.startswith("ngày ") or dated) and _WEEKDAY.search(context.head(m.start())):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.rule == "clock" and (dated or _BREAK.match(rest)):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and _apart_in_kind(context, m, last.rule, rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.words.endswith(" vôn") and _HERTZ.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.rule == "abbreviation.numbered" and _LEVEL.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if adjoining and _in_row(context.head(m.start()), rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA, rule="list")
    if adjoining and _repeats(context.text[max(0, m.start() - 40) : m.start()], rest):
        return Saying(end=m.end(), words="đến", rule="range")
    if last and last.rule == "unit" and _other_size(context.text[last.start : last.end], rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    voltages = last is not None and glued and last.rule == "unit" and re.match(r"[\d,]+/\d", rest)
    if (
        last
        and adjoining
        and not voltages
        and (opened or _RANGES.intersection((last.rule, last.rule.split(".")[0])))
        and _FROM.match(rest)
    ):
        if re.match(r"0?1/0?5\b", rest) and last.words.endswith("ba mươi tháng tư"):
            return Saying(end=m.end(), words="và", rule="range")
        return Saying(end=m.end(), words="đến", rule="range")
    mark = Mark.NONE if glued else Mark.COMMA
    if adjoining and rest[:1].isdecimal() and last and last.rule.split(".")[0] in _FIGURES:
        return Saying(end=m.end(), words="", mark=mark, confidence=0.4, flag="reading.flag_date_or_range")
    if adjoining and _LUNAR_NEXT.match(rest) and _DAY_LAST.search(context.head(m.start())):
        return Saying(end=m.end(), words="", mark=mark, confidence=0.4, flag="reading.flag_date_or_range")
    return Saying(end=m.end(), words="", mark=mark)


_DAY_LAST = re.compile(r"\d[^.;:,()]{0,14}\Z")


def _lunar(context: Context, m: re.Match[str], rest: str) -> bool:
    """True for 28 tháng Chạp - mùng 6, từ trưa 30 - sáng mùng 2: both ends are days around the new year."""
    head = context.head(m.start())
    if _PART_NEXT.match(rest):
        return _SINCE_PART.search(head.lower()) is not None
    return bool(_LUNAR_NEXT.match(rest) and _LUNAR.search(head))


def _stretched(context: Context, m: re.Match[str]) -> bool:
    """True for đoạn từ chợ - cầu Trắng: a road from one place to another."""
    follows = _BREAK_NEXT.split(context.rest(m.end()).lower())[0]
    before = context.head(m.start()).lower()
    alike = _SINCE_KIND.search(before)  # từ bản Nà Đon - bản Bãi Trâu
    joined = alike is not None and follows.startswith(f"{alike['kind']} ")
    return (joined or _STRETCH.search(before) is not None) and not _UNTIL.search(follows)


_SINCE_KIND = re.compile(r"\btừ (?P<kind>[^\W\d_]+) [^.;,:()]{1,30}\Z")
_BREAK_NEXT = re.compile(r"[.;,:()]")
_UNTIL = re.compile(r"\b(?:đến|tới)\b")


def _apart_in_kind(context: Context, m: re.Match[str], rule: str, rest: str) -> bool:
    """9h - ngày 5/12, Sáng 5/12 - 9h: a time and its day are no interval, unless "từ" begins one."""
    if " từ " in f" {context.precedes(m.start())} ":
        return False
    if (
        rule.startswith("date")
        and _DATED_CLOCK.match(rest)
        and _SINCE_CLOCK.search(context.precedes(m.start()))
    ):
        return False  # 22h ngày 4/12 - 5h ngày 5/12
    if rule == "clock":
        return _DAY_NEXT.match(rest) is not None
    return rule.startswith("date") and _CLOCK_NEXT.match(rest) is not None


_DAY_NEXT = re.compile(r"(?i:ngày \d|thứ |chủ nhật|CN\b|sáng|chiều|tối|trưa)")
_SINCE_CLOCK = re.compile(r"\d ?(?:[hg:]|giờ)\d{0,2}(?: \d\d)?,? (?:ngày )?\d{1,2}/[\d/]+\Z")
_DATED_CLOCK = re.compile(r"\d{1,2}(?:[hg:]\d{0,2}| giờ)(?: \d\d)?,? (?:ngày )?\d{1,2}/\d")
_CLOCK_NEXT = re.compile(r"\d{1,2}(?:[hg:]\d{0,2}| giờ)(?!\w)")
# Between two of these a hyphen may be a range, a row or a break.
_FIGURES = wordset("number unit money percent clock date ratio fraction")


def _other_size(before: str, rest: str) -> bool:
    """22/0,4kV - 250kVA, 24kV-3x240mm2: two sizes of one thing, so no range."""
    counted = _COUNT_NEXT.match(rest)
    if counted and counted["noun"] in NOUNS - _MEASURES:  # 10kVA - 1 pha
        return True
    first, second = _SIZE.search(before), _SIZE_NEXT.match(rest)
    if first is None or second is None or first[1] == second["unit"]:
        return False
    return bool(second["times"]) or not any({first[1], second["unit"]} <= kin for kin in _KIN)


_COUNT_NEXT = re.compile(r"\d[\d.]*\s(?P<noun>[^\W\d_]+)")
_MEASURES = wordset(
    "mét phân ly độ giờ phút giây ngày tuần tháng năm tuổi tấn tạ yến cân lạng nghìn triệu tỷ lít km kg"
)
_SIZE = re.compile(rf"\d\s?({UNIT_FORMS}|A)\Z")
_SIZE_NEXT = re.compile(rf"(?P<times>\d[\d.,]*x)?\d[\d.,/]*\s?(?P<unit>{UNIT_FORMS})(?!\w)")
_DURATIONS = ("giây", "phút", "giờ", "ngày", "tuần", "tháng", "năm", "tuổi")  # the shorter first
# Units of the same kind, of which one may begin a range and another end it: 500g - 1kg.
_KIN = tuple(
    wordset(line)
    for line in (
        "mm cm dm m km",
        "mg g gr kg",
        "ml l lít L",
        "m2 ha km2 m²",
        "h g ph p s",
        "kW MW W",
        "MB GB TB",
        "° °C",
    )
)


def _repeats(before: str, rest: str) -> bool:
    """True if the same word or class stands on both sides: tổ 3 - tổ 7, 8 giờ - 9 giờ, 7B1 - 7B5."""
    numbered, counted, class_ = _NUMBERED.search(before), _HOURS.search(before), _CLASS.search(before)
    if numbered:
        second = _NUMBERED_NEXT.match(rest)
        name = numbered["name"].lower()
        if second is None or second["name"].lower() != name:
            return False
        ranged = name in _RANGED or bool(_SINCE.search(before[: numbered.start()].lower()))
        played = _MATCH.search(before.lower()) or _SCORE.match(rest, second.end())
        return ranged or (_apart(numbered, second) and not played)
    if counted:
        second = _HOURS_NEXT.match(rest)
        if second is None:
            return False
        one, other = counted["name"].lower(), second["name"].lower()
        longer = one in _DURATIONS and other in _DURATIONS and _DURATIONS.index(one) < _DURATIONS.index(other)
        return one == other or longer  # 30 phút - 1 giờ
    if class_:
        second = _CLASS_NEXT.match(rest)
        return second is not None and second["grade"] == class_["grade"]
    lettered = _LETTERED.search(before)
    if lettered:
        second = _LETTERED_NEXT.match(rest)
        if second is None or second["letter"] != lettered["letter"]:
            return False
        others = int(second["n"]) - int(lettered["n"])  # dãy A1-A5; A1-A2 may be a pair
        if lettered["gap"] or lettered["letter"] == "U":
            return others > 0
        return others > 1 and lettered["letter"] != "D"  # thép D10-D12: two sizes
    return False


def _in_row(before: str, rest: str) -> bool:
    """True for three or more of a name joined by hyphens: thứ 2 - thứ 4 - thứ 6 are no ranges."""
    first, second = _NUMBERED.search(before), _NUMBERED_NEXT.match(rest)
    if first is None or second is None or first["name"].lower() != second["name"].lower():
        return False
    name = re.escape(first["name"])
    more = rf"(?i:{name})\s?\d{{1,3}}"
    return bool(
        re.match(rf"\s?-\s?{more}", rest[second.end() :])
        or re.search(rf"{more}\s?-\s?\Z", before[: first.start()])
    )


def _apart(first: re.Match[str], second: re.Match[str]) -> bool:
    """True for cột 12 - cột 19: others lie between the two. Two neighbours may be a pair."""
    numbers = [re.findall(r"\d+", found.group()) for found in (first, second)]
    return all(numbers) and int(numbers[1][0]) - int(numbers[0][-1]) > 1


_SCORE = re.compile(r"\s?[:,]?\s?\d{1,2}\s?-\s?\d{1,2}(?![\d/-])")
# Who plays against whom: bản 1 - bản 4.
_MATCH = re.compile(r"\b(?:trận|bảng|vòng|thi đấu|gặp|chung kết|bán kết|tứ kết|giao hữu|kéo co|thắng|hòa)\b")


_FIGURED = _RANGES | {"numbered", "post", "unit", "range"}


def last_end(context: Context) -> int:
    """Where the last spoken piece ends."""
    last = context.last()
    return last.end if last else 0


def _through(context: Context, m: re.Match[str]) -> Saying | None:
    """7→10, 3,5m->5m and 1, 2, ..., 14: from one number or amount to another."""
    last = context.last()
    if (
        last is None
        or context.text[last.end : m.start()].strip()
        or not _FIGURED.intersection(last.rule.split("."))
    ):
        return None
    return Saying(end=m.end(), words="đến", rule="range")


RULES = (
    Rule(
        name="range.through",
        starts="s",
        pattern=re.compile(r"\s?-:-\s?(?=[Kk][Mm]?\s?\d)"),
        say=lambda _, m: Saying(end=m.end(), words="đến", rule="range"),
        example=("Km3 -:- Km5", "ki lô mét ba đến ki lô mét năm"),
    ),
    Rule(
        name="range.through",
        starts="s",
        pattern=re.compile(r"(?:\s?(?:→|⇒|->|=>|~|÷|-:-)\s?|,\s?\.{2,},?\s?)(?=\d|[Kk][Mm]\s?\d)"),
        say=_through,
        example=("tổ 7→10", "tổ bảy đến mười"),
    ),
    Rule(
        name="pause.arrow",
        starts="s",
        pattern=re.compile(r"(?:=+>|-+>|~+>|>{2,})\s*"),
        say=lambda _, m: Saying(end=m.end(), words="", mark=Mark.COMMA),
        example=("=> Đề nghị các hộ", "đề nghị các hộ"),
    ),
    Rule(
        name="hyphen",
        starts="s",
        pattern=re.compile(r"-+\s*"),
        say=_hyphen,
        example=("13h30 - 16h30", "mười ba giờ ba mươi phút đến mười sáu giờ ba mươi phút"),
    ),
)
