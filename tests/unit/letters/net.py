"""The net below every letter: words of its blocks that are neither in the draft nor a number that counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from broadcaster.letters.draft.model import Draft
from broadcaster.letters.layout.elements import Element, Placed
from broadcaster.letters.model import Letter

_WORD = re.compile(r"\w+")
_COUNT = re.compile(r"\d{1,3}")


def words(texts: Iterable[str]) -> Counter[str]:
    """The words and numbers of some texts, with how often each stands there."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def unsaid(placed: Sequence[Placed]) -> Counter[str]:
    """The numbers that a draft may leave out: of items that count on, and of a table's first column."""
    found = words(each.number or "" for each in placed if each.counts)
    for each in placed:
        if each.element is Element.TABLE and each.block.cell and each.block.cell.column == 0:
            found += Counter(filter(_COUNT.fullmatch, _WORD.findall(each.block.shown)[:1]))
    return found


def vanished(letter: Letter, placed: Sequence[Placed], made: Draft) -> list[str]:
    """The words of the letter that stand nowhere in its draft."""
    there = words(piece.text for piece in made.pieces) + unsaid(placed)
    return sorted((words(block.shown for block in letter.blocks) - there).elements())


def invented(letter: Letter, made: Draft) -> list[str]:
    """The words of the draft that stand nowhere in the letter, or more often than there."""
    mine = words(piece.text for piece in made.pieces)
    return sorted((mine - words(block.shown for block in letter.blocks)).elements())
