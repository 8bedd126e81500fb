"""The readings that figures and letters may have, for a person to choose from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.codes.documents import sign
from broadcaster.reading.lexicon import lexicon
from broadcaster.reading.names.addresses import INITIALS, PREFIXES
from broadcaster.reading.names.meanings import ABBREVIATIONS, SHARES_OF_SEVERAL, UNITS_OF_SEVERAL
from broadcaster.reading.numbers.ratios import fraction as as_fraction
from broadcaster.reading.numerals import LITERAL, NumberKind, figure
from broadcaster.reading.scan import scan
from broadcaster.reading.spelling import respell, spell
from broadcaster.reading.times import calendar
from broadcaster.reading.times.calendar import valid
from broadcaster.station.model.sound import CodeStyle

_TWO = re.compile(r"(\d{1,4})\s?[/.–-]\s?(\d{1,4})")
_NUMBERS = re.compile(r"\d+")
_SHORT = re.compile(r"(?P<h>\d{1,2})[hg](?P<m>\d)")
_WEEK = re.compile(r"T\.?(?P<n>\d{1,2})")
_QUARTER = re.compile(r"Q\.?(?P<n>[1-4])")
_OF_SEVERAL = re.compile(rf"(?P<n>\d/\d|{LITERAL}(?:\s?-\s?{LITERAL})?)\s?(?P<unit>[tT]|A|v|l/(?:phút|ph|p))")
_SHARE = re.compile(r"\s?/\s?(?P<letters>[^\W\d_]{1,2})")
_TONNES = re.compile(r"(?P<n>\d+)[tT](?P<rest>\d{1,3})")
_DEGREES = re.compile(r"(?P<n>\d{1,2})(?P<tenth>\d)C")
_POINTS = re.compile(rf"(?P<n>{LITERAL})\s?đ")
_POINTED = re.compile(LITERAL)
_MOST_PARTS = 10  # denominators up to this can be parts of a whole


def date(written: str) -> Iterable[str]:
    """Two figures as a day and its month."""
    day, month = _two(written)
    if valid(day, month, None):
        yield calendar.words(day, month, None, named=False)


def fraction(written: str) -> Iterable[str]:
    """Two figures as parts of a whole."""
    top, bottom = _two(written)
    if 0 < top < bottom <= _MOST_PARTS:
        yield as_fraction(top, bottom)


def over(written: str) -> Iterable[str]:
    """Two figures with "trên" between them: a share, a house number, a share of a total."""
    if _TWO.fullmatch(written):
        yield " trên ".join(_counts(written))


def interval(written: str) -> Iterable[str]:
    """Two figures as a range."""
    if _TWO.fullmatch(written):
        yield " đến ".join(_counts(written))


def row(written: str) -> Iterable[str]:
    """Figures one after the other, with a pause between them."""
    if len(counts := list(_counts(written))) > 1:
        yield ", ".join(counts)


def pair(written: str) -> Iterable[str]:
    """Two figures side by side, as in a score."""
    if _TWO.fullmatch(written):
        yield " ".join(_counts(written))


def decimal(written: str) -> Iterable[str]:
    """A number with its last dot or comma before decimals."""
    return _rewritten(written, lambda number: _without_zeros(_undotted(number)))


def thousands(written: str) -> Iterable[str]:
    """A number whose dots and commas group thousands."""
    return _rewritten(written, lambda number: re.sub(r"[.,]", "", number))


def section(written: str) -> Iterable[str]:
    """A number of parts, such as that of a section: 2.1."""
    if _POINTED.fullmatch(written):
        parts_of = re.split(r"([.,])", written)
        yield " ".join("chấm" if p == "." else "phẩy" if p == "," else numerals.count(p) for p in parts_of)


def minutes(written: str) -> Iterable[str]:
    """7h5: five minutes past seven, or fifty."""
    found = _SHORT.fullmatch(written)
    if found:
        hour = numerals.cardinal(int(found["h"]))
        yield f"{hour} giờ {numerals.cardinal(int(found['m']))} phút"
        yield f"{hour} giờ {numerals.cardinal(10 * int(found['m']))} phút"


def weekday(written: str) -> Iterable[str]:
    """T7: a day of the week, a month, a name."""
    found = _WEEK.fullmatch(written)
    if found is None:
        return
    number = int(found["n"])
    if 2 <= number <= 7:
        yield f"thứ {numerals.ordinal(number)}"
    if 1 <= number <= 12:
        yield f"tháng {numerals.month(number)}"
    yield f"tê {numerals.cardinal(number)}"


def quarter(written: str) -> Iterable[str]:
    """Q3: a quarter of the year, an urban district, a name."""
    found = _QUARTER.fullmatch(written)
    if found:
        number = int(found["n"])
        yield f"quý {numerals.month(number)}"
        yield f"quận {numerals.cardinal(number)}"
        yield f"quy {numerals.cardinal(number)}"


def units(written: str) -> Iterable[str]:
    """14t, 1-10t, 78 l/p: each meaning of the unit; 1t5: billions or tonnes."""
    found, parted = _OF_SEVERAL.fullmatch(written), _TONNES.fullmatch(written)
    if found:
        form = "T" if found["unit"] in "tT" else "l/p" if found["unit"][0] == "l" else found["unit"]
        top, _, bottom = found["n"].partition("/")
        ends = re.split(r"\s?-\s?", found["n"])
        number = " đến ".join(figure(n, NumberKind.MEASURE).words for n in ends if not bottom)
        number = number or as_fraction(int(top), int(bottom))
        yield from (f"{number} {option.say}" for option in UNITS_OF_SEVERAL[form])
        if bottom:  # 1/2v: one to two
            yield f"{numerals.count(top)} đến {numerals.count(bottom)} {UNITS_OF_SEVERAL[form][0].say}"
    elif parted:
        number, rest = numerals.count(parted["n"]), numerals.cardinal(int(parted["rest"].ljust(3, "0")))
        yield from (f"{number} {unit} {rest} {part}" for unit, part in (("tỷ", "triệu"), ("tấn", "cân")))


def shares(written: str) -> Iterable[str]:
    """25k/c, from the slash: each of the things for one of which it may be."""
    found = _SHARE.fullmatch(written)
    yield from (f"một {noun}" for noun in SHARES_OF_SEVERAL.get(found["letters"] if found else "", ()))


def points(written: str) -> Iterable[str]:
    """8,5đ: points of an examination, or đồng."""
    found = _POINTS.fullmatch(written)
    if found:
        yield from (f"{figure(found['n'], NumberKind.MEASURE).words} {unit}" for unit in ("điểm", "đồng"))


def degrees(written: str) -> Iterable[str]:
    """380C: thirty-eight degrees whose sign became a figure, or 380."""
    found = _DEGREES.fullmatch(written)
    if found:
        yield f"{numerals.cardinal(int(found['n']))} độ xê"
        if found["tenth"] != "0":
            tenth = numerals.cardinal(int(found["tenth"]))
            yield f"{numerals.cardinal(int(found['n']))} phẩy {tenth} độ xê"
        yield f"{numerals.count(found['n'] + found['tenth'])} xê"


def _two(written: str) -> tuple[int, int]:
    found = _TWO.fullmatch(written)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _counts(written: str) -> Iterator[str]:
    return (numerals.count(number) for number in _NUMBERS.findall(written))


def _undotted(number: str) -> str:
    """The number without the separators of its groups, and a comma for the last."""
    *groups, last = re.split("[.,]", number)
    return f"{''.join(groups)},{last}" if groups else last


def _without_zeros(number: str) -> str:
    """12,000 as 12,0: with three noughts it would be thousands."""
    return re.sub(r",0+\Z", ",0", number)


def _rewritten(written: str, change: Callable[[str], str]) -> Iterator[str]:
    """The reading of the whole with its numbers written otherwise."""
    changed = _POINTED.sub(lambda m: change(m[0]), written)
    if changed != written:
        pieces = scan(changed, lexicon=lexicon((), ()), names=(), codes=CodeStyle.EXPAND)
        yield " ".join(piece.words for piece in pieces if piece.words)


_SPELLABLE = 12  # capitals: more are not understood letter by letter
_SHORT_WORD = 6  # the same of a word in small letters
_VOWEL = re.compile("[AEIOU]")
_LEAST = 2  # letters of a part that stands for something
_MOST_MEANINGS = 4  # readings of the parts of one acronym
_JOINTS = re.compile(r"[-&/,.\s]+")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_SIGN = re.compile(r"(?P<number>\d+)?(?P<rest>\D.*)")


def meanings(written: str) -> Iterable[str]:
    """What an abbreviation stands for, the likeliest first."""
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
        sure = [[option.say for option in options] for options in (heads, tails)]
        found += [f"{head} {tail}" for head in sure[0] for tail in sure[1]]
    return found[:_MOST_MEANINGS]


def spelled(written: str) -> Iterable[str]:
    """The letters by their names."""
    bare = _JOINTS.sub("", written)
    if bare.isalpha() and len(bare) <= (_SPELLABLE if bare.isupper() else _SHORT_WORD):
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
