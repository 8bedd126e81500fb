"""Marks of lists: 1. 1.2. a) (1) II. at the beginning of an item; bullets are silent."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.rules.names.roman import value
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import UPPER, spell

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


RULES = (
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
