"""Amounts in short form, 1tr5, 2 tỷ 3, 1m65, and for each thing, 45.000 đồng/con/ngày."""

from __future__ import annotations

import re

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.names.meanings import ABBREVIATIONS, UNITS_OF_SEVERAL, Meant, Surroundings, judge
from broadcaster.reading.numbers.measures import UNITS, WORDS, tail
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import either, load, wordset

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


def _money(context: Context, m: re.Match[str]) -> Saying:
    """1tr5 is a million and five hundred thousand: the part after the unit has no unit of its own."""
    unit, part = _MONEY[m["unit"].lower()]
    rest = int(m["b"].ljust(3, "0"))
    words = f"{figure(m['a'], NumberKind.MEASURE).words} {unit}"
    if rest:
        words += f" {numerals.cardinal(rest)} {part}".rstrip()
    after = tail(context.text, m.end())
    end = m.end()
    if after.money and not after.scale:
        words, end = f"{words} {after.words}", after.end
    doubt = m["unit"] == "t" and not after.money and not _PRICES.intersection(context.before(m.start(), 6))
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
_WIDE = re.compile(r"\b(?:rộng|ngang|cách)(?: [^\W\d]+)?\s*\Z")
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
        before=_CLAUSE.split(context.precedes(m.start())[-_NEAR:])[-1].replace("hạn chế", ""),
        after=_CLAUSE.split(context.follows(m.end())[:_NEAR])[0],
    )
    return judge(UNITS_OF_SEVERAL[unit], around)


def _current(context: Context, m: re.Match[str]) -> Saying | None:
    """A breaker of 63A, if the text is about electricity; else 63A is a house."""
    if context.cue(m.start()) in _LETTERED or not (_meant(context, m, "A").proven or _wired(context, m)):
        return None
    return Saying(end=m.end(), words=f"{figure(m['n'], NumberKind.MEASURE).words} am pe", rule="unit")


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
    last = max(float(n.replace(",", ".")) for n in numbers)
    if (
        _NAMED.search(context.head(m.start()))
        and last <= _OLDEST
        and context.rest(end)[:1] in ("", ")", ",", ";")
    ):
        return Saying(end=end, words=f"{words} tuổi")
    near = set(context.before(m.start(), 5) + context.after(end, 6))
    if near & _INFANTS and (near & _CARE or (last <= _LITTLE and not near & _SCHOOLED)):
        aged = last not in _MONTHS or ("dưới" in near and last <= _UNDER)
        words = f"{words} {'tuổi' if aged else 'tháng'}"
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
        pattern=re.compile(r"(?P<a>\d{1,2})T(?P<b>[1-9]\d?)(?![\w/]|[.,]\d)"),
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
        name="unit.current",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL})\s?A(?!\w)"),
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


_PER = re.compile(
    rf"\s?/\s?(?:(?P<n>\d+(?:\.\d{{3}})*(?:,\d+)?)\s?)?(?:"
    rf"(?P<unit>{either([u for u in UNITS if '/' not in u])})(?![\w²³])|"
    rf"(?P<word>ngày[.-]\s?đêm|[^\W\d_]+))"
)
_GROUPED = re.compile(r"\d\.\d{3}\Z")
_COUNTED = re.compile(
    r"\d[\d.,]*\s?(?:[^\W\d]+\s){0,2}[^\W\d]+[23²³]?(?:\s?/\s?[^\W\d]+(?:\s[^\W\d]+)?)*\Z|\d\.\d{3}(?:/[^\W\d]+)+\Z"
)
_ONE_NOUN = re.compile(r"\d\s?[^\W\d]+\Z")
# Pairs of which either is meant: 5 xã/phường.
_ALIKE = re.compile(
    r"\b(?:xã|phường|thị trấn|thôn|bản|ấp|tổ|khu|xóm|ông|bà|anh|chị|cán bộ|công chức|hộ|nam|nữ|trai|gái|trâu|"
    r"bò|tỉnh|thành|huyện|quận|và|hoặc|ngày|phụ huynh|đoàn|hội|trường|cơ quan|cha|bố|mẹ|vợ|chồng)\s?/"
)
_COLLECTED = re.compile(r"\b(?:thu|đạt|quyên góp|ủng hộ|giải ngân|kế hoạch|chỉ tiêu|dự toán)\b")
_PERS = frozenset(WORDS) | wordset(" ".join(load("neighbours")["per"]))


def _per(context: Context, m: re.Match[str]) -> Saying | None:
    """đồng/người/tháng, mg/l, lần/ngày: "một" for things and money, "trên" for measures."""
    last = context.last()
    if last is None or last.end != m.start():
        return None
    money = last.rule.startswith(("money", "per.thing")) or last.words.endswith(("đồng", "đô la"))
    money = money or (last.rule == "number" and bool(_GROUPED.search(context.text[last.start : last.end])))
    measure = last.rule.startswith(("unit", "per.unit", "percent", "clock.minutes"))
    if not (money or measure or _COUNTED.search(context.text[max(0, m.start() - 40) : m.start()])):
        return None
    if m["unit"]:
        joint = "một" if money and not m["n"] else "trên"
        number = f" {figure(m['n']).words}" if m["n"] else ""
        joint = "trên" if m["n"] else joint
        return Saying(end=m.end(), words=f"{joint}{number} {UNITS[m['unit']]}", rule="per.unit")
    word = m["word"].lower()
    if m["n"] and last.rule in ("foreign", "letters"):
        return None
    if m["n"] and word in ("k", "tr", "đ"):
        if _COLLECTED.search(context.text[max(0, m.start() - 60) : m.end() + 40].lower()):  # thu 8tr/10tr
            return Saying(end=m.start("n"), words="trên", rule="ratio")
        # vé 40k/30k: two prices
        return Saying(end=m.start("n"), words="", mark=Mark.COMMA)
    if m["n"]:
        return Saying(end=m.start("word"), words=f"trên {figure(m['n']).words}", rule="per.thing")
    if word.startswith("ngày") and word.endswith("đêm"):
        return Saying(end=m.end(), words="một ngày đêm", rule="per.thing")
    if word == "ng" and re.match(r"/(?:năm|tháng|ngày)\b", context.rest(m.end())):
        return Saying(end=m.end(), words="một người", rule="per.thing")
    if word == "th" and not m["n"]:
        return Saying(end=m.end(), words="một tháng", rule="per.thing")
    if last.rule.startswith(("money", "unit", "percent", "per.")) and m["word"] in ABBREVIATIONS:  # đ/HS
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    chained = context.recent(2)[0].rule.startswith("per.")  # 90.000/tháng/quầy
    if word in _PERS or ((money or chained) and speakable(word)):
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    unlike = not _ALIKE.search(context.text[max(0, m.start() - 40) : m.end()].lower())
    if unlike and speakable(word) and not m["n"] and _ONE_NOUN.search(context.head(m.start())):
        return Saying(end=m.start("word"), words="một", rule="per.thing", confidence=0.5)
    return None


PER_EACH = (
    Rule(
        name="per",
        starts="s",
        pattern=_PER,
        say=_per,
        example=("45.000 đồng/con", "bốn mươi lăm nghìn đồng một con"),
    ),
)
