"""The facts of a text that must not change on the way to the ear.

Also which of them an edited draft has changed.

The facts of one kind are laid side by side in the order of both. A fact that was replaced by another one of
the letter, or that two lines exchanged, is a difference too: its digits stand in the letter, but not there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain

from broadcaster.letters.draft.days import DAY, LONGEST, DayRole, is_day, named, year_of
from broadcaster.letters.draft.model import DraftPart, OmissionReason
from broadcaster.station.model.message import Validity


class FactKind(StrEnum):
    """What kind of fact."""

    DOCUMENT = "document"  # number and sign of a letter or a law
    DATE = "date"
    HOUR = "hour"
    PHONE = "phone"
    AMOUNT = "amount"  # a number with its unit
    NUMBER = "number"  # the digit of a name such as "Covid-19" is none
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """One fact: as it is written, and a form in which equal facts are equal."""

    kind: FactKind
    written: str
    value: str
    start: int  # code point


_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ"
_WORD = rf"[{_UPPER}][{_LOWER}]+"
_PATTERNS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (
        FactKind.DOCUMENT,
        re.compile(r"(?<![\w/])\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][A-ZĐa-z]*\d*(?:[-/&][A-ZĐ]\w*)*"),
    ),
    (FactKind.DATE, DAY),
    (
        FactKind.PHONE,
        re.compile(
            r"(?<![\d.])(?:\+84|0)(?:[\s.\-()]{0,2}\d){8,10}(?!\d)|(?<!\d)1[89]00(?:[\s.]?\d){4,6}(?!\d)"
        ),
    ),
    (
        FactKind.HOUR,
        re.compile(
            r"(?<!\w)(?P<h>\d{1,2})\s?(?:giờ|h|g|:)\s?(?P<min>\d{2})?(?!\d)(?:\s?(?:phút|p|'))?",
            re.IGNORECASE,
        ),
    ),
    (
        FactKind.AMOUNT,
        re.compile(
            r"(?<![\w.,])(?P<n>\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s?"
            r"(?P<u>triệu đồng|tỷ đồng|nghìn đồng|đồng|đ|VNĐ|%|kg|g|km|m2|m²|m3|m³|m|ha|lít|tấn|tạ|mm|cm|"
            r"kV|kW|người|hộ|"
            r"ngày|tháng|năm|tuổi|lần|mũi|liều|suất|em|cháu|con)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (FactKind.NUMBER, re.compile(r"(?<![\w.,])(?<![^\W\d_]-)\d+(?:[.,]\d+)*(?!\w)")),
    (
        FactKind.NAME,
        re.compile(
            rf"(?<!\w)(?:ông|bà|anh|chị|đồng chí|đ/c|cô|bác sĩ|"
            rf"BS)(?:\s*:)?\s+(?P<name>{_WORD}(?:\s{_WORD}){{1,4}})"
        ),
    ),
)


def stated(text: str) -> tuple[StatedFact, ...]:
    """The facts of a text in their order. A number that belongs to a date is no number of its own."""
    taken = bytearray(len(text))
    found: list[StatedFact] = []
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            value = _VALUES[kind](hit)
            if value is None or any(taken[hit.start() : hit.end()]):
                continue
            taken[hit.start() : hit.end()] = b"\1" * (hit.end() - hit.start())
            found.append(StatedFact(kind=kind, written=hit[0].strip(), value=value, start=hit.start()))
    return tuple(sorted(found, key=lambda fact: fact.start))


def _date(hit: re.Match[str]) -> str | None:
    return f"{int(hit['d'])}/{int(hit['m'])}/{year_of(hit)}" if is_day(hit) else None


def _phone(hit: re.Match[str]) -> str | None:
    digits = re.sub(r"\D", "", hit[0])
    return "0" + digits[2:] if digits.startswith("84") and hit[0].startswith("+") else digits


def _hour(hit: re.Match[str]) -> str | None:
    hour, minute = int(hit["h"]), int(hit["min"] or 0)
    return f"{hour}:{minute:02}" if hour < 25 and minute < 60 else None


def _amount(hit: re.Match[str]) -> str | None:
    unit = {"đ": "đồng", "vnđ": "đồng", "m²": "m2", "m³": "m3"}.get(hit["u"].lower(), hit["u"].lower())
    return f"{_plain(hit['n'])} {unit}"


def _plain(number: str) -> str:
    """1.000.000 and 1 000 000 are equal; 2,50 and 2,5 are."""
    bare = re.sub(r"[.\s](?=\d{3}(?!\d))", "", number).replace(".", ",")
    whole, mark, part = bare.partition(",")
    return (whole.lstrip("0") or "0") + (f",{part.rstrip('0')}" if mark and part.strip("0") else "")


_VALUES: dict[FactKind, Callable[[re.Match[str]], str | None]] = {
    FactKind.DOCUMENT: lambda hit: "".join(hit[0].split()),
    FactKind.DATE: _date,
    FactKind.PHONE: _phone,
    FactKind.HOUR: _hour,
    FactKind.AMOUNT: _amount,
    FactKind.NUMBER: lambda hit: _plain(hit[0]),
    FactKind.NAME: lambda hit: hit["name"],
}


MOST = 2_000_000  # pairs of facts that are laid side by side; a letter of ten pages with its draft has 40 000
_BEFORE = 3  # words in front of a fact by which a sentence that was moved is known again
_WINDOW = 80  # code points in which they are looked for
_OUTSIDE = (OmissionReason.HEAD, OmissionReason.TAIL, OmissionReason.BASIS)


class DifferenceKind(StrEnum):
    """What differs; each has a text `letter.fact_…`."""

    CHANGED = "changed"  # another fact stands in the place of the letter's
    OTHER = "other"  # a fact that the letter does not have
    MOVED = "moved"  # a fact of the letter in another order, behind other words
    LOST = "lost"
    VALIDITY = "validity"  # the message airs on other days than its letter names


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that differs."""

    what: DifferenceKind
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
    letter: Sequence[DraftPart], parts: Sequence[str], known: Sequence[str] = (), near: date | None = None
) -> tuple[Difference, ...]:
    """What the message says otherwise than its letter in the order of the message, then what it lost.

    Args:
        letter: all pieces of the letter's draft, those that are left out too: an officer may take facts from
            there. What was not proposed to be spoken is not missed.
        parts: the spoken parts of the message as it is now.
        known: further texts whose facts the message may say.
        near: the day of the letter, where it tells it: the years that are not written follow from it.
    """
    wanted = list(_said((piece.text if piece.kept else "" for piece in letter), near))
    spoken = list(_said(parts, near))
    texts = chain((piece.text for piece in letter), known)
    there = frozenset(fact.value for text in texts for fact in _dated(text, near))
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
        each.key: Difference(what=DifferenceKind.LOST, kind=each.fact.kind, written=each.fact.written)
        for each in wanted
        # Nobody speaks a document's sign to the villagers.
        if each.key not in said and each.kind is not FactKind.DOCUMENT
    }
    return (*(difference for _, difference in sorted(found, key=lambda pair: pair[0])), *lost.values())


