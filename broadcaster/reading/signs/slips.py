"""Slips of typing and pasting, letters for figures among them.

Spoken as they seem to be meant, and flagged.
"""

from __future__ import annotations

import re

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import NOUNS, UNIT_FORMS, UNITS, tail
from broadcaster.reading.numbers.ratios import ADDRESSES
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.times import calendar
from broadcaster.reading.times.calendar import valid
from broadcaster.reading.wordlists import wordset

# Ten litres, oxygen, a room I2: letters that belong there.
_RIGHT = re.compile(
    r"\d+(?:[.,/]\d+)*(?:-\d+)?l|I\d{1,3}(?:\.\d{1,2})?(?!\.?\d)|O\d{1,2}(?!\.?\d)|I+(?:[./-]\d+)*|\d+o"
)


_PLATE = re.compile(r"(?<!\w)\d\d[A-ZĐ]\d?[- ]\Z")


_LITRES, _RANKS = re.compile(r"\d{1,2}l"), wordset("cấp ngày tháng tổ thứ khoản điều lớp quý tuổi")  # cấp 1l


def _lookalike(context: Context, m: re.Match[str]) -> Saying | None:
    """1O giờ, l.500.000 đồng, 2O%: a letter where a digit was meant."""
    written = m.group()
    plated = m.start() > 1 and _PLATE.search(m.string, max(0, m.start() - 6), m.start())  # 29A-I23.45
    right = _RIGHT.fullmatch(written) and not (
        _LITRES.fullmatch(written) and context.cue(m.start()) in _RANKS
    )
    if right and written[0] == "O" and NOUNS.intersection(context.after(m.end(), 1)):  # O1 người
        right = None
    if not re.search(r"[OolI]", written) or (right and not plated):
        return None
    digits = re.sub(r"[lI]", "1", re.sub(r"[oO]", "0", written))
    if re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+|\d+,\d+", digits):
        words = (
            numerals.count(digits.replace(".", ""))
            if "," not in digits
            else numerals.decimal(*digits.split(","))
        )
    else:
        words = " ".join(numerals.count(part) for part in re.findall(r"\d+", digits))
    what = tail(m.string, m.end())
    words = f"{words} {what.words}".strip()
    return Saying(end=what.end, words=words, confidence=0.2, flag="reading.flag_lookalike")


LOOKALIKES = (
    Rule(
        name="number.lookalike",
        starts="dlu",
        pattern=re.compile(
            rf"(?<![A-Za-z])(?=[\d.,/:-]*[OolI])(?=[OolI.,/:-]{{0,3}}\d)[\dOolI]{{1,12}}(?:[.,/:-][\dOolI]{{1,6}}){{0,5}}"
            rf"(?=[\s.,;:)%°'\"/-]|\Z|(?:đ|k|tr|{UNIT_FORMS})(?!\w))"
        ),
        say=_lookalike,
        example=("1O giờ", "mười giờ"),
    ),
)


_WARM = re.compile(
    r"\b(?:nhiệt|nóng|lạnh|mát|sốt|nung|đun|sấy|hấp|ủ|luộc|bảo quản|trời|thời tiết|tủ lạnh|nước|rét|hè|"
    r"cao nhất|thấp nhất|phổ biến)\b"
)
_FEVER = re.compile(r"\b(?:sốt|thân nhiệt)\b")
_NAMED = wordset("lớp nhà số phòng căn hộ lô khu tòa toà khối ngõ hẻm")
_HOT = 60  # degrees that people feel; above them the text must be about heat
_PLATED = re.compile(r"\s?-?\s?(?:\d{3}\.\d{2}|\d{4,5})(?![\w/])")  # 90C-112.35
_LEAST = 3  # letters of a word that a number may not be glued to
_FAR = 2100  # a later year is a slip


def _degree(context: Context, m: re.Match[str]) -> Saying | None:
    """380C: the small zero of 38°C has become a figure."""
    before = context.precedes(m.start())
    if context.cue(m.start()) in _NAMED or _PLATED.match(context.rest(m.end())):
        return None
    if m["tenth"] != "0" and not (_FEVER.search(before) and 35 <= int(m["n"]) <= 42):
        return None
    if not (_WARM.search(before) or m["a"]) and int(m["n"]) > _HOT:
        return None
    part = "" if m["tenth"] == "0" else f" phẩy {numerals.cardinal(int(m['tenth']))}"
    first = f"{numerals.cardinal(int(m['a']))} đến " if m["a"] else ""
    said = f"{first}{numerals.cardinal(int(m['n']))}{part} độ xê"
    return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_degree")


