"""Amounts: a number or a range of two, with its multiplier, unit, currency or per cent sign."""

from __future__ import annotations

import re

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.codes.phones import TELEPHONE
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.numbers.measures import (
    DECIMALS,
    GRADES,
    LEVELS,
    MEASURED,
    MEMBERS,
    MONEY,
    NOUNS,
    NUMBERED,
    NUMBERING,
    PLACES,
    PRICES,
    SCALES,
    SECTIONS,
    THINGS,
    UNIT_FORMS,
    UNITS,
    UnitTail,
    begins_label,
    labels,
    respective,
    tail,
    unit_of,
)
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import either, wordset

# A minus at the beginning of a line is a bullet before counted things, but not before a measure.
_PAGE = re.compile(r"-\d{1,3}\s?-\s*(?:\n|\Z)")  # -2-: the number of a page
_COUNTED = re.compile(rf"{LITERAL}\s*[^\W\d]")
_MEASURE_OR_END = re.compile(
    rf"{LITERAL}\s?(?:%|°|độ\b|(?:{UNIT_FORMS})(?!\w)|đến\s-\d"
    rf"|(?:{either(list(SCALES))})(?: đồng)?\s*(?:\n|\Z))"
)
_ACIDITY = re.compile(r"\bph(?: đất| nước)?\s?[=<>≤≥:]?\Z")
_INDICES = (["hệ"], ["chỉ"], ["tham"], ["trị"], ["tỷ"], ["tỉ"], ["con"])  # … số 2,34
_FOUR = re.compile(
    r"\b(?:thông điệp|khuyến cáo|quy tắc|nguyên tắc|biện pháp|thực hiện|màn hình|tivi|ti vi|video|"
    r"chất lượng|độ phân giải)\s*\"?\Z"
)
# "2.1 Mục tiêu": the number of a heading.
_HEADING = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})+\s+[{UPPER}]")


def _of(context: Context, start: int, what: UnitTail) -> NumberKind:
    row = _PAIR.match(context.text, start, what.end)
    if row and _listed(context, row, what):
        return NumberKind.PLACE
    if what.scale:
        return NumberKind.MEASURE
    if what.money or what.word in ("đồng", "người", "hộ", "con"):
        return NumberKind.THINGS
    if what.words:
        return NumberKind.MEASURE
    if _ACIDITY.search(context.precedes(start)):
        return NumberKind.MEASURE
    cue = context.cue(start)
    if cue in SECTIONS or (context.starts_line(start) and _HEADING.match(context.text, start)):
        return NumberKind.SECTION
    if cue == "số" and context.before(start, 2)[:1] in _INDICES:
        return NumberKind.MEASURE
    if cue in PLACES or (cue == "điểm" and "." in context.text[start : what.end]):
        return NumberKind.PLACE
    after = context.after(what.end, 1)
    if after and after[0] in MEASURED:
        return NumberKind.MEASURE
    if after and after[0] in THINGS and context.text[what.end : what.end + 1] == " ":
        return NumberKind.THINGS
    return NumberKind.NOTHING


# The letters and the figures of a code before the hyphen that joins the rest to it.
_CODED, _CODE = re.compile(r"(?<!\w)[A-ZĐ]{1,3}\d{1,3}(?:\.\d{1,3})?-\Z"), 12
_AVERAGE = wordset("quân bình")  # bình quân 1,2 người/hộ
_EACH_OF = re.compile(r"\s?(?:[^\W\d_]+\s?)?/\s?[^\W\d_]")
_PAIR = re.compile(r"(?P<a>\d{1,2}|\d{4}),(?P<b>\d{1,2}|\d{4})(?![\d.,/-])")


def _listed(context: Context, row: re.Match[str], what: UnitTail) -> bool:
    """câu 1,2, 2,3 người, năm 2024,2025: two numbers in a row, and no decimal."""
    if len(row["a"]) == len(row["b"]) == 4:
        return True
    if row["a"].startswith("0") or row["b"].startswith("0"):
        return False
    if not what.words and context.cue(row.start()) in NUMBERED:
        return context.before(row.start(), 2)[:1] not in _INDICES
    if int(row["b"]) != int(row["a"]) + 1 or what.unit or what.scale or what.money or what.cent:
        return False
    noun = what.word or next(iter(context.after(what.end, 1)), "")
    if _AVERAGE.intersection(context.before(row.start(), 3)) or _EACH_OF.match(context.text, what.end):
        return False
    return noun in ("tuổi", "bữa", "hôm", "nhà") or noun in THINGS - {"đồng"}


