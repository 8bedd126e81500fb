"""Holes in and before numbers: a figure that is lost or was never filled in (2?/7, mưa mm, từ - 5 triệu).

What is left of the number is said; a person looks at it.
"""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import wordset

_BLANK, _UNSURE = "reading.flag_blank", "reading.flag_unsure"
_UNITS = r"(?:km/h|m3/s|m³/s|m/s|km2|km²|m2|m²|m3|m³|mm|cm|km|kg|kWh|kW|kVA|kV|mg|ml)"
_IN_NUMBER = re.compile(rf"[\d%‰/°]|[.,]\d|-\d|h(?!\w)|{_UNITS}(?!\w)|(?:k|tr|đ|g|m|l|ha)(?!\w)")
_GOES_ON = re.compile(rf",? (?!và |hoặc )(?![{UPPER}])[^\W\d_]|, ?\d")
_FILLED = re.compile(r" ?[^\W_]| ?-\s?\d|[,;)]")
_LETTER = re.compile(r"[^\W\d_]")
_NAMED = re.compile(rf" ?[{UPPER}](?![{UPPER}])[^\W\d_]")  # a new sentence, rather than the rest of this one
# After these a number stands; an ellipsis or a unit in its place is a hole.
_MEASURING = wordset(
    "ẩm độ mưa gió giảm tăng đạt còn chiếm khoảng hơn gần dài rộng cao sâu nặng dày tích lượng là được dưới "
    "tới suất vượt bằng"
)
_AWAITING = wordset("đến tới từ khoảng lúc số máy ngày")  # đến ?
_ENUMERATED = wordset(
    "số cấp ngày tháng tổ thôn bản ấp phường lúc là khoảng điều khoản giá phòng mức quý đợt"
)


def _hole(end: int, flag: str = _BLANK) -> Saying:
    return Saying(end=end, words="", confidence=0.2, flag=flag)


def _asked(context: Context, m: re.Match[str]) -> Saying | None:
    """2?/7, mỗi lớp ?5 em, mức ? lưu động: a figure that nobody knew; behind a sentence it is a question."""
    before = context.text[m.start() - 1 : m.start()]
    goes_on = _GOES_ON.match(context.text, m.end()) is not None
    if before.isdecimal():
        lost = goes_on or len(m.group()) > 1 or _IN_NUMBER.match(context.text, m.end())
    else:
        open_ = goes_on or context.cue(m.start()) in _AWAITING
        lost = before in ("", " ", "-", "/", "(") and (open_ or _IN_NUMBER.match(context.text, m.end()))
    return _hole(m.end()) if lost else None


def _dots(context: Context, m: re.Match[str]) -> Saying | None:
    """không quá ... em, tuổi từ ...-60: a space before the dots, and the sentence goes on behind them."""
    before = context.text[max(0, m.start() - 2) : m.start()]
    spaced = len(before) > 1 and before[1] == " " and (before[0].isalnum() or before[0] in ":(/")
    if not (spaced or before[-1:] == "-") or not _FILLED.match(context.text, m.end()):
        return None
    return None if _NAMED.match(context.text, m.end()) else _hole(m.end())


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """độ ẩm %, dài km: a unit without its number."""
    listed = context.text[max(0, m.start() - 2) : m.start()] == ", " and m.group() == "%"
    return _hole(m.end()) if listed or context.cue(m.start()) in _MEASURING else None


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
        pattern=re.compile(rf"(?<= )-?(?:%|‰|°[CF]|{_UNITS})(?![\w²³/])"),
        say=_bare,
        example=("độ ẩm %", "độ ẩm"),
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
        starts="s",
        pattern=re.compile(
            r"(?<=[^\W\d_] )[,.:/%](?=\d)|(?<=[\dh])-(?=\s*(?:[,;)]|\.?\s*\Z))|(?<=từ )-(?= \d)"
            r"|(?<=\d)-(?= (?:triệu|tỷ|nghìn|đồng|giờ|người|hộ|kg|km|m|ha|tấn|%)(?!\w))"
        ),
        say=_hanging,
        example=("phạt 2- triệu", "phạt hai triệu"),
    ),
)