def _far_degree(_: Context, m: re.Match[str]) -> Saying:
    """37 0C: the small zero stands alone."""
    said = " đến ".join(figure(n, NumberKind.MEASURE).words for n in re.findall(r"\d+(?:[.,]\d+)?", m["n"]))
    return Saying(end=m.end(), words=f"{said} độ xê", confidence=0.3, flag="reading.flag_degree")


def _square(_: Context, m: re.Match[str]) -> Saying:
    """100 m 2: the small figure of a square or cubic metre has become a word of its own."""
    kind = "vuông" if m["power"] == "2" else "khối"
    said = f"{figure(m['n'], NumberKind.MEASURE).words} {UNITS[m['unit']]} {kind}"
    return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_unsure")


def _glued(_: Context, m: re.Match[str]) -> Saying | None:
    """ngày15/8: only a word that is a plain syllable, so that codes such as Km12 are left alone."""
    word = m.group()
    lower = word.lower()
    if word[1:] != lower[1:] or not speakable(lower) or (len(word) < _LEAST and word.isascii()):
        return None
    return Saying(end=m.end(), words=lower, confidence=0.5, flag="reading.flag_glued")


def _date(context: Context, m: re.Match[str]) -> Saying | None:
    """3O/11/2025: a letter among the figures of a date."""
    if not re.search(r"[OolI]", m.group()):
        return None
    day, month, year = (_meant(m[part]) for part in ("d", "m", "y"))
    if not valid(day, month, year):
        return None
    named = context.cue(m.start()) in ("ngày", "mùng", "mồng")
    said = calendar.words(day, month, year, named=named)
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_lookalike")


def _hour(_: Context, m: re.Match[str]) -> Saying | None:
    """l4h: a letter among the figures of a time."""
    if not re.search(r"[OolI]", m.group()) or _meant(m["h"]) > 24:
        return None
    said = f"{numerals.cardinal(_meant(m['h']))} giờ"
    if m["m"] and _meant(m["m"]):
        said += f" {numerals.cardinal(_meant(m['m']))} phút"
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_lookalike")


def _meant(text: str) -> int:
    return int(re.sub("[lI]", "1", re.sub("[Oo]", "0", text)))


def _year(context: Context, m: re.Match[str]) -> Saying | None:
    """10/11/20255 after "ngày": too few or too many figures of a year."""
    day, month = int(m["d"]), int(m["m"])
    if not valid(day, month, None) or context.cue(m.start()) in ADDRESSES:
        return None
    padded = m["d"].startswith("0") or m["m"].startswith("0")
    if context.cue(m.start()) not in ("ngày", "mùng", "mồng") and len(m["y"]) < 5 and not padded:
        return None
    named = context.cue(m.start()) in ("ngày", "mùng", "mồng")
    said = f"{calendar.words(day, month, None, named=named)} năm {numerals.count(m['y'])}"
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_date")


_BORN = re.compile(
    r"\b(?:(?:sinh|trong|từ|đến|vào|tháng \d{1,2}|khóa|cuối|đầu|giữa|của|hết|trước|sau|kể từ|tính đến|"
    r"kế hoạch|vụ|quý \w+|học) năm|năm học|(?:\A|[.,;:(]\s?)năm)\Z"
)


def _far(context: Context, m: re.Match[str]) -> Saying | None:
    """sinh năm 2987, trong năm 20255, cuối năm 202: a year far away, or a figure too many or too few."""
    year = m.group()
    wrong = int(year) > _FAR or year.startswith("0") or re.fullmatch(r"(?:19|20)\d", year)
    if not wrong or not _BORN.search(context.precedes(m.start())):
        return None
    said = numerals.count(m.group())
    return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_impossible_date")


def _two(_: Context, m: re.Match[str]) -> Saying:
    """0,2 0,5%: the sign between two numbers is lost."""
    said = numerals.decimal(*m.group().split(","))
    return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_grouping")


_F = r"[\dOolI]"


def _lost_letter(_: Context, m: re.Match[str]) -> Saying | None:
    """v?n hóa, t? dân ph?: a letter is lost; xe?mời: rather the space after a question."""
    parts = (m["a"].lower(), (m["b"] or "").lower())
    if not parts[1] and (speakable(parts[0]) or m["a"][:2].isupper()):
        return None
    words = " ".join(parts) if all(len(p) > 1 and speakable(p) for p in parts) else spell("".join(parts))
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_lost")


