"""The number of a thing, a hyphen, and what it has: Đội 4 - 12 máy bơm, Chuyến 1 - 6h."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context
from broadcaster.reading.rules.data import load
from broadcaster.reading.rules.numbers.measures import tail
from broadcaster.reading.rules.numbers.neighbours import GROUPS, NOUNS
from broadcaster.reading.spoken.letters import UPPER
from broadcaster.reading.wordset import wordset

_DATA = load("neighbours")
_ACTS = wordset(" ".join(_DATA["acts"]))
_LABELLED = GROUPS | wordset(" ".join(_DATA["labelled"]))
_SPACED = re.compile(r"\d\s?-\s\d")
_BEGUN = re.compile(r"\d{1,3}\s?-\s(?=\d)")
# A number that ends a name: TBA Bản Giang 2 - 100kVA.
_NAMED = re.compile(rf"[^\W_]\s[{UPPER}][^\W\d_{UPPER}]+\s\Z")
_FOLLOWED = re.compile(r"\s(?P<word>[^\W\d_]+)")
_AGES = frozenset(("tháng", "tuổi", "tuần"))  # nhóm 6 - 24 tháng tuổi
_SEVERAL = frozenset(("các", "những", "mỗi", "từng", "cả", "từ", "mấy"))  # các tổ 1 - 5: several of them
_MORE = 3  # times the number of a group: khu 5 - 8 nhà may be four groups
_STEEP = 8  # a second number so many times as great is no end of a range


def labelled(context: Context, start: int) -> bool:
    """True if the number at `start` numbers a thing: the word before is one of those."""
    beside = context.text[max(0, start - 2) : start]
    return beside[:1].isalpha() and beside[1:] == " " and _thing(context, start) in _LABELLED


def begins_label(context: Context, m: re.Match[str]) -> bool:
    """True for the 2 of "Trận 2 - 15h30": no time and no day begins with it."""
    return _BEGUN.match(context.text, m.start()) is not None and labelled(context, m.start())


def labels(context: Context, m: re.Match[str]) -> bool | None:
    """True if the first number names a thing and the second counts or measures; None if that is open.

    A range is sure where what follows is something that people do, or where several are spoken of.
    """
    if not (m["b"] and m["a"].isdecimal() and _SPACED.search(m.group())):
        return False
    if _NAMED.search(context.head(m.start())):
        return True
    if not labelled(context, m.start()):
        return False
    first, second = int(m["a"]), float(m["b"].replace(".", "").replace(",", "."))
    if second <= first:
        return True
    what = tail(context.text, m.end())
    following = _FOLLOWED.match(context.text, m.end())
    word = following["word"] if following else ""
    if word in _AGES:
        return None
    grouped = _thing(context, m.start()) in GROUPS
    if what.words or word in NOUNS:
        steep = second >= _STEEP * first
        return True if steep or (grouped and word in NOUNS and second >= _MORE * first) else None
    if word.isupper():
        return None
    doing = not word or word[0].isupper() or word in _ACTS
    return None if grouped and not doing else False


def _thing(context: Context, start: int) -> str:
    """The word that the number at `start` numbers, over "số"; "" after words for several."""
    words = context.before(start, 3)
    if words[-1:] == ["số"]:
        words = words[:-1]
    return "" if not words or _SEVERAL.intersection(words) else words[-1]
