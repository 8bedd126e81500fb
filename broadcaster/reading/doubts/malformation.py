"""Figures that nobody writes on purpose: 2 .100, 64. 000, năm 20265, từ năm 2030 đến năm 2025.

What a rule made of them may be right by chance; a person looks at them.
"""

from __future__ import annotations

import re

from broadcaster.reading.context import Piece
from broadcaster.reading.numbers.measures import DECIMALS, NUMBERED, PLACES, UNITS
from broadcaster.reading.numbers.ratios import ADDRESSES
from broadcaster.reading.times.calendar import born_too_late, valid
from broadcaster.reading.wordlists import wordset

_UNSURE = "reading.flag_unsure"
_GROUPING = "reading.flag_grouping"
_DATE = "reading.flag_impossible_date"
_ENDLESS = 7  # digits of a number that nobody would leave ungrouped
# A space within the number: before its sign, or after it and before a group of three.
# So many persons or things: a few figures and a word, but no quarter of a year.
_SOUND, _YEARS = re.compile(r"(?<![Qq]uý )(?<![Qq]uí )[1-9]\d* [^\W\d_]"), 5
_HOT = re.compile(r"[1-9]\d0(?! ?(?:độ|°|o?C|[\d.,-]))")  # nhiệt độ 380: the sign became a figure
_NO_MONEY = re.compile(r" ?(?:dồng|đông|dong|đòng|đống)(?!\w)")  # 50.000 dồng
_CLOCKLESS = re.compile(r"(?:[01]?\d|2[0-3])[0-5]\d(?!\d|[.,/:]\d| ?(?:hộ|người))")  # lúc 1400
_COMMA_HOUR = re.compile(r"\d{1,2},[0-5]\dh(?![\w/])")  # 14,00h
_COLONED = re.compile(r"\d{1,3}:\d{3} ?(?:đồng|đ|hộ|con|người|khách|cây|kg)(?!\w)")  # 186:500 đồng
_CUT_SHORT = re.compile(r"\d{1,3}\.\d0 (?:nghìn|ngàn|triệu|tỷ|tỉ|đồng)(?!\w)")  # 1.50 nghìn: 1,5 or 150
_CUT_GROUP = re.compile(
    r"\d{1,3}\.\d0 ?(?:m3|m³|kg|tấn|tạ|ha|lít|hộ|người|con|cây|suất|kWh|mm|%)"
)  # 1.20 m3/s
_BROKEN = re.compile(r"\s\.\d|\.\s\d{3}(?:\.\d{3})*(?![\d.,/:h]|\s\d)")
# 0.5. bar, 2,5, kg: a mark between a number and its unit.
_STOPPED = re.compile(
    r"[.,] (?:%|kg|m2|m3|km|cm|mm|bar|ml|mg|lít|tấn|triệu|tỷ(?! (?:lệ|số|suất|giá))|nghìn)(?!\w)"
)
_PARTED = re.compile(r",\s(?P<n>\d{1,2})\s?(?P<unit>%|[^\W\d_]+[23²³]?)")
_ZEROS = re.compile(r"0+\Z(?<=00)|0\d+\.\d")
_ZERO = re.compile(r"(?:\A|[/-]\s?)0\Z")
_YEARLY = re.compile(r"20[0-4]\d\d|19\d{3}")  # five figures, where nothing is counted
_YEAR = re.compile(r"(?<=/)2[1-9]\d\d(?!\d)|(?:(?<=[/-])|(?<=[/-]\s)|\A)(?:19|20)\d{3}(?!\d)")
_LONG = re.compile(r"\d+\.\d{4,}(?!\d)")
_MAP = re.compile(r"\s?(?:độ|°)|[,;]?\s\d+\.\d{3}|\Z")  # a point of a map is so exact
_CUE = re.compile(r"([^\W\d_]+)[ :]*\Z")
_REACH = 24  # characters before the figures
_NAMED = wordset("số mã mẫu xe tàu phòng tuyến lô ô")
_NAME_BEFORE = re.compile(r"(?<=[\w] )[A-ZĐ][^\W\d_A-ZĐ]+ \d{1,2}\Z")
_SCALED = wordset("lần tỷ tỉ triệu nghìn độ điểm tấn tạ phần mét")
_NOUN = re.compile(r"\s[^\W\d_]")
_SIGNS = frozenset(unit for unit in UNITS if len(unit) < 4) | {"%"}