def _amount(context: Context, m: re.Match[str]) -> Saying:
    if m["b"] and respective(context, m.start()):
        what = unit_of(context, m.end("a"))
        words = f"{figure(m['a'], NumberKind.MEASURE).words} {what.words}".strip()
        return Saying(end=max(what.end, m.end("a")), words=words, rule=what.rule, mark=Mark.COMMA)
    if m["b"] and _label(context, m):
        words = figure(m["a"], NumberKind.PLACE).words
        return Saying(end=m.end("a"), words=words, rule="number.label", mark=Mark.COMMA)
    if m["a"].startswith("0") and _CODED.search(context.text, max(0, m.start() - _CODE), m.start()):
        words = numerals.digits(m["a"])  # lô A12-05
        return Saying(end=m.end("a"), words=words, rule="letters", confidence=0.9)
    what = unit_of(context, m.end())
    if not m["b"] and not what.words and begins_label(context, m):
        return Saying(
            end=m.end(), words=figure(m["a"], NumberKind.PLACE).words, rule="number.label", mark=Mark.COMMA
        )
    if not m["b"] and not what.words and _open_pair(context, m):
        words = figure(m["a"], NumberKind.MEASURE).words
        return Saying(end=m.end(), words=words, confidence=0.4, flag="reading.flag_separator")
    if m["b"] and not what.words and _open_range(context, m):
        words = f"{figure(m['a']).words} đến {figure(m['b']).words}"
        return Saying(end=m.end(), words=words, confidence=0.4, flag="reading.flag_date_or_range")
    words, flags, confidence = _numbers(context, m, _of(context, m.start(), what), bare=not what.words)
    if what.scale and _TWICE.fullmatch(m["b"] or m["a"] if what.scale[0] in "nNkK" else m["a"][4:]):
        flags, confidence = flags or "reading.flag_amount", 0.4  # 50.000 nghìn, 200.000.000 triệu
    if m["b"] and labels(context, m) is None:
        flags, confidence = flags or "reading.flag_date_or_range", min(confidence, 0.4)
    if what.scale in ("K", "k") and not what.money and _is_letter(context, m):
        return Saying(end=what.end, words=f"{words} ca", rule="science")
    return Saying(
        end=what.end,
        words=f"{words} {what.words}" if what.words else words,
        confidence=confidence,
        flag=flags,
        rule=what.rule,
    )


def _label(context: Context, m: re.Match[str]) -> bool:
    """Khu 1 - 30 hộ, mức 2- 0,8 m: the second number begins a new thing, so there is no range."""
    joint = context.text[m.end("a") : m.start("b")]
    if not joint.endswith(" "):
        return False
    if TELEPHONE.match(context.text, m.start("b")):
        return True
    what = unit_of(context, m.end())
    following = set(context.after(what.end, 1))
    counted = bool(what.word or what.money or what.unit) or bool(following & THINGS)
    if context.before(m.start(), 2)[:1] in _EACH:  # mỗi đội 5 - 7 người
        return False
    cue = context.cue(m.start())
    if (counted or what.words or following & NOUNS) and _numbered_on(context, m, cue):
        return True
    if labels(context, m):
        return True
    if cue in LEVELS and "," in m["b"] and m["a"].isdecimal():
        return True
    # bậc 1 - 1.984 đồng: a small number and thousands are no range.
    return bool(what.money) and len(m["a"]) < 3 and "." in m["b"] and cue not in ("từ", "khoảng")


def _numbered_on(context: Context, m: re.Match[str], cue: str) -> bool:
    """lớp lá 1 - 32 cháu, lớp lá 2 - 29 cháu: the next or the last number of the same name has its own."""
    if not cue or not m["a"].isdecimal() or len(m["a"]) > 2:
        return False
    number = int(m["a"])
    name = re.escape(cue)
    after = re.search(rf"\b{name} {number + 1} [-–] \d", context.rest(m.end()).lower())
    before = re.search(rf"\b{name} {number - 1} [-–] \d", context.head(m.start()).lower())
    return bool(after or before)


def _open_pair(context: Context, m: re.Match[str]) -> bool:
    """1,2 where nothing is measured and nothing is numbered: a decimal or two numbers."""
    row = _PAIR.fullmatch(context.text, m.start(), m.end())
    if row is None or len(row["a"]) > 2 or int(row["b"]) != int(row["a"]) + 1 or row["a"] == "0":
        return False
    cue = context.cue(m.start())
    if not cue or cue in NUMBERED or cue in PLACES or cue in DECIMALS:
        return False
    after = next(iter(context.after(m.end(), 1)), "")
    return after not in NOUNS


def _open_range(context: Context, m: re.Match[str]) -> bool:
    """Phiếu báo 5-8 đã gửi: a range, a day or a number, where nothing is counted and nothing is numbered."""
    if (
        not (m["a"].isdecimal() and m["b"].isdecimal())
        or int(m["a"]) > _LAST_DAY
        or int(m["b"]) > _LAST_MONTH
    ):
        return False
    follows = context.rest(m.end())
    counted = re.match(r"\s[^\W\d]", follows) and next(iter(context.after(m.end(), 1)), "") in NOUNS
    if counted or MEMBERS.match(follows) or re.match(r"\s?[/(%°]|\s\d", follows):
        return False
    cue = context.cue(m.start())
    return not (cue in NUMBERING or cue in PLACES or cue in SECTIONS or cue in GRADES)


_LAST_DAY, _LAST_MONTH = 31, 12


_EACH = (["mỗi"], ["từng"], ["một"], ["các"], ["những"])


