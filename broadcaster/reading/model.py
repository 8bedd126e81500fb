"""A reading: the spoken words of a written text, each span with the rule that made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Why a span is doubtful: a code of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of the original text and the words said for it.

    `start` and `end` are code points of the original text. The spans of a reading cover the
    original without gaps or overlaps; a silent span has `spoken` "".
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
        places = self._places()
        worded = [place for place in places[first : last + 1] if place[0] < place[1]]
        if worded:
            return f"{self.spoken[: worded[0][0]]}{reading}{self.spoken[worded[-1][1] :]}"
        at = places[first][1]
        before, after = self.spoken[:at].rstrip(), self.spoken[at:].lstrip()
        joint = "" if after[:1] in _MARKS else " "
        return f"{before} {reading}{joint}{after}".strip()

    def _places(self) -> list[tuple[int, int]]:
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
