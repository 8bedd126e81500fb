"""Amounts in short form: 1tr5, 2 tỷ 3, 1m65, 2v."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.meanings import UNITS_OF_SEVERAL, Meant, Surroundings, judge
from broadcaster.reading.numbers.measures import tail
from broadcaster.reading.numbers.ratios import fraction
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import wordset

# The written unit, and its thousandth, which the figures after it count.
_MONEY = {
    "k": ("nghìn", ""), "tr": ("triệu", "nghìn"), "triệu": ("triệu", "nghìn"),
    "t": ("tỷ", "triệu"), "tỷ": ("tỷ", "triệu"), "tỉ": ("tỷ", "triệu"),
}  # fmt: skip
_PRICES = wordset(
    "giá vốn tiền bán mua đầu tư nợ thu chi tỷ tỉ triệu phí kinh ngân sách doanh vay lãi thưởng"
)
_SCHOOLED = wordset("tuổi học lớp trường giáo mẫu cccd sinh đi")
_LITTLE = 36  # months: a child of so many T may be a baby
_INFANTS, _CARE = (
    wordset("trẻ bé cháu"),
    wordset("tiêm uống vitamin mũi bù vắc cân"),
)  # trẻ 18T: months or years

_INTEREST = re.compile(r"[: ]\s?(?:lãi )?\d(?:,\d+)?%")
# Sùng A Páo (45t), vợ (42t)
_NAMED = re.compile(
    rf"(?:[{UPPER}][^\W\d_]+|\b(?:vợ|chồng|con|mẹ|bố|cha|em|chị|anh|cháu|ông|bà|bé|cụ|trai|gái|nạn nhân"
    r"|đối tượng)) \(\Z"
)
_NEAR = 36  # characters on either side that may say what a unit is
_CLAUSE = re.compile(r"[.;!?]\s|\n")
_OLDEST = 115  # years
_UNDER = 6  # trẻ dưới 5T: years; a vaccine is given at so many months
_MONTHS = frozenset((2, 3, 4, 6, 9, 12, 18, 24, 36, 59, 60))
_SIZES = {"kg": "ki lô", "ha": "héc ta", "m": "mét", "s": "giây"}


def _money(context: Context, m: re.Match[str]) -> Saying | None:
    """1tr5 is a million and five hundred thousand: the part after the unit has no unit of its own."""
    unit, part = _MONEY[m["unit"].lower()]
    if m["unit"] == "t" and context.cue(m.start()) in ("xe", "tải"):
        return None
    rest = int(m["b"].ljust(3, "0"))
    words = f"{figure(m['a'], NumberKind.MEASURE).words} {unit}"
    if rest:
        words += f" {numerals.cardinal(rest)} {part}".rstrip()
    after = tail(context.text, m.end())
    end = m.end()
    if after.money and not after.scale:
        words, end = f"{words} {after.words}", after.end
    doubt = m["unit"] == "t" and not after.money and not _PRICES.intersection(context.before(m.start(), 6))
    doubt = doubt or not rest  # 5tr0
    flag = "reading.flag_short" if doubt else None
    return Saying(end=end, words=words, rule="money", flag=flag, confidence=0.4 if doubt else 1.0)


def _both(_: Context, m: re.Match[str]) -> Saying:
    """23tr750k: millions and thousands, each with its sign."""
    words = f"{numerals.cardinal(int(m['a']))} triệu {numerals.cardinal(int(m['b']))} nghìn"
    return Saying(end=m.end(), words=words, rule="money")


def _size(context: Context, m: re.Match[str]) -> Saying:
    """1m65 and 3kg2, as they are spoken; 20m1 where no length is meant may be 20 ml."""
    part = numerals.fraction_words(m["b"]) if m["b"].startswith("0") else numerals.cardinal(int(m["b"]))
    words = f"{numerals.cardinal(int(m['a']))} {_SIZES[m['unit']]} {part}"
    if m["unit"] + m["b"] == "m1" and not _LENGTHS.intersection(context.before(m.start())):
        return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_lookalike")
    area = m["unit"] == "m" and "tích" in context.before(m.start())
    thrown = bool(_FAR.intersection(context.before(m.start(), 8)))
    if area or (m["unit"] == "m" and int(m["a"]) > (_JUMP if thrown else _TALL_HOUSE)):  # diện tích 420m22
        return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_unsure")
    return Saying(end=m.end(), words=words, rule="unit")


_FAR = wordset("ném nhảy đẩy xa phóng cao dài rộng sâu")
_TALL_HOUSE = 10  # metres
_JUMP = 100  # metres: what is longer is not told to the centimetre
_LENGTHS = wordset("cao dài rộng sâu dày cách lún ngập bề chiều mặt")


# What is measured by its length: "cao 1m2" is one metre twenty, "rộng 4m2" may be an area.
_TALL = re.compile(
    r"\b(?:cao|sâu|dài|dày)(?: [^\W\d]+)?\s*\Z|\b(?:trẻ|bé|cháu|em)[^.,;\d]{0,12} (?:dưới|trên)\s*\Z"
)
_WIDE = re.compile(r"\b(?:rộng|ngang|cách|mặt tiền)(?: [^\W\d]+){0,2}\s*\Z")
_NARROW = 5  # metres: a road or a door, but also a small area


def _height(context: Context, m: re.Match[str]) -> Saying | None:
    """sâu 1m2, cao 4m3: the figure after the unit is a part of a metre, no power."""
    before = context.precedes(m.start())
    words = f"{numerals.cardinal(int(m['a']))} mét {numerals.cardinal(int(m['b']))}"
    if _TALL.search(before):
        return Saying(end=m.end(), words=words, rule="unit", confidence=0.9)
    if _WIDE.search(before) and int(m["a"]) <= _NARROW:
        power = "vuông" if m["b"] == "2" else "khối"
        words = f"{numerals.cardinal(int(m['a']))} mét {power}"
        return Saying(end=m.end(), words=words, confidence=0.4, flag="reading.flag_unsure")
    return None


def _load(context: Context, m: re.Match[str]) -> Saying | None:
    """xe 1T25: what a lorry carries."""
    if context.cue(m.start()) not in ("xe", "tải", "tấn"):
        return None
    words = f"{numerals.cardinal(int(m['a']))} tấn {numerals.cardinal(int(m['b']))}"
    return Saying(end=m.end(), words=words, rule="unit")


def _meant(context: Context, m: re.Match[str], unit: str) -> Meant:
    """What a unit of several meanings is among the words around it."""
    around = Surroundings(
        before=_CLAUSE.split(context.precedes(m.start())[-_NEAR:])[-1]
        .replace("hạn chế", "")
        .replace("bà con", ""),
        after=_CLAUSE.split(context.follows(m.end())[:_NEAR])[0].replace("bà con", ""),
    )
    return judge(UNITS_OF_SEVERAL[unit], around)


def _current(context: Context, m: re.Match[str]) -> Saying | None:
    """A breaker of 63A, if the text is about electricity; else 63A is a house."""
    if context.cue(m.start()) in _LETTERED or not (_meant(context, m, "A").proven or _wired(context, m)):
        return None
    numbers = " đến ".join(figure(n.strip(), NumberKind.MEASURE).words for n in m["n"].split("-"))
    return Saying(end=m.end(), words=f"{numbers} am pe", rule="unit")


_LETTERED = wordset("lớp khối số nhà ngõ ngách hẻm phòng lô tổ đường")
_VOLTS = re.compile(r"\d\s?[vV]\s?[-,/]\s?\Z")  # 12V-2A


def _wired(context: Context, m: re.Match[str]) -> bool:
    return _VOLTS.search(context.head(m.start())) is not None


def _rate(context: Context, m: re.Match[str]) -> Saying:
    """80 l/p: litres, or beats that are counted."""
    meant = _meant(context, m, "l/p")
    numbers = " đến ".join(figure(n.strip(), NumberKind.MEASURE).words for n in m["n"].split("-"))
    words = f"{numbers} {meant.say or 'lần trên phút'}"
    if meant.sure:
        return Saying(end=m.end(), words=words, rule="unit")
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_short")


def _tablets(context: Context, m: re.Match[str]) -> Saying | None:
    """2v: tablets or volts; 1/2v: half a tablet, or one to two."""
    meant = _meant(context, m, "v")
    if m["n"] in _VOLTAGES and not meant.proven:
        return None
    top, _, bottom = m["n"].partition("/")
    number = fraction(int(top), int(bottom)) if bottom else figure(top, NumberKind.MEASURE).words
    words = f"{number} {meant.say or 'viên'}"
    if meant.proven and not bottom:
        return Saying(end=m.end(), words=words, rule="unit")
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_short")


_VOLTAGES = frozenset(("5", "6", "9", "12", "24", "36", "48", "110", "127", "220", "380"))


def _garbled(_: Context, m: re.Match[str]) -> Saying:
    words = " ".join(f"{numerals.cardinal(int(n))} triệu" for n in re.findall(r"\d+", m.group()))
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_amount")


def _age_or_weight(context: Context, m: re.Match[str]) -> Saying:
    """14t: years of age, tonnes, months or billions, according to the words around."""
    end, numbers = m.end(), m["n"].split("-")
    words = " đến ".join(figure(n, NumberKind.MEASURE).words for n in numbers)
    year = re.match(r"/(?=(?:19|20)\d\d(?!\d))", context.rest(end))
    if year or re.match(r"\s(?:đầu|cuối)\b", context.rest(end)):
        words = f"{words} tháng"
        return Saying(end=end + (year.end() if year else 0), words=f"{words} năm" if year else words)
    last = max(_value(n) for n in numbers)
    if (
        _NAMED.search(context.head(m.start()))
        and last <= _OLDEST
        and context.rest(end)[:1] in ("", ")", ",", ";")
    ):
        return Saying(end=end, words=f"{words} tuổi")
    near = set(context.before(m.start(), 5) + context.after(end, 6))
    if near & _INFANTS and (near & _CARE or (last <= _LITTLE and not near & _SCHOOLED)):
        under = "dưới" in near and last <= _UNDER  # trẻ dưới 5T: years, unless they are to be vaccinated
        words = f"{words} {'tuổi' if under or last not in _MONTHS else 'tháng'}"
        if under and not near & _CARE:
            return Saying(end=end, words=words, confidence=0.8)
        return Saying(end=end, words=words, confidence=0.4, flag="reading.flag_short")
    if _INTEREST.match(context.text, end):  # 12T: 5,8%
        return Saying(end=end, words=f"{words} tháng", confidence=0.8)
    meant = _meant(context, m, "T")
    unit = meant.say if meant.proven or meant.near else "tỷ" if m.group().endswith("t") else "tấn"
    if meant.sure:
        return Saying(
            end=end, words=f"{words} {unit}", confidence=0.8, rule="money" if unit == "tỷ" else None
        )
    return Saying(end=end, words=f"{words} {unit}", confidence=0.3, flag="reading.flag_short")


def _value(number: str) -> float:
    """The value of figures with any signs among them; the first of them is the decimal one."""
    whole, _, rest = number.replace(",", ".").partition(".")
    return float(f"{whole}.{rest.replace('.', '')}")


def _strength(_: Context, m: re.Match[str]) -> Saying:
    """Regent 800WG: the strength and the form of a preparation, its letters by name."""
    return Saying(
        end=m.end(),
        words=f"{figure(m['n'], NumberKind.MEASURE).words} {spell(m['form'])}",
        rule="letters",
        confidence=0.9,
    )


def _turns(_: Context, m: re.Match[str]) -> Saying:
    """1.450v/ph: the turns of a machine; no volts are counted by the minute."""
    return Saying(
        end=m.end(), words=f"{figure(m['n'], NumberKind.MEASURE).words} vòng trên phút", rule="unit"
    )


RULES = (
    Rule(
        name="unit.turns",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL})\s?(?:v|vg)/(?:phút|ph|p)(?!\w)"),
        say=_turns,
        example=("máy quay 1.450v/ph", "máy quay một nghìn bốn trăm năm mươi vòng trên phút"),
    ),
    Rule(
        name="letters.strength",
        starts="d",
        pattern=re.compile(
            rf"(?P<n>{LITERAL})(?P<form>WG|SC|EC|SE|WP|SL|GR|OD|EW|WDG|DF|FS|SP|BTN|BHN|WS|ZC)(?!\w)"
        ),
        say=_strength,
        example=("thuốc 800WG", "thuốc tám trăm đúp vê gờ"),
    ),
    Rule(
        name="money.garbled",
        starts="d",
        pattern=re.compile(r"\d+tr\d+tr\w*"),
        say=_garbled,
        example=("phạt 5tr5tr", "phạt năm triệu năm triệu"),
    ),
    Rule(
        name="money.mixed",
        starts="d",
        pattern=re.compile(r"(?P<a>\d+)(?P<unit>k|[Tt]r|triệu|tỷ|tỉ|t)(?P<b>\d{1,3})(?![\w²-]|[.,/]\d)"),
        say=_money,
        example=("giá 1tr5", "giá một triệu năm trăm nghìn"),
    ),
    Rule(
        name="money.mixed",
        starts="d",
        pattern=re.compile(r"(?P<a>\d{1,3})(?:tr|triệu)\s?(?P<b>[1-9]\d{0,2})(?:k|nghìn)(?!\w)"),
        say=_both,
        example=("góp 23tr750k", "góp hai mươi ba triệu bảy trăm năm mươi nghìn"),
    ),
    Rule(
        name="unit.mixed",
        starts="d",
        pattern=re.compile(
            r"(?P<a>\d+)(?P<unit>kg|ha(?=\d(?!\d))|s(?=\d\d(?!\d))|m(?=\d\d(?!\d)|[14-9](?!\d)))(?P<b>\d{1,3})(?![\w²]|[.,/]\d)"
        ),
        say=_size,
        example=("cao 1m65", "cao một mét sáu mươi lăm"),
    ),
    Rule(
        name="unit.mixed",
        starts="d",
        pattern=re.compile(r"(?P<a>[1-9]\d?)m(?P<b>[23])(?![\w²/]|[.,]\d|\s/)"),
        say=_height,
        example=("tường cao 2m3", "tường cao hai mét ba"),
    ),
    Rule(
        name="unit.mixed",
        starts="d",
        pattern=re.compile(r"(?P<a>\d{1,2})[tT](?P<b>[1-9]\d?)(?![\w/]|[.,]\d)"),
        say=_load,
        example=("xe 1T25", "xe một tấn hai mươi lăm"),
    ),
    Rule(
        name="unit.rate",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL}(?:\s?-\s?{LITERAL})?)\s?l/(?:phút|ph|p)(?!\w)"),
        say=_rate,
        example=("nhịp tim 78 l/p", "nhịp tim bảy mươi tám lần trên phút"),
    ),
    Rule(
        name="unit.tablets",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,3}|\d{1,4},\d|1/[2-4]|2/3|3/4)v(?!\w)"),
        say=_tablets,
        example=("uống 2v/ngày", "uống hai viên một ngày"),
    ),
    Rule(
        name="unit.current",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL}(?:-{LITERAL})?)\s?A(?!\w)"),
        say=_current,
        example=("cầu dao 63A", "cầu dao sáu mươi ba am pe"),
    ),
    Rule(
        name="unit.choice",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL}(?:-{LITERAL})?)[tT](?!\w)"),
        say=_age_or_weight,
        example=("công dân từ 14t", "công dân từ mười bốn tuổi"),
    ),
)
