"""The ward's own way of reading.

The lexicons of a message and its ward, what comes with the program, and the manner of the region.

Only words that a rule has made of figures and signs change; written words stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.context import Piece, Saying
from broadcaster.reading.names.foreign import FOREIGN
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.station.model.sound import Manner, Odd, Thousand, YearStyle

_WARD = "ward"
WARD = f"lexicon.{_WARD}"
"""The rule of a span that the ward's lexicon decided."""

_FIRST = re.compile(r"[^\W_]+|\S")
_GOES_ON, _CAME_ON = re.compile(r"[.,/:-]\d"), re.compile(r"\d[.,/:-]")
_ACRONYM_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """One written form and its reading."""

    written: str
    spoken: str
    layer: str  # message | ward

    @property
    def exact(self) -> bool:
        """True if capitals matter: for short acronyms, and for words that are also plain syllables."""
        return (self.written.isupper() and len(self.written) <= _ACRONYM_LENGTH) or speakable(
            self.written.lower()
        )


class _Forms:
    """The written forms of one length that begin with the same word or sign."""

    def __init__(self) -> None:
        self.order: dict[str, int] = {}  # each as it is written → its place among all
        self.folded: dict[str, LexiconEntry] = {}  # in lower case → the first whose capitals do not matter
        self.entries: dict[str, LexiconEntry] = {}

    def add(self, entry: LexiconEntry, place: int) -> None:
        """Take an entry in; of several that are found alike the first counts."""
        if self.entries.setdefault(entry.written, entry) is entry:
            self.order[entry.written] = place
        if not entry.exact:
            self.folded.setdefault(entry.written.lower(), entry)

    def found(self, here: str) -> LexiconEntry | None:
        """The entry that a stretch of text is, if it is one."""
        same, alike = self.entries.get(here), self.folded.get(here.lower())
        if same is None or alike is None:
            return same or alike
        return min(same, alike, key=lambda entry: self.order[entry.written])


class Lexicon:
    """Two layers, the message's before the ward's. The longest written form wins.

    A place in a text costs a look for each length that a form with its first word has, however many such
    forms there are.
    """

    def __init__(self, message: Mapping[str, str], ward: Mapping[str, str]) -> None:
        layers = {
            **{k: (_WARD, v) for k, v in ward.items()},
            **{k: ("message", v) for k, v in message.items()},
        }
        self._forms: dict[str, dict[int, _Forms]] = {}  # first word or sign → length, the longest first
        self.openers: Collection[str] = self._forms.keys()  # in lower case
        for place, (written, (layer, spoken)) in enumerate(
            sorted(layers.items(), key=lambda item: -len(item[0].strip()))
        ):
            first = _FIRST.search(written)
            if first:
                entry = LexiconEntry(
                    written=written.strip(), spoken=" ".join(spoken.lower().split()), layer=layer
                )
                lengths = self._forms.setdefault(first[0].lower(), {})
                lengths.setdefault(len(entry.written), _Forms()).add(entry, place)

    def match(self, text: str, position: int) -> Saying | None:
        """The longest entry that stands at `position` as whole words."""
        if not self._forms:
            return None
        first = _FIRST.match(text, position)
        for length, forms in self._forms.get(first[0].lower(), _NO_FORMS).items() if first else ():
            end = position + length
            entry = forms.found(text[position:end])
            if entry is not None and _whole(text, position, end):
                return Saying(end=end, words=entry.spoken, rule=f"lexicon.{entry.layer}")
        return None


_NO_FORMS: Mapping[int, _Forms] = MappingProxyType({})


def _whole(text: str, start: int, end: int) -> bool:
    """True if start … end is no part of a longer word or number, such as 12/1 of 12/1/2026."""
    if text[end : end + 1].isalnum() and text[end - 1].isalnum():
        return False
    if text[end - 1].isdecimal() and _GOES_ON.match(text, end):
        return False
    return not (text[start].isdecimal() and _CAME_ON.fullmatch(text[max(0, start - 2) : start]))


@lru_cache(maxsize=64)
def lexicon(message: tuple[tuple[str, str], ...], ward: tuple[tuple[str, str], ...]) -> Lexicon:
    """A lexicon for the two layers, kept for the next text of the same message."""
    return Lexicon(dict(message), dict(ward))


def product_lexicon() -> dict[str, str]:
    """Written → spoken; where neighbouring words decide, the reading without any."""
    abbreviations = {written: options[-1].say for written, options in ABBREVIATIONS.items()}
    return {**FOREIGN, **abbreviations}


_LINH = re.compile(r"\b(trăm|nghìn|triệu|tỷ) linh\b")
_YEAR = re.compile(r"\b(hai nghìn) không trăm (?=linh|mười|\w+ mươi)")
_YEARLY = ("date", "code", "blank")  # rules whose numbers from 2000 on are years
_YEAR_CUES = ("năm", "nhiệm kỳ", "giai đoạn", "niên khóa", "năm học")
_AS_WRITTEN = ("words", "lexicon")
_REACH = 12  # letters of the words before: the longest cue
USUAL = Manner()


def in_manner(pieces: Iterable[Piece], manner: Manner) -> Iterator[Piece]:
    """The pieces of a block in the manner of this ward."""
    before = ""
    for piece in pieces:
        yield piece if piece.rule.startswith(_AS_WRITTEN) else _said(piece, manner, before)
        before = f"{before[-_REACH:]} {piece.words}".rstrip()


def _said(piece: Piece, manner: Manner, before: str) -> Piece:
    words = piece.words
    yearly = piece.rule.startswith(_YEARLY) or before.endswith(_YEAR_CUES)
    if manner.years is YearStyle.SHORT and yearly:
        words = _YEAR.sub(r"\1 ", words)
    if manner.odd is Odd.SOUTH:
        words = _LINH.sub(r"\1 lẻ", words)
    if manner.thousand is Thousand.SOUTH:
        words = re.sub(r"\bnghìn\b", "ngàn", words)
    return piece if words == piece.words else piece._replace(words=words)
