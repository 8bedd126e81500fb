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
_WORD = re.compile(r"(?<![\w.@/:'-])[^\W\d_]+(?![\w@/'-]|\.\w)")


def untoned(block: str) -> Iterator[tuple[int, int]]:
    """The stretches of `block` that are Vietnamese without marks.

    A short one needs a word that is wrong as written ("cat", "dien"): four plain words such as
    "hai ba con trai" are correct without marks.
    """
    least = _UNLIKELY if block.isascii() else _UNLIKELY_INSIDE
    if not _worth(block):
        return
    for run in _runs(block):
        if len(run) < _LEAST:
            continue
        likely = [m for m in run if looks_toneless(m.group().lower())]
        wrong = [m for m in likely if len(m.group()) > 2 and not speakable(m.group().lower())]
        enough = _LEAST if wrong else least
        if len(likely) >= enough and len(likely) >= _SHARE * len(run):
            yield run[0].start(), run[-1].end()


def _worth(block: str) -> bool:
    """True if so many words without marks stand in a row; most blocks end here."""
    row = 0
    for word in _WORD.findall(block):
        row = row + 1 if word.isascii() else 0
        if row >= _LEAST:
            return True
    return False


def _runs(block: str) -> Iterator[list[re.Match[str]]]:
    """Words without marks in a row; capitals are acronyms, and a word with a mark ends the row."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(block):
        written = word[0]
        if not written.isascii():
            if run:
                yield run
            run = []
        elif len(written) == 1 or not written.isupper():
            run.append(word)
    if run:
        yield run
