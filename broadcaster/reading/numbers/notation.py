"""Notation of its own kind: sums and powers, positions on a map, numbers with spaces or points inside."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import EXAMS, MEASURED, NOUNS, PLACES, PRICES, THINGS, unit_of
from broadcaster.reading.numbers.ratios import fraction, scaled
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import wordset

_OPERATORS = {"+": "cộng", "-": "trừ", "x": "nhân", "*": "nhân", ":": "chia", "/": "chia", "÷": "chia"}
_TERM = re.compile(rf"(\d+)/(\d+)|({LITERAL})|([-+x*:/÷])")
_SIGNS = {
    ">=": "lớn hơn hoặc bằng", "<=": "nhỏ hơn hoặc bằng", "+/-": "cộng trừ", "√": "căn bậc hai của",
    "÷": "chia", "^": "mũ",
}  # fmt: skip


def _sum(context: Context, m: re.Match[str]) -> Saying | None:
    """5 + 3 = 8 and 12 : 4 = 3: with a result after them the signs are those of arithmetic."""
    whole = context.alone(m.start(), m.end())
    if not m["equals"] and not (whole and " : " in m["sum"]):
        return None
    if scaled(context, m.start()):
        return None
    terms = _TERM.findall(m["sum"])
    words = [
        fraction(int(top), int(bottom))
        if top and len(terms) > 1
        else f"{numerals.cardinal(int(top))} trên {numerals.cardinal(int(bottom))}"
        if top
        else figure(number, NumberKind.MEASURE).words
        if number
        else _OPERATORS[sign]
        for top, bottom, number, sign in terms
    ]
    return Saying(end=m.end("sum"), words=" ".join(words))


def _power(_: Context, m: re.Match[str]) -> Saying:
    times = f"{figure(m['times'], NumberKind.MEASURE).words} nhân " if m["times"] else ""
    exponent = re.sub(r"[^\d-]", "", m["exponent"].replace("²", "2").replace("³", "3"))
    said = numerals.cardinal(int(exponent))
    return Saying(end=m.end(), words=f"{times}{figure(m['base'], NumberKind.MEASURE).words} mũ {said}")


def _letter_power(_: Context, m: re.Match[str]) -> Saying:
    exponent = m["exponent"].replace("²", "2").replace("³", "3").lstrip("^")
    return Saying(
        end=m.end(), words=f"{spell(m['letter'])} mũ {numerals.cardinal(int(exponent))}", rule="power"
    )


def _sign(context: Context, m: re.Match[str]) -> Saying | None:
    if m.group().strip() == "÷" and context.head(m.start()).rstrip()[-1:].isdecimal():
        return Saying(end=m.end(), words="đến", rule="range")  # 10 ÷ 15 m, as engineers write
    return Saying(end=m.end(), words=_SIGNS[m.group().strip()])


ARITHMETIC = (
    Rule(
        name="power",
        starts="d",
        pattern=re.compile(
            rf"(?:(?P<times>\d+(?:,\d+)?)\s?[.x]\s?(?=10[\^²³]))?(?P<base>{LITERAL})(?P<exponent>\^-?\d{{1,3}}|(?:\^-)?(?:\^\d|[²³])+)(?![\w^])"
        ),
        say=_power,
        example=("2^3", "hai mũ ba"),
    ),
    Rule(
        name="power.letter",
        starts="lu",
        pattern=re.compile(r"(?P<letter>(?![mM])[a-zA-Z])(?P<exponent>[²³]|\^\d)(?!\w)"),
        say=_letter_power,
        example=("y = x²", "y bằng ích mũ hai"),
    ),
    Rule(
        name="sum",
        starts="d",
        pattern=re.compile(
            rf"(?P<sum>{LITERAL}(?:\s?[-+x*:/÷]\s?{LITERAL}){{1,30}})(?:(?P<equals>\s?=\s?-?\d)|\s*\Z)"
        ),
        say=_sum,
        example=("12 : 4 = 3", "mười hai chia bốn bằng ba"),
    ),
    Rule(
        name="sign.compared",
        starts="s",
        pattern=re.compile(r"(?:>=|<=(?!>)|\+/-|√|÷|\^)\s?(?=-?\d)"),
        say=_sign,
        example=("trẻ >= 6 tuổi", "trẻ lớn hơn hoặc bằng sáu tuổi"),
    ),
)


_SIDES = {
    "N": "bắc", "B": "bắc", "S": "nam", "E": "đông", "Đ": "đông", "W": "tây", "T": "tây",
}  # fmt: skip


_SPOKEN_OF = re.compile(r"\b(?:vĩ tuyến|kinh tuyến|vĩ độ|kinh độ|tọa độ|toạ độ)\b[^.;]{0,40}\Z")


_PAIR = re.compile(r"\s?[-,;]\s?\d{1,3}(?:[.,]\d+)?(?:-\d{1,3}(?:[.,]\d+)?)?\s?[EĐ](?!\w)")
_PAIRED = re.compile(r"\d\s?[NSB]\s?[-,;]\s?\Z")


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """15,0N, if the text is about a parallel or a meridian."""
    paired = _PAIR.match(context.text, m.end()) or _PAIRED.search(
        context.text[max(0, m.start() - 12) : m.start()]
    )
    if not (paired or _SPOKEN_OF.search(context.precedes(m.start()))):
        return None
    first = f"{figure(m['a'], NumberKind.MEASURE).words} đến " if m["a"] else ""
    said = f"{first}{figure(m['d'], NumberKind.MEASURE).words} độ {_SIDES[m['side']]}"
    return Saying(end=m.end(), words=said, rule="bearing")


def _bearing(_: Context, m: re.Match[str]) -> Saying:
    words = [f"{figure(m['d'], NumberKind.MEASURE).words} độ"]
    if m["m"]:
        words.append(f"{numerals.cardinal(int(m['m']))} phút")
    if m["s"]:
        words.append(f"{numerals.cardinal(int(m['s']))} giây")
    return Saying(end=m.end(), words=" ".join([*words, _SIDES[m["side"]]]))


BEARINGS = (
    Rule(
        name="bearing",
        starts="d",
        pattern=re.compile(
            r"(?P<d>\d{1,3}(?:[.,]\d+)?)\s?°\s?(?:(?P<m>\d{1,2})\s?')?\s?(?:(?P<s>\d{1,2})\s?(?:\"|''))?\s?(?P<side>[NSEWBĐT])(?!\w)"
        ),
        say=_bearing,
        example=("22°23'N", "hai mươi hai độ hai mươi ba phút bắc"),
    ),
    Rule(
        name="bearing.bare",
        starts="d",
        pattern=re.compile(
            r"(?:(?P<a>\d{1,3}(?:[.,]\d+)?)\s?-\s?)?(?P<d>\d{1,3}(?:[.,]\d+)?)\s?(?P<side>[NSEWBĐT])(?!\w)"
        ),
        say=_bare,
        example=("vĩ tuyến 17N", "vĩ tuyến mười bảy độ bắc"),
    ),
)


_DEGREES = re.compile(r"\s?(?:độ|°)\s?(?:vĩ |kinh )?(?:bắc|nam|đông|tây)\b", re.IGNORECASE)
_MAPPED = re.compile(
    r"\b(?:tọa độ|toạ độ|vĩ độ|kinh độ|vĩ tuyến|kinh tuyến|gps|định vị)\b[^.;]{0,12}(?:\d\.\d+[,; ]+)?\Z"
)
_SPACED = re.compile(r"\s")
_TITLES = wordset("anh văn")  # also a man and a middle name
# Where points with tenths are won, and whose they are: HS đạt 8,5đ.
_CONTESTS = wordset(
    "nhất nhì xếp hạng giải thi đội toàn đoàn hs sinh lớp em trường khá giỏi tb đtb khoa câu bài trận"
)
_HIGHEST = 100  # points
_COUNTED = frozenset(("cộng", "trừ"))
_GOLD = frozenset(("vàng", "nhẫn", "trơn", "miếng", "ta", "sjc"))  # of a fineness of so many nines
_TABLE = re.compile(
    r"\b(?:lượt trận|vòng đấu|trận đấu|(?:nhất|nhì|đầu|bét|cuối) bảng|bảng xếp hạng|hiệu số)\b"
)
_EACH = re.compile(r"\s?(?:/|một|mỗi|trên)")
_LICENCE = wordset("gplx lái")  # trừ 10đ GPLX
_NAMED = re.compile(rf"[{UPPER}][^\W\d_A-ZĐ]+ \Z")  # TBA Tân Phong 3 400kVA


def _position(context: Context, m: re.Match[str]) -> Saying | None:
    """21.047 độ Bắc, tọa độ 22.396, 103.458: a point in degrees of a map is decimal."""
    if not (_DEGREES.match(context.text, m.end()) or _MAPPED.search(context.precedes(m.start()))):
        return None
    return Saying(
        end=m.end(), words=numerals.decimal(m["whole"], m["fraction"]), rule="number", confidence=0.9
    )


def _gapped(context: Context, m: re.Match[str]) -> Saying | None:
    """25 .500 đ, 1.250. 000 đồng, 12 ,5 ha: a space beside the sign within a number."""
    if not _SPACED.search(m.group()):  # nearly always: a number as it should be
        return None
    if "," in m.group() and re.search(r"\d\s?,\s?\Z", context.head(m.start())):  # 3 ,4 ,5 tuổi
        return None
    if _DEGREES.match(context.text, m.end()):
        return None
    what = unit_of(context, m.end())
    after = set(context.after(m.end(), 1))
    decimal = not re.search(r"\d{3}\Z", m.group())
    if "," in m.group() or decimal:
        sure = bool(what.unit or what.scale or what.cent) or bool(after & MEASURED)
    elif ". " in m.group() and context.cue(m.start()) in PLACES:  # tổ 3. 200 con
        return None
    else:
        sure = bool(what.money or what.unit or after & (THINGS | NOUNS))
    if not sure:
        return None
    words = figure(re.sub(r"\s", "", m.group()), NumberKind.MEASURE if decimal else NumberKind.NOTHING).words
    return Saying(end=what.end, words=f"{words} {what.words}".strip(), rule=what.rule, confidence=0.8)


def _points(context: Context, m: re.Match[str]) -> Saying | None:
    """đạt 8,5đ: points of an examination, which people write like đồng."""
    tenths = "," in m["n"]
    if not 0 < float(m["n"].replace(",", ".")) <= _HIGHEST and not tenths:
        return None
    near = context.before(m.start(), 12) + context.after(m.end(), 2)
    cues = bool((EXAMS - _TITLES).intersection(near)) or context.cue(m.start()) in EXAMS
    cues = cues or (tenths and bool(_CONTESTS.intersection(near)))
    cues = cues or any(piece.words.endswith("điểm") for piece in context.recent(8))
    cues = cues or bool(_TABLE.search(context.precedes(m.start())))
    licence = bool(_LICENCE.intersection(near + context.after(m.end(), 6)))
    cues = cues or licence
    if "lời" in near:  # trả lời đúng 18đ
        near = [word for word in near if word != "trả"]
    paid = (bool(PRICES.intersection(near)) and not licence) or context.text[m.end() : m.end() + 1] == "/"
    if not cues or paid:
        # No price has a tenth of a đồng: points, unless thousands are meant. A few đồng may be either.
        each = _EACH.match(context.text, m.end()) is not None  # xăng giảm 50đ/lít
        if (m["n"].isdecimal() and paid and not cues and each) or re.match(r"\d+[,.]000", m["n"]):
            return None
        name = (
            "đồng" if m["n"].isdecimal() and not cues and context.cue(m.start()) not in _COUNTED else "điểm"
        )
        said = f"{figure(m['n'], NumberKind.MEASURE).words} {name}"
        return Saying(end=m.end(), words=said, rule="unit", confidence=0.4, flag="reading.flag_short")
    return Saying(
        end=m.end(), words=f"{figure(m['n'], NumberKind.MEASURE).words} điểm", rule="unit", confidence=0.8
    )


def _spaced(context: Context, m: re.Match[str]) -> Saying | None:
    """10 000 đồng: thousands grouped by spaces, before money, a unit or things."""
    if context.text[m.start() - 1 : m.start()] in ("x", "X"):  # đá 1x2 350k
        return None
    if m.group().count(" ") == 1 and _NAMED.search(context.text[max(0, m.start() - 20) : m.start()]):
        return None
    what = unit_of(context, m.end())
    if not what.words and not set(context.after(what.end, 1)) & (THINGS | MEASURED):
        return None
    words = figure(m.group().replace(" ", ".")).words
    return Saying(end=what.end, words=f"{words} {what.words}".strip(), rule=what.rule, confidence=0.9)


SEPARATED = (
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
            r"(?:[1-9]\d{0,2}(?:\s?\.\s?\d{3}){1,4}(?<=\d)(?<!\d{4})|\d{1,3}(?:\s[,.]|\s[,.]\s)\d{1,2})(?![\d,]|\s?[.,]\s?\d)"
        ),
        say=_gapped,
        example=("25 .500 đ", "hai mươi lăm nghìn năm trăm đồng"),
    ),
    Rule(
        name="number.gold",
        starts="d",
        pattern=re.compile(r"9999(?![\w%]|[.,]\d)"),
        cues=_GOLD,
        say=lambda _, m: Saying(end=m.end(), words="bốn số chín"),
        example=("vàng nhẫn 9999", "vàng nhẫn bốn số chín"),
    ),
    Rule(
        name="number.stay",
        starts="d",
        pattern=re.compile(r"(?P<days>\d{1,2})[Nn](?P<nights>\d{1,2})[Đđ](?!\w)"),
        say=lambda _, m: Saying(
            end=m.end(),
            words=f"{numerals.cardinal(int(m['days']))} ngày {numerals.cardinal(int(m['nights']))} đêm",
        ),
        example=("tour 2N1Đ", "tua hai ngày một đêm"),
    ),
    Rule(
        name="number.points",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,2}(?:[,.]\d{1,2})?|\d{3},\d{1,2})\s?đ(?![\w/])"),
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
