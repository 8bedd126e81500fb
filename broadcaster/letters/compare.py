"""Compare an edited draft with its letter: numbers, dates, amounts, telephones and names. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadcaster.letters.draft.facts import FactKind, StatedFact, stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that stands on one side only."""

    kind: FactKind
    written: str
    part: int | None  # number of the part in the message; None: it is missing there
    near: str | None = None  # what stands on the other side in its place, if that can be told


def differences(
    letter: Sequence[str], proposed: Sequence[str], parts: Sequence[str]
) -> tuple[Difference, ...]:
    """What the message says otherwise than its letter, then what it lost.

    Args:
        letter: all texts of the letter, head and tail too: a date may have been taken from there.
        proposed: the texts that the draft proposed to speak; facts of the others need not be in the message.
        parts: the spoken parts of the message as it is now.
    """
    known = _values(letter)
    wanted = [fact for text in proposed for fact in stated(text)]
    spoken = [(index, fact) for index, text in enumerate(parts) for fact in stated(text)]
    said = Counter((fact.kind, fact.value) for _, fact in spoken)
    lost = [fact for fact in _once(wanted) if not said[(fact.kind, fact.value)] and not _within(fact, said)]
    other = [
        Difference(kind=fact.kind, written=fact.written, part=index, near=_nearest(fact, lost))
        for index, fact in spoken
        if (fact.kind, fact.value) not in known and not _part_of(fact, known)
    ]
    missing = [Difference(kind=fact.kind, written=fact.written, part=None) for fact in lost]
    return (*other, *missing)


_Known = frozenset[tuple[FactKind, str]]


def _values(texts: Iterable[str]) -> _Known:
    return frozenset((fact.kind, fact.value) for text in texts for fact in stated(text))


def _once(facts: Iterable[StatedFact]) -> list[StatedFact]:
    return list({(fact.kind, fact.value): fact for fact in facts}.values())


def _part_of(fact: StatedFact, known: _Known) -> bool:
    """True where a day is said without the year that the letter has, or a number without its unit."""
    if fact.kind is FactKind.DATE:
        return any(kind is FactKind.DATE and value.startswith(fact.value) for kind, value in known)
    if fact.kind is FactKind.NUMBER:
        return any(fact.value in value.replace("/", " ").replace(":", " ").split() for _, value in known)
    return False


def _within(fact: StatedFact, said: Counter[tuple[FactKind, str]]) -> bool:
    """True where the message says the letter's fact in a shorter or longer form."""
    if fact.kind is FactKind.DATE:
        day = fact.value.rsplit("/", 1)[0] + "/"
        return any(kind is FactKind.DATE and value.startswith(day) for kind, value in said)
    if fact.kind in (FactKind.NUMBER, FactKind.AMOUNT):
        number = fact.value.split(" ")[0]
        return any(
            number in value.split(" ") for kind, value in said if kind in (FactKind.NUMBER, FactKind.AMOUNT)
        )
    return fact.kind is FactKind.DOCUMENT  # nobody speaks a document's sign to the villagers


def _nearest(fact: StatedFact, lost: Sequence[StatedFact]) -> str | None:
    """The one lost fact of the same kind; None where there are several or none."""
    same = [each for each in lost if each.kind is fact.kind]
    return same[0].written if len(same) == 1 else None
