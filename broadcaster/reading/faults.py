"""A rule that fails for a text costs only its stretch: that is spelled and flagged, all else is read."""

from __future__ import annotations

import re

from broadcaster.containment import logged
from broadcaster.reading.context import Mark, Piece
from broadcaster.reading.spoken.letters import spell

_CODE = "reading.flag_fault"
_UNSURE = 0.1  # confidence of letters that stand for words
# As long as any word; at least one character, so that the reading goes on.
_STRETCH = re.compile(r"\s*\S{1,60}|\s+")


def spelled(text: str, position: int, error: Exception) -> Piece:
    """The piece in place of the one that could not be made: up to the next space, letter by letter."""
    logged("a rule of reading failed for a text", error)
    found = _STRETCH.match(text, position)
    end = position + 1 if found is None else found.end()
    return Piece(position, end, end, spell(text[position:end]), "fault", _UNSURE, _CODE, Mark.NONE)


def doubted(piece: Piece, error: Exception) -> Piece:
    """A piece that could not be judged where it stands: it counts as doubtful."""
    logged("a check of reading failed for a text", error)
    return piece._replace(flag=_CODE, confidence=_UNSURE)
