"""The readings that letters may have: what they stand for, by their names, as a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from broadcaster.reading.rules.codes.documents import sign
from broadcaster.reading.rules.names.addresses import INITIALS, PREFIXES
from broadcaster.reading.rules.names.meanings import ABBREVIATIONS
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import spell
from broadcaster.reading.spoken.respell import respell
from broadcaster.syllables import speakable

_SPELLABLE = 12  # capitals: more are not understood letter by letter
_SHORT = 6  # the same of a word in small letters
_VOWEL = re.compile("[AEIOU]")
_LEAST = 2  # letters of a part that stands for something
_MOST_PARTS = 4  # readings of the parts of one acronym
_JOINTS = re.compile(r"[-&/,.\s]+")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_SIGN = re.compile(r"(?P<number>\d+)?(?P<rest>\D.*)")


def meanings(written: str) -> Iterable[str]:
    """What an abbreviation stands for, in the order in which its neighbours are tried."""
    bare = _JOINTS.sub("", written)
    for form in dict.fromkeys((written, bare, bare.upper())):
        yield from (option.say for option in ABBREVIATIONS.get(form, ()))


def parts(written: str) -> Iterable[str]:
    """Two abbreviations written as one, or joined by a sign: each pair of their meanings."""
    bare = _JOINTS.sub("", written)
    if meant := list(meanings(written)):
        return meant
    found: list[str] = []
    for cut in range(len(bare) - _LEAST, _LEAST - 1, -1):
        heads, tails = ABBREVIATIONS.get(bare[:cut], ()), ABBREVIATIONS.get(bare[cut:], ())
        sure = [[option.say for option in options if not option.doubt] for options in (heads, tails)]
        found += [f"{head} {tail}" for head in sure[0] for tail in sure[1]]
    return found[:_MOST_PARTS]


def spelled(written: str) -> Iterable[str]:
    """The letters by their names."""
    bare = _JOINTS.sub("", written)
    if bare.isalpha() and len(bare) <= (_SPELLABLE if bare.isupper() else _SHORT):
        yield spell(bare)


def sounded(written: str) -> Iterable[str]:
    """A word of Latin letters as an announcer would pronounce it; capitals only if they can be a word."""
    if not _LATIN.fullmatch(written) or (written.isupper() and not _VOWEL.search(written)):
        return
    yield written.lower() if speakable(written.lower()) else respell(written)


def word(written: str) -> Iterable[str]:
    """Capitals that are a syllable, as that syllable."""
    if speakable(written.lower()):
        yield written.lower()


def prefixes(written: str) -> Iterable[str]:
    """P., Q.: a kind of place, or the letter."""
    bare = written.rstrip(". ")
    for form in dict.fromkeys((bare, bare.upper())):
        if form in PREFIXES:
            yield PREFIXES[form]


def places(written: str) -> Iterable[str]:
    """The provinces and towns whose initials these are."""
    yield from INITIALS.get(written, ())


def signs(written: str) -> Iterable[str]:
    """The sign of a document, and a code digit by digit."""
    found = _SIGN.fullmatch(written)
    if found is None:
        return
    number = found["number"] or ""
    said, known = sign(found["rest"].strip("/-"))
    if known:
        yield f"{numerals.count(number)} {said}" if number else said
    yield " ".join(
        numerals.count(part) if part.isdecimal() else spell(part)
        for part in re.findall(r"\d+|[^\W\d_]+", written)
    )
