"""Amounts: a number or a range of two, with its multiplier, unit, currency or per cent sign."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.rules.codes.phones import TELEPHONE
from broadcaster.reading.rules.data import either
from broadcaster.reading.rules.numbers.figures import LITERAL, Of, figure
from broadcaster.reading.rules.numbers.measures import MONEY, SCALES, UNIT_FORMS, UNITS, Tail, tail
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import UPPER
from broadcaster.reading.wordset import wordset

# A minus at the beginning of a line is a bullet before counted things, but not before a measure.
_COUNTED = re.compile(rf"{LITERAL}\s*[^\W\d]")
_MEASURE_OR_END = re.compile(
    rf"{LITERAL}\s?(?:%|°|độ\b|(?:{UNIT_FORMS})(?!\w)|đến\s-\d"
    rf"|(?:{either(list(SCALES))})(?: đồng)?\s*(?:\n|\Z))"
)
# A number with a leading zero counts people or things: 02 TB is no measure of data.
_INITIALS = wordset("TB GB MB KB KV HP CV UI IU MW GW")
_PADDED = re.compile(r"(?<![\d.,])0\d\Z")
_THINGS = wordset(
    "người hộ ca con cử học lượt phiếu liều cây xe trường đại suất cháu em khẩu nhân thí gia đơn hồ vị "
    "công cán đảng đoàn hội chỗ giường bộ chiếc cái quyển phần bao thùng căn ngôi nhà trẻ mẫu lao trâu "
    "bò lợn đồng"
)
_MEASURED = wordset("điểm lần tuổi độ triệu nghìn tỷ tấn tạ kg mét lít phần")
_PLACES = wordset("tổ tdp khoản điều lớp phố thôn bản mũi số đội khối nhóm kp ấp khu mục chương các tầng")
_SECTIONS = wordset("mục phần bản phiên tiết tiểu version v bước hình bảng ios android windows")
_ACIDITY = re.compile(r"\bph(?: đất| nước)?\s?[=<>≤≥:]?\Z")
_INDICES = (["hệ"], ["chỉ"], ["tham"], ["trị"], ["tỷ"], ["tỉ"], ["con"])  # … số 2,34
_FOUR = re.compile(
    r"\b(?:thông điệp|khuyến cáo|quy tắc|nguyên tắc|biện pháp|thực hiện|màn hình|tivi|ti vi|video|"
    r"chất lượng|độ phân giải)\s*\"?\Z"
)
# "2.1 Mục tiêu": the number of a heading.
_HEADING = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})+\s+[{UPPER}]")
_PRICES = wordset("giá phí vé thu tiền phạt nộp trả đóng mua bán lệ")
_GRADES = wordset("cấp lớp tổ tdp số thứ")


def _of(context: Context, start: int, what: Tail) -> Of:
    if what.scale:
        return Of.MEASURE
    if what.money or what.word in ("đồng", "người", "hộ", "con"):
        return Of.THINGS
    if what.words:
        return Of.MEASURE
    if _ACIDITY.search(context.precedes(start)):
        return Of.MEASURE
    cue = context.cue(start)
    if cue in _SECTIONS or (context.starts_line(start) and _HEADING.match(context.text, start)):
        return Of.SECTION
    if cue == "số" and context.before(start, 2)[:1] in _INDICES:
        return Of.MEASURE
    if cue in _PLACES or (cue == "điểm" and "." in context.text[start : what.end]):
        return Of.PLACE
    after = context.after(what.end, 1)
    if after and after[0] in _MEASURED:
        return Of.MEASURE
    if after and after[0] in _THINGS and context.text[what.end : what.end + 1] == " ":
        return Of.THINGS
    return Of.NOTHING


def _tail(context: Context, at: int) -> Tail:
    """The multiplier and unit after a number; empty if a single letter is no unit here."""
    found = tail(context.text, at)
    unit = found.unit or found.money
    if found.spaced and unit in _INITIALS and _PADDED.search(context.text[:at]):
        return Tail(end=at)
    if len(unit) != 1 or not found.spaced or unit == "Đ":
        return found
    capital = "A" <= unit <= "Z"
    return Tail(end=at) if capital or _is_word(context, found.end) else found


def _is_word(context: Context, end: int) -> bool:
    """True if a letter after a space begins an abbreviation: "5 h. Tam Đường", "3 đ/c"."""
    return bool(re.match(r"\.\s?[^\W\d]|/[cv]\b", context.text[end : end + 3]))


_DEGREES = re.compile(r"\s?(?:độ|°)\s?(?:vĩ |kinh )?(?:bắc|nam|đông|tây)\b", re.IGNORECASE)
_MAPPED = re.compile(
    r"\b(?:tọa độ|toạ độ|vĩ độ|kinh độ|vĩ tuyến|kinh tuyến|gps|định vị)\b[^.;]{0,12}(?:\d\.\d+[,; ]+)?\Z"
)
_EXAMS = wordset("điểm thi môn toán văn anh chuẩn tuyển chấm")
_HIGHEST = 100  # points


def _position(context: Context, m: re.Match[str]) -> Saying | None:
    """21.047 độ Bắc, tọa độ 22.396, 103.458: a point in degrees of a map is decimal."""
    if not (_DEGREES.match(context.text, m.end()) or _MAPPED.search(context.precedes(m.start()))):
        return None
    return Saying(
        end=m.end(), words=numerals.decimal(m["whole"], m["fraction"]), rule="number", confidence=0.9
    )


def _gapped(context: Context, m: re.Match[str]) -> Saying | None:
    """25 .500 đ, 1.250. 000 đồng, 12 ,5 ha: a space beside the sign within a number."""
    what = _tail(context, m.end())
    after = set(context.after(m.end(), 1))
    if "," in m.group():
        sure = bool(what.unit or what.scale or what.cent) or bool(after & _MEASURED)
    elif ". " in m.group() and context.cue(m.start()) in _PLACES:  # tổ 3. 200 con
        return None
    else:
        sure = bool(what.money or what.unit or after & _THINGS)
    if not sure:
        return None
    words = figure(re.sub(r"\s", "", m.group())).words
    return Saying(end=what.end, words=f"{words} {what.words}".strip(), rule=what.rule, confidence=0.8)


def _points(context: Context, m: re.Match[str]) -> Saying | None:
    """đạt 8,5đ: points of an examination, which people write like đồng."""
    near = context.before(m.start(), 6) + context.after(m.end(), 2)
    cues = bool(_EXAMS.intersection(near))
    last = context.last()
    cues = cues or (last is not None and last.words.endswith("điểm"))
    if float(m["n"].replace(",", ".")) > _HIGHEST:
        return None
    if not cues:
        # No price has a tenth of a đồng: points, unless thousands are meant.
        if m["n"].isdigit() or re.match(r"\d+[,.]000", m["n"]):
            return None
        said = f"{figure(m['n'], Of.MEASURE).words} điểm"
        return Saying(end=m.end(), words=said, rule="unit", confidence=0.4, flag="reading.flag_choice")
    return Saying(end=m.end(), words=f"{figure(m['n'], Of.MEASURE).words} điểm", rule="unit", confidence=0.8)


def _amount(context: Context, m: re.Match[str]) -> Saying:
    if m["b"] and _label(context, m):
        words = figure(m["a"], Of.PLACE).words
        return Saying(end=m.end("a"), words=words, rule="number.label", mark=Mark.COMMA)
    what = _tail(context, m.end())
    words, flags, confidence = _numbers(context, m, _of(context, m.start(), what), bare=not what.words)
    if what.scale in ("K", "k") and not what.money and _is_letter(context, m):
        return Saying(end=what.end, words=f"{words} ca", rule="science")
    return Saying(
        end=what.end,
        words=f"{words} {what.words}" if what.words else words,
        confidence=confidence,
        flag=flags,
        rule=what.rule,
    )


def _spaced(context: Context, m: re.Match[str]) -> Saying | None:
    """10 000 đồng: thousands grouped by spaces, before money, a unit or things."""
    if m.group().count(" ") == 1 and _NAMED.search(context.text[max(0, m.start() - 20) : m.start()]):
        return None
    what = _tail(context, m.end())
    if not what.words and not set(context.after(what.end, 1)) & (_THINGS | _MEASURED):
        return None
    words = figure(m.group().replace(" ", ".")).words
    return Saying(end=what.end, words=f"{words} {what.words}".strip(), rule=what.rule, confidence=0.9)


def _label(context: Context, m: re.Match[str]) -> bool:
    """Khu 1 - 30 hộ, mức 2- 0,8 m: the second number begins a new thing, so there is no range."""
    joint = context.text[m.end("a") : m.start("b")]
    if not joint.endswith(" "):
        return False
    if TELEPHONE.match(context.text, m.start("b")):
        return True
    what = _tail(context, m.end())
    counted = bool(what.word or what.money or what.unit) or bool(set(context.after(what.end, 1)) & _THINGS)
    if context.before(m.start(), 2)[:1] in _EACH:  # mỗi đội 5 - 7 người
        return False
    cue = context.cue(m.start())
    if cue in _GROUPS and (counted or _falls(m)):
        return True
    return cue in _LEVELS and "," in m["b"]


def _falls(m: re.Match[str]) -> bool:
    """True if both are whole and the second is not greater."""
    return m["a"].isdigit() and m["b"].isdigit() and int(m["b"]) <= int(m["a"])


_EACH = (["mỗi"], ["từng"], ["một"], ["các"], ["những"])
_GROUPS = wordset(
    "hội chi bộ đoàn dung câu tổ tdp khu đội thôn bản ấp xóm nhóm cụm chốt điểm bảng khối kp lớp bàn mâm đợt"
)
_LEVELS = wordset("mức bđ động cấp")


def _numbers(context: Context, m: re.Match[str], of: Of, *, bare: bool) -> tuple[str, str | None, float]:
    first = figure(m["a"], of)
    if not m["b"]:
        return first.words, first.flag, first.confidence
    second = figure(m["b"], of)
    joint = "đến"
    cue = context.cue(m.start())
    if bare and cue in _GRADES:
        joint = f"đến {'tổ dân phố số' if cue == 'tdp' else cue}"
    return (
        f"{first.words} {joint} {second.words}",
        first.flag or second.flag,
        min(first.confidence, second.confidence),
    )


def _is_letter(context: Context, m: re.Match[str]) -> bool:
    """5K of the health message, 4K of a screen: the letter, not a thousand."""
    if len(m["a"]) > 1 or m["b"]:
        return False
    if _FOUR.search(context.precedes(m.start())):
        return True
    return context.text[m.end()] == "K" and not _PRICES.intersection(context.before(m.start(), 6))


def _negative(context: Context, m: re.Match[str]) -> Saying | None:
    """A minus sign before a number: not a range, not a bullet."""
    before = context.text[m.start() - 1 : m.start()]
    if before and not before.isspace() and before not in '(["':
        return None
    if m["sign"] == "-" and _joins(context, m.start()):
        return None
    rest = context.rest(m.end())
    if context.starts_line(m.start()) and _COUNTED.match(rest) and not _MEASURE_OR_END.match(rest):
        return None
    if m["sign"] == "-" and context.cue(m.start()) in ("âm", "trừ"):
        return Saying(end=m.end(), words="")
    word = "cộng" if m["sign"] == "+" else "âm"
    return Saying(end=m.end(), words=word, rule="number")


def _joins(context: Context, at: int) -> bool:
    """True for the hyphen of 7h00 -9h00 and 1 -2: what stands before it is a number of some kind."""
    before = [piece for piece in context.pieces[-2:] if piece.rule != "space"][-1:]
    return bool(before and before[0].end >= at - 1 and before[0].rule.split(".")[0] in _ENDS)


_ENDS = wordset("number date unit percent clock money roman abbreviation letters address ordinal phone")


def _prefixed(context: Context, m: re.Match[str]) -> Saying:
    """$500 and €20: the sign comes first, its word last."""
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+", m["n"])
    words = figure(m["n"].replace(",", ".") if grouped else m["n"], Of.MEASURE).words
    what = tail(context.text, m.end())
    if what.money:
        return Saying(end=m.end("sign"), words=MONEY[m["sign"]], rule="money")
    if what.scale and not what.unit:
        return Saying(end=what.end, words=f"{words} {what.words} {MONEY[m['sign']]}", rule="money")
    return Saying(end=m.end(), words=f"{words} {MONEY[m['sign']]}", rule="money")


def _alone(context: Context, m: re.Match[str]) -> Saying | None:
    """A unit without a number: km, kWh, m2."""
    written = m["unit"]
    if len(written) == 1 or written.lower() in ("ph", "min", "mi", "in", "ms", "cal", "bar", "lux", "gram"):
        return None
    if written.isupper() and written.isalpha():
        return None
    return Saying(end=m.end(), words=UNITS[written], rule="unit")


_NAMED = re.compile(rf"[{UPPER}][^\W\d_A-ZĐ]+ \Z")  # TBA Tân Phong 3 400kVA


SPACED = (
    Rule(
        name="number.position",
        starts="d",
        pattern=re.compile(r"(?P<whole>\d{1,3})\.(?P<fraction>\d{2,8})(?!\d|[.,]\d)"),
        say=_position,
        example=("21.047 độ Bắc", "hai mươi mốt phẩy không bốn bảy độ bắc"),
    ),
    Rule(
        name="number.gapped",
        starts="d",
        pattern=re.compile(
            r"(?:[1-9]\d{0,2}(?:\s?\.\s?\d{3}){1,4}(?<=\d)(?<!\d{4})|\d{1,3}(?:\s,|\s,\s)\d{1,2})(?![\d,]|\s?[.]\s?\d)"
        ),
        say=_gapped,
        example=("25 .500 đ", "hai mươi lăm nghìn năm trăm đồng"),
    ),
    Rule(
        name="number.points",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,2}(?:[,.]\d{1,2})?)\s?đ(?![\w/])"),
        say=_points,
        example=("thi môn toán được 8,5đ", "thi môn toán được tám phẩy năm điểm"),
    ),
    Rule(
        name="number.spaced",
        starts="d",
        pattern=re.compile(r"[1-9]\d{0,2}(?: \d{3}){1,7}(?![\d,.]\d|\d| \d)"),
        say=_spaced,
        example=("1 250 000 đồng", "một triệu hai trăm năm mươi nghìn đồng"),
    ),
)
RULES = (
    Rule(
        name="money.sign",
        starts="su",
        pattern=re.compile(rf"(?P<sign>US\$|[$€£¥₩฿₹]|(?:USD|EUR|VND|VNĐ)(?=\s?\d))\s?(?P<n>{LITERAL})"),
        say=_prefixed,
        example=("$500", "năm trăm đô la"),
    ),
    Rule(
        name="number.sign",
        starts="s",
        pattern=re.compile(r"(?P<sign>[-+])(?=\d)"),
        say=_negative,
        example=("-2°C", "âm hai độ xê"),
    ),
    Rule(
        name="number.doubled",
        starts="d",
        pattern=re.compile(r"(?P<a>\d{1,3})(?:\.\.|,,|\.,|,\.)(?P<b>\d{3})(?!\d)"),
        say=lambda _, m: Saying(
            end=m.end(),
            words=figure(f"{m['a']}.{m['b']}").words,
            confidence=0.3,
            flag="reading.flag_grouping",
        ),
        example=("còn 1..200 hộ", "còn một nghìn hai trăm hộ"),
    ),
    Rule(
        name="number",
        starts="d",
        pattern=re.compile(rf"(?P<a>{LITERAL})(?:\s?-\s?(?P<b>{LITERAL})(?![-/:]\d|\d|[hH]\d))?"),
        say=_amount,
        example=("1.234,5 tấn", "một nghìn hai trăm ba mươi tư phẩy năm tấn"),
    ),
    Rule(
        name="unit",
        starts="lu",
        pattern=re.compile(rf"(?P<unit>{either([u for u in UNITS if len(u) > 1])})(?![\w²³.&-])"),
        say=_alone,
        example=("giá mỗi kWh", "giá mỗi ki lô oát giờ"),
    ),
)
