"""Two numbers with a sign between: ranges, scores, fractions, shares, scales."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import NOUNS, UNIT_FORMS, UNITS, respective, tail
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import wordset

_SCORES = re.compile(
    r"\b(?:tỷ số|tỉ số|hiệu số|hạ|(?<!chiến )thắng(?! (?:lợi|cảnh))|thua(?! lỗ)|dẫn"
    r"|(?:hòa|hoà)(?! (?:giải|bình|thuận|nhập|hợp|đồng|âm|nhạc))"
    r"|dẫn trước|gỡ hòa|chung cuộc|"
    r"kết quả trận)(?: [^\W\d]+){0,3}"
    r"(?: (?:thôn|bản|ấp|tổ|khu|kp|tdp|xóm|đội|khối|lớp|khu phố) ?\d{1,2})?\s*\Z"
)
_MATCH = re.compile(
    r"\b(?:trận|chung kết|bán kết|tứ kết|vòng bảng|séc|set|hiệp|(?<!uốn )ván|giao hữu|luân lưu"
    r"|penalty|phạt đền|chấm 11m?)\b"
    r"(?:[^.;]|\.(?!\s)){0,70}\Z"
)
_RESULT = re.compile(r"\b(?:hòa|thắng|thua|hạ)\b[^.;]{0,40}\(\Z")  # Khu 1 hòa Khu 4 (1-1)
_PAIRED = re.compile(r"(?P<name>\w+) (?P<a>\w{1,3}) ?- ?(?P=name) \w{1,3} ?: ?\Z")  # Ấp 1 - Ấp 4: 2-1
_AGAINST = re.compile(rf"(?:^|[:.;,] ?)(?:[{UPPER}]\w+ ){{2,4}}\Z|[{UPPER}]\w+ [{UPPER}]\w+ \Z")
_TEAM = re.compile(
    r"(?<!\w)(?P<kind>thôn|bản|ấp|tổ|khu|xóm|lớp|đội|xã|phường|khối|trường) [^\W_]+(?: [^\W_]+)?\Z"
)
_NAMED_NEXT = re.compile(rf" [{UPPER}]\w+")
_MOST_POINTS = 60
_SCALES = re.compile(
    r"\b(?:tỷ lệ|tỉ lệ|taluy|ta luy|mái|hệ số|tỷ xích|bản đồ|độ dốc|dốc|"
    r"pha loãng|nồng độ)(?: [^\W\d]+){0,2}\s*\Z"
)
# Things that are counted out of a total: k of n is "trên".
DOCUMENTS = re.compile(
    r"\b(?:nđ|qđ|nq|tt|cv|nghị định|quyết định|nghị quyết|thông tư|luật|chỉ thị|kế hoạch|công văn|thông báo"
    r"|hướng dẫn|tờ trình|báo cáo|hợp đồng|giấy mời)(?: số)?[: ]*\Z"
)
_CLASSES = re.compile(
    r"\b(?:lớp|bậc|(?:thương|bệnh) binh(?: hạng)?|thương tật|(?:xếp|đứng)(?: thứ)? hạng)\Z"
)  # lớp 1/2, thương binh 1/4
COUNTED = wordset(
    "tổ thôn bản ấp khu xã phường hộ người chỉ tiêu tiêu_chí công dân đại biểu đảng viên đồng chí thành "
    "viên ứng em cháu học sinh trường đơn vị phiếu xe vụ ca hồ đoàn hội ủy cử thí mẫu điểm"
)
# Wholes that are divided: a/b of them is a fraction.
DIVIDED = wordset(
    "bánh số diện tổng chiều quãng dân thời tháng năm ngày giờ quân hộp lít kg mét sân khối lượng chặng thể "
    "đầu cuối của nhiệm thành đại người sào mẫu công ca cổ phần đường bát thìa cốc viên củ quả chai gói "
    "thùng túi bao bình can xô lọ muỗng chén ly miếng ruộng đoạn vườn rừng đất nước cân hành trình vốn"
)
_TOTALS = (DIVIDED | COUNTED) - {"năm", "của", "đầu"}
_WHOLES = DIVIDED | COUNTED | NOUNS
_SHARES = wordset("đạt được có bầu chiếm khoảng hơn gần lực kính mắt tổ tdp kèo tỷ tỉ lệ")
_ROUNDS = wordset("vòng kết phần tỷ tỉ lệ nửa pha nhóm")
_PARTED = wordset("giảm tăng bớt nhất gần hơn khoảng chiếm bằng còn là chừng quá được")
_ABOUT = wordset("hơn gần khoảng chừng nhất thiểu cần quá")
# trong đó 3/4 là học sinh giỏi, 2/3 trong số này: a part of what was named before.
PART_OF = re.compile(r"\s(?:là (?!ngày|lễ|hội|dịp)|trong số|số đó|trong đó)")
PARTS = 10  # denominators up to this can be parts of a whole
_QUARTERED = 4  # parts into which a tablet is broken
ADDRESSES = wordset("trang tờ giống số ngõ ngách hẻm kiệt nhà ngã lô thửa hộ phòng lầu cột trạm bến")


def ranked(context: Context, at: int) -> bool:
    """True for đứng thứ 4/12: a place among so many, no day of the week with its date."""
    return _RANKED.search(context.precedes(at)) is not None


_RANKED = re.compile(r"\b(?:đứng|xếp|hạng|về|vị trí)(?: [^\W\d_]+)? thứ\Z")


def scaled(context: Context, at: int) -> bool:
    """True if the words right before `at` are about a scale or a dilution."""
    return bool(_SCALES.search(context.precedes(at)))


def scored(context: Context, at: int) -> bool:
    """True if the words right before `at`, or the last spoken piece, are about a score."""
    last = context.last()
    return bool(_SCORES.search(context.precedes(at))) or (last is not None and last.rule == "score")


def _quantity(context: Context, at: int) -> bool:
    """True if things or a measure follow: thua 2-3 con is no score."""
    return context.text[at : at + 1] == " " and _beside(context, at) in NOUNS


def counts_of(context: Context, at: int) -> bool:
    """True if what follows `at` is a whole or a count, so that a/b before it is no date."""
    return _beside(context, at) in _TOTALS


def _beside(context: Context, at: int) -> str:
    """The lower-case word behind `at` and one sign; "" if there is none."""
    return next(iter(context.after(at, 1)), "") if context.text[at + 1 : at + 2].isalpha() else ""


def counted(context: Context, at: int) -> bool:
    """True if the words before a/b make it a house number, a score, a scale or a share."""
    before = context.precedes(at)
    cue = context.cue(at)
    return cue in ADDRESSES or cue in _SHARES or bool(_SCALES.search(before)) or scored(context, at)


def fraction(top: int, bottom: int) -> str:
    """a/b as parts of a whole."""
    return f"{numerals.cardinal(top)} phần {numerals.denominator(bottom)}"


def _over(m: re.Match[str]) -> str:
    return f"{figure(m['a']).words} trên {figure(m['b']).words}"


def _slash(context: Context, m: re.Match[str]) -> Saying | None:
    if (m["a"] + m["b"]).isdecimal():
        return _named(context, m) or _school_year(m) or _share(context, m, int(m["a"]), int(m["b"]))
    if said := _named(context, m):
        return said
    measured = tail(context.text, m.end())
    if measured.unit or measured.scale or measured.word:
        return Saying(end=measured.end, words=f"{_over(m)} {measured.words}", rule="unit")
    return Saying(end=m.end(), words=_over(m))


def _named(context: Context, m: re.Match[str]) -> Saying | None:
    """Nghị định 168/2024, số nhà 12/3, tỷ lệ 1/500, lớp 1/2: what stands before says what it is."""
    before, cue = context.precedes(m.start()), context.cue(m.start())
    first, second = figure(m["a"]).words, figure(m["b"]).words
    if _YEAR.fullmatch(m["b"]) and DOCUMENTS.search(before):
        return Saying(end=m.end(), words=f"{first} năm {second}", rule="code")
    if not in_row(context, m.start()) and _SCALES.search(before):
        return Saying(end=m.end(), words=_over(m), rule="ratio")
    if cue in ADDRESSES or in_row(context, m.start()) or in_street(context, m):
        return Saying(end=m.end(), words=_over(m), rule="address")
    if before.endswith(("tỷ số", "tỉ số")):
        return Saying(end=m.end(), words=f"{first} {second}", rule="score")
    if "thị" in context.before(m.start(), 6) or _CLASSES.search(before):  # thị lực phải đạt 8/10
        return Saying(end=m.end(), words=_over(m))
    if cue != "thứ" or not (m["a"] + m["b"]).isdecimal():
        return None
    place = Saying(end=m.end(), words=f"{numerals.ordinal(int(m['a']))} trên {second}")
    open_ = _may_be_date(int(m["a"]), int(m["b"])) and not ranked(context, m.start())
    return place._replace(confidence=0.4, flag=_DATE_OR_RATIO) if open_ else place  # sáng thứ 4/12


def _school_year(m: re.Match[str]) -> Saying | None:
    """2025/2026, 2025/26."""
    first = int(m["a"])
    if not 1900 < first < 2100 or m["b"] not in (str(first + 1), str(first + 1)[2:]):
        return None
    words = f"{figure(m['a']).words} đến {numerals.cardinal(first + 1)}"
    return Saying(end=m.end(), words=words, rule="range")


def _share(context: Context, m: re.Match[str], top: int, bottom: int) -> Saying | None:
    """2/3 số hộ, 18/20 tổ, 12/3: a part of a whole, so many out of a total, or a day."""
    cue, follows = context.cue(m.start()), _beside(context, m.end())
    if cue not in _PARTED and follows not in _WHOLES:  # danh sách 3/8 đã niêm yết
        follows = ""
    over = Saying(end=m.end(), words=_over(m), confidence=1.0 if follows else 0.8)
    if cue in ("đạt", "được", "bầu", "có") and follows in COUNTED and top > 1:
        return over
    last, small = context.last(), top < bottom <= PARTS
    below_zero = (
        last is not None and last.words == "âm" and not context.text[last.end : m.start()].strip(" -")
    )
    part = over._replace(words=fraction(top, bottom), rule="fraction") if small or below_zero else over
    if below_zero:
        return part
    measured = tail(context.text, m.end())
    if measured.unit == "v" and top < bottom <= _QUARTERED:  # 1/2v: of a tablet
        return None
    if len(measured.unit) > measured.spaced:
        return Saying(end=measured.end, words=f"{part.words} {measured.words}", rule="unit")
    counted_of = follows in NOUNS and follows not in DIVIDED and cue not in _PARTED
    # hơn 2/3 đại biểu: no count of the whole
    if small and (top == 1 or cue in _ABOUT or not (follows in COUNTED or counted_of)):
        if re.search(r"\d \Z", context.head(m.start())):  # 17 1/4
            return part._replace(words=f"và {part.words}")
        known = PART_OF.match(context.rest(m.end())) or (top == 1 and cue in _PARTED | _SHARES | _ROUNDS)
        return part if follows or known else part._replace(confidence=0.4, flag=_DATE_OR_RATIO)
    if not follows and (_may_be_date(top, bottom) or (top > bottom and not _placed(context, m, top, bottom))):
        return over._replace(confidence=0.4, flag=_DATE_OR_RATIO)
    return over


_DATE_OR_RATIO = "reading.flag_date_or_ratio"
_PRESSURES = range(70, 261), range(30, 161)  # of the blood
_HOUSED = wordset("ở tại trọ quán tiệm chỉ hàng khám quà bán đón gửi nhận sở phát")
_STREET = re.compile(rf"\s[{UPPER}][^\W\d_{UPPER}]+\s[{UPPER}]")
_ADDRESSED = wordset(
    "địa chỉ đường phố hẻm ngõ ngách kiệt nhà số trọ tổ đ/c sn khu ấp km thửa lô mc dcl cột lộ trạm nhánh"
)


_ROW = re.compile(
    r"\b(?:lớp|hạng|bậc|binh|số|ngõ|ngách|hẻm|kiệt|nhà|thửa|lô|cột|phòng) "
    r"(?:\d{1,3}/\d{1,3}(?:,| và|, và| hoặc) ?)+\Z"
)


def in_row(context: Context, at: int) -> bool:
    """True for the second of lớp 10/3, 11/5 and of hẻm 12/3 và 12/5: no day, as the first was none."""
    return _ROW.search(context.precedes(at)) is not None


def in_street(context: Context, m: re.Match[str]) -> bool:
    """True for nhà trọ 12/4 Hai Bà Trưng: the number of a house before the name of its street."""
    return context.cue(m.start()) in _HOUSED and _STREET.match(context.text, m.end()) is not None


def _placed(context: Context, m: re.Match[str], top: int, bottom: int) -> bool:
    """118/24 Nguyễn Trãi, huyết áp 140/90: what is more than its whole, and yet is as it should be."""
    pressure = top in _PRESSURES[0] and bottom in _PRESSURES[1]
    named = _STREET.match(context.text, m.end()) is not None
    return pressure or named or bool(_ADDRESSED.intersection(context.before(m.start())))


def _may_be_date(day: int, month: int) -> bool:
    return day != month and 1 <= day <= 31 and 1 <= month <= 12


_YEAR = re.compile(r"(?:19|20)\d\d")
_STANDARD = re.compile(r"\b(?:iso|ohsas|haccp|iec|en|astm|tcvn|tiêu chuẩn)\Z")


def _colon(context: Context, m: re.Match[str]) -> Saying | None:
    before = context.precedes(m.start())
    if _LABEL.search(m.group()) and _POINTS.match(context.text, m.end()):  # thắng tổ 7: 5-2
        return None
    if scored(context, m.start()):
        return Saying(end=m.end(), words=f"{figure(m['a']).words} {figure(m['b']).words}", rule="score")
    if _YEAR.fullmatch(m["b"]) and _STANDARD.search(before):  # ISO 9001:2015
        return Saying(end=m.end(), words=f"{figure(m['a']).words} năm {figure(m['b']).words}", rule="code")
    if _SCALES.search(before) or (len(m["b"]) > 2 and not _LABEL.search(m.group())):
        return Saying(end=m.end(), words=f"{figure(m['a']).words} trên {figure(m['b']).words}")
    return None


def _hyphen(context: Context, m: re.Match[str]) -> Saying | None:
    """A score, or two numbers that make no range; ranges with units are amounts."""
    first, second = m["a"], m["b"]
    if not (first.isdecimal() and second.isdecimal()) or respective(context, m.start()):
        return None
    if len(first) == 4 and first.startswith(("19", "20")) and second == str(int(first) + 1)[2:]:
        said = f"{figure(first).words} đến {numerals.cardinal(int(first) + 1)}"
        return Saying(end=m.end(), words=said, rule="range")
    both = f"{figure(first).words} {figure(second).words}"
    counted_ = bool(tail(context.text, m.end()).words) or _quantity(context, m.end())
    match = played(context, m, first, second)
    if match and _OPEN_MATCH.search(context.precedes(m.start())) and _may_be_date(int(first), int(second)):
        return Saying(end=m.end(), words=both, confidence=0.3, flag="reading.flag_date_or_range")
    if match or (scored(context, m.start()) and not counted_):
        return Saying(end=m.end(), words=both, rule="score")
    if int(first) < int(second):
        return None
    last = context.last()
    if last is not None and last.words == "âm" and last.end == m.start():  # -5 - 3 độ
        return None
    return Saying(end=m.end(), words=both, confidence=0.3, flag="reading.flag_date_or_range")


_OPEN_MATCH = re.compile(r"\b(?:gặp|đấu với|tiếp) [^.;:]{1,30}:\Z")  # Tổ 3 gặp tổ 7: 5-2


def played(context: Context, m: re.Match[str], first: str, second: str) -> bool:
    """3-2 (25-20, 23-25): games and sets, where the clause is about a match and nothing is counted."""
    if " " in m.group() or max(int(first), int(second)) > _MOST_POINTS:
        return False
    before = context.precedes(m.start())
    team = _TEAM.search(before)
    if team and context.follows(m.end()).startswith(f"{team['kind']} "):
        return True  # lớp 9A 2-1 lớp 9B
    if tail(context.text, m.end()).words or counts_of(context, m.end()) or _quantity(context, m.end()):
        return False
    if _AGAINST.search(context.head(m.start())) and _NAMED_NEXT.match(context.text, m.end()):
        return True  # Việt Nam 2-0 Lào
    return bool(_MATCH.search(before) or _RESULT.search(before) or _PAIRED.search(before))


def _fertiliser(context: Context, m: re.Match[str]) -> Saying | None:
    """NPK 5.10.3: the parts of a fertiliser with points between them."""
    if "npk" not in context.before(m.start(), 4):
        return None
    said = ", ".join(numerals.count(n) for n in m.group().split("."))
    return Saying(end=m.end(), words=said, rule="series", confidence=0.9)


def _series(_: Context, m: re.Match[str]) -> Saying:
    """5-10-3: three numbers or more in a row, such as the parts of a fertiliser."""
    return Saying(
        end=m.end(), words=", ".join(numerals.count(n) for n in re.findall(r"\d+", m.group())), confidence=0.8
    )


def _row(context: Context, m: re.Match[str]) -> Saying:
    """2 - 14 - 30: a label and numbers, a list or a range; pauses, and a flag."""
    said = ", ".join(figure(n, NumberKind.MEASURE).words for n in re.split(r"\s-\s", m.group()))
    if respective(context, m.start()):
        return Saying(end=m.end(), words=said, rule="series")
    return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_date_or_range")


def _times(context: Context, m: re.Match[str]) -> Saying:
    unit = f" {UNITS[m['unit']]}" if m["unit"] else ""
    return Saying(end=m.end(), words=f"{figure(m['a'], NumberKind.MEASURE).words}{unit} nhân", rule="ratio")


_POINTS = re.compile(r"\s?-\s?\d")
_LABEL = re.compile(r"\d:\s")  # bậc 1: 1.984 đ

_END = r"(?![\w/]|[.,]\d)"
_GLUED = rf"(?=(?:{UNIT_FORMS}|[vw])(?!\w))(?!h(?!a))[^\W\d_]+[23²³]?(?!\w)"


def _voltages(_: Context, m: re.Match[str]) -> Saying:
    """35/0,4 kV: the two voltages of a transformer."""
    high, low = (figure(m[which], NumberKind.MEASURE).words for which in "ab")
    said = f"{high} trên {low} {UNITS[m['unit']]}"
    return Saying(end=m.end(), words=said, rule="unit")


RULES = (
    Rule(
        name="unit.voltages",
        starts="d",
        pattern=re.compile(
            r"(?P<a>\d{1,3}(?:[.,]\d+)?)\s?/\s?(?P<b>\d{1,3}(?:[.,]\d+)?)\s?(?P<unit>kV|V)(?!\w)"
        ),
        say=_voltages,
        example=("trạm 35 / 0,4 kV", "trạm ba mươi lăm trên không phẩy bốn ki lô vôn"),
    ),
    Rule(
        name="series.spaced",
        starts="d",
        pattern=re.compile(
            rf"(?:\d{{1,3}}(?:\s-\s\d{{1,3}}){{2,20}}|\d{{1,4}},\d{{1,3}}(?:\s-\s\d{{1,4}}(?:,\d{{1,3}})?){{2,20}}){_END}"
        ),
        say=_row,
        example=("Khu 2 - 14 - 30", "khu hai, mười bốn, ba mươi"),
    ),
    Rule(
        name="ratio",
        starts="d",
        pattern=re.compile(
            rf"(?P<a>\d+(?:\.\d{{3}})*(?:,\d+)?)\s?/\s?(?P<b>\d+(?:\.\d{{3}})*(?:,\d+)?)(?:{_END}|(?={_GLUED}))"
        ),
        say=_slash,
        example=("18/18 tổ dân phố", "mười tám trên mười tám tổ dân phố"),
    ),
    Rule(
        name="ratio",
        starts="d",
        pattern=re.compile(rf"(?P<a>\d+(?:,\d+)?)\s?:\s?(?P<b>\d+(?:\.\d{{3}})*(?:,\d+)?){_END}"),
        say=_colon,
        example=("tỷ lệ 1:500", "tỷ lệ một trên năm trăm"),
    ),
    Rule(
        name="series",
        starts="d",
        pattern=re.compile(r"\d{1,2}(?:\.\d{1,2}){2,3}(?![\w.,/-]?\d)"),
        say=_fertiliser,
        example=("phân NPK 5.10.3", "phân nờ pê ca năm, mười, ba"),
    ),
    Rule(
        name="series",
        starts="d",
        pattern=re.compile(
            r"\d{1,4}(?:(?:-\d{1,4}){2,8}(?![\w]|/\d|[.,]\d)|(?::\d{1,2}){2,4}(?!\w|[.,:]\d))"
        ),
        say=_series,
        example=("phân NPK 5-10-3", "phân nờ pê ca năm, mười, ba"),
    ),
    Rule(
        name="range.odd",
        starts="d",
        pattern=re.compile(r"(?P<a>\d+)\s?-\s?(?P<b>\d+)(?!\w|[.,/-]\d|\s?[%°])"),
        say=_hyphen,
        example=("thắng với tỷ số 2-1", "thắng với tỷ số hai một"),
    ),
    Rule(
        name="times",
        starts="d",
        pattern=re.compile(rf"(?P<a>{LITERAL})(?P<unit>[mck]?m)?\s?[xX]\s?(?=\d)"),
        say=_times,
        example=("3x4m", "ba nhân bốn mét"),
    ),
)
