"""Vietnamese written without its marks: it can only be guessed, so it is flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadcaster.syllables import looks_toneless, speakable

_LEAST = 3  # words, one of them no syllable as it is written; fewer may be a name or a borrowed phrase
# So many plain words in a row without any mark: of ten syllables about seven have one.
_UNLIKELY = 6
_UNLIKELY_INSIDE = 8  # in a text that has marks elsewhere
_SHARE = 0.8
# So much without any letter that has a mark: three words at least, with what is between them.
_STRETCH = re.compile(r"[\x00-\x7f\W]{5,}")
# No stretch without three words of plain letters; the last may be the beginning of a longer one.
_ENOUGH = re.compile(r"(?<![A-Za-z])[A-Za-z]++[\W\d_]++[A-Za-z]++[\W\d_]++[A-Za-z]")
_WORD = re.compile(r"(?<![\w.@/:'-])[^\W\d_]+(?![\w@/'-]|\.\w)")


def untoned(block: str) -> Iterator[tuple[int, int]]:
    """The stretches of `block` that are Vietnamese without marks.

    A short one needs a word that is wrong as written ("cat", "dien"): four plain words such as
    "hai ba con trai" are correct without marks.
    """
    least = _UNLIKELY if block.isascii() else _UNLIKELY_INSIDE
    for stretch in _STRETCH.finditer(block) if _ENOUGH.search(block) else ():
        run = _run(block, stretch.start(), stretch.end())
        if len(run) < _LEAST:
            continue
        likely = [m for m in run if looks_toneless(m.group().lower())]
        wrong = [m for m in likely if len(m.group()) > 2 and not speakable(m.group().lower())]
        enough = _LEAST if wrong else least
        if len(likely) >= enough and len(likely) >= _SHARE * len(run):
            yield run[0].start(), run[-1].end()


def _run(block: str, start: int, end: int) -> list[re.Match[str]]:
    """The words without marks in a stretch; capitals are acronyms. The last may go on behind the stretch."""
    words = [
        m for m in _WORD.finditer(block, start, end) if m.end() < end or not block[end : end + 1].isalnum()
    ]
    return [m for m in words if m.end() - m.start() == 1 or not m[0].isupper()]
