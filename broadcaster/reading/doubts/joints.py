"""Two small figures with a sign between: 5-8, 3/8, 8.3, 2,3.

Each of them may be a day, a range, a share, a decimal, a row or the number of a document. The reading
that a rule chose is sure only where a neighbour supports it: a word before, a noun after, another day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.reading.context import Piece
from broadcaster.reading.numbers.measures import GROUPS, MEMBERS, NOUNS, NUMBERED, PLACES, THINGS
from broadcaster.reading.numbers.ratios import ADDRESSES, COUNTED, DIVIDED
from broadcaster.reading.times.calendar import valid
from broadcaster.reading.wordlists import either, load, wordset

_DATA = load("neighbours")
_DAYS, _RANGED, _SHARED, _SECTIONED, _SCORED, _SUBJECTS = (
    wordset(" ".join(_DATA[name])) for name in ("days", "ranged", "shared", "sectioned", "scored", "subjects")
)
_DOCUMENT = re.compile(rf"\b(?:{either(_DATA['documents'])})(?: số)? ?\Z")
_TWO = re.compile(r"(?P<a>\d{1,3})\s?(?P<sign>[-/.,])\s?(?P<b>\d{1,3})")
_LONGEST = 9  # characters of such a form
_REACH = 60  # characters around it that may hold its support
_FEW_PARTS = 5
# 8/12 bản Nà: on that day in one place, or so many out of twelve
_HAMLET = re.compile(r" (?:thôn|bản|ấp|tổ|khu|xóm|khối|khóm|buôn|làng|phố) (?:\d|[A-ZĐÀ-Ỹ][^\W\d_A-ZĐ])")
_GROUPS, _STEEP = 12, 8  # so many groups at most; so many times as much in one of them
_NEAR = 12  # pieces before it that may hold another day or a time
_CLAUSE = re.compile(r"[.;!?]\s|\n")
_WORD = re.compile(r"[^\W\d_]+")
_CUE = re.compile(r"([^\W\d_]+)[ :-]*\Z")
_NEXT = re.compile(r"\s([^\W\d_]+)")
_DATED = re.compile(
    r"\)?,?\s?\(?(?:tức|nhằm|âm lịch|dương lịch|âl\b|al\b|dl\b|hằng năm|hàng năm|năm "
    r"|(?:-|đến|tới)\s?(?:hết )?(?:ngày )?\d)"
)


_LEARNERS = re.compile(r" học (?:sinh|viên)\b", re.IGNORECASE)
# A day that has a name: Ngày Quốc tế Người cao tuổi 01/10.
_FEAST = re.compile(
    r"\bngày (?:quốc tế|thế giới|hội|truyền thống|toàn dân|gia đình|môi trường|vì)\b[^\d.;,]*\Z"
)
_PARTED = DIVIDED - {"của"}
_WHOLES = NOUNS | _PARTED
_EVERY = frozenset(("hằng", "hàng", "mỗi"))  # ngày 1-5 hằng tháng
# A day is sure right after these, whatever is counted behind it; other words stand before shares as well.
_DATES = _DAYS - wordset(
    "từ đến tới trước sau hết qua vào đợt khóa họp trực nghỉ và viên tuần tháng giờ lúc đường"
)
# Who does something on a day.
_STARTS = wordset("đoàn xã thôn bản tổ khu nhà trường trạm công hội chi đại các học năm")
_ALL = ADDRESSES | wordset("lớp hạng bậc binh tổ đạt được có đủ cả thị lực tỷ là")  # đủ 5/5, số nhà 8/8
_NEAR_CUE = 4  # words before the figures that say what is measured
_SPANS = frozenset(("từ", "trước", "sau", "hết"))
_TIMES = frozenset(("giờ", "phút", "tuổi"))  # what is counted in these is no day
# đã phát 12/10 suất: more than there were, or a day.
_HANDED = wordset("có phát cấp tặng trao nhận thu bán tiêm khám còn thiếu vắng được")
_PIECES = wordset("suất phiếu lượt hộp gói bao thùng cuốn quyển mũi liều người hộ cháu em xe con")
_NAMED = (NUMBERED | PLACES) - _DAYS  # lớp 8/3 is no day
_EACH = frozenset(("mỗi", "từng", "một", "các", "những"))
_FIRST_DAYS = frozenset(("mùng", "mồng"))
_NEW_YEAR, _AHEAD = re.compile(r"\b(?:[Tt]ết|[Gg]iêng|[Ââ]m|tháng)\b"), 16
_CODES = {
    "-": "reading.flag_date_or_range",
    "/": "reading.flag_date_or_ratio",
    ".": "reading.flag_unsure",
    ",": "reading.flag_separator",
}


def open_joint(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """The code of what is doubtful if the piece at `index` is two figures whose reading nothing supports."""
    piece = pieces[index]
    two = _TWO.fullmatch(text, piece.start, piece.end) if piece.end - piece.start <= _LONGEST else None
    if two is None or not piece.words:
        return None
    before = _CLAUSE.split(text[max(0, piece.start - _REACH) : piece.start].lower())[-1]
    named = _DOCUMENT.search(before) is not None
    if not named and not _open(int(two["a"]), int(two["b"]), two["sign"]):
        return None
    words = _WORD.findall(before)
    beside = _CUE.search(before)
    cue = beside[1] if beside else ""
    following = _NEXT.match(text, piece.end)
    noun = following[1].lower() if following else ""
    if noun == "học" and not _LEARNERS.match(text, piece.end):
        noun = ""
    if MEMBERS.match(text, piece.end):
        noun = "viên"
    if "tháng" in piece.words:
        named = (named and _DATED.match(text, piece.end) is None) or noun in _TIMES
        named = named or (cue != "ngày" and int(two["a"]) < int(two["b"]) and _measured(two["sign"], noun))
        supported = _dated(text, pieces, index, cue, words) or (
            _clear(two) and (cue not in _NAMED or _FEAST.search(before) is not None)
        )
        named = named or _counted(two, cue, noun)
        named = named or (cue == "nghỉ" and two[0] == "1/2")  # half a day
        named = named or (cue in _HANDED and noun in _PIECES)
        if cue not in _DATES:
            named = named or _paired(pieces, index) or _acid(two["sign"], words)
    elif " đến " in piece.words:
        clear = not valid(int(two["a"]), int(two["b"]), None) or noun in _WHOLES or noun in _EVERY
        supported = (clear or cue in _RANGED) and not _begins(cue, noun)
        supported = supported and not (_steep(two) and _labelled(cue, noun))
        supported = supported and (two["a"] != "0" or noun in NOUNS | _TIMES)  # 0-12 tổ 4
        if (
            cue in GROUPS
            and noun in THINGS | {"thôn", "bản", "tổ", "nhà"}
            and not _EACH.intersection(words[-2:])
        ):
            supported = False  # Đợt 3-11 thôn: rounds, a day, or so many of them
        if cue in GROUPS | PLACES and noun == "giờ":  # Khóm 4 - 5 giờ họp
            supported = False
        if cue in _FIRST_DAYS:  # mùng 1-3 Tết; else the first of March
            supported = bool(_NEW_YEAR.search(text, max(0, piece.start - _REACH), piece.end + _AHEAD))
    elif " phần " in piece.words:
        supported = (
            noun in (_WHOLES if two["a"] == "1" else _PARTED)
            or cue in _SHARED
            or noun in ("là", "trong", "số")  # trong đó 3/4 là nữ
            or piece.words.startswith("và ")
        )  # 17 1/4
    elif " chấm " in piece.words:
        supported = noun in _SECTIONED or not words or cue in _SECTIONED
    elif " trên " in piece.words:
        supported = not _begins(cue, noun) and (cue == "lớp" or not _overfull(two, cue, noun))
        supported = supported and (cue in _ALL or cue == "còn" or not _HAMLET.match(text, piece.end))
        supported = supported and (cue in _ALL or noun in COUNTED or not _parts(two))
    elif " phẩy " in piece.words and two["sign"] == ",":
        supported = noun in _WHOLES or cue in _SCORED
    else:
        return None
    return _CODES[two["sign"]] if named or not supported else None


def _open(first: int, second: int, sign: str) -> bool:
    """True if the figures may be something else: a day of the calendar, or two numbers in a row."""
    if sign == ",":
        return second == first + 1 > 1
    return valid(first, second, None) or sign == "-"


def _steep(two: re.Match[str]) -> bool:
    """True for 1 - 32: the number of a group and what it has, rather than an interval."""
    first, second = int(two["a"]), int(two["b"])
    return " " in two[0] and 0 < first <= _GROUPS and second >= _STEEP * first


def _paired(pieces: Sequence[Piece], index: int) -> bool:
    """True for the second of lớp 6/1 và 6/2: the first was no day."""
    return any(" trên " in piece.words for piece in pieces[max(0, index - 3) : index])


def _labelled(cue: str, noun: str) -> bool:
    return bool(cue) and cue not in _RANGED and cue not in _SPANS and noun in THINGS


def _begins(cue: str, noun: str) -> bool:
    """True for từ 6-9 học sinh: a day on which those begin, or so many of them."""
    return cue in _SPANS and noun in _SUBJECTS


def _measured(sign: str, noun: str) -> bool:
    """True if what follows is counted or divided, so that the figures may be no day: sáng 2-3 cháu."""
    return noun in THINGS if sign == "-" else sign == "/" and noun in _PARTED


def _counted(two: re.Match[str], cue: str, noun: str) -> bool:
    """tới 2/3 cột, qua 3/8 cửa: a share of what follows, where no part of a day stands before."""
    rising = int(two["a"]) < int(two["b"]) and "0" not in (two["a"][0], two["b"][0])
    return two["sign"] == "/" and rising and noun in NOUNS - _STARTS and cue not in _DATES


def _overfull(two: re.Match[str], cue: str, noun: str) -> bool:
    """12/10 hộ, Đợt 3/3: more than the whole, or all of nothing that is counted: rather a day."""
    first, second = int(two["a"]), int(two["b"])
    if first == second:
        return two["sign"] == "/" and not noun and cue not in _ALL
    return first > second and noun in THINGS


def _parts(two: re.Match[str]) -> bool:
    """True for 2/3 and 3/4: parts of a whole, unless people or groups are counted."""
    return two["sign"] == "/" and 1 < int(two["a"]) < int(two["b"]) <= _FEW_PARTS


def _acid(sign: str, words: Sequence[str]) -> bool:
    """pH từ 6.5 đến 7.5: figures with points after what is measured in decimals."""
    return sign == "." and bool(_SCORED.intersection(words[-_NEAR_CUE:]))


def _clear(two: re.Match[str]) -> bool:
    """True for 20/3 and 05/6: no share, no range and no decimal is written so."""
    return two["sign"] == "/" and (int(two["a"]) > int(two["b"]) or "0" in (two["a"][0], two["b"][0]))


def _dated(text: str, pieces: Sequence[Piece], index: int, cue: str, words: Sequence[str]) -> bool:
    """True if the clause speaks of days before the piece, or what follows makes it one."""
    if _DATED.match(text, pieces[index].end):
        return True
    if cue in _NAMED and not (words[-2:] == ["giỗ", "tổ"] or words[-3:] == ["kỷ", "niệm", "năm"]):
        return False
    near = pieces[max(0, index - _NEAR) : index]
    days = bool(_DAYS.intersection(words[-_NEAR:]))
    return not words or days or any(piece.rule.startswith(("date", "clock")) for piece in near)
