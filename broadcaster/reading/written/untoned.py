"""Vietnamese written without its marks: it can only be guessed, so it is flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadcaster.syllables import looks_toneless, speakable

_LEAST = 4  # words; fewer may be a name or a borrowed phrase
_SHARE = 0.8
_WORD = re.compile(r"(?<![\w.@/:'-])[^\W\d_]+(?![\w@/'-]|\.\w)")


def untoned(block: str) -> Iterator[tuple[int, int]]:
    """The stretch of `block` that is Vietnamese without marks, if there is one.

    At least one word must be wrong as written ("cat", "dien"): four plain words such as
    "hai ba con trai" are correct without marks.
    """
    if not block.isascii():
        return
    words = [m for m in _WORD.finditer(block) if not (m.group().isupper() and len(m.group()) > 1)]
    likely = [m for m in words if looks_toneless(m.group().lower())]
    wrong = [m for m in likely if len(m.group()) > 2 and not speakable(m.group().lower())]
    if wrong and len(likely) >= _LEAST and len(likely) >= _SHARE * len(words):
        yield words[0].start(), words[-1].end()
