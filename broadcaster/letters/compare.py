"""Compare an edited draft with its letter: numbers, dates, amounts, telephones, names, in their order. Pure.

The facts of one kind are laid side by side in the order of both. A fact that was replaced by another one of
the letter, or that two lines exchanged, is a difference too: its digits stand in the letter, but not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain

from broadcaster.letters.draft.facts import FactKind, StatedFact, stated
from broadcaster.letters.draft.model import Piece

MOST = 2_000_000  # pairs of facts that are laid side by side; a letter of ten pages with its draft has 40 000
_BEFORE = 3  # words in front of a fact by which a sentence that was moved is known again
_WINDOW = 80  # code points in which they are looked for


class What(StrEnum):
    """What differs; each has a text `letter.fact_…`."""

    CHANGED = "changed"  # another fact stands in the place of the letter's
    OTHER = "other"  # a fact that the letter does not have
    MOVED = "moved"  # a fact of the letter in another order, behind other words
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that differs."""

    what: What
    kind: FactKind
    written: str  # in the message; of a lost fact in the letter
    part: int | None = None  # number of the part in the message; None: it is missing there
    near: str | None = None  # of a changed fact: what the letter has in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A fact in its place."""

    fact: StatedFact
    before: tuple[str, ...]  # the words in front of it
    part: int
    place: int  # among all facts of its side

    @property
    def kind(self) -> FactKind:
        """A number with a unit may be said without it."""
        return FactKind.NUMBER if self.fact.kind is FactKind.AMOUNT else self.fact.kind

    @property
    def key(self) -> tuple[FactKind, str]:
        """Equal where two facts may be one: a day with and without year, a number with and without unit."""
        value = self.fact.value
        if self.kind is FactKind.DATE:
            value = value.rpartition("/")[0]
        elif self.fact.kind is FactKind.AMOUNT:
            value = value.split(" ")[0]
        return self.kind, value


def differences(
    letter: Sequence[Piece], parts: Sequence[str], known: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """What the message says otherwise than its letter in the order of the message, then what it lost.

    Args:
        letter: all pieces of the letter's draft, those that are left out too: an officer may take facts from
            there. What was not proposed to be spoken is not missed.
        parts: the spoken parts of the message as it is now.
        known: further texts whose facts the message may say.
    """
    wanted = list(_said(piece.text if piece.kept else "" for piece in letter))
    spoken = list(_said(parts))
    texts = chain((piece.text for piece in letter), known)
    there = frozenset(fact.value for text in texts for fact in stated(text))
    found = [
        difference
        for kind in FactKind
        for difference in _of_kind(
            [each for each in wanted if each.kind is kind],
            [each for each in spoken if each.kind is kind],
            there,
        )
    ]
    said = {each.key for each in spoken}
    lost = {
        each.key: Difference(what=What.LOST, kind=each.fact.kind, written=each.fact.written)
        for each in wanted
        # Nobody speaks a document's sign to the villagers.
        if each.key not in said and each.kind is not FactKind.DOCUMENT
    }
    return (*(difference for _, difference in sorted(found, key=lambda pair: pair[0])), *lost.values())


def _said(texts: Sequence[str] | Iterator[str]) -> Iterator[_Said]:
    place = 0
    for part, text in enumerate(texts):
        for fact in stated(text):
            before = tuple(text[max(0, fact.start - _WINDOW) : fact.start].split()[-_BEFORE:])
            yield _Said(fact=fact, before=before, part=part, place=place)
            place += 1


def _of_kind(
    wanted: Sequence[_Said], spoken: Sequence[_Said], there: frozenset[str]
) -> Iterator[tuple[int, Difference]]:
    """The differences between facts of one kind, each with its place in the message."""
    pairs = dict(_pairs([each.key for each in spoken], [each.key for each in wanted]))
    taken = set(pairs.values())
    unsaid = defaultdict(list)
    for index, each in enumerate(wanted):
        if index not in taken:
            unsaid[each.key].append(each)
    above = _neighbours(pairs, range(len(spoken)), -1)
    below = _neighbours(pairs, range(len(spoken) - 1, -1, -1), len(wanted))
    for index, each in enumerate(spoken):
        if index in pairs:
            other = wanted[pairs[index]].fact
            if _contradict(each.fact, other):
                yield each.place, _told(What.CHANGED, each, other)
            continue
        between = range(above[index] + 1, below[index])
        instead = {wanted[n].fact.value: wanted[n].fact for n in between if n not in taken}
        if len(instead) == 1 and not unsaid[each.key]:
            yield each.place, _told(What.CHANGED, each, *instead.values())
        elif not _is_known(each.fact, there):
            yield each.place, _told(What.OTHER, each)
        elif unsaid[each.key] and all(other.before != each.before for other in unsaid[each.key]):
            yield each.place, _told(What.MOVED, each)


_Key = tuple[FactKind, str]


def _pairs(ours: Sequence[_Key], theirs: Sequence[_Key]) -> Iterator[tuple[int, int]]:
    """The places of the facts that stand in one order on both sides."""
    if len(ours) * len(theirs) <= MOST:
        for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
            yield from ((block.a + step, block.b + step) for step in range(block.size))
        return
    places = defaultdict(list)
    for index in range(len(theirs) - 1, -1, -1):
        places[theirs[index]].append(index)
    for index, key in enumerate(ours):
        if places[key]:
            yield index, places[key].pop()


def _neighbours(pairs: dict[int, int], places: range, outside: int) -> dict[int, int]:
    """For each place the partner of the last paired one on the way."""
    found, last = {}, outside
    for place in places:
        last = pairs.get(place, last)
        found[place] = last
    return found


def _told(what: What, each: _Said, near: StatedFact | None = None) -> Difference:
    return Difference(
        what=what,
        kind=each.fact.kind,
        written=each.fact.written,
        part=each.part,
        near=near.written if near else None,
    )


def _contradict(one: StatedFact, other: StatedFact) -> bool:
    """True for two years of one day, or two units of one number."""
    if one.kind is not other.kind or one.value == other.value:
        return False
    if one.kind is FactKind.DATE:
        return not (one.value.endswith("/") or other.value.endswith("/"))
    return one.kind is FactKind.AMOUNT


def _is_known(fact: StatedFact, there: frozenset[str]) -> bool:
    """True where a text of the letter has the fact, with its year or unit or without."""
    if fact.value in there:
        return True
    if fact.kind is FactKind.DATE:
        return any(value.startswith(fact.value) for value in there)
    if fact.kind is FactKind.NUMBER:
        return any(fact.value in value.replace("/", " ").replace(":", " ").split() for value in there)
    return False