def malformed(text: str, piece: Piece) -> str | None:
    """The code of what is wrong with the figures of `piece`; None if nothing is."""
    written = text[piece.start : piece.end]
    if written[0] == "2" and len(written) == _YEARS - 1 and written.isdecimal():
        before = text[max(0, piece.start - _REACH) : piece.start].lower()
        if born_too_late(before, int(written)):
            return _DATE
    if _moonless(text, piece):
        return _DATE
    if _HOT.match(text, piece.start) and text.endswith("hiệt độ ", 0, piece.start):
        return "reading.flag_degree"
    if _CLOCKLESS.match(text, piece.start) and text.endswith(("lúc ", "Lúc ", "Hồi "), 0, piece.start):
        return _UNSURE
    if _COMMA_HOUR.match(text, piece.start):
        return _UNSURE
    if (
        _COLONED.match(text, piece.start)
        or _CUT_SHORT.match(text, piece.start)
        or _CUT_GROUP.match(text, piece.start)
    ):
        return _GROUPING
    if _SOUND.match(text, piece.start) and piece.end - piece.start < _YEARS:
        return None
    before = text[max(0, piece.start - _REACH) : piece.start].lower()
    beside = _CUE.search(before)
    cue = beside[1] if beside else ""
    if (
        _unsigned(text, piece, cue)
        or _wrong_year(written, before, cue)
        or _wrong_day(piece.rule, written, cue)
    ):
        return _DATE
    if not piece.rule.startswith("number") and piece.rule not in _MEASURED:
        return None
    if _descends(text, piece.start, before):
        return "reading.flag_interval"
    if _NO_MONEY.match(text, piece.end) and written.endswith("000"):
        return _UNSURE
    if piece.rule == "number" and written.isdecimal():
        if len(written) >= _ENDLESS:
            return _UNSURE
        if _YEARLY.fullmatch(written) and not _NOUN.match(text, piece.end):
            return _DATE
    if _ZEROS.match(written) and cue not in _NAMED and piece.rule.startswith("number"):
        return _GROUPING
    if written[-1].isdecimal() and _parted(text, piece.end, cue, written):
        return _GROUPING
    return _GROUPING if _LONG.match(written) and not _MAP.match(text, piece.end) else None


_FIRST_DAYS, _MOON_DAYS = 10, 30
_MOON = re.compile(r" (?:[Tt]ết(?!\w)|tháng (?:[Gg]iêng|[Cc]hạp|\w+ (?:âm lịch|ÂL)))")


def _moonless(text: str, piece: Piece) -> bool:
    """Mùng 12 Tết, 31 tháng Chạp: no such day of the moon."""
    day = text[piece.start : piece.end]
    if len(day) != len("12") or not day.isdecimal():
        return False
    first = text.endswith(("mùng ", "Mùng ", "mồng ", "Mồng "), 0, piece.start)
    if first and int(day) > _FIRST_DAYS:
        return True
    return int(day) > _MOON_DAYS and _MOON.match(text, piece.end) is not None


_GROUP = re.compile(r"(?<![mM])\d+")  # not those of m2
_NUMERALS = re.compile(r"\b(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|rưỡi|nhất)\b")
_YEARED = re.compile(r"\d+\s?/\s?(?:(?:19|20)\d\d|\d{5,})")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_DATED = wordset("ngày hạn sáng trưa chiều tối đêm mùng")
_MEASURED = ("unit", "money", "percent", "ratio", "range", "fraction")


_LOST_SIGN = re.compile(
    r"(?<!\d)(?:(?!(?:19|20)\d\d/)\d{3,4}/(?:19[3-9]|20[0-4])\d|\d{1,2},\d{1,2}/20[2-4]\d|\d{1,2}/\d{1,2}(?:19[3-9]|20[0-4])\d)(?![\d/])"
)
_LOST_FIGURE = re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/\d{3}(?![\d/])")
_AHEAD = 9  # characters behind a piece that may belong to its date


def _unsigned(text: str, piece: Piece, cue: str) -> bool:
    """2212/2026, 22/122026, 2/12/206: a date that has lost a sign or a figure."""
    if text.find("/", piece.start, piece.end + 2) < 0 or cue in ADDRESSES or piece.rule == "code":
        return False
    if cue == "ngày" and piece.words.startswith("tháng"):  # ngày 03-12/2026
        return True
    if _LOST_SIGN.match(text, piece.start) or _LOST_SIGN.search(text, piece.start, piece.end + _AHEAD):
        return True
    short = _LOST_FIGURE.match(text, piece.start)
    return short is not None and valid(int(short["d"]), int(short["m"]), None)


def _wrong_year(written: str, before: str, cue: str) -> bool:
    """năm 20265, 5/20265: a figure too many."""
    found = _YEAR.search(written)
    return found is not None and (found.start() > 0 or cue == "năm" or before.endswith(("/", "-")))


def swallowed(written: str, words: str) -> bool:
    """True if there are more groups of figures in what is written than numbers in what is said."""
    if written.isdecimal():
        return False
    groups = sum(1 for group in _GROUP.findall(written) if group.strip("0"))
    return groups > 1 and groups > len(_NUMERALS.findall(words))


