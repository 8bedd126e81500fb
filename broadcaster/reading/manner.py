"""The ward's manner of speech: words that differ between regions, changed after the rules.

Only words that a rule has made of figures and signs change; written words stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from broadcaster.reading.context import Piece
from broadcaster.station.model import Manner, Odd, Thousand, YearStyle

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
