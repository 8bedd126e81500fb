"""Intervals of numbers that end before they begin: từ năm 2030 đến năm 2025, từ 2 triệu đến 500 nghìn."""

from __future__ import annotations

import re

_LITERAL = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_UNIT = r"(?:\s?(?:%|(?!đến|tới|xuống)[^\W\d_]+)){0,2}"
_BEGUN = re.compile(
    rf"\btừ (?P<noun>[^\W\d_]+ )?(?P<n>{_LITERAL})(?P<unit>{_UNIT})\s?(?:-|đến|tới|xuống|lên) "
    r"(?P<second>[^\W\d_]+ )?\Z"
)
_END = re.compile(rf"(?P<n>{_LITERAL})(?P<unit>{_UNIT})")
_REACH = 60
# What goes down by its nature: giảm từ 12% đến 10%.
_FALLS = re.compile(
    r"\b(?:giảm|hạ|rút|xuống|còn|chuyển|đổi|điều chỉnh|thay|lùi|mưa|nhiệt độ|sáp nhập|sắp xếp|tinh gọn)\b"
    r"[^.;]{0,30}\Z"
)
_TIMES = ("giờ", "giờ sáng", "giờ chiều", "ngày", "giờ tối", "giờ đêm")  # a night passes midnight
_SCALES = {"nghìn": 1e3, "ngàn": 1e3, "k": 1e3, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9}


def backwards(text: str, start: int) -> bool:
    """True if the number at `start` of `text` ends an interval "từ … đến …" that began higher."""
    before = text[max(0, start - _REACH) : start].lower()
    first = _BEGUN.search(before)
    last = _END.match(text[start : start + _REACH].lower())
    if first is None or last is None or (first["second"] or "") not in (first["noun"] or "", ""):
        return False
    one, other = _unit(first["unit"]), _unit(last["unit"])
    if one and other and (one[0] != other[0] or one[0] in _TIMES):
        return False
    scale = one[1] if one else other[1] if other else 1.0
    value = _number(first["n"]) * scale
    return value > _number(last["n"]) * (other[1] if other else scale) and not _FALLS.search(
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