def _spaced(context: Context, m: re.Match[str]) -> Saying | None:
    """T H Ô N G  B Á O: the letters of a heading with a space between each and the next."""
    word, last = m.group().replace(" ", "").lower(), context.last()
    goes_on = last is not None and last.rule == "slip.spaced"
    return Saying(end=m.end(), words=word) if speakable(word) and (len(word) > 2 or goes_on) else None


RULES = (
    Rule(
        name="slip.spaced",
        starts="u",
        pattern=re.compile(rf"(?:[{UPPER}] ){{1,7}}[{UPPER}](?![^\W_]| [{UPPER}](?![^\W_]))"),
        say=_spaced,
        example=("T H Ô N G  B Á O", "thông báo"),
    ),
    Rule(
        name="slip.lost",
        starts="lu",
        pattern=re.compile(
            r"(?P<a>[^\W\d_]{0,4}(?<=[^\W\d_]))\?(?:(?P<b>[a-zà-ỹđ]{1,4})(?![^\W_])|(?=[\s,;]|\Z))"
        ),
        say=_lost_letter,
        example=("nhà v?n hóa", "nhà vê nờ hóa"),
    ),
    Rule(
        name="slip.date",
        starts="dlu",
        pattern=re.compile(
            rf"(?=\S{{0,4}}\d)(?P<d>{_F}{{1,2}})/(?P<m>{_F}{{1,2}})/(?P<y>{_F}{{4}})(?![\w/])"
        ),
        say=_date,
        example=("hạn 3O/11/2025", "hạn ngày ba mươi tháng mười một năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="slip.hour",
        starts="dlu",
        pattern=re.compile(rf"(?=\S?\d)(?P<h>{_F}{{1,2}})[hg](?P<m>{_F}{{2}})?(?![\w/])"),
        say=_hour,
        example=("lúc l4h", "lúc mười bốn giờ"),
    ),
    Rule(
        name="slip.year",
        starts="d",
        pattern=re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{3}|\d{5,6})(?![\w/]|[.,]\d)"),
        say=_year,
        example=("ngày 10/11/20255", "ngày mười tháng mười một năm hai mươi nghìn hai trăm năm mươi lăm"),
    ),
    Rule(
        name="slip.year",
        starts="d",
        pattern=re.compile(r"\d{3,5}(?![\w/%]|[.,]\d|\s(?:người|hộ|đồng|tấn|ha|m|kg|lượt|con|cây)\b)"),
        say=_far,
        example=("sinh năm 2987", "sinh năm hai nghìn chín trăm tám mươi bảy"),
    ),
    Rule(
        name="slip.joint",
        starts="d",
        pattern=re.compile(r"\d{1,3},\d{1,3}(?=\s+\d{1,3},\d)"),
        say=_two,
        example=("tăng 0,2 0,5%", "tăng không phẩy hai không phẩy năm phần trăm"),
    ),
    Rule(
        name="slip.degree",
        starts="d",
        pattern=re.compile(
            r"(?:(?P<a>\d{1,2})\s?-\s?)?(?P<n>\d{1,2}(?=\dC)|1\d\d|[2-9]\d\d(?=0C))(?P<tenth>\d)C(?!\w)"
        ),
        say=_degree,
        example=("sốt trên 380C", "sốt trên ba mươi tám độ xê"),
    ),
    Rule(
        name="slip.degree",
        starts="d",
        pattern=re.compile(r"(?P<n>\d{1,2}(?:[.,]\d)?(?:\s?-\s?\d{1,2}(?:[.,]\d)?)?)\s0\s?C(?!\w)"),
        say=_far_degree,
        example=("nước ấm 37 0C", "nước ấm ba mươi bảy độ xê"),
    ),
    Rule(
        name="slip.power",
        starts="d",
        pattern=re.compile(
            rf"(?P<n>{LITERAL})\s?(?P<unit>km|cm|dm|m)\s(?P<power>[23])(?![\w/'\"]|[.,-]\d|\s?[-x]\s?\d)"
        ),
        say=_square,
        example=("rộng 100 m 2", "rộng một trăm mét vuông"),
    ),
    Rule(
        name="slip.glued",
        starts="lu",
        pattern=re.compile(r"[^\W\d_]{2,8}(?=\d+(?:[./]\d+)*(?![\w-]))"),
        say=_glued,
        example=("đến ngày15/8", "đến ngày mười lăm tháng tám"),
    ),
)
