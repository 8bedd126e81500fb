"""Numbers with spaces or points inside them: 25 .500 đ, 1 250 000 đồng, 21.047 độ Bắc, 8,5đ."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.figures import Of, figure
from broadcaster.reading.rules.numbers.neighbours import (
    EXAMS,
    MEASURED,
    NOUNS,
    PLACES,
    PRICES,
    THINGS,
    unit_of,
)
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import UPPER
from broadcaster.reading.wordset import wordset

_DEGREES = re.compile(r"\s?(?:độ|°)\s?(?:vĩ |kinh )?(?:bắc|nam|đông|tây)\b", re.IGNORECASE)
_MAPPED = re.compile(
    r"\b(?:tọa độ|toạ độ|vĩ độ|kinh độ|vĩ tuyến|kinh tuyến|gps|định vị)\b[^.;]{0,12}(?:\d\.\d+[,; ]+)?\Z"
)
_SPACED = re.compile(r"\s")
_TITLES = wordset("anh văn")  # also a man and a middle name
_CONTESTS = wordset("nhất nhì xếp hạng giải thi đội toàn đoàn")  # where points with tenths are won
_HIGHEST = 100  # points
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
    words = figure(re.sub(r"\s", "", m.group()), Of.MEASURE if decimal else Of.NOTHING).words
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
    paid = bool(PRICES.intersection(near)) or context.text[m.end() : m.end() + 1] == "/"
    if not cues or paid:
        # No price has a tenth of a đồng: points, unless thousands are meant. A few đồng may be either.
        if (m["n"].isdecimal() and paid and not cues) or re.match(r"\d+[,.]000", m["n"]):
            return None
        name = "đồng" if m["n"].isdecimal() and not cues else "điểm"
        said = f"{figure(m['n'], Of.MEASURE).words} {name}"
        return Saying(end=m.end(), words=said, rule="unit", confidence=0.4, flag="reading.flag_short")
    return Saying(end=m.end(), words=f"{figure(m['n'], Of.MEASURE).words} điểm", rule="unit", confidence=0.8)


def _spaced(context: Context, m: re.Match[str]) -> Saying | None:
    """10 000 đồng: thousands grouped by spaces, before money, a unit or things."""
    if m.group().count(" ") == 1 and _NAMED.search(context.text[max(0, m.start() - 20) : m.start()]):
        return None
    what = unit_of(context, m.end())
    if not what.words and not set(context.after(what.end, 1)) & (THINGS | MEASURED):
        return None
    words = figure(m.group().replace(" ", ".")).words
    return Saying(end=what.end, words=f"{words} {what.words}".strip(), rule=what.rule, confidence=0.9)


RULES = (
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
