"""What abbreviations, units and numbered letters stand for, and the neighbours that tell which is meant.

One table (`senses.yaml`) declares every form of several meanings, the likeliest first, each with what proves
it; one mechanism weighs the proofs. What nothing proves is doubtful, whatever the likeliest is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from broadcaster.reading.context import Context, Proof
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import load

_TYPED = re.compile(r"\b(?i:soạn(?: tin)?(?: nhắn)?|cú pháp|nhắn(?: tin)?)[: \"']*(?:[A-ZĐ\d]+ ){0,3}\Z")


def typed(context: Context, at: int) -> bool:
    """True if the capitals at `at` are what somebody is to type."""
    return _TYPED.search(context.head(at)) is not None


class Surroundings(NamedTuple):
    """The text around a form, as far as its neighbours may speak."""

    before: str  # in small letters, without spaces at the end
    after: str  # the same, without spaces and full stops at the beginning
    names: tuple[str, ...] = ()  # of the station's place
    head: str = ""  # as it is written
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbbreviationMeaning:
    """One meaning of a form, and the neighbours that prove it."""

    say: str
    following: tuple[str, ...] = ()  # each ends at a word's end; for "#" see `_follows`
    preceding: tuple[str, ...] = ()
    near: frozenset[str] = frozenset()  # anywhere close by, before or after
    place: tuple[str, ...] = ()  # provinces: meant in a station there
    usual: bool = False  # meant wherever no other meaning is proven
    guess: bool = False  # said, with a flag, where nothing proves any

    def speakers(self, words: frozenset[str], names: tuple[str, ...]) -> int:
        """How many words close by, and places, speak for it."""
        return len(self.near & words) + any(province in name for province in self.place for name in names)


class Meant(NamedTuple):
    """What a form stands for at a place, and how it is known."""

    say: str  # "" if nothing speaks for any: its letters are said
    sure: bool = True
    beside: bool = False  # a neighbour right beside it proves it
    proven: bool = False  # anything proves it
    near: bool = False  # something close by speaks for it


_NUMBER = re.compile(r":?\s?\d")
_NUMBERED = re.compile(r":?\s?\d[\d.,]*(?:/\d+)?\s?")
_DECIMAL = re.compile(r":?\s?\d+,\d")
_ACCOUNT = re.compile(r":?\s?\d[\d. -]{5,}")
_YEAR = re.compile(r":?\s?(?:19|20)\d\d(?!\d)")
_TELEPHONE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,6} ?[:(]? ?(?:0\d{2,3}[ .-]?\d{3}|1[89]00)")
_DATE = re.compile(r":?\s?\(?\d{1,2}[/.-]\d{1,2}(?!\d)")
_HOUR = re.compile(r"\dh(?:\d\d)?\Z")
_TITLE = rf"[{UPPER}][^\W\d_A-ZĐ]+"
_NAME_AFTER = re.compile(rf"[\s.:-]*{_TITLE}\s{_TITLE}")
_NAME_BEFORE = re.compile(rf"{_TITLE}(?:\s[{UPPER}]\.?)?\s{_TITLE}\s?[,(-]*\s*\Z")
_NUMBER_NEXT = re.compile(r"\.?\s?\d")
_NUMBER_LAST = re.compile(r"\.?\s?\d+[a-zđ]?,?\Z")
_AFTER: Mapping[str, re.Pattern[str]] = {
    "#": _NUMBER,
    "#,": _DECIMAL,
    "#long": _ACCOUNT,
    "#year": _YEAR,
    "#date": _DATE,
    "#phone": _TELEPHONE,
}


def _follows(form: str, around: Surroundings) -> bool:
    """True if what follows is `form`: a word, "#" a number, "#year" of a kind, "#name", "# WORD", "đ#"."""
    after = around.after
    if form in _AFTER:
        return _AFTER[form].match(after) is not None
    if form == "#name":
        return _NAME_AFTER.match(around.rest) is not None
    if form.startswith("# "):
        number = _NUMBERED.match(after)
        return number is not None and _follows(form[2:], around._replace(after=after[number.end() :]))
    if form[-1] == "#":
        return after.startswith(form[:-1]) and _NUMBER_NEXT.match(after, len(form) - 1) is not None
    if not after.startswith(form) or (form[-1].isalnum() and after[len(form) : len(form) + 1].isalnum()):
        return False
    further = _WORD.match(after, len(form) + 1) if form in _DOING else None
    return further is None or f"{form} {further[0]}" not in _DOINGS


def _precedes(form: str, around: Surroundings) -> bool:
    """True if what precedes is `form`: a word, "#" a number, "#h" an hour, "#^" nothing, "#name", "k#"."""
    before = around.before
    if form == "#":
        return before[-1:].isdecimal()
    if form == "#^":
        return not before or before[-1] in ".;:!?\n-+*"
    if form == "#h":
        return _HOUR.search(before) is not None
    if form == "#(":
        return before[-1:] == "(" and before[:-1].rstrip()[-1:].isdecimal()
    if form == "#name":
        return _NAME_BEFORE.search(around.head) is not None
    if form[-1] == "#":
        number = _NUMBER_LAST.search(before)
        return number is not None and _ends(before[: number.start()], form[:-1])
    return _ends(before, form)


def _ends(text: str, form: str) -> bool:
    if not text.endswith(form):
        return False
    ahead = text[-len(form) - 1 : -len(form)]
    joined = ahead.isalpha() if form[-1] == "/" else ahead.isalnum()  # 50k/HS
    if form[0].isalnum() and joined:
        return False
    # hệ TC, but liên hệ TC; bộ CT, but cán bộ CT
    return not form.isalpha() or f"{text[: -len(form) - 1].rpartition(' ')[2]} {form}" not in COMPOUNDS


_WORD = re.compile(r"[^\W_]+(?:/[^\W\d_]+)?")
_PHRASE = 4  # words of what may stand close by


def _phrases(text: str) -> Iterator[str]:
    """Every word of `text`, and every two to four in a row."""
    words = _WORD.findall(text)
    for start in range(len(words)):
        phrase = ""
        for word in words[start : start + _PHRASE]:
            phrase = f"{phrase} {word}" if phrase else word
            if phrase is not word or not in_compound(words, start):
                yield phrase


def in_compound(words: Sequence[str], at: int) -> bool:
    """True for trường in trường hợp: the compound says nothing of schools."""
    word = words[at]
    return (at + 1 < len(words) and f"{word} {words[at + 1]}" in COMPOUNDS) or (
        at > 0 and f"{words[at - 1]} {word}" in COMPOUNDS
    )


_ATOM = re.compile(r"[^\W_]+|.")
_LAST_ATOM = re.compile(r"(?:[^\W_]+|.)\Z")
# A neighbour by its first or last word or sign: the form, whose it is, and how it is looked for.
_Index = dict[str, list[tuple[str, int]]]


# A number or a name beside a form says less than any word.
_WEAK = {"#": 1, "#name": 1, "#(": 1, "#^": 1, "#h": 1, "#,": 2, "#year": 2, "#date": 2, "#long": 2}


class Senses(tuple[AbbreviationMeaning, ...]):
    """The meanings of one form, the likeliest first."""

    @cached_property
    def _nexts(self) -> _Index:
        return _indexed(self, lambda option: option.following, _ATOM.match)

    @cached_property
    def _prevs(self) -> _Index:
        return _indexed(self, lambda option: option.preceding, _LAST_ATOM.search)

    def strengths(self, around: Surroundings) -> list[int]:
        """For each meaning how much of a neighbour right beside proves it: its letters, 0 for none."""
        found = [0] * len(self)
        for index, text, atom, proves in (
            (self._nexts, around.after, _ATOM.match, _follows),
            (self._prevs, around.before, _LAST_ATOM.search, _precedes),
        ):
            beside = atom(text)
            for key in ("#", beside[0]) if beside else ("#",):
                for form, at in index.get(key, ()):
                    weight = _WEAK.get(form) or len(form)
                    if weight > found[at] and proves(form, around):
                        found[at] = weight
        return found


def _indexed(
    options: Sequence[AbbreviationMeaning],
    forms: Callable[[AbbreviationMeaning], tuple[str, ...]],
    atom: Callable[[str], re.Match[str] | None],
) -> _Index:
    made: _Index = {}
    for at, option in enumerate(options):
        for form in forms(option):
            found = atom(form)
            made.setdefault("#" if "#" in form or found is None else found[0], []).append((form, at))
    return made


_CLEAR = 2  # so many speakers more outweigh those for another meaning


_FEEBLE = 1  # what a bare number or a name beside a form weighs


def _speakers(options: Senses, around: Surroundings) -> list[int]:
    """For each meaning how much close by speaks for it; none if no words are known that might."""
    if not any(option.near or option.place for option in options):
        return []
    words = frozenset(_phrases(f"{around.before} . {around.after}"))
    return [option.speakers(words, around.names) for option in options]


def judge(options: Senses, around: Surroundings) -> Meant:
    """Which of the meanings is meant: what stands right beside it says most, then what stands close by."""
    strengths = options.strengths(around)
    strongest = max(strengths)
    speakers = _speakers(options, around) if strongest <= _FEEBLE else []
    first, most = strengths.index(strongest), max(speakers, default=0)
    # giỏi 12, khá 15, TB 8: a number alone says less than two words near by.
    if strongest and (most < _CLEAR or speakers[first] == most):
        said = options[first].say
        alone = strengths.count(strongest) == 1  # what speaks for two speaks for none
        return Meant(said, sure=alone, beside=alone, proven=alone, near=True)
    if most:
        best = speakers.index(most)
        others = max((n for at, n in enumerate(speakers) if at != best), default=0)
        sure = not others or most >= others + _CLEAR
        return Meant(options[best].say, sure=sure, proven=sure, near=True)
    if usual_ := next((option for option in options if option.usual), None):
        return Meant(usual_.say)
    return Meant(next((option.say for option in options if option.guess), ""), sure=False)


def _one(say: str) -> Senses:
    return Senses((AbbreviationMeaning(say=say, usual=True),))


def _words(proofs: Mapping[str, str], kind: str) -> tuple[str, ...]:
    return tuple(proofs[kind].split(" | ")) if kind in proofs else ()


def _senses(form: str, entry: str | Mapping[str, Mapping[str, str]], subjects: Mapping[str, str]) -> Senses:
    """The meanings of a form as the table has them; its other places near by do not speak for any."""
    if isinstance(entry, str):
        return _one(entry)
    return Senses(
        AbbreviationMeaning(
            say=say,
            following=_words(proofs, "next"),
            preceding=_words(proofs, "prev"),
            near=frozenset(_near(_words(proofs, "near"), subjects)) - {form.lower()},
            place=_words(proofs, "place"),
            usual=proofs.get("usual") == "yes",
            guess=proofs.get("guess") == "yes",
        )
        for say, proofs in entry.items()
    )


def _near(words: Sequence[str], subjects: Mapping[str, str]) -> Iterator[str]:
    """The words, each subject ("@y tế") by its own."""
    for word in words:
        yield from subjects[word[1:]].split(" | ") if word[0] == "@" else (word,)


_SURE = 4  # letters
_DATA = load("senses")
_DOINGS = frozenset(_DATA["doings"].split(" | "))
_DOING = frozenset(doing.split()[0] for doing in _DOINGS)
COMPOUNDS = frozenset(_DATA["compounds"].split(" | "))
"""Words of two syllables, of which neither speaks for what it means alone."""
ABBREVIATIONS: dict[str, Senses] = {
    form: _senses(form, entry, _DATA["subjects"])
    for table in (load("abbreviations"), load("acronyms"), _DATA["abbreviations"])
    for form, entry in table.items()
}
UNITS_OF_SEVERAL = {form: _senses("", entry, _DATA["subjects"]) for form, entry in _DATA["units"].items()}
"""Units after a number that have several meanings."""
SHARES_OF_SEVERAL: dict[str, tuple[str, ...]] = {
    letters: tuple(nouns.split(" | ")) for letters, nouns in _DATA["shares"].items()
}
"""Letters after a slash that may stand for several things: 25k/c."""
LETTERS_OF_SEVERAL = {form: _senses("", entry, _DATA["subjects"]) for form, entry in _DATA["letters"].items()}
"""Letters before a number that stand for a word."""
# Names in the signs of documents are used in texts, too, if they are long enough to be unambiguous.
for _sign, _said in load("codes")["bodies"].items():
    if len(_sign) >= _SURE:
        ABBREVIATIONS.setdefault(_sign, _one(_said))
# Unambiguous titles that need no name after them: trình độ ThS.
for _title, _said in load("titles").items():
    if len(_title) >= 3 and sum(c.isupper() for c in _title) > 1 and _title not in ("KTV", "NHS"):
        ABBREVIATIONS.setdefault(_title, _one(_said))


def surroundings(context: Context, start: int, end: int) -> Surroundings:
    """What stands around start … end."""
    return Surroundings(
        before=context.precedes(start),
        after=context.follows(end).lstrip(". "),
        names=context.names,
        head=context.head(start),
        rest=context.rest(end),
    )


def known(text: str, context: Context, start: int, end: int) -> Meant | None:
    """What a known abbreviation stands for among its neighbours, and in the rest of the text.

    One text, one meaning: what was proven in one place holds where nothing nearer proves another.
    """
    options = ABBREVIATIONS.get(text)
    if options is None:
        return None
    if len(options) == 1 and options[0].usual and not options[0].following:
        return Meant(options[0].say)
    found = judge(options, surroundings(context, start, end))
    if not found.say:
        found = found._replace(say=spell(text))
    held = context.proven.get(text)
    if held is None or found.beside or (found.proven and not held.beside):
        return found
    return Meant(held.say, beside=held.beside, proven=True)


def remember(context: Context, text: str, found: Meant) -> None:
    """Let what was proven hold for the other places of the text; a neighbour's word outweighs others."""
    held = context.proven.get(text)
    if found.proven and (held is None or (found.beside and not held.beside)):
        context.proven[text] = Proof(found.say, found.beside)


def usual(form: str) -> str | None:
    """What an abbreviation stands for where it has no neighbours of its own; None if that is open."""
    return next((option.say for option in ABBREVIATIONS.get(form, ()) if option.usual), None)


def decided(context: Context, start: int, end: int) -> bool:
    """True for an abbreviation of several meanings of which a neighbour, the place or the text proves one."""
    text = context.text[start:end]
    options = ABBREVIATIONS.get(text)
    if options is None or len(options) < 2:
        return False
    return text in context.proven or judge(options, surroundings(context, start, end)).proven
