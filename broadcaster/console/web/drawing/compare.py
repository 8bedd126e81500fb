"""Two texts side by side, with the words that one has and the other has not. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+|[^\s]+")
_MOST = 20_000  # words and spaces; comparing more takes seconds


@dataclass(frozen=True, slots=True)
class Words:
    """Some words that follow each other, with their spaces."""

    text: str
    changed: bool = False


Side = tuple[Words, ...]


def side_by_side(old: str, new: str) -> tuple[Side, Side]:
    """The old text with what is gone marked, and the new one with what is new marked."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MOST:
        return (Words(old, changed=old != new),), (Words(new, changed=old != new),)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left: list[Words] = []
    right: list[Words] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        same = tag == "equal"
        if j > i:
            left.append(Words("".join(before[i:j]), changed=not same))
        if m > k:
            right.append(Words("".join(after[k:m]), changed=not same))
    return tuple(left), tuple(right)
