"""What is counted for each thing: 45.000 đồng/con/ngày, 120 cây/m2, 2 lần/ngày."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.rules.data import either, load
from broadcaster.reading.rules.names.meanings import ABBREVIATIONS
from broadcaster.reading.rules.numbers.figures import figure
from broadcaster.reading.rules.numbers.measures import UNITS, WORDS
from broadcaster.reading.wordset import wordset
from broadcaster.syllables import speakable

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


RULES = (
    Rule(
        name="per",
        starts="s",
        pattern=_PER,
        say=_per,
        example=("45.000 đồng/con", "bốn mươi lăm nghìn đồng một con"),
    ),
)
