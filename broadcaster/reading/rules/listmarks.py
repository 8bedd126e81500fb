"""Marks of lists: 1. 1.2. a) (1) II. at the head of an item; bullets are silent."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.letters import UPPER, spell
from broadcaster.reading.rules.roman import value
from broadcaster.reading.scene import Mark, Rule, Saying, Scene

_ROAD = re.compile(rf"\s?[{UPPER}][^\W\d_{UPPER}]*\s[{UPPER}][^\W\d_{UPPER}]")


def _heads(scene: Scene, at: int) -> bool:
    """True if an item may begin at `at`: the line begins, or a sentence or item has ended."""
    before = scene.text[:at].rstrip()
    return scene.starts_line(at) or before.endswith((":", ";", ".", "./."))


def _number(scene: Scene, m: re.Match[str]) -> Saying | None:
    if not (scene.starts_line(m.start()) or ((m["open"] or m["close"] == ")") and _heads(scene, m.start()))):
        return None
    if m["open"] and m["close"] != ")":
        return None
    said = " chấm ".join(numerals.cardinal(int(part)) for part in m["n"].split("."))
    return Saying(end=m.end(), words=said, mark=Mark.COMMA)


def _letter(scene: Scene, m: re.Match[str]) -> Saying | None:
    if not _heads(scene, m.start()) or (m["close"] == "." and not scene.starts_line(m.start())):
        return None
    if m.group() in ("đ.", "Đ.") and _ROAD.match(scene.text, m.end()):
        return None
    return Saying(end=m.end(), words=spell(m["letter"]), mark=Mark.COMMA)


def _roman(scene: Scene, m: re.Match[str]) -> Saying | None:
    number = value(m["roman"])
    if number is None or not scene.starts_line(m.start()):
        return None
    # "X." before a name is xã; before a heading it is ten.
    if m.group() == "X." and _ROAD.match(scene.text, m.end()):
        return None
    return Saying(end=m.end(), words=numerals.cardinal(number), mark=Mark.COMMA)


def _small_roman(scene: Scene, m: re.Match[str]) -> Saying | None:
    """(i) and (ii): figures where a second one stands in the text, else (i) is a letter."""
    number = value(m["roman"].upper())
    if number is None or (len(m["roman"]) == 1 and "(ii)" not in scene.text):
        return None
    return Saying(end=m.end(), words=numerals.cardinal(number), mark=Mark.COMMA)


def _bullet(scene: Scene, m: re.Match[str]) -> Saying | None:
    if not _heads(scene, m.start()):
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
