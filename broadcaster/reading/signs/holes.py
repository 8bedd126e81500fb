"""Holes in and before numbers: a figure that is lost or was never filled in (2?/7, mưa mm, từ - 5 triệu).

What is left of the number is said; a person looks at it.
"""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import UNITS
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import wordset

_BLANK, _UNSURE = "reading.flag_blank", "reading.flag_unsure"
_UNITS = r"(?:km/h|m3/s|m³/s|m/s|km2|km²|m2|m²|m3|m³|mm|cm|km|kg|kWh|kW|kVA|kV|mg|ml)"
_IN_NUMBER = re.compile(
    rf"[\d%‰/°]|[.,]\d|-[\dA-ZĐ]|h(?!\w)|{_UNITS}(?!\w)|(?:k|tr|đ|g|m|l|ha|T|kWp)(?!\w)|'"
)
_GOES_ON = re.compile(rf",? (?!và |hoặc )(?![{UPPER}])[^\W\d_]|, ?\d|:")
_FILLED = re.compile(r" ?[^\W_]| ?-\s?\d|[,;)°%]")
_LETTER = re.compile(r"[^\W\d_]")
_NAMED = re.compile(rf" ?[{UPPER}](?![{UPPER}])[^\W\d_]")  # a new sentence, rather than the rest of this one
_NAMELESS = re.compile(rf"(?:\b(?:đ/c|ông|bà|anh|chị|đồng chí|lúc|số|tổ|tên|đến|là)|[{UPPER}][^\W\d_]+) \Z")
# After these a number stands; an ellipsis or a unit in its place is a hole.
_MEASURING = wordset(
    "ẩm độ mưa gió giảm tăng đạt còn chiếm khoảng hơn gần dài rộng cao sâu nặng dày tích lượng là được dưới "
    "tới suất vượt bằng trên quá trả chiếm"
)
# A unit stands after these without a number: mỗi kWh, tính theo m2, mấy km.
_EACH = wordset(
    "mỗi một từng nửa theo tính bằng vị các vài mấy nhiều trăm nghìn ngàn triệu chục tỷ số giá cân cột loại "
    "đồng hay và hoặc trên ra là sang qua hai ba bốn năm sáu bảy tám chín mười mươi lăm mốt rưỡi ít ô bao "
    "thước máy bình ngoài mục chương phần khóa tập"
)
_AWAITING = wordset("đến tới từ khoảng lúc số máy ngày thứ lần năm mức tổ mùng mồng")  # đến ?
_ENUMERATED = wordset(
    "số cấp ngày tháng tổ thôn bản ấp phường lúc là khoảng điều khoản giá phòng mức quý đợt"
)


def _hole(end: int, flag: str = _BLANK, words: str = "") -> Saying:
    return Saying(end=end, words=words, confidence=0.2, flag=flag)


def _asked(context: Context, m: re.Match[str]) -> Saying | None:
    """2?/7, mỗi lớp ?5 em, mức ? lưu động: a figure that nobody knew; behind a sentence it is a question."""
    before = context.text[m.start() - 1 : m.start()]
    goes_on = _GOES_ON.match(context.text, m.end()) or _IN_NUMBER.match(context.text, m.end())
    if before.isdecimal():
        lost = goes_on is not None or len(m.group()) > 1
    else:
        signed = before in ("-", "/", ".") and context.text[m.start() - 2 : m.start() - 1].isdecimal()
        lost = goes_on is not None or signed or context.cue(m.start()) in _AWAITING
        lost = lost and before in ("", " ", "-", "/", ".", "(")
    return _hole(m.end()) if lost else None


