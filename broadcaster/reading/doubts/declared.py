"""Every kind of doubt, by its code: who settles it, and which readings are possible.

Rules only name the code: the readings follow from what is written, and are made for flagged spans alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

from broadcaster.containment import logged
from broadcaster.reading.context import Piece
from broadcaster.reading.doubts import figures, letters
from broadcaster.reading.manner import in_manner
from broadcaster.reading.model import Flag, Remedy
from broadcaster.station.model import Manner
from broadcaster.syllables import unspeakable

Way = Callable[[str], Iterable[str]]
"""From what is written to readings of one kind; none where it has no such form."""

MOST = 8  # readings that a person is shown
_LONGEST = 120  # characters; what is longer is no word or number that has several readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One kind of doubt."""

    remedy: Remedy
    ways: tuple[Way, ...] = ()


_WARD = (letters.meanings, letters.parts, letters.spelled, letters.sounded)
_TEXT = Doubt(remedy=Remedy.TEXT)
DOUBTS: Mapping[str, Doubt] = MappingProxyType(
    {
        # What a word or letters stand for is the same in the whole ward.
        "reading.flag_acronym": Doubt(remedy=Remedy.WARD, ways=_WARD),
        "reading.flag_abbreviation": Doubt(remedy=Remedy.WARD, ways=_WARD),
        "reading.flag_foreign": Doubt(remedy=Remedy.WARD, ways=(letters.sounded, letters.spelled)),
        "reading.flag_code": Doubt(remedy=Remedy.WARD, ways=(letters.signs, letters.spelled)),
        # Where no neighbour tells: see `Lexicon`.
        "reading.flag_choice": Doubt(
            remedy=Remedy.WARD, ways=(letters.meanings, letters.word, letters.spelled)
        ),
        # It depends on the text.
        "reading.flag_letter": Doubt(
            remedy=Remedy.MESSAGE,
            ways=(letters.prefixes, letters.places, letters.meanings, figures.quarter, letters.spelled),
        ),
        "reading.flag_short": Doubt(
            remedy=Remedy.MESSAGE, ways=(figures.minutes, figures.weekday, figures.tonnes, figures.points)
        ),
        "reading.flag_date_or_ratio": Doubt(
            remedy=Remedy.MESSAGE, ways=(figures.date, figures.fraction, figures.over)
        ),
        "reading.flag_date_or_range": Doubt(
            remedy=Remedy.MESSAGE, ways=(figures.date, figures.interval, figures.row, figures.pair)
        ),
        "reading.flag_separator": Doubt(
            remedy=Remedy.MESSAGE, ways=(figures.decimal, figures.thousands, figures.section)
        ),
        "reading.flag_grouping": Doubt(
            remedy=Remedy.MESSAGE, ways=(figures.decimal, figures.thousands, figures.section)
        ),
        "reading.flag_unsure": Doubt(
            remedy=Remedy.MESSAGE,
            ways=(letters.meanings, figures.date, figures.interval, figures.row, figures.decimal),
        ),
        "reading.flag_roman": Doubt(remedy=Remedy.MESSAGE, ways=(letters.spelled,)),
        "reading.flag_degree": Doubt(remedy=Remedy.MESSAGE, ways=(figures.degrees,)),
        "reading.flag_mixed_script": Doubt(remedy=Remedy.MESSAGE),
        "reading.flag_address": Doubt(remedy=Remedy.MESSAGE),
        "reading.flag_fault": Doubt(remedy=Remedy.MESSAGE),
        # A slip or a gap: only whoever wrote the text knows what was meant.
        **dict.fromkeys(
            (
                "reading.flag_amount",
                "reading.flag_blank",
                "reading.flag_blank_date",
                "reading.flag_blank_number",
                "reading.flag_garbage",
                "reading.flag_glued",
                "reading.flag_identity",
                "reading.flag_impossible_date",
                "reading.flag_impossible_time",
                "reading.flag_interval",
                "reading.flag_lookalike",
                "reading.flag_lost",
                "reading.flag_mojibake",
                "reading.flag_phone_length",
                "reading.flag_phone_masked",
                "reading.flag_script",
                "reading.flag_tcvn3",
                "reading.flag_untoned",
                "reading.flag_viqr",
                "reading.flag_vni",
                "reading.flag_weekday",
            ),
            _TEXT,
        ),
    }
)
"""Every code that a rule may raise."""


def judged(code: str, written: str, plain: str, spoken: str, manner: Manner) -> Flag:
    """The flag of a span.

    Args:
        code: what is doubtful.
        written: the span as it stands in the text.
        plain: the same as plain text.
        spoken: the words that would be said for it; "" for none.
        manner: how numbers are said in this ward.
    """
    form = " ".join(plain.split())
    doubt = DOUBTS.get(code, _TEXT)
    worded = any(character.isalnum() for character in form)  # else no lexicon can have it
    return Flag(
        code=code,
        facts=(("written", written), ("spoken", spoken)),
        form=form,
        remedy=doubt.remedy if worded else Remedy.TEXT,
        readings=partial(readings, code, form, spoken, manner),
    )


@lru_cache(maxsize=1024)
def readings(code: str, form: str, spoken: str, manner: Manner) -> tuple[str, ...]:
    """The readings that a span may have; the first is `spoken`, where anything would be said."""
    found = dict.fromkeys([spoken] if spoken else [])
    if len(form) <= _LONGEST:
        for way in DOUBTS.get(code, _TEXT).ways:
            try:
                found |= dict.fromkeys(_in_manner(way(form), manner))
            except Exception as error:  # one way fewer to choose
                logged("a way of reading failed for a text", error)
    return tuple([words for words in found if words and unspeakable(words) is None][:MOST])


def _in_manner(readings: Iterable[str], manner: Manner) -> Iterable[str]:
    pieces = [Piece(0, 0, 0, words, "number") for words in readings]
    return [piece.words for piece in in_manner(pieces, manner)]
