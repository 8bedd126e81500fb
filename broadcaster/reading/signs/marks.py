"""Marks of lists, punctuation and signs: pauses, spoken signs and silent signs."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.names.roman import value
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import wordset

_ROAD = re.compile(rf"\s?[{UPPER}][^\W\d_{UPPER}]*\s[{UPPER}][^\W\d_{UPPER}]")


_DIALLED = re.compile(r"\d{2,3}[ .]?\d{3}")


def _heads(context: Context, at: int) -> bool:
    """True if an item may begin at `at`: the line begins, or a sentence or item has ended."""
    before = context.head(at).rstrip()
    return context.starts_line(at) or before.endswith((":", ";", ".", "./."))


def _number(context: Context, m: re.Match[str]) -> Saying | None:
    if not (
        context.starts_line(m.start()) or ((m["open"] or m["close"] == ")") and _heads(context, m.start()))
    ):
        return None
    if m["open"] and m["close"] != ")":
        return None
    if m["open"] and _DIALLED.match(context.text, m.end()):  # (84) 912 345 678
        return None
    said = " chấm ".join(numerals.cardinal(int(part)) for part in m["n"].split("."))
    return Saying(end=m.end(), words=said, mark=Mark.COMMA)


def _letter(context: Context, m: re.Match[str]) -> Saying | None:
    if not _heads(context, m.start()) or (m["close"] == "." and not context.starts_line(m.start())):
        return None
    if m.group() in ("đ.", "Đ.") and _ROAD.match(context.text, m.end()):
        return None
    return Saying(end=m.end(), words=spell(m["letter"]), mark=Mark.COMMA)


def _roman(context: Context, m: re.Match[str]) -> Saying | None:
    number = value(m["roman"])
    if number is None or not context.starts_line(m.start()):
        return None
    # "X." before a name is xã; before a heading it is ten.
    if m.group() == "X." and _ROAD.match(context.text, m.end()):
        return None
    return Saying(end=m.end(), words=numerals.cardinal(number), mark=Mark.COMMA)


def _small_roman(context: Context, m: re.Match[str]) -> Saying | None:
    """(i) and (ii): figures where a second one stands in the text, else (i) is a letter."""
    number = value(m["roman"].upper())
    if number is None or (len(m["roman"]) == 1 and "(ii)" not in context.text):
        return None
    return Saying(end=m.end(), words=numerals.cardinal(number), mark=Mark.COMMA)


def _bullet(context: Context, m: re.Match[str]) -> Saying | None:
    if not _heads(context, m.start()):
        return None
    return Saying(end=m.end(), words="")


LIST_MARKS = (
    Rule(
        name="list",
        starts="ds",
        pattern=re.compile(
            r"(?P<open>\()?(?P<n>\d{1,2}(?:\.\d{1,2})*)(?P<close>\.?\)|[./](?=\s+[^\W\d]|\s*\"|[^\W\d_])(?!\w{1,3}[-/\d]))\s?"
        ),
        say=_number,
        example=("1. Thời gian", "một, thời gian"),
    ),
    Rule(
        name="list.small",
        starts="s",
        pattern=re.compile(r"\((?P<roman>[ivx]{1,4})\)"),
        say=_small_roman,
        example=("(ii) Hộ nghèo", "hai, hộ nghèo"),
    ),
    Rule(
        name="list",
        starts="lus",
        pattern=re.compile(r"\(?(?P<letter>[a-zđêôơA-GĐ])(?P<close>\)|\.(?=\s+[" + UPPER + r"\d])|/(?=\s))"),
        say=_letter,
        example=("a) Đối tượng", "a, đối tượng"),
    ),
    Rule(
        name="list",
        starts="u",
        pattern=re.compile(r"(?P<roman>[IVX]+)(?:[./)]|\s?[-–])(?=\s)"),
        say=_roman,
        example=("II. NỘI DUNG", "hai, nội dung"),
    ),
    Rule(
        name="list.bullet",
        starts="s",
        pattern=re.compile(r"[-+*•](?=\s|[^\W\d])\s*"),
        say=_bullet,
        example=("- Các cơ quan", "các cơ quan"),
    ),
)


_PAUSES = {
    ",": Mark.COMMA, ";": Mark.CLAUSE, ":": Mark.CLAUSE, ".": Mark.STOP, "?": Mark.QUESTION,
    "!": Mark.EXCLAMATION, "(": Mark.COMMA, ")": Mark.COMMA, "[": Mark.COMMA, "]": Mark.COMMA,
    "{": Mark.COMMA, "}": Mark.COMMA, "→": Mark.COMMA, "•": Mark.COMMA, "|": Mark.COMMA,
}  # fmt: skip
_SAID = {
    "&": "và", "=": "bằng", "≥": "lớn hơn hoặc bằng", "≤": "nhỏ hơn hoặc bằng", "±": "cộng trừ",
    "≈": "xấp xỉ", "@": "a còng", "%": "phần trăm", "‰": "phần nghìn", "≠": "khác", "°": "độ",
    "€": "ơ rô", "£": "bảng", "¥": "yên", "$": "đô la", "§": "mục",
}  # fmt: skip
# A full stop within an abbreviation or before the ending of a file: PCT.TT, ".apk".
_INSIDE = re.compile(r"[A-ZĐ]\.[A-ZĐ]|\s\.[a-z]")
_NUMBERED = re.compile(r"(?P<label>[^\W\d_]+)\s\d+\Z")
_BRACKETED = re.compile(r"\d\)\Z")  # 10(22)/0,4kV
# A house whose number goes on: địa chỉ 25/7/3.
_HOUSE = re.compile(r"(?i:\b(?:địa chỉ|số|ngõ|ngách|hẻm|kiệt|nhà|sn)):? [\d/]+\Z")
_TIMED = re.compile(r"\d(?:h|giờ)\d{0,2}\Z")
# Words with no pause at their colon.
_RUN_ON = wordset("số lưu đt sđt thoại")


def _pause(context: Context, m: re.Match[str]) -> Saying:
    mark = max(_PAUSES.get(character, Mark.NONE) for character in m.group())
    if m.group() == ":" and context.cue(m.start()) in _RUN_ON:
        return Saying(end=m.end(), words="")
    if m.group() == "." and _INSIDE.match(context.text[m.start() - 1 : m.end() + 1]):
        return Saying(end=m.end(), words="")
    if (
        mark == Mark.STOP
        and m.group().startswith("..")
        and m.end() < len(m.string)
        and context.rest(m.end()).lstrip()[:1].islower()
    ):
        mark = Mark.COMMA
    return Saying(end=m.end(), words="", mark=mark)


def _times(context: Context, m: re.Match[str]) -> Saying | None:
    """5m x 20m: a lone x between two amounts."""
    multiplied = any(piece.rule == "times" for piece in context.recent(6))
    if not multiplied and not re.search(
        r"\d\s?%?(?:[^\W\d]+\s?/?\s?){0,3}\s?\Z", context.text[max(0, m.start() - 30) : m.start()]
    ):
        return None
    return Saying(end=m.end(), words="nhân", rule="times")


def _slash(context: Context, m: re.Match[str]) -> Saying:
    last = context.last()
    if context.cue(m.start()) == "tháng" and re.match(r"(?:19|20)\d\d(?!\d)", context.rest(m.end())):
        return Saying(end=m.end(), words="năm")
    numbers = (
        last is not None and last.end == m.start() and context.text[m.start() - 1 : m.start()].isdecimal()
    )
    bracketed = _BRACKETED.search(context.text, max(0, m.start() - 5), m.start())
    if bracketed and context.text[m.end() : m.end() + 1].isdecimal():
        return Saying(end=m.end(), words="trên", confidence=0.8)
    if (
        last is not None
        and last.rule.startswith("roman")
        and re.match(r"(?:19|20)\d\d(?!\d)", context.rest(m.end()))
    ):
        return Saying(end=m.end(), words="năm")
    if last is not None and last.rule == "phone":
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if numbers and context.text[m.end() : m.end() + 1].isdecimal():
        housed = _HOUSE.search(context.head(m.start())) is not None
        return Saying(end=m.end(), words="trên", confidence=1.0 if housed else 0.5)
    if (
        last is not None
        and last.rule == "clock"
        and last.end == m.start()
        and context.rest(m.end())[:1].isdecimal()
    ):
        return Saying(end=m.end(), words="", confidence=0.5)
    return Saying(end=m.end(), words="")


def _said(context: Context, m: re.Match[str]) -> Saying | None:
    sign = m.group().strip()
    if sign in _SAID:
        return Saying(end=m.end(), words=_SAID[sign])
    follows = context.rest(m.end()).lstrip()[:1]
    if sign in "<>" and follows.isdecimal():
        return Saying(end=m.end(), words="lớn hơn" if sign == ">" else "nhỏ hơn")
    if sign == "~" and follows.isdecimal():
        return Saying(end=m.end(), words="khoảng")
    spaced = not context.text[m.end() : m.end() + 1].isalnum()  # người 75+ là hội viên
    added = follows.isdecimal() or re.match(r"\s*(?:tuổi|điểm|năm)\b", context.rest(m.end()))
    if sign == "+" and context.text[m.start() - 1 : m.start()].isdecimal() and spaced and not added:
        return Saying(end=m.end(), words="trở lên")
    if (
        sign == "+"
        and context.cue(m.start()) in ("a", "b", "o", "ab")
        and "máu" in context.before(m.start(), 8)
    ):
        return Saying(end=m.end(), words="cộng")
    before = context.text[max(0, m.start() - 2) : m.start()]
    if sign == "+" and re.fullmatch(r"(?:\W|\A)?[A-ZĐ]", before):  # xếp hạng A+
        return Saying(end=m.end(), words="cộng")
    if sign == "+" and follows.isalnum() and context.last():
        return Saying(end=m.end(), words="cộng")
    return None


def _arrow(context: Context, m: re.Match[str]) -> Saying | None:
    """Số 1 → số 12, 7h → 9h: from one to the other where both are counted alike; else a pause."""
    if m["label"]:
        before = _NUMBERED.search(context.precedes(m.start()))
        alike = before is not None and before["label"] == m["label"].lower()
    else:
        alike = m["unit"] is not None and _TIMED.search(context.precedes(m.start())) is not None
    return Saying(end=m.end(), words="đến") if alike else None


def _footnote(_: Context, m: re.Match[str]) -> Saying:
    """ghi chú¹: the mark of a footnote is silent."""
    return Saying(end=m.end(), words="")


FOOTNOTES = (
    Rule(
        name="pause.footnote",
        starts="s",
        pattern=re.compile(r"(?<=[^\W\d_][^\W\d_])\^\d{1,2}(?=[\s.,;:)\"]|\Z)"),
        say=_footnote,
        example=("theo Luật Đất đai^1", "theo luật đất đai"),
    ),
)
RULES = (
    Rule(
        name="arrow",
        starts="s",
        pattern=re.compile(r"→(?=\s?(?:(?P<label>[^\W\d_]+)\s)?\d+(?P<unit>h|giờ)?)"),
        say=_arrow,
        example=("tổ số 1 → số 12", "tổ số một đến số mười hai"),
    ),
    Rule(
        name="pause",
        starts="s",
        pattern=re.compile(r"(?:(?!\.{5})[,;:.?!()\[\]{}→•|])+"),
        say=_pause,
        example=("bàn, ghế", "bàn, ghế"),
    ),
    Rule(
        name="slash",
        starts="s",
        pattern=re.compile(r"/\s*"),
        say=_slash,
        example=("xã/phường", "xã phường"),
    ),
    Rule(
        name="times.lone",
        starts="lu",
        pattern=re.compile(
            r"[xX](?=\s?(?:(?:cao|rộng|dài|sâu|dày)\s)?\d|"
            r"\s(?:lương|mức|số|đơn giá|hệ số|giá|diện tích|tỷ lệ)\s)"
        ),
        say=_times,
        example=("5m x 20m", "năm mét nhân hai mươi mét"),
    ),
    Rule(
        name="sign",
        starts="s",
        pattern=re.compile(r"[&=≥≤±≈@%‰≠°€£¥$§<>~+]"),
        say=_said,
        example=("≥ 18 tuổi", "lớn hơn hoặc bằng mười tám tuổi"),
    ),
)
