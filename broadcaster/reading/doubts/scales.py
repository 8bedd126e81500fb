"""How far scales go: báo động 4, gió cấp 19, sốt 45 độ, độ ẩm 120 %, 180 tuổi are more than there is."""

from __future__ import annotations

import re

from broadcaster.reading.context import Piece

_UNSURE, _GROUPING = "reading.flag_unsure", "reading.flag_grouping"
_REACH = 40  # characters after the figures
_HEAT, _HOTTEST = re.compile(r"(?P<n>\d{2,3})(?:,\d+)? ?(?:độ|°)"), 50
_WEATHER = re.compile(r"\b(?:ngoài trời|nắng|thời tiết|vùng (?:núi|cao|thấp))\b")
# So far a scale goes, after these words.
_SCALES = (
    (re.compile(r"\bbáo động (?:số )?\Z"), 3),
    (re.compile(r"\bhọc kỳ \Z"), 3),
    (re.compile(r"\bsốt (?:cao |tới |đến |trên |hơn )?\Z"), 42),
    (re.compile(r"\bcháy rừng(?: ở| là)? cấp (?:số )?\Z"), 5),
    (re.compile(r"\bđộng đất (?:mạnh |khoảng )?\Z"), 10),
    (re.compile(r"\bkinh độ(?: đông| tây)? \Z"), 180),
    (re.compile(r"\bvĩ độ(?: bắc| nam)? \Z"), 90),
    (re.compile(r"\b(?:gió|giật|bão)\b[^,;]{0,24} cấp (?:\d{1,2} ?- ?)?\Z"), 17),
    (re.compile(r"\bph(?: [^\W\d_]+){0,3} ?(?:= ?)?\Z"), 14),
    (re.compile(r"\b(?:học sinh|hs|phụ huynh|giáo viên) lớp \Z"), 12),
    (re.compile(r"\btuần (?:thứ )?\Z"), 53),
    (re.compile(r"\bmang thai \Z"), 44),
)
# What stands right before the figures of a scale: quick, because every number is asked.
_SCALED = (
    "sốt ", "cao ", "tới ", "đến ", "trên ", "hơn ", "động ", "số ", "kỳ ", "cấp ", "ph ", "đất ", "nước ",
    "là ", "bằng ", "đạt ", "= ", "=", "- ", "-", "độ ", "đông ", "tây ", "bắc ", "nam ", "mạnh ", "khoảng ",
    "lớp ", "tuần ", "thứ ", "thai ",
)  # fmt: skip
_AGE, _OLDEST = re.compile(r" tuổi(?!\w)"), 125
_OLD = re.compile(r"\b(?:cây|chùa|đền|đình|cổ|rừng|làng|nhà|cầu|phố|thị (?:xã|trấn)|gốc|trên|hơn|gần)\b")
LEADING = re.compile(r"\d+(?:,\d+)?")
_SCHOOL = re.compile(r"(?<!các )(?:năm học|vụ(?: [^\W\d_]+){0,2}) \Z")
_SCHOOL_YEARS = re.compile(r"(20\d\d) ?- ?(20\d\d)")

_SHARES = re.compile(
    r"\b(?:spo2|độ (?:ẩm|cồn|che phủ|bao phủ|phủ|mặn|tinh khiết|nảy mầm)|che phủ|chiếm|xác suất|khả năng"
    r"|nguy cơ|hộ nghèo|cận nghèo|nảy mầm"
    r"|tỷ lệ|giảm)\b(?!.*\b(?:tăng|đạt|vượt|so với|kế hoạch|chỉ tiêu|thực hiện|thu|giải ngân|hoàn thành)\b)"
)
_SHARED = re.compile(
    r"% (?:dung tích|diện tích|dân số|số (?:hộ|dân|người|phiếu)|học sinh|cử tri|đại biểu|đảng viên)"
)
_WHOLE = 100  # per cent


def scorching(text: str, piece: Piece) -> bool:
    """75 độ C ngoài trời: no weather is so hot."""
    heat = _HEAT.match(text, piece.start)
    return (
        heat is not None
        and int(heat["n"]) > _HOTTEST
        and bool(_WEATHER.search(text, heat.start(), heat.end() + _REACH))
    )


def beyond(text: str, piece: Piece, before: str) -> str | None:
    """báo động 4, gió cấp 19, 180 tuổi, năm học 2026 - 2029: more than there is."""
    years = _SCHOOL_YEARS.fullmatch(text, piece.start, piece.end)
    if years:
        return (
            "reading.flag_interval" if int(years[2]) > int(years[1]) + 1 and _SCHOOL.search(before) else None
        )
    value = LEADING.match(text, piece.start, piece.end)
    number = float(value[0].replace(",", ".")) if value and piece.end - piece.start < _LONGEST else 0.0
    if number > _OLDEST and _AGE.match(text, piece.end):
        return None if _OLD.search(before) else _UNSURE
    if number > _WEEKS and before.endswith("tuần ") and text.startswith(" tháng", piece.end):
        return _UNSURE
    if not before.endswith(_SCALED):
        return None
    return _UNSURE if any(number > most and cue.search(before) for cue, most in _SCALES) else None


_WEEKS = 5  # of a month
_LONGEST = 8  # characters of figures on a scale


def percent(text: str, piece: Piece, before: str) -> str | None:
    """độ ẩm 120%, 1.025%: more than the whole, or a point for a comma."""
    value = LEADING.match(text, piece.start)
    if value is None:
        return None
    grouped = text.startswith(".", value.end()) and text[value.end() + 3 : value.end() + 4].isdecimal()
    if grouped and "tăng" not in before:
        return _GROUPING
    if float(value[0].replace(",", ".")) <= _WHOLE:
        return None
    shared = _SHARED.match(text, piece.end - 1) and "tăng" not in before
    return _UNSURE if shared or _SHARES.search(before) else None
