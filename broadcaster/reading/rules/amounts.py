"""Amounts: a number or a range of two, with its multiplier, unit, currency or per cent sign."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.letters import UPPER
from broadcaster.reading.rules.data import either, load
from broadcaster.reading.rules.figures import LITERAL, Of, figure
from broadcaster.reading.scene import Rule, Saying, Scene
from broadcaster.reading.wordset import wordset

_DATA = load("units")
UNITS: dict[str, str] = _DATA["units"]
WORDS: dict[str, str] = _DATA["words"]
MONEY: dict[str, str] = _DATA["money"]
SCALES: dict[str, str] = _DATA["scales"]
PER_CENT = {"%": "phần trăm", "‰": "phần nghìn"}

# Units of one letter may be a class, a block or a floor when a space or a digit parts them.
_SINGLE = re.compile(r"[A-ZĐ]\Z")
_TAIL = re.compile(
    rf"(?:\s?(?P<scale>{either(list(SCALES))})(?![^\W\d]|\d{{3}}))?"
    rf"(?:\s?(?P<money>{either(list(MONEY))})(?!\w)|\s?(?P<cent>[%‰])"
    rf"|\s?(?P<unit>{either(list(UNITS))})(?![\w²³]|'\w)|(?P<word>{either(list(WORDS))})(?!\w))?"
)
_UNIT_AFTER = re.compile(rf"{LITERAL}\s?(?:%|°|độ\b|(?:{either(list(UNITS))})(?!\w))")
_THINGS = wordset(
    "người hộ ca con cử học lượt phiếu liều cây xe trường đại suất cháu em khẩu nhân thí gia đơn hồ vị "
    "công cán đảng đoàn hội chỗ giường bộ chiếc cái quyển phần bao thùng căn ngôi nhà trẻ mẫu lao trâu "
    "bò lợn đồng"
)
_MEASURED = wordset("điểm lần tuổi độ triệu nghìn tỷ tấn tạ kg mét lít phần")
_PLACES = wordset(
    "tổ tdp khoản điều lớp phố thôn bản mũi điểm số đội khối nhóm kp ấp khu mục chương các tầng"
)
_SECTIONS = wordset("mục phần bản phiên tiết tiểu version v bước hình bảng")
_FOUR = re.compile(
    r"\b(?:thông điệp|khuyến cáo|quy tắc|nguyên tắc|biện pháp|thực hiện|màn hình|tivi|ti vi|video|"
    r"chất lượng|độ phân giải)\s*\"?\Z"
)
# "2.1 Mục tiêu": the number of a heading.
_HEADING = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})+\s+[{UPPER}]")
_PRICES = wordset("giá phí vé thu tiền phạt nộp trả đóng mua bán lệ")
_GRADES = wordset("cấp lớp tổ tdp số thứ")


def _of(scene: Scene, start: int, end: int, tail: re.Match[str]) -> Of:
    if tail["money"] or tail["word"] in ("đồng", "người", "hộ", "con"):
        return Of.THINGS
    if tail["scale"] or tail["cent"] or tail["unit"] or tail["word"]:
        return Of.MEASURE
    cue = scene.cue(start)
    if cue in _SECTIONS or (scene.starts_line(start) and _HEADING.match(scene.text, start)):
        return Of.SECTION
    if cue in _PLACES:
        return Of.PLACE
    after = scene.after(end, 1)
    if after and after[0] in _MEASURED:
        return Of.MEASURE
    if after and after[0] in _THINGS and scene.text[end : end + 1] == " ":
        return Of.THINGS
    return Of.NOTHING


def _class(tail: re.Match[str]) -> str:
    if tail["money"] or tail["scale"]:
        return "money"
    if tail["cent"]:
        return "percent"
    return "unit" if tail["unit"] or tail["word"] else "number"


def tail_words(tail: re.Match[str]) -> str:
    """The words of the multiplier and the unit after a number."""
    parts = [SCALES[tail["scale"]]] if tail["scale"] else []
    for name, table in (("money", MONEY), ("cent", PER_CENT), ("unit", UNITS), ("word", WORDS)):
        if tail[name]:
            parts.append(table[tail[name]])
    return " ".join(parts)


def _tail(scene: Scene, at: int) -> re.Match[str]:
    """The multiplier and unit after a number; nothing where its one letter is no unit here."""
    tail = _matched(scene.text, at)
    unit = tail["unit"] or tail["money"] or ""
    spaced = scene.text[tail.end() - len(unit) - 1 : tail.end() - len(unit)] == " "
    if spaced and unit != "Đ" and (_SINGLE.match(unit) or (len(unit) == 1 and _is_word(scene, tail))):
        return _matched("", 0)
    return tail


def _matched(text: str, at: int) -> re.Match[str]:
    match = _TAIL.match(text, at)
    if match is None:
        raise AssertionError("every part of the pattern is optional")
    return match


def _is_word(scene: Scene, tail: re.Match[str]) -> bool:
    """True if a letter after a space begins an abbreviation: "5 h. Tam Đường", "3 đ/c"."""
    return bool(re.match(r"\.\s?[^\W\d]|/[cv]\b", scene.text[tail.end() : tail.end() + 3]))


def _amount(scene: Scene, m: re.Match[str]) -> Saying:
    tail = _tail(scene, m.end())
    end = max(m.end(), tail.end())
    of = _of(scene, m.start(), end, tail)
    words, flags, confidence = _numbers(scene, m, of, bare=_class(tail) == "number")
    if tail["scale"] in ("K", "k") and not tail["money"] and _is_letter(scene, m):
        return Saying(end=end, words=f"{words} ca", rule="science")
    unit = tail_words(tail)
    return Saying(
        end=end,
        words=f"{words} {unit}" if unit else words,
        confidence=confidence,
        flag=flags,
        rule=_class(tail),
    )


def _spaced(scene: Scene, m: re.Match[str]) -> Saying | None:
    """10 000 đồng: thousands grouped by spaces, before money, a unit or things."""
    tail = _tail(scene, m.end())
    end = max(m.end(), tail.end())
    if _class(tail) == "number" and not set(scene.after(end, 1)) & (_THINGS | _MEASURED):
        return None
    unit = tail_words(tail)
    words = figure(m.group().replace(" ", ".")).words
    return Saying(end=end, words=f"{words} {unit}".strip(), rule=_class(tail), confidence=0.9)


def _numbers(scene: Scene, m: re.Match[str], of: Of, *, bare: bool) -> tuple[str, str | None, float]:
    first = figure(m["a"], of)
    if not m["b"]:
        return first.words, first.flag, first.confidence
    second = figure(m["b"], of)
    joint = "đến"
    cue = scene.cue(m.start())
    if bare and cue in _GRADES:
        joint = f"đến {'tổ dân phố số' if cue == 'tdp' else cue}"
    return (
        f"{first.words} {joint} {second.words}",
        first.flag or second.flag,
        min(first.confidence, second.confidence),
    )


def _is_letter(scene: Scene, m: re.Match[str]) -> bool:
    """5K of the health message, 4K of a screen: the letter, not a thousand."""
    if len(m["a"]) > 1 or m["b"]:
        return False
    if _FOUR.search(scene.precedes(m.start())):
        return True
    return scene.text[m.end()] == "K" and not _PRICES.intersection(scene.before(m.start(), 6))


def _negative(scene: Scene, m: re.Match[str]) -> Saying | None:
    """A minus sign before a number: not a range, not a bullet."""
    before = scene.text[m.start() - 1 : m.start()]
    if before and not before.isspace() and before not in '(["':
        return None
    last = scene.pieces[-1] if scene.pieces else None
    if (
        last
        and last.rule == "space"
        and len(scene.pieces) > 1
        and scene.pieces[-2].rule in ("number", "date", "unit", "percent")
    ):
        return None
    rest = scene.text[m.end() :]
    if (
        scene.starts_line(m.start())
        and re.match(rf"{LITERAL}\s*[^\W\d]", rest)
        and not _UNIT_AFTER.match(rest)
    ):
        return None
    word = "cộng" if m["sign"] == "+" else "âm"
    return Saying(end=m.end(), words=word, rule="number")


def _mixed(scene: Scene, m: re.Match[str]) -> Saying | None:
    """1m65, 5tr5, 2 tỷ 3: the part after the unit has no unit of its own."""
    unit = m["unit"]
    if unit.startswith(("tr", "Tr")) or unit in ("tỷ", "tỉ"):
        rest = numerals.cardinal(int(m["b"])) + (" nghìn" if len(m["b"]) == 3 else "")
        words = f"{figure(m['a'], Of.MEASURE).words} {SCALES[unit]} {rest}"
        return Saying(end=m.end(), words=words, rule="money")
    return Saying(
        end=m.end(),
        words=f"{numerals.cardinal(int(m['a']))} {'ki lô' if unit == 'kg' else 'mét'} "
        f"{numerals.cardinal(int(m['b']))}",
        rule="unit",
    )


def _garbled(_: Scene, m: re.Match[str]) -> Saying:
    words = " ".join(f"{numerals.cardinal(int(n))} triệu" for n in re.findall(r"\d+", m.group()))
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_amount")


def _age_or_weight(scene: Scene, m: re.Match[str]) -> Saying:
    """14t: years of age or tonnes, as the words around tell."""
    year = re.match(r"/(?=(?:19|20)\d\d(?!\d))", scene.text[m.end() :])
    if year or re.match(r"\s(?:đầu|cuối)\b", scene.text[m.end() :]):
        words = f"{figure(m['n'], Of.MEASURE).words} tháng"
        return Saying(end=m.end() + (year.end() if year else 0), words=f"{words} năm" if year else words)
    near = set(scene.before(m.start(), 5) + scene.after(m.end(), 3))
    words = figure(m["n"], Of.MEASURE).words
    if near & {"hạn", "hành"}:
        return Saying(end=m.end(), words=f"{words} tháng", confidence=0.8)
    if near & {"tuổi", "trẻ", "em", "cháu", "dân", "người", "sinh", "niên"}:
        return Saying(end=m.end(), words=f"{words} tuổi", confidence=0.8)
    if near & {"xe", "tải", "hàng", "thóc", "lúa", "gạo", "phân", "nặng"}:
        return Saying(end=m.end(), words=f"{words} tấn", confidence=0.8)
    return Saying(end=m.end(), words=f"{words} tê", confidence=0.3, flag="reading.flag_choice")


def _prefixed(scene: Scene, m: re.Match[str]) -> Saying:
    """$500 and €20: the sign comes first, its word last."""
    tail = re.match(rf"\s?(?P<scale>{either(list(SCALES))})(?!\w)", scene.text[m.end() :])
    words = figure(m["n"], Of.MEASURE).words
    if tail:
        words = f"{words} {SCALES[tail['scale']]}"
    return Saying(
        end=m.end() + (tail.end() if tail else 0), words=f"{words} {MONEY[m['sign']]}", rule="money"
    )


def _alone(scene: Scene, m: re.Match[str]) -> Saying | None:
    """A unit without a number: km, kWh, m2."""
    written = m["unit"]
    if len(written) == 1 or written.lower() in ("ph", "min", "mi", "in", "ms", "cal", "bar", "lux", "gram"):
        return None
    if written.isupper() and written.isalpha():
        return None
    return Saying(end=m.end(), words=UNITS[written], rule="unit")


SPACED = (
    Rule(
        name="number.spaced",
        starts="d",
        pattern=re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?![\d,.]\d|\d| \d)"),
        say=_spaced,
        example=("1 250 000 đồng", "một triệu hai trăm năm mươi nghìn đồng"),
    ),
)
RULES = (
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
        pattern=re.compile(
            r"(?P<a>\d+)(?:(?P<unit>tr|Tr|triệu|tỷ|tỉ|kg|m(?=\d\d(?!\d)|[4-9](?!\d)))(?P<b>\d{1,3}))(?![\w.,/²])"
        ),
        say=_mixed,
        example=("cao 1m65", "cao một mét sáu mươi lăm"),
    ),
    Rule(
        name="unit.choice",
        starts="d",
        pattern=re.compile(rf"(?P<n>{LITERAL})[tT](?!\w)"),
        say=_age_or_weight,
        example=("công dân từ 14t", "công dân từ mười bốn tuổi"),
    ),
    Rule(
        name="money.sign",
        starts="s",
        pattern=re.compile(rf"(?P<sign>[$€£¥])\s?(?P<n>{LITERAL})"),
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
