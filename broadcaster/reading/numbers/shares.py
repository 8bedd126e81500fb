"""What an amount is for each of: 45.000 đồng/con/ngày, mg/l, 25k/c."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.names.meanings import ABBREVIATIONS, SHARES_OF_SEVERAL, usual
from broadcaster.reading.numbers.measures import NOUNS, PLACES, UNITS, WORDS
from broadcaster.reading.numerals import figure
from broadcaster.reading.wordlists import either, load, wordset

_PER = re.compile(
    rf"\s?/\s?(?:(?P<n>\d+(?:\.\d{{3}})*(?:,\d+)?)\s?)?(?:"
    rf"(?P<unit>{either([u for u in UNITS if '/' not in u])})(?![\w²³])|"
    rf"(?P<word>ngày[.-]\s?đêm|[^\W\d_]+))"
)
_GROUPED = re.compile(r"\d\.\d{3}\Z")
_COUNTED = re.compile(
    r"\d[\d.,]*\s?(?:[^\W\d]+\s){0,2}(?:tr\.)?[^\W\d]+[23²³]?(?:\s?/\s?[^\W\d]+(?:\s[^\W\d]+)?)*\Z|\d\.\d{3}(?:/[^\W\d]+)+\Z"
)
_ONE_NOUN = re.compile(r"\d\s?[^\W\d]+\Z")
# Pairs of which either is meant: 5 xã/phường.
_ALIKE = re.compile(
    r"\b(?:xã|phường|thị trấn|thôn|bản|ấp|tổ|khu|xóm|ông|bà|anh|chị|cán bộ|công chức|hộ|nam|nữ|trai|gái|trâu|"
    r"bò|tỉnh|thành|huyện|quận|và|hoặc|ngày|phụ huynh|đoàn|hội|trường|cơ quan|cha|bố|mẹ|vợ|chồng)\s?/"
)
_COLLECTED = re.compile(r"\b(?:thu|đạt|quyên góp|ủng hộ|giải ngân|kế hoạch|chỉ tiêu|dự toán)\b")
_TURNS = frozenset(("lần", "đợt", "buổi", "ngày", "tuần", "tháng", "năm"))
_PERS = frozenset(WORDS) | wordset(" ".join(load("neighbours")["per"]))


def _per(context: Context, m: re.Match[str]) -> Saying | None:
    """đồng/người/tháng, mg/l, lần/ngày: "một" for things and money, "trên" for measures."""
    last = context.last()
    if last is None or last.end != m.start():
        return None
    money = last.rule.startswith(("money", "per.thing")) or last.words.endswith(("đồng", "đô la"))
    money = money or (last.rule == "number" and bool(_GROUPED.search(context.text[last.start : last.end])))
    measure = last.rule.startswith(("unit", "per.unit", "percent", "clock.minutes", "series"))
    if not (money or measure or _COUNTED.search(context.text[max(0, m.start() - 40) : m.start()])):
        return None
    word = m["word"].lower() if m["word"] else ""
    if word == "ng" and re.match(r"/(?:năm|tháng|ngày)\b", context.rest(m.end())):
        return Saying(end=m.end(), words="một người", rule="per.thing")
    if nouns := _open_share(context, m, last.end, money=money):
        words = f"một {nouns[0]}"
        return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_short")
    if m["unit"]:
        joint = "một" if money and not m["n"] else "trên"
        number = f" {figure(m['n']).words}" if m["n"] else ""
        joint = "trên" if m["n"] else joint
        return Saying(end=m.end(), words=f"{joint}{number} {UNITS[m['unit']]}", rule="per.unit")
    if m["n"] and last.rule in ("foreign", "letters"):
        return None
    if m["n"] and word in ("k", "tr", "đ"):
        if _COLLECTED.search(context.text[max(0, m.start() - 60) : m.end() + 40].lower()):  # thu 8tr/10tr
            return Saying(end=m.start("n"), words="trên", rule="ratio")
        # vé 40k/30k: two prices
        return Saying(end=m.start("n"), words="", mark=Mark.COMMA)
    if m["n"]:  # 6 tháng/1 lần, 10 cái/30 phút
        joint = "" if m["n"] == "1" and word in _TURNS else "trên "
        return Saying(end=m.start("word"), words=f"{joint}{figure(m['n']).words}", rule="per.thing")
    if word.startswith("ngày") and word.endswith("đêm"):
        return Saying(end=m.end(), words="một ngày đêm", rule="per.thing")
    if word == "th" and not m["n"]:
        return Saying(end=m.end(), words="một tháng", rule="per.thing")
    short = m["word"] in ABBREVIATIONS or (not speakable(word) and word.upper() in ABBREVIATIONS)
    if last.rule.startswith(("money", "unit", "percent", "per.")) and short:  # đ/HS, 75k/hs
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    if m["word"] in ABBREVIATIONS and not m["n"] and _for_each(context, m):  # 2 người/TDP
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    chained = context.recent(2)[0].rule.startswith("per.")  # 90.000/tháng/quầy
    if word in _PERS or ((money or chained) and speakable(word)):
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    unlike = not _ALIKE.search(context.text[max(0, m.start() - 40) : m.end()].lower())
    if unlike and speakable(word) and not m["n"] and _ONE_NOUN.search(context.head(m.start())):
        return Saying(end=m.start("word"), words="một", rule="per.thing", confidence=0.5)
    return None


def _for_each(context: Context, m: re.Match[str]) -> bool:
    """True after what is counted: 2 người/TDP, 10 kg gạo/NCT; 5 xã/TT are rather a pair."""
    counted = _COUNTED_NOUN.search(context.head(m.start()))
    if counted is None or not (counted["measure"] or counted["noun"] in NOUNS):
        return False
    placed = (usual(m["word"]) or "").startswith(("tổ ", "khu ")) and counted["noun"] not in PLACES
    return placed or not _ALIKE.search(f"{context.precedes(m.start())}/")


_COUNTED_NOUN = re.compile(
    r"\d ?(?P<measure>(?:kg|g|lít|l|tấn|tạ|yến|hộp|gói|túi|bao|thùng|suất|cái|chiếc|quyển|bộ) )?"
    r"(?P<noun>[^\W\d_]+)\Z"
)
_FLOW = re.compile(r"(?:k?m[23³]?|[lL]|lít|ml|b[ií]t|[bB])\Z")  # 5m3/s; a kilo is spread on a sào
_COMRADES = re.compile(r"(?<!\d)\d{1,3}đ\Z")  # 5đ/c vắng
_GIVEN, _ENTERED = wordset("góp đóng nộp thu quỹ ủng"), wordset("vé gửi lượt trông giữ vào")


def _open_share(context: Context, m: re.Match[str], end: int, *, money: bool) -> Sequence[str]:
    """What one or two letters after a slash may stand for: 25k/c, 5kg/s; none if they are a unit here."""
    letters = m["unit"] or m["word"]
    nouns = SHARES_OF_SEVERAL.get(letters, ())
    near = context.before(m.start(), 8)
    if m["n"] or not nouns or (letters == "c" and _COMRADES.search(context.head(end))):
        return ()
    if letters == "s":
        return () if _FLOW.search(context.head(end)) else nouns
    if letters == "l" and context.head(end).endswith("v"):  # 1v/l
        return tuple(noun for noun in nouns if noun == "lần")
    if letters in "hl":
        proven = (_GIVEN if letters == "h" else _ENTERED).intersection(near)
        return nouns if money and proven else ()
    return nouns


RULES = (
    Rule(
        name="per",
        starts="s",
        pattern=_PER,
        say=_per,
        example=("45.000 đồng/con", "bốn mươi lăm nghìn đồng một con"),
    ),
)
