"""Unicode's forms of a text, made in time that grows with its length.

The computer's own function orders a run of marks on one letter by insertion, and holds all other threads
meanwhile: 100 000 marks in a file kept the whole station still for half a minute. So a long run is cut as
Unicode's Stream-Safe Text Format says (UAX #15, section 13), which no honest text notices.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 30
"""On one letter; no language writes nearly as many."""

_AS_LETTERS = "\uff9e\uff9f"  # the only marks, in one of the forms, that `re` takes for letters
_SUSPECT = re.compile(rf"(?:[^\w\s!-~]|[{_AS_LETTERS}]){{{MOST_MARKS + 1},}}")
_JOINER = "\N{COMBINING GRAPHEME JOINER}"  # it is ordered with nothing
_DIRECTING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")


def nfc(text: str) -> str:
    """The composed form, in which texts and names are kept and compared."""
    return text if text.isascii() else unicodedata.normalize("NFC", stream_safe(text))


def nfd(text: str) -> str:
    """The form of letters with their marks apart."""
    return unicodedata.normalize("NFD", stream_safe(text))


def nfkc(text: str) -> str:
    """The composed form with signs that only look otherwise, such as ﬁ or ², as the plain ones."""
    return unicodedata.normalize("NFKC", stream_safe(text))


def in_order(text: str) -> str:
    """The same without the signs that have a screen show words in another order than they are written and
    spoken in. No text of ours needs them; telephone numbers are copied with them.
    """
    return text if text.isascii() else _DIRECTING.sub("", text)


def stream_safe(text: str) -> str:
    """The same with a joiner after each 30 marks that follow each other."""
    return text if text.isascii() else _SUSPECT.sub(_cut, text)


def _cut(run: re.Match[str]) -> str:
    parts: list[str] = []
    marks = 0
    for letter in run[0]:
        # Some signs that are no marks themselves are made of marks, such as U+0F73.
        made_of = [not unicodedata.combining(each) for each in unicodedata.normalize("NFKD", letter)]
        own = [*reversed(made_of), True].index(True)  # marks at its end
        marks = own if any(made_of) else marks + own
        if marks > MOST_MARKS:
            parts.append(_JOINER)
            marks = own
        parts.append(letter)
    return "".join(parts)
