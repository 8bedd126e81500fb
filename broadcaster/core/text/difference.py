"""What differs between two sequences, found in bounded time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST = 4_000_000
"""Pairs of equal items that are tried. One word ten thousand times in each text would take half a minute."""


class ComparedPart(NamedTuple):
    """A piece of the one and the piece of the other that stands for it."""

    same: bool
    begin: int
    end: int
    other_begin: int
    other_end: int


def stretches(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[ComparedPart]:
    """The pieces of two sequences in order; all of it one piece where they cannot be compared in time."""
    there = Counter(other)
    if sum(there[item] for item in one) > MOST:
        yield ComparedPart([*one] == [*other], 0, len(one), 0, len(other))
        return
    for tag, *places in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield ComparedPart(tag == "equal", *places)
