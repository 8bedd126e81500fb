"""Contrary evidence: words whose company speaks for another reading than the one that was chosen.

evidence.py asks for support; here a usual reading (5m: metres) is sure unless a neighbour names another
sense of the same sign (vay 5m: millions). The words are in evidence.yaml, under `rivals`. A table says more
than a rule: a sense that people use and nobody thought of is one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.reading.context import Piece
from broadcaster.reading.rules.data import load
from broadcaster.reading.wordset import wordset

_UNIT = re.compile(r"[\d,.-]+\s?(?P<unit>[^\W\d_]{1,3})\Z")
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[.;!?,]\s|\n")
_REACH = 32  # characters before and after the number
_NEAR = 2  # words before it that may speak
_LONGEST = 14  # characters of a number with such a unit
_SAME = re.compile(r"(?P<end>\d[\d,]*)\s?-\s?(?P=end)")
_ROUNDED = re.compile(r"[1-9]\d{0,2},\d{2}0(?!\d)")  # 1,250: no decimal needs its last nought
_SCALED = re.compile(r"\s?(?:tỷ|tỉ|triệu|tr)(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Words before and after a number which say that its unit is not what was said."""

    said: str
    before: frozenset[str]
    after: frozenset[str]


def _rivals() -> dict[str, Rival]:
    return {
        unit: Rival(
            said=words["said"],
            before=wordset(words.get("before", "")),
            after=wordset(words.get("after", "")),
        )
        for unit, words in load("evidence")["rivals"].items()
    }


_RIVALS = _rivals()


def rivalled(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """The code of what is doubtful if the number of the piece at `index` may well be read otherwise."""
    piece = pieces[index]
    start, end = piece.start, piece.end
    if text.find(",", start, end) > 0 and _ROUNDED.match(text, start, end):
        return None if _SCALED.match(text, start + 5) else "reading.flag_separator"
    if end - start > _LONGEST:
        return None
    if " đến " in piece.words and _SAME.fullmatch(text, start, end):  # hòa 0,5-0,5: no range
        return "reading.flag_date_or_range"
    if text[end - 1] not in _RIVALS:
        return None
    found = _UNIT.fullmatch(text, start, end)
    rival = _RIVALS.get(found["unit"]) if found else None
    if rival is None or not piece.words.endswith(rival.said):
        return None
    before = _WORD.findall(_CLAUSE.split(text[max(0, start - _REACH) : start].lower())[-1])[-_NEAR:]
    if rival.before.intersection(before):
        return "reading.flag_short"
    after = _WORD.findall(_CLAUSE.split(text[end : end + _REACH].lower())[0])[:1]
    return "reading.flag_short" if rival.after.intersection(after) else None
