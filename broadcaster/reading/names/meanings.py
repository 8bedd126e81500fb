"""What abbreviations stand for, and the neighbours that tell which is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from broadcaster.reading.context import Context
from broadcaster.reading.wordlists import load

_TYPED = re.compile(r"\b(?i:soạn(?: tin)?(?: nhắn)?|cú pháp|nhắn(?: tin)?)[: \"']*(?:[A-ZĐ\d]+ ){0,3}\Z")


def typed(context: Context, at: int) -> bool:
    """True if the capitals at `at` are what somebody is to type."""
    return _TYPED.search(context.head(at)) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbbreviationMeaning:
    """One reading of an abbreviation, and the neighbours that require it."""

    say: str
    following: tuple[str, ...] = ()  # each ends at a word's end; "#" a number, "# …" after one
    preceding: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # anywhere close by, before or after
    place: tuple[str, ...] = ()  # provinces: meant in a station there
    doubt: bool = False

    def fits(self, before: str, after: str, names: tuple[str, ...]) -> bool:
        """True if a required neighbour or place is there, or if none is required."""
        return not self.requires or self.decided(before, after, names)

    @property
    def requires(self) -> bool:
        """True if it is meant only beside certain words, or in certain places."""
        return bool(self.following or self.preceding or self.near or self.place)

    def beside(self, before: str, after: str) -> bool:
        """True if a word that it requires stands right before or after it."""
        for form in self.following:
            if (form[0] == "#" or after.startswith(form)) and _follows(form, after):
                return True
        for form in self.preceding:
            if (form[0] == "#" or before.endswith(form)) and _precedes(form, before):
                return True
        return False

    def decided(self, before: str, after: str, names: tuple[str, ...]) -> bool:
        """True if one of the neighbours or places that it requires is there."""
        if self.beside(before, after):
            return True
        for word in self.near:
            if (word in before and _holds(word, before)) or (word in after and _holds(word, after)):
                return True
        return any(_holds(province, name) for province in self.place for name in names)


def _follows(form: str, after: str) -> bool:
    if form == "#":
        return _NUMBER.match(after) is not None
    if form == "#,":
        return _DECIMAL.match(after) is not None
    if form.startswith("# "):
        number = _NUMBERED.match(after)
        return number is not None and _follows(form[2:], after[number.end() :])
    if form == "#long":
        return _ACCOUNT.match(after) is not None
    if form == "#year":
        return _YEAR.match(after) is not None
    return after.startswith(form) and not (form[-1].isalnum() and after[len(form) : len(form) + 1].isalnum())


def _precedes(form: str, before: str) -> bool:
    if form == "#":
        return before[-1:].isdecimal()
    if form == "#h":
        return _HOUR.search(before) is not None
    if form == "#(":
        return before[-1:] == "(" and before[:-1].rstrip()[-1:].isdecimal()
    ahead = before[-len(form) - 1 : -len(form)]
    return before.endswith(form) and not (form[0].isalnum() and ahead.isalnum())


def _holds(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[max(0, at - 1) : at].isalnum() or text[end : end + 1].isalnum()):
            return True
        at = text.find(word, end)
    return False


_NUMBERED = re.compile(r":?\s?\d[\d.,]*(?:/\d+)?\s")
_NUMBER = re.compile(r":?\s?\d")
_HOUR = re.compile(r"\dh(?:\d\d)?\Z")
_DECIMAL = re.compile(r":?\s?\d+,\d")
_ACCOUNT = re.compile(r":?\s?\d[\d. -]{5,}")
_YEAR = re.compile(r":?\s?(?:19|20)\d\d(?!\d)")


def _options(entry: str | list[dict[str, Any]]) -> tuple[AbbreviationMeaning, ...]:
    if isinstance(entry, str):
        return (AbbreviationMeaning(say=entry),)
    return tuple(
        AbbreviationMeaning(
            say=item["say"],
            following=tuple(item.get("next", ())),
            preceding=tuple(item.get("prev", ())),
            near=tuple(item.get("near", ())),
            place=tuple(item.get("place", ())),
            doubt=item.get("doubt") == "yes",
        )
        for item in entry
    )


_SURE = 4  # letters
_SEVERAL = 2  # meanings
ABBREVIATIONS: dict[str, tuple[AbbreviationMeaning, ...]] = {
    form: _options(entry) for name in ("abbreviations", "acronyms") for form, entry in load(name).items()
}
# Names in the signs of documents are used in texts, too, if they are long enough to be unambiguous.
for _sign, _words in load("codes")["bodies"].items():
    if len(_sign) >= _SURE:
        ABBREVIATIONS.setdefault(_sign, (AbbreviationMeaning(say=_words),))
# Unambiguous titles that need no name after them: trình độ ThS.
for _title, _words in load("titles").items():
    if len(_title) >= 3 and sum(c.isupper() for c in _title) > 1 and _title not in ("KTV", "NHS"):
        ABBREVIATIONS.setdefault(_title, (AbbreviationMeaning(say=_words),))


def known(text: str, context: Context, start: int, end: int) -> AbbreviationMeaning | None:
    """The reading of a known abbreviation among its neighbours: the last one, doubtful, if none tells."""
    options = ABBREVIATIONS.get(text)
    if options is None:
        return None
    if len(options) == 1 and not options[0].requires:
        return options[0]
    before, after = context.precedes(start), context.follows(end).lstrip(". ")
    fitting = [option for option in options if option.fits(before, after, context.names)]
    if not fitting:
        return replace(options[-1], doubt=True)
    found = fitting[0]
    alike = [option for option in fitting if option.say == found.say]
    rivals = any(option.requires for option in fitting if option.say != found.say)
    if rivals and not any(option.beside(before, after) for option in alike):
        return replace(found, doubt=True)  # a word somewhere near speaks for each of them
    return found


def usual(form: str) -> str | None:
    """What an abbreviation stands for where it has no neighbours of its own; None if that is open."""
    options = ABBREVIATIONS.get(form)
    return None if options is None or options[-1].doubt or options[-1].requires else options[-1].say


def decided(context: Context, start: int, end: int) -> bool:
    """True for an abbreviation of several meanings of which a neighbour, or the place, requires one."""
    options = ABBREVIATIONS.get(context.text[start:end], ())
    if len(options) < _SEVERAL:
        return False
    before, after = context.precedes(start), context.follows(end).lstrip(". ")
    return any(option.requires and option.decided(before, after, context.names) for option in options)
