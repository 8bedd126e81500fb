"""What a rule gets and gives: the text around a place, and words for a stretch of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from broadcaster.core.text.syllables import speakable
from broadcaster.station.model.sound import CodeStyle

_WORD = re.compile(r"[^\W_]+")
_BACK = 64  # pieces, spoken or silent, that a rule may look back at
_REACH = 80  # characters around a place that a rule may look at
_GLUED = re.compile(r"\A\w*\d[hg]?\d*(?=[^\W\d_]{3})")
_BREAK = re.compile(r"[.;!?]\s|\n")
_CUE_GAP = frozenset(" \t\n:.(\"'")


class Mark(IntEnum):
    """A pause in speech; a greater value is a stronger pause."""

    NONE = 0
    COMMA = 1
    CLAUSE = 2
    STOP = 3
    EXCLAMATION = 4
    QUESTION = 5


class Saying(NamedTuple):
    """A rule's answer: the text up to `end` is spoken as `words` (silent if empty)."""

    end: int
    words: str
    confidence: float = 1.0
    flag: str | None = None  # code of the catalogue
    mark: Mark = Mark.NONE  # pause after the words
    rule: str | None = None  # where one rule file holds several classes


class Piece(NamedTuple):
    """A stretch of the plain text that some rule has decided, and the single space after it.

    A tuple, because every word has one: a tuple is made four times as fast. `after` is where the next
    piece begins: `end`, or one more if a space follows and then a letter or a number.
    """

    start: int
    end: int
    after: int
    words: str
    rule: str
    confidence: float = 1.0
    flag: str | None = None
    mark: Mark = Mark.NONE


class Proof(NamedTuple):
    """What a form of several meanings was proven to stand for in a text."""

    say: str
    beside: bool  # by a neighbour right beside it


@dataclass(slots=True, kw_only=True)
class Context:
    """One block of plain text being read, from left to right."""

    text: str
    names: tuple[str, ...] = ()  # of the station's own ward and province, lower-case
    proven: dict[str, Proof] = field(default_factory=dict)  # by the form; of all blocks of the text
    codes: CodeStyle = CodeStyle.EXPAND
    pieces: list[Piece] = field(default_factory=list)
    # What the last place looked like: one rule after the other asks about the same one.
    _cue: tuple[int, str] = field(default=(-1, ""), init=False)
    _preceding: tuple[int, str] = field(default=(-1, ""), init=False)
    _before: tuple[int, list[str]] = field(default=(-1, []), init=False)
    _after: tuple[int, list[str]] = field(default=(-1, []), init=False)

    def before(self, at: int, most: int = 4) -> list[str]:
        """Up to `most` lower-case words of the same clause before `at`, the nearest last."""
        if at != self._before[0]:
            stretch = self.text[max(0, at - _REACH) : at]
            self._before = at, _WORD.findall(_BREAK.split(stretch)[-1].lower())
        return self._before[1][-most:]

    def cue(self, at: int) -> str:
        """The lower-case word right before `at`, over spaces, a colon, a full stop or a bracket."""
        if at != self._cue[0]:
            end = at
            while end > 0 and self.text[end - 1] in _CUE_GAP:
                end -= 1
            start = end
            while start > 0 and (self.text[start - 1].isalnum()):
                start -= 1
            word = self.text[start:end].lower()
            if word[:1].isdecimal() and not word.isdecimal():  # 7h30ngày 12/12: a lost space
                word = _GLUED.sub("", word)
            self._cue = at, word
        return self._cue[1]

    def after(self, at: int, most: int = 4) -> list[str]:
        """Up to `most` lower-case words of the same clause after `at`."""
        if most == 1 and at != self._after[0]:  # as most rules ask: only the word that follows
            word = _WORD.search(self.text, at, at + _REACH)
            if word is None or _BREAK.search(self.text, at, word.start()):
                return []
            return [word[0].lower()]
        if at != self._after[0]:
            stretch = self.text[at : at + _REACH]
            found = _BREAK.search(stretch)
            self._after = at, _WORD.findall((stretch[: found.start()] if found else stretch).lower())
        return self._after[1][:most]

    def follows(self, at: int) -> str:
        """The lower-case text after `at`, without leading spaces."""
        return self.text[at : at + _REACH].lstrip().lower()

    def precedes(self, at: int) -> str:
        """The lower-case text before `at`, without trailing spaces."""
        if at != self._preceding[0]:
            self._preceding = at, self.text[max(0, at - _REACH) : at].rstrip().lower()
        return self._preceding[1]

    def head(self, at: int) -> str:
        """The text before `at`, as far as a rule may look."""
        return self.text[max(0, at - _REACH) : at]

    def rest(self, at: int) -> str:
        """The text from `at`, as far as a rule may look."""
        return self.text[at : at + _REACH]

    def alone(self, start: int, end: int) -> bool:
        """True if nothing but spaces stands around start…end in its block."""
        if start > _REACH or len(self.text) - end > _REACH:
            return False
        return not self.text[:start].strip() and not self.text[end:].strip()

    def starts_line(self, at: int) -> bool:
        """True if only spaces, quotes and brackets stand before `at` in its line, or a tag that breaks it."""
        before = at
        while before > 0 and at - before < _REACH and self.text[before - 1] in " \t\"'([":
            before -= 1
        if before and self.text[before - 1] == ">":
            return any(piece.rule == "markup" and piece.end == before for piece in self.pieces[-3:])
        return before == 0 or self.text[before - 1] == "\n"

    def last(self) -> Piece | None:
        """The last spoken piece so far."""
        return next(iter(self.recent(1)), None)

    def recent(self, most: int) -> list[Piece]:
        """Up to `most` spoken pieces so far, the nearest last."""
        found: list[Piece] = []
        for piece in islice(reversed(self.pieces), _BACK):
            if piece.words:
                found.append(piece)
                if len(found) == most:
                    break
        return found[::-1]

    def in_capitals(self, start: int, end: int) -> bool:
        """True if the words around start…end are in capitals too, as in a heading."""
        before = _WORD.findall(self.text[max(0, start - _REACH) : start])[-1:]
        after = _WORD.findall(self.text[end : end + _REACH])[:1]
        near = [w for w in before + after if not w.isdecimal()]
        return any(len(w) > 1 and w.isupper() and speakable(w.lower()) for w in near)


Answer = Callable[[Context, "re.Match[str]"], Saying | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of reading: where it may begin, its form, and the words for it.

    `starts` holds letters for the first character: d(igit), u(pper case), l(ower case), s(ign).
    `say` may answer None: then the next rule is asked. Where `cues` are given, the rule is asked only right
    after one of these lower-case words.
    """

    name: str
    starts: str
    pattern: re.Pattern[str]
    say: Answer
    example: tuple[str, str]  # written, spoken: shown in the documentation and tested
    cues: frozenset[str] | None = None
