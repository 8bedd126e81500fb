"""What has changed from one text to the next, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_AROUND = 4  # words shown before and after a change
_GAP = "…"


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words that follow each other."""

    kind: Kind
    words: str


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[Piece, ...]:
    """What is gone and what is new, with some words around; nothing where both are the same.

    Args:
        old: the words as they were.
        new: the words as they are.
    """
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    codes = matcher.get_opcodes()
    if all(tag == "equal" for tag, *_ in codes):
        return ()
    pieces: list[Piece] = []
    for number, (tag, i, j, k, m) in enumerate(codes):
        if tag == "equal":
            first, last = number == 0, number == len(codes) - 1
            pieces.append(Piece(kind=Kind.SAME, words=_shortened(old[i:j], first=first, last=last)))
            continue
        if j > i:
            pieces.append(Piece(kind=Kind.GONE, words=" ".join(old[i:j])))
        if m > k:
            pieces.append(Piece(kind=Kind.NEW, words=" ".join(new[k:m])))
    return tuple(pieces)


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """The words next to a change; what lies between two changes keeps both its ends."""
    before = [] if first else list(words[:_AROUND])
    after = [] if last else list(words[-_AROUND:])
    if len(before) + len(after) >= len(words):
        return " ".join(words)
    return " ".join([*before, _GAP, *after])
