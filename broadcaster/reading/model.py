"""A reading: the spoken words of a written text, each span with the rule that made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Remedy(StrEnum):
    """Where a person settles a doubt."""

    WARD = "ward"  # in the ward's lexicon: it is the same in every text
    MESSAGE = "message"  # in the message's own lexicon: another text may mean something else
    TEXT = "text"  # in the text alone: no reading can mend a slip or a gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Why a span is doubtful: a code of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()
    form: str = ""  # what is written, as a lexicon has it
    neighbour: tuple[str, str] = (
        "",
        "",
    )  # the words before and after it with which the ward remembers a choice
    remedy: Remedy = Remedy.TEXT
    readings: Callable[[], tuple[str, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def choices(self) -> tuple[str, ...]:
        """The readings it may have, that which would be said first. Made when asked for: most never are."""
        return self.readings()

    def entry(self, reading: str) -> tuple[str, str]:
        """The entry of a lexicon for one of its choices: of the ward's together with its neighbour.

        What a form of several meanings is beside one word says nothing of what it is beside another.
        """
        before, after = self.neighbour
        written, spoken = ((before, form, after) for form in (self.form, reading))
        return " ".join(filter(None, written)), " ".join(filter(None, spoken)).lower()


class Span(NamedTuple):
    """A piece of the original text and the words said for it.

    `start` and `end` are code points of the original text. The spans of a reading cover the
    original without gaps or overlaps; a silent span has `spoken` "". A tuple, because a text has
    many: it is made three times as fast.
    """

    start: int
    end: int
    written: str
    spoken: str
    rule: str
    confidence: float = 1.0  # 0 … 1
    flag: Flag | None = None


_WRITTEN_DOWN = frozenset(("phone", "code.number"))  # rules: telephone, account and identity numbers
_MARKS = frozenset(("", ",", ".", "?", "!"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One phrase for one breath: the words that a speech engine gets at a time."""

    spans: tuple[Span, ...]
    spoken: str  # lower-case words with the marks , . ? ! that control the intonation
    pause: float  # seconds of silence after it

    @property
    def dictates(self) -> bool:
        """True if it contains a number that people write down, such as a telephone number."""
        return any(span.rule in _WRITTEN_DOWN and span.spoken for span in self.spans)

    def read_as(self, first: int, last: int, reading: str) -> str:
        """The spoken words if the spans first … last, counted from 0, were read as `reading`."""
        places = self.places()
        worded = [place for place in places[first : last + 1] if place[0] < place[1]]
        if worded:
            return f"{self.spoken[: worded[0][0]]}{reading}{self.spoken[worded[-1][1] :]}"
        at = places[first][1]
        before, after = self.spoken[:at].rstrip(), self.spoken[at:].lstrip()
        joint = "" if after[:1] in _MARKS else " "
        return f"{before} {reading}{joint}{after}".strip()

    def places(self) -> list[tuple[int, int]]:
        """Where the words of each span stand in `spoken`: in their order, marks and spaces between them."""
        places: list[tuple[int, int]] = []
        at = 0
        for span in self.spans:
            start = self.spoken.index(span.spoken, at) if span.spoken else at
            at = start + len(span.spoken)
            places.append((start, at))
        return places


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reading of a whole text."""

    sentences: tuple[Sentence, ...]

    @property
    def flagged(self) -> tuple[Span, ...]:
        """The doubtful spans, in order."""
        return tuple(s for sentence in self.sentences for s in sentence.spans if s.flag)
