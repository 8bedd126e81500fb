"""Well-formed figures that cannot be meant: an air humidity of 120 %, từ 1400 đến 1630, a third m2 of water.

What a rule made of them follows the letter; the words around them say that something is lost or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from broadcaster.reading.context import Piece
from broadcaster.reading.doubts.scales import LEADING, beyond, percent, scorching
from broadcaster.reading.doubts.sums import said_otherwise
from broadcaster.reading.numbers.measures import NOUNS, THINGS
from broadcaster.reading.numbers.ratios import DIVIDED

_UNSURE, _TIME = "reading.flag_unsure", "reading.flag_impossible_time"
_DATE, _GROUPING = "reading.flag_impossible_date", "reading.flag_grouping"
_REACH = 40  # characters before the figures
_CLAUSE = re.compile(r"[.;!?]\s|\n")
_NEXT = re.compile(r"\s(?P<word>[^\W\d_]+)(?! ?\d)")

# Hours and minutes without a sign between: 1400, 730.
_CLOCK = r"(?:[01]?\d|2[0-3])[0-5][05]"
_HOURS = re.compile(rf"{_CLOCK}(?![\w/:%]|[.,]\d)")
_UNTIL = re.compile(rf"(?P<begin>{_CLOCK})\s?(?:-|đến|tới)\s?(?:khoảng )?(?P<end>{_CLOCK})(?![\w/:%]|[.,]\d)")
_SINCE = re.compile(rf"(?<![\w.,/:])(?P<begin>{_CLOCK})\s?(?:-|đến|tới)\s?(?:khoảng )?\Z")
_WHEN = re.compile(r"\b(?:từ|đến|tới|lúc|hồi|khoảng|trước|sau|vào)\s\Z")
_OF_DAY = re.compile(r"\s(?:giờ\s)?(?:sáng|trưa|chiều|tối|đêm|ngày \d|hôm nay)")
_OPEN = re.compile(r"\b(?:mở cửa|làm việc|giờ|học|trực|họp)(?: [^\W\d_]+)? ?:? \Z")
_PART = re.compile(r"\s(?:sáng|trưa|chiều|tối|đêm)(?!\w)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_HOUR_BEFORE = re.compile(r"(?<![\w.,/])\d{1,2}\s?[hg](?:\d\d)?\s?-\s?\Z")
_HOUR_AFTER = re.compile(r"\s?(?:[hg:]|giờ|phút)")
_DAY = re.compile(r"\s(?:ngày|đêm|hôm) (?:mai|mốt|kia|nay|\d)|\sđêm(?!\w)")
_LATE = 24
_NO_TIME = re.compile(r"[6-9]\d")  # 7h-70
_HOUR_NUMBERS = frozenset(str(hour) for hour in range(_LATE + 1))
_SIXTIETH = re.compile(r"\d (?:giờ|phút|độ) \Z")
_SIXTY = re.compile(r"(?:[6-9]\d|\d{3}) (?:phút|giây)(?!\w)")
_DEGREES = re.compile(r"\d{1,2}c(?!\w)")
_WARM = re.compile(r"\b(?:nhiệt|nóng|lạnh|mát|ấm|sốt|trời|rét|ngoài|bảo quản)\b[^\d]*\Z")
_PARTS = re.compile(r"ngày \Z")
_DATED = re.compile(r"\d{1,2}[/-]\d{3,4}[/-]\d")
_LABELLED = re.compile(r"\d{1,3}:\d{1,3}(?:\.\d{3})+")
_MAPS = re.compile(r"\b(?:tỷ lệ|tỉ lệ|bản đồ|pha|loãng)\b")
_POINTED_HOUR = re.compile(r"\d{1,2}(?:\.\d|,\d{1,2})h(?!\w)")
_LATE_HOUR = re.compile(r"2[5-9]h(?!\w)")
_LASTING = re.compile(r"\b(?:trong|mất|hết|kéo dài|suốt|thêm|sau|bay|chạy|cách|khoảng)\s?\Z")
_AREA = re.compile(r"(?:m2|m²) (?:nước|xăng|dầu|khí|ga)(?!\w)")
_VOLUME = re.compile(r"(?:m3|m³) (?:đất ở|nhà|sàn|sân|ruộng|vườn|mặt bằng)(?!\w)")
_SECOND = re.compile(r"\d \d{1,3}(?![\w/:%]|[.,]\d|\s?[^\W\d_]|\s?-)")
_LENGTH = re.compile(r"\b(?:dài|sâu|cao|dày)(?: khoảng| hơn| gần| trên| tới| là)?:? \Z")
_SIZE = re.compile(r"\bdiện tích(?: khoảng| hơn| gần| trên| là)?:? \Z")
_SQUARE, _LINEAR = (
    re.compile(r"[\d.,]+ ?k?m[23²³](?!\w)"),
    re.compile(r"[\d.,]+ ?(?:k?m(?![\w23²³]| ?[x×*])|m[3³])"),
)
_ROW = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}),\s?\Z")
_NO_NAME = re.compile(r"[A-ZĐ][^\W\d_A-Z]+ (?:Thị|Văn) \Z")
_GOES_ON = re.compile(r"\d+(?:[\d.,/:%-]*\d| ?[^\W\d_]| ?%)")
_NAMED_HOUR = re.compile(r"[^\s,;.]|\s(?!ngày|giờ|sáng|trưa|chiều|tối|đêm)[^\W\d_]")
_WRONG_SIGN = re.compile(r"(?:[6-9]|1\d|2[0-3])[-,][0-5][05]")
_DAY_ROW = re.compile(r"(?:[1-9]|[12]\d|3[01]),(?:[1-9]|1[0-2])")
_EVERY = re.compile(r",|\s(?:hằng|hàng|mỗi|tháng|và|âm)")
_PEOPLE = re.compile(r" (?:người|hộ|khẩu|cháu|em|học sinh|con|cán bộ|đảng viên|hội viên|ca)(?! ?/)(?!\w)")
_AVERAGE = re.compile(r"\b(?:bình quân|trung bình|quân|mỗi|một)\b")
_HUNDREDS = re.compile(r"[1-9]\d+ trăm(?!\w)")
_THOUSANDS = re.compile(r"[1-9]\d{3,} nghìn(?!\w)")
_TONELESS = re.compile(r" ?(?:nghin|ngan)(?!\w)")
_SHARE = re.compile(r"(?P<a>\d+(?:,\d+)?) ?/ ?(?P<b>\d+)")
_TARGET = re.compile(r"\b(?:chỉ tiêu|kế hoạch)\b")
_WHOLES = (THINGS | DIVIDED | {"điểm"}) - {"đồng", "đường", "nhà", "của"}
_TERABYTE = re.compile(r"\d+TB/")
_DOUBLED = re.compile(r"//[^\W\d_]|,-đ")
_FALLEN = re.compile(r"(?<![\w.,])(?P<n>\d+)(?P<unit>k|tr| ?triệu| ?nghìn| ?tỷ)\s?-\s?\Z")
_FALLING = re.compile(r"\b(?:giảm|hạ|còn|xuống|từ)\b")
_BEGINNING = re.compile(r"0[35789]\d{2}")
_PER_HOUR, _HOUR_BESIDE = re.compile(r"/\d{1,2}h"), re.compile(r"\d{1,2}h\Z")
_PART_OF_DAY = re.compile(r"\b(?:sáng|trưa|chiều|tối|đêm) (?:thứ )?\Z")
_NO_DAY = re.compile(r"(?:[0189]|\d\d)\Z")
_BEGUN_DAY = re.compile(r"\A(?:vào )?thứ \Z")
_WEEKLY = re.compile(r" (?:họp|nghỉ|này|tới|tuần|hằng|hàng|thu|tập|mở|đóng|phát|tiêm)(?!\w)|, ngày")
_MONTHLY = re.compile(r"/\d")
_ARC_MINUTE = re.compile(r"[°'] ?[6-9]\d ?(?:'|\"|phút|giây)")
_POLE = re.compile(r"9[1-9][\d.,]*\s?(?:°|độ)[^,;]{0,12}?(?:[NB](?!\w)|vĩ|bắc|Bắc)")
_HALF_CIRCLE = 180
_FAR_CODE = re.compile(r"\d+/20[4-9]\d/")


def implausible(text: str, piece: Piece) -> str | None:
    """The code of what is wrong with the figures of `piece` where they stand; None if nothing is."""
    check = _CHECKS.get(piece.rule)
    return check(text, piece, _before(text, piece.start)) if check else None


def _before(text: str, at: int) -> str:
    return _CLAUSE.split(text[max(0, at - _REACH) : at].lower())[-1]


def _counted(text: str, end: int) -> bool:
    """True if what is counted follows."""
    following = _NEXT.match(text, end)
    return following is not None and following["word"].lower() in NOUNS and not _DAY.match(text, end)


def _number(text: str, piece: Piece, before: str) -> str | None:
    start, end = piece.start, piece.end
    if _HOURS.match(text, start) and _clockless(text, piece, before):
        return _UNSURE
    if _HOUR_BEFORE.search(before) and (
        text[start:end] in _HOUR_NUMBERS or _NO_TIME.fullmatch(text, start, end)
    ):
        return None if _HOUR_AFTER.match(text, end) or _counted(text, end) else _UNSURE
    if _GROUPED_HOUR.match(text, start) and before.endswith(_GROUP_NAMES):
        return _TIME
    if _SIXTY.match(text, start) and _SIXTIETH.search(before):
        return _TIME
    if _DEGREES.match(text, start) and _WARM.search(before):
        return "reading.flag_degree"
    if _DATED.match(text, start) and _PARTS.search(before):
        return _DATE
    if _DOUBLED.match(text, end) or _named(text, start, before):
        return _UNSURE
    if scorching(text, piece):
        return "reading.flag_degree"
    return beyond(text, piece, before) or _timeless(text, piece, before) or _parted(text, piece, before)


def _named(text: str, start: int, before: str) -> bool:
    """Bà Lò Thị 50 tuổi, tổ 1, 2, 2: a name is lost, a number stands twice in a row."""
    if _NO_NAME.search(text, max(0, start - _REACH), start):
        return True
    twice = _ROW.search(before)
    return twice is not None and text.startswith(twice["n"], start) and not _GOES_ON.match(text, start)


def _timeless(text: str, piece: Piece, before: str) -> str | None:
    """đến 7 tối, lúc 19: an hour without its word or sign; họp 7,30: one with a wrong sign."""
    start, end = piece.start, piece.end
    if text[start:end] in _HOUR_NUMBERS:
        at = before.endswith(("lúc ", "hồi "))
        bare = not _HOUR_AFTER.match(text, end) and not _NAMED_HOUR.match(text, end)
        return _UNSURE if bare and (at or (_WHEN.search(before) and _PART.match(text, end))) else None
    if _WRONG_SIGN.fullmatch(text, start, end) and before.endswith(("họp ", "lúc ", "hồi ")):
        return _UNSURE
    row = _DAY_ROW.fullmatch(text, start, end)
    return (
        "reading.flag_separator" if row and before.endswith("ngày ") and not _EVERY.match(text, end) else None
    )


def _parted(text: str, piece: Piece, before: str) -> str | None:
    """2,5 người, 25 nghìn 500 trăm, 500 nghin: no such share, no such sum."""
    start, end = piece.start, piece.end
    if " phẩy " in piece.words and _PEOPLE.match(text, end) and not _AVERAGE.search(before):
        return "reading.flag_separator"
    if _HUNDREDS.match(text, start) or (_THOUSANDS.match(text, start) and before.endswith("triệu ")):
        return "reading.flag_amount"
    return _UNSURE if _TONELESS.match(text, end) else None


def _clockless(text: str, piece: Piece, before: str) -> bool:
    """từ 1400 đến 1630, khoảng 0700 sáng: a time without its sign."""
    start, end = piece.start, piece.end
    if _WHEN.search(before) and _OF_DAY.match(text, end):
        return True
    until = _UNTIL.match(text, start)
    if until:
        sure = before.endswith("từ ") or _OPEN.search(before)
        return bool(sure) and _timed(until["begin"], until["end"]) and not _counted(text, until.end())
    since = _SINCE.search(before)
    if since is None or not text[start:end].isdecimal() or _counted(text, end):
        return False
    return _timed(since["begin"], text[start:end])


def _timed(first: str, last: str) -> bool:
    """True unless both are years or the second is less."""
    return int(first) < int(last) and not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last))


def _ratio(text: str, piece: Piece, before: str) -> str | None:
    """Tổ 14:200.000 đồng, tháng 12/206: a space or a figure is lost."""
    if _LABELLED.match(text, piece.start):
        return None if text[piece.start : piece.start + 2] == "1:" or _MAPS.search(before) else _GROUPING
    if before.endswith("tháng ") and "/" in text[piece.start : piece.end]:
        return _DATE
    if before.endswith("ngày ") and _DATED.match(text, piece.start):
        return _DATE
    if (
        _NO_MONTH.fullmatch(text, piece.start, piece.end)
        and _DUE.search(before)
        and not _NEXT.match(text, piece.end)
    ):
        return _DATE
    return _UNSURE if _overfull(text, piece, before) or _pressed(text, piece, before) else None


def _pressed(text: str, piece: Piece, before: str) -> bool:
    """huyết áp 80/140: the greater comes first."""
    share = _SHARE.match(text, piece.start, piece.end)
    return (
        share is not None
        and float(share["a"].replace(",", ".")) <= int(share["b"])
        and bool(_PRESSURE.search(before))
    )


_NO_MONTH = re.compile(r"(?:[12]?\d|3[01])/(?:1[3-9]|2\d|3[01])")  # khai giảng 5/19
_DUE = re.compile(
    r"\b(?:khai giảng|khai mạc|hạn|trước|sau|hết|từ|đến|sáng|chiều|tối|lịch|tiêm nhắc|họp|nghỉ|lễ|dịp) \Z"
)


_PERSONS = frozenset(("em", "cháu", "người", "hộ", "hs"))
_VILLAGES = frozenset(("thôn", "bản", "ấp", "khóm", "xóm", "tổ", "xã", "phường"))
_PRESSURE = re.compile(r"\bhuyết áp(?: [^\W\d_]+){0,3}:? \Z")


def _overfull(text: str, piece: Piece, before: str) -> bool:
    """35/30 đại biểu, 3/2 số hộ, 12,5/10 điểm: more than the whole."""
    share = _SHARE.fullmatch(text, piece.start, piece.end)
    if share is None or float(share["a"].replace(",", ".")) <= int(share["b"]):
        return False
    following = _NEXT.match(text, piece.end)
    noun = following["word"].lower() if following else ""
    # đạt 87/80 chỉ tiêu is more than was meant; of pupils there are no more than all.
    most = noun in _PERSONS and "tỷ lệ" in before
    fulfilled = ("đạt " in before and not most) or _TARGET.search(text, piece.end, piece.end + _REACH)
    if before.endswith("lớp "):  # lớp 6/2 trường Trần Phú
        return False
    if noun in _VILLAGES and before.endswith(("tại ", "ở ", "có ", "trong ", "của ", "trên ", "cho ")):
        return True
    pointed = "điểm" in (noun, *before.split()) and int(share["b"]) % 10 == 0  # Điểm bán: 118/24 Âu Cơ
    return pointed or (noun in _WHOLES and not fulfilled)


def _unit(text: str, piece: Piece, before: str) -> str | None:
    start, end = piece.start, piece.end
    if _LATE_HOUR.match(text, start) and before.endswith(("từ ", "lúc ", "hồi ", "vào ")):
        return _TIME
    if _POINTED_HOUR.match(text, start):
        comma = "," in text[start:end]
        sure = _LASTING.search(before) or (comma and not (_WHEN.search(before) or _OF_DAY.match(text, end)))
        return None if sure else _TIME
    if scorching(text, piece):
        return "reading.flag_degree"
    if beyond(text, piece, before):
        return _UNSURE
    if _pressed(text, piece, before):
        return _UNSURE
    if _TERABYTE.match(text, start):
        return "reading.flag_code"
    if (
        _SQUARE.match(text, start)
        if _LENGTH.search(before)
        else _SIZE.search(before) and _LINEAR.match(text, start)
    ):
        return _UNSURE
    if text[end - 1] in "23²³":
        if _AREA.match(text, end - 2) or _VOLUME.match(text, end - 2):
            return _UNSURE
        if _SECOND.match(text, end - 1):
            return _GROUPING
    return None


_GROUPED_HOUR = re.compile(r"\d{1,2} - \d{1,2} ?(?:giờ|h)")  # Khóm 4 - 5 giờ: which of them, and when
_GROUP_NAMES = ("khóm ", "tổ ", "thôn ", "ấp ", "bản ", "khu ", "đội ", "lớp ", "nhóm ", "xóm ", "khối ")
_AFTERNOON = re.compile(r"(?:1[3-9]|2[0-3])\s?(?:h|giờ|g\d)")
_MORNING = re.compile(
    r"\bsáng (?:nay|mai|qua|kia|thứ \w+|chủ nhật|cùng ngày)?,? ?(?:lúc|hồi|vào lúc|từ|khoảng) \Z"
)


def _clock(text: str, piece: Piece, before: str) -> str | None:
    """25h đêm nay."""
    value = LEADING.match(text, piece.start)
    if _AFTERNOON.match(text, piece.start) and _MORNING.search(before):
        return _TIME
    turned = _TURNED.match(text, piece.start)
    if turned and int(turned[2]) < int(turned[1]) < (_LATE if before.endswith(_DAYTIMES) else _NOON):
        return "reading.flag_interval"
    late = value is not None and int(value[0].partition(",")[0]) > _LATE
    return _TIME if late and _OF_DAY.match(text, piece.end) else None


_FLOOD = re.compile(r"BĐ ?[4-9](?!\d)")


def _flood(text: str, piece: Piece, before: str) -> str | None:
    """BĐ 4: there are three."""
    return _UNSURE if _FLOOD.match(text, piece.start) else None


_TURNED = re.compile(r"(\d{1,2})(?:h(?:\d\d)?)?\s?-\s?(\d{1,2})h(?! ?(?:chiều|tối|đêm))")  # chiều 18-16h
_DAYTIMES, _NOON = ("sáng ", "chiều ", "sáng: ", "chiều: "), 17
_MONTH_BEFORE, _MONTH_OF = re.compile(r"\btháng (\d{1,2}) ?- ?\Z"), re.compile(r"(\d{1,2})[/-]")


def _month(text: str, piece: Piece, before: str) -> str | None:
    """ngày 12-2026-12: a month of a year among the parts of a date."""
    first, last = _MONTH_BEFORE.search(before), _MONTH_OF.match(text, piece.start)
    if first and last and int(first[1]) > int(last[1]):  # tháng 9-5/2026
        return "reading.flag_interval"
    return _DATE if _PARTS.search(before) and _DATED.match(text, piece.start) else None


_TINY = re.compile(r"[1-9]\d? ?đ")  # 20 đ: nobody pays so little


def _money(text: str, piece: Piece, before: str) -> str | None:
    """300k-200k: an interval that ends before it begins; 350.000đ (bằng chữ: hai trăm …): not the same."""
    if said_otherwise(text, piece):
        return _UNSURE
    if _TINY.fullmatch(text, piece.start, piece.end) and text[piece.end : piece.end + 1] != "/":
        return _UNSURE
    first, last = _FALLEN.search(before), LEADING.match(text, piece.start)
    if first is None or last is None or _FALLING.search(before):
        return None
    falls = first["unit"] == "tr" and text.startswith("k", last.end())  # 7tr-9k
    if text.startswith(first["unit"], last.end()):
        falls = int(first["n"]) > int(last[0].partition(",")[0])
    return "reading.flag_interval" if falls else None


def _code(text: str, piece: Piece, before: str) -> str | None:
    """168/2042/NĐ-CP: a year that is far away."""
    return _DATE if _FAR_CODE.match(text, piece.start) else None


_INSURED = re.compile(r"\bbhyt (?:số |mã số |có số |là )?\Z")
_INSURANCE = re.compile(r"[A-Z]{2} ?\d(?: ?\d){12}|\d{10}")  # the old and the new number of a card


def _number_of(text: str, piece: Piece, before: str) -> str | None:
    """thẻ BHYT số GD4797912345: figures are lost."""
    wrong = _INSURED.search(before) and not _INSURANCE.fullmatch(text, piece.start, piece.end)
    return "reading.flag_identity" if wrong and piece.end - piece.start > _SHORTEST_CARD else None


_SHORTEST_CARD = 6


def _phone(text: str, piece: Piece, before: str) -> str | None:
    """số máy 0913: the beginning of a telephone number."""
    lost = _BEGINNING.fullmatch(text, piece.start, piece.end) and "đầu" not in before
    return "reading.flag_phone_length" if lost else None


def _per(text: str, piece: Piece, before: str) -> str | None:
    """7h/8h: no hours for each hour."""
    return _UNSURE if _PER_HOUR.match(text, piece.start) and _HOUR_BESIDE.search(before) else None


def _roman(text: str, piece: Piece, before: str) -> str | None:
    """báo động IV: there are three."""
    return _UNSURE if before.endswith("báo động ") and piece.words not in ("một", "hai", "ba") else None


def _weekday(text: str, piece: Piece, before: str) -> str | None:
    """sáng thứ 9, chiều T9: no such day of the week."""
    begun = bool(_BEGUN_DAY.search(before) and _WEEKLY.match(text, piece.end)) and text[piece.end - 1] != "1"
    wrong = _NO_DAY.search(text, piece.start, piece.end) and (begun or _PART_OF_DAY.search(before))
    return "reading.flag_weekday" if wrong and not _MONTHLY.match(text, piece.end) else None


def _arc(text: str, piece: Piece, before: str) -> str | None:
    """14°72', 95°10'N, phút 130': no such minute of arc or parallel, a minute that is named twice."""
    place = text[max(0, piece.start - 1) : piece.end]
    degrees = LEADING.match(text, piece.start)
    far = degrees is not None and "°" in place and float(degrees[0].replace(",", ".")) > _HALF_CIRCLE
    far = far or before.endswith("phút ")
    return _UNSURE if far or _ARC_MINUTE.search(place) or _POLE.match(text, piece.start) else None


_CHECKS: Mapping[str, Callable[[str, Piece, str], str | None]] = MappingProxyType(
    {
        "number": _number,
        "percent": percent,
        "ratio": _ratio,
        "unit": _unit,
        "clock": _clock,
        "date.month": _month,
        "money": _money,
        "code": _code,
        "code.number": _number_of,
        "phone": _phone,
        "bearing": _arc,
        "clock.minutes": _arc,
        "per.unit": _per,
        "ordinal": _weekday,
        "roman": _roman,
        "date.named": _weekday,
        "abbreviation.numbered": _flood,
    }
)