def _numbers(
    context: Context, m: re.Match[str], of: NumberKind, *, bare: bool
) -> tuple[str, str | None, float]:
    first = figure(m["a"], of)
    if not m["b"]:
        return first.words, first.flag, first.confidence
    second = figure(m["b"], of)
    joint = "đến"
    if _lower(m["a"], m["b"]) and context.cue(m.start()) == "từ":
        return f"{first.words} đến {second.words}", "reading.flag_interval", 0.4
    if not bare and _falls(context, m):
        return f"{first.words} đến {second.words}", "reading.flag_interval", 0.4
    cue = context.cue(m.start())
    if bare and cue in GRADES and context.before(m.start(), 2)[:1] not in _EACH:
        joint = f"đến {'tổ dân phố số' if cue == 'tdp' else cue}"
    return (
        f"{first.words} {joint} {second.words}",
        first.flag or second.flag,
        min(first.confidence, second.confidence),
    )


def _falls(context: Context, m: re.Match[str]) -> bool:
    """True for 20 - 5kg, 30-15%: one unit for both, and the second is less."""
    if context.text[max(0, m.start() - 1) : m.start()] in ("-", "−") or context.cue(m.start()) == "âm":
        return False
    if _lower(m["a"], m["b"]):
        return not _FALLING.intersection(context.before(m.start(), 5))
    one, other = (_PLAIN.fullmatch(m[part]) for part in ("a", "b"))
    if one is None or other is None or _FALLING.intersection(context.before(m.start(), 5)):
        return False
    return float(one[0].replace(",", ".")) > float(other[0].replace(",", "."))


_TWICE = re.compile(r"[\d.]*\.000")
_PLAIN = re.compile(r"\d+(?:,\d+)?")
_FALLING = wordset("giảm hạ rút còn xuống từ")


def _lower(first: str, second: str) -> bool:
    """True if both are grouped thousands and the second is less."""
    grouped = r"\d{1,3}(?:\.\d{3})+"
    both = re.fullmatch(grouped, first) and re.fullmatch(grouped, second)
    return bool(both) and int(first.replace(".", "")) > int(second.replace(".", ""))


def _is_letter(context: Context, m: re.Match[str]) -> bool:
    """5K of the health message, 4K of a screen: the letter, not a thousand."""
    if m["a"] in ("24", "18", "14", "10") and "vàng" in context.before(m.start(), 4):  # vàng 24K
        return True
    if len(m["a"]) > 1 or m["b"]:
        return False
    if _FOUR.search(context.precedes(m.start())):
        return True
    return context.text[m.end()] == "K" and not PRICES.intersection(context.before(m.start(), 6))


def _negative(context: Context, m: re.Match[str]) -> Saying | None:
    """A minus sign before a number: not a range, not a bullet."""
    before = context.text[m.start() - 1 : m.start()]
    if before and not before.isspace() and before not in '(["':
        return None
    if m["sign"] == "-" and _joins(context, m.start()):
        return None
    if _PAGE.match(context.text, m.start()) and context.starts_line(m.start()):
        return Saying(end=m.end(), words="")
    rest = context.rest(m.end())
    if context.starts_line(m.start()) and _COUNTED.match(rest) and not _MEASURE_OR_END.match(rest):
        return None
    if m["sign"] == "-" and context.cue(m.start()) in ("âm", "trừ"):
        return Saying(end=m.end(), words="")
    word = "cộng" if m["sign"] == "+" else "âm"
    if _TWO_ENDS.match(context.text, m.end()):  # -2-3°C: the other end may be below zero, too
        return Saying(end=m.end(), words=word, confidence=0.4, flag="reading.flag_unsure")
    return Saying(end=m.end(), words=word, rule="number")


_TWO_ENDS = re.compile(r"\d{1,2}-\d{1,2}\s?(?:°|o?C\b|độ)")


def _joins(context: Context, at: int) -> bool:
    """True for the hyphen of 7h00 -9h00 and 1 -2: what stands before it is a number of some kind."""
    last = next((piece for piece in reversed(context.pieces[-2:]) if piece.rule != "space"), None)
    return last is not None and last.end >= at - 1 and last.rule.split(".")[0] in _ENDS


_ENDS = wordset("number date unit percent clock money roman abbreviation letters address ordinal phone")


def _prefixed(context: Context, m: re.Match[str]) -> Saying:
    """$500 and €20: the sign comes first, its word last."""
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+", m["n"])
    words = figure(m["n"].replace(",", ".") if grouped else m["n"], NumberKind.MEASURE).words
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
    if speakable(written) and context.cue(m.start()) not in _LOOSE:  # ha ha
        return None
    return Saying(end=m.end(), words=UNITS[written], rule="unit")


_LOOSE = wordset(
    "mỗi một từng nửa mấy vài nhiều chục trăm nghìn ngàn vạn triệu hai ba bốn năm mười trên số theo"
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
        pattern=re.compile(rf"(?P<unit>{either([u for u in UNITS if len(u) > 1])})(?![\w²³&-]|\.\w)"),
        say=_alone,
        example=("giá mỗi kWh", "giá mỗi ki lô oát giờ"),
    ),
)