def _dots(context: Context, m: re.Match[str]) -> Saying | None:
    """không quá ... em, tuổi từ ...-60: a space before the dots, and the sentence goes on behind them."""
    before = context.text[max(0, m.start() - 2) : m.start()]
    spaced = len(before) > 1 and before[1] == " " and (before[0].isalnum() or before[0] in ":(/-≥≤<>")
    ends = spaced and not context.rest(m.end()).strip(" .") and _NAMELESS.search(context.head(m.start()))
    if ends:  # họ tên: Nguyễn Văn ...
        return _hole(m.end())
    if not (spaced or before[-1:] in ("-", "+", "(")) or not _FILLED.match(context.text, m.end()):
        return None
    return None if _NAMED.match(context.text, m.end()) else _hole(m.end())


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """độ ẩm %, dài km: a unit without its number."""
    cue = context.cue(m.start())
    if m["unit"] in _SIGNS:
        listed = context.text[max(0, m.start() - 2) : m.start()] == ", "
        alone = listed or cue in _MEASURING
    else:
        alone = context.text[m.start() - 2 : m.start() - 1].isalpha() and cue not in _EACH
    return _hole(m.end(), words=_SIGNS.get(m["unit"]) or UNITS.get(m["unit"], "")) if alone else None


_SIGNS = {"%": "phần trăm", "‰": "phần nghìn", "°C": "độ xê", "°F": "độ ép"}


def _hanging(context: Context, m: re.Match[str]) -> Saying | None:
    """phạt 2- triệu, lúc :30: a sign whose other half is lost; -2- is the number of a page."""
    return _hole(m.end(), _UNSURE) if _LETTER.search(context.head(m.start())) else None


RULES = (
    Rule(
        name="blank.figure",
        starts="s",
        pattern=re.compile(r"\?{1,9}"),
        say=_asked,
        example=("dịp 2?/7", "dịp hai bảy"),
    ),
    Rule(
        name="blank.figure",
        starts="s",
        pattern=re.compile(r"\.{3}(?!\.)"),
        say=_dots,
        example=("không quá ... em", "không quá em"),
    ),
    Rule(
        name="blank.figure",
        starts="s",
        pattern=re.compile(r"(?<= )_(?=[ .,;]|\Z)|(?<=[^\s] )\[ {0,3}\]|(?<=[^\s] )\( {1,9}\)"),
        say=lambda _, m: _hole(m.end()),
        example=("khoản _ Điều 5", "khoản điều năm"),
    ),
    Rule(
        name="blank.figure",
        starts="slu",
        pattern=re.compile(rf"(?<= )-?(?P<unit>%|‰|°[CF]|{_UNITS})(?![\w²³/]| (?:thứ|đầu|tiếp|trở))"),
        say=_bare,
        example=("độ ẩm %", "độ ẩm phần trăm"),
    ),
    Rule(
        name="blank.figure",
        starts="u",
        pattern=re.compile(r"X{2,4}(?=[/.,;)\s]|\Z)"),
        say=lambda context, m: _hole(m.end()) if context.cue(m.start()) in _ENUMERATED else None,
        example=("gió cấp XX", "gió cấp"),
    ),
    Rule(
        name="number.hanging",
        starts="d",
        pattern=re.compile(r"\d(?:,\d+)?E\+\d{2}(?!\w)"),  # as a spreadsheet shows a long number
        say=lambda _, m: _hole(m.end(), _UNSURE),
        example=("tài khoản 9,78E+08", "tài khoản"),
    ),
    Rule(
        name="number.hanging",
        starts="s",
        pattern=re.compile(
            r"(?<=[^\W\d_] )[,.:/%](?=\d)|(?<=[\dh])-(?=\s*(?:[,;)]|\.?\s*\Z))|(?<=từ )-(?= \d)"
            rf"|(?<=\d)-(?=%|h(?!\w)|đ(?!\w)|{_UNITS}(?!\w))"
            r"|(?<=\d)-(?= (?:triệu|tỷ|nghìn|đồng|giờ|người|hộ|kg|km|m|ha|tấn|%)(?!\w))"
        ),
        say=_hanging,
        example=("phạt 2- triệu", "phạt hai triệu"),
    ),
)