def _dated(text: str, near: date | None) -> Iterator[StatedFact]:
    """The facts of a text, its days with the years that follow from the letter's own day."""
    days = {} if near is None else {each.start: each.day for each in named(text, near) if each.doubt is None}
    for fact in stated(text):
        day = days.get(fact.start) if fact.kind is FactKind.DATE else None
        yield fact if day is None else replace(fact, value=f"{day.day}/{day.month}/{day.year}")


def misdated(valid: Validity, letter: Sequence[DraftPart], near: date) -> Iterator[Difference]:
    """The days of a message's validity that cannot be meant by its letter.

    To end earlier than the letter is the ward's choice; another year, or a day behind the last one, is none.

    Args:
        valid: of the message.
        letter: all pieces of the letter's draft.
        near: the day of the letter.
    """
    texts = [piece.text for piece in letter if piece.why not in _OUTSIDE]
    days = {
        each.day
        for text in texts
        for each in named(text, near)
        if each.day and each.role is not DayRole.ASIDE
    }
    last = max((day for day in days if near <= day <= near + LONGEST), default=None)
    for said in (valid.first, valid.until):
        if said is None or said in days:
            continue
        meant = next((day for day in days if (day.day, day.month) == (said.day, said.month)), None)
        if last is not None and said > last:
            meant = last
        elif said is valid.until and said < near:
            meant = meant or near
        if meant is not None and (said is valid.until or meant is last):
            yield Difference(
                what=DifferenceKind.VALIDITY, kind=FactKind.DATE, written=_shown(said), near=_shown(meant)
            )


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _said(texts: Iterable[str], near: date | None) -> Iterator[_Said]:
    place = 0
    for part, text in enumerate(texts):
        for fact in _dated(text, near):
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
                yield each.place, _told(DifferenceKind.CHANGED, each, other)
            continue
        between = range(above[index] + 1, below[index])
        instead = {wanted[n].fact.value: wanted[n].fact for n in between if n not in taken}
        if len(instead) == 1 and not unsaid[each.key]:
            yield each.place, _told(DifferenceKind.CHANGED, each, *instead.values())
        elif not _is_known(each.fact, there):
            yield each.place, _told(DifferenceKind.OTHER, each)
        elif unsaid[each.key] and all(other.before != each.before for other in unsaid[each.key]):
            yield each.place, _told(DifferenceKind.MOVED, each)


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


def _told(what: DifferenceKind, each: _Said, near: StatedFact | None = None) -> Difference:
    return Difference(
        what=what,
        kind=each.fact.kind,
        written=_with_year(each.fact),
        part=each.part,
        near=_with_year(near) if near else None,
    )


def _with_year(fact: StatedFact) -> str:
    """A fact as it is written; a day with the year that is meant, as two may differ in that alone."""
    year = fact.value.rpartition("/")[2] if fact.kind is FactKind.DATE else ""
    return fact.written if not year or fact.written.endswith(year[-2:]) else f"{fact.written}/{year}"


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