def _wrong_day(rule: str, written: str, cue: str) -> bool:
    """hạn 32/12, quý 5/2026: no such day, no such quarter."""
    if cue in ("quý", "quí"):
        return written[0] not in "1234" and not written[1:2].isdecimal()
    if cue not in _DATED or rule not in ("ratio", "address"):
        return False
    if _YEARED.fullmatch(written):  # ngày 1212/2026, ngày 13/2026: a sign is lost
        return True
    day = _DAY.fullmatch(written)
    return day is not None and not valid(int(day[1]), int(day[2]), None)


def _parted(text: str, end: int, cue: str, written: str) -> bool:
    """True if a space has come into the number that ends at `end`."""
    if _STOPPED.match(text, end):
        return True
    broken = _BROKEN.match(text, end)
    if broken:
        return broken[0][0] != "." or not (cue in PLACES or cue in NUMBERED)
    parted = _PARTED.match(text, end)
    if parted is None:
        return False
    if _ZERO.search(written):
        return True
    if _NAME_BEFORE.search(text, max(0, end - _REACH), end):  # TBA Xóm Đình 2, 22kV
        return False
    if not written.isdecimal() or cue in PLACES or cue in NUMBERED:
        return False
    return parted["unit"] in _SIGNS or (parted["unit"] in _SCALED and cue in DECIMALS)


_LITERAL = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_UNIT = r"(?:\s?(?:%|(?!đến|tới|xuống)[^\W\d_]+)){0,2}"
_ENDS = re.compile(
    r"([1-9]\d{0,2})(?: ?(?:°C?|độ|%))? ?- ?(\d{1,3}) ?(?:°|độ|%|mm|cm|km|m|kg|tấn|tạ|lít)(?![\d/])"
)
_LOWERED = re.compile(r"(?:\b(?:giảm|hạ|còn|xuống|âm)\b[^.;]*|-)\Z")


def _descends(text: str, start: int, before: str) -> bool:
    """35-3°C: an interval that ends before it begins, as a figure is lost."""
    ends = _ENDS.match(text, start)
    return ends is not None and int(ends[1]) > int(ends[2]) > 0 and not _LOWERED.search(before)


_BEGUN = re.compile(
    rf"\btừ (?P<noun>[^\W\d_]+ )?(?P<n>{_LITERAL})(?P<unit>{_UNIT})\s?(?:-|đến|tới|xuống|lên) "
    r"(?P<second>[^\W\d_]+ )?\Z"
)
_END = re.compile(rf"(?P<n>{_LITERAL})(?P<unit>{_UNIT})")
_INTERVAL_REACH = 60
# What goes down by its nature: giảm từ 12% đến 10%.
_FALLS = re.compile(
    r"\b(?:giảm|hạ|rút|xuống|còn|chuyển|đổi|điều chỉnh|thay|lùi|mưa|nhiệt độ|sáp nhập|sắp xếp|tinh gọn)\b"
    r"[^.;]{0,30}\Z"
)
_TIMES = ("giờ", "giờ sáng", "giờ chiều", "ngày", "giờ tối", "giờ đêm")
_EVENING = 17
_SCALES = {"nghìn": 1e3, "ngàn": 1e3, "k": 1e3, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9}


def backwards(text: str, start: int) -> bool:
    """True if the number at `start` of `text` ends an interval "từ … đến …" that began higher."""
    before = text[max(0, start - _INTERVAL_REACH) : start].lower()
    first = _BEGUN.search(before)
    last = _END.match(text[start : start + _INTERVAL_REACH].lower())
    if first is None or last is None or (first["second"] or "") not in (first["noun"] or "", ""):
        return False
    one, other = _unit(first["unit"]), _unit(last["unit"])
    if one and other and (one[0] != other[0] or one[0] in _TIMES):
        # 13 giờ đến 11 giờ; a night passes midnight
        return one[0] == other[0] == "giờ" and _EVENING > _number(first["n"]) > _number(last["n"])
    scale = one[1] if one else other[1] if other else 1.0
    value = _number(first["n"]) * scale
    return value >= _number(last["n"]) * (other[1] if other else scale) and not _FALLS.search(
        before[: first.start()]
    )


def _unit(text: str) -> tuple[str, float] | None:
    """The unit without its multiplier, and the multiplier; None for none."""
    words = text.split()
    if not words:
        return None
    scale = _SCALES.get(words[0], 1.0)
    rest = words[1:2] if words[0] in _SCALES else words[:1]
    return " ".join(rest).replace("đồng", "").replace("đ", ""), scale


def _number(literal: str) -> float:
    return float(literal.replace(".", "").replace(",", "."))
