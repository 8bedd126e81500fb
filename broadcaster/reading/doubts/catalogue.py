"""Every kind of doubt, by its code: who settles it, and which readings are possible.

Rules only name the code: the readings follow from what is written, and are made for flagged spans alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

from broadcaster.core.containment import logged
from broadcaster.core.text.syllables import speakable, unspeakable
from broadcaster.reading.context import Piece
from broadcaster.reading.doubts import candidates
from broadcaster.reading.lexicon import in_manner
from broadcaster.reading.model import Flag, Remedy
from broadcaster.reading.spelling import spell
from broadcaster.station.model.sound import Manner

Way = Callable[[str], Iterable[str]]
"""From what is written to readings of one kind; none where it has no such form."""

MOST = 8  # readings that a person is shown
_LONGEST = 120  # characters; what is longer is no word or number that has several readings


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtKind:
    """One kind of doubt."""

    remedy: Remedy
    ways: tuple[Way, ...] = ()


_WARD = (candidates.meanings, candidates.parts, candidates.spelled, candidates.sounded)
_TEXT = DoubtKind(remedy=Remedy.TEXT)
DOUBTS: Mapping[str, DoubtKind] = MappingProxyType(
    {
        # What a word or letters stand for is the same in the whole ward.
        "reading.flag_acronym": DoubtKind(remedy=Remedy.WARD, ways=_WARD),
        "reading.flag_abbreviation": DoubtKind(remedy=Remedy.WARD, ways=_WARD),
        "reading.flag_foreign": DoubtKind(remedy=Remedy.WARD, ways=(candidates.sounded, candidates.spelled)),
        "reading.flag_code": DoubtKind(remedy=Remedy.WARD, ways=(candidates.signs, candidates.spelled)),
        # Where no neighbour tells: see `Lexicon`.
        "reading.flag_choice": DoubtKind(
            remedy=Remedy.WARD, ways=(candidates.meanings, candidates.word, candidates.spelled)
        ),
        # It depends on the text.
        "reading.flag_letter": DoubtKind(
            remedy=Remedy.MESSAGE,
            ways=(
                candidates.prefixes,
                candidates.places,
                candidates.meanings,
                candidates.quarter,
                candidates.spelled,
            ),
        ),
        "reading.flag_short": DoubtKind(
            remedy=Remedy.MESSAGE,
            ways=(
                candidates.minutes,
                candidates.weekday,
                candidates.units,
                candidates.shares,
                candidates.points,
            ),
        ),
        "reading.flag_date_or_ratio": DoubtKind(
            remedy=Remedy.MESSAGE, ways=(candidates.date, candidates.fraction, candidates.over)
        ),
        "reading.flag_date_or_range": DoubtKind(
            remedy=Remedy.MESSAGE,
            ways=(candidates.date, candidates.interval, candidates.row, candidates.pair),
        ),
        "reading.flag_separator": DoubtKind(
            remedy=Remedy.MESSAGE, ways=(candidates.decimal, candidates.thousands, candidates.section)
        ),
        "reading.flag_grouping": DoubtKind(
            remedy=Remedy.MESSAGE, ways=(candidates.decimal, candidates.thousands, candidates.section)
        ),
        "reading.flag_unsure": DoubtKind(
            remedy=Remedy.MESSAGE,
            ways=(
                candidates.meanings,
                candidates.date,
                candidates.interval,
                candidates.row,
                candidates.decimal,
            ),
        ),
        "reading.flag_roman": DoubtKind(remedy=Remedy.MESSAGE, ways=(candidates.spelled,)),
        "reading.flag_degree": DoubtKind(remedy=Remedy.MESSAGE, ways=(candidates.degrees,)),
        "reading.flag_mixed_script": DoubtKind(remedy=Remedy.MESSAGE),
        "reading.flag_address": DoubtKind(remedy=Remedy.MESSAGE),
        "reading.flag_fault": DoubtKind(remedy=Remedy.MESSAGE),
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


CHOICE = "reading.flag_choice"
_BEFORE, _AFTER = re.compile(r"(?:\A|[\s(\"'])([^\W\d_]+) \Z"), re.compile(r" ([^\W\d_]+)(?![^\W_])")
_REACH = 12  # characters that may hold a neighbour and what is before it
_JOINING = frozenset(["và", "hoặc", "hay", "cùng", "của", "là", "có", "các", "những", "mọi", "thì", "mà"])


def neighbour(code: str, text: str, start: int, end: int) -> tuple[str, str]:
    """The word right before or else right after a form of several meanings; nothing for other doubts."""
    if code != CHOICE:
        return "", ""
    before, after = _BEFORE.search(text, max(0, start - _REACH), start), _AFTER.match(text, end)
    if before and before[1].lower() not in _JOINING and speakable(before[1].lower()):
        return before[1], ""
    if after and after[1].lower() not in _JOINING and speakable(after[1].lower()):
        return "", after[1]
    return "", ""


def judged(
    code: str, written: str, plain: str, spoken: str, manner: Manner, beside: tuple[str, str] = ("", "")
) -> Flag:
    """The flag of a span.

    Args:
        code: what is doubtful.
        written: the span as it stands in the text.
        plain: the same as plain text.
        spoken: the words that would be said for it; "" for none.
        manner: how numbers are said in this ward.
        beside: its neighbour (see `neighbour`).
    """
    form = " ".join(plain.split())
    doubt = DOUBTS.get(code, _TEXT)
    worded = any(character.isalnum() for character in form)  # else no lexicon can have it
    return Flag(
        code=code,
        facts=(("written", written), ("spoken", spoken)),
        form=form,
        neighbour=beside,
        remedy=doubt.remedy if worded else Remedy.TEXT,
        readings=partial(readings, code, form, spoken, manner),
    )


@lru_cache(maxsize=1024)
def readings(code: str, form: str, spoken: str, manner: Manner) -> tuple[str, ...]:
    """The readings that a span may have, the likeliest first: `spoken`, unless it is but the letters."""
    letters = code == CHOICE and spoken == spell(form)
    found = dict.fromkeys([spoken] if spoken and not letters else [])
    if len(form) <= _LONGEST:
        for way in DOUBTS.get(code, _TEXT).ways:
            try:
                found |= dict.fromkeys(_in_manner(way(form), manner))
            except Exception as error:  # one way fewer to choose
                logged("a way of reading failed for a text", error)
    told = [words for words in found if words and unspeakable(words) is None]
    return tuple(told if len(told) <= MOST or not letters else (*told[: MOST - 1], spoken))[:MOST]


def _in_manner(readings: Iterable[str], manner: Manner) -> Iterable[str]:
    pieces = [Piece(0, 0, 0, words, "number") for words in readings]
    return [piece.words for piece in in_manner(pieces, manner)]
