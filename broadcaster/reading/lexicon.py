"""The lexicons of a message and its ward: the readings that officers chose; no rule overrides them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from broadcaster.reading.context import Saying
from broadcaster.syllables import speakable

_WARD = "ward"
WARD = f"lexicon.{_WARD}"
"""The rule of a span that the ward's lexicon decided."""

_FIRST = re.compile(r"[^\W_]+|\S")
_GOES_ON, _CAME_ON = re.compile(r"[.,/:-]\d"), re.compile(r"\d[.,/:-]")
_ACRONYM_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One written form and its reading."""

    written: str
    spoken: str
    layer: str  # message | ward

    @property
    def exact(self) -> bool:
        """True if capitals matter: for short acronyms, and for words that are also plain syllables."""
        return (self.written.isupper() and len(self.written) <= _ACRONYM_LENGTH) or speakable(
            self.written.lower()
        )


class Lexicon:
    """Two layers, the message's before the ward's. The longest written form wins."""

    def __init__(self, message: Mapping[str, str], ward: Mapping[str, str]) -> None:
        layers = {
            **{k: (_WARD, v) for k, v in ward.items()},
            **{k: ("message", v) for k, v in message.items()},
        }
        self._entries: dict[str, list[Entry]] = {}
        self.openers: Collection[str] = (
            self._entries.keys()
        )  # in lower case, words and marks with which one begins
        for written, (layer, spoken) in sorted(layers.items(), key=lambda item: -len(item[0])):
            first = _FIRST.search(written)
            if first:
                entry = Entry(written=written.strip(), spoken=" ".join(spoken.lower().split()), layer=layer)
                self._entries.setdefault(first[0].lower(), []).append(entry)

    def match(self, text: str, position: int) -> Saying | None:
        """The longest entry that stands at `position` as whole words."""
        if not self._entries:
            return None
        first = _FIRST.match(text, position)
        for entry in self._entries.get(first[0].lower(), ()) if first else ():
            end = position + len(entry.written)
            here = text[position:end]
            same = here == entry.written or (not entry.exact and here.lower() == entry.written.lower())
            if same and _whole(text, position, end):
                return Saying(end=end, words=entry.spoken, rule=f"lexicon.{entry.layer}")
        return None


def _whole(text: str, start: int, end: int) -> bool:
    """True if start … end is no part of a longer word or number, such as 12/1 of 12/1/2026."""
    if text[end : end + 1].isalnum() and text[end - 1].isalnum():
        return False
    if text[end - 1].isdecimal() and _GOES_ON.match(text, end):
        return False
    return not (text[start].isdecimal() and _CAME_ON.fullmatch(text[max(0, start - 2) : start]))


@lru_cache(maxsize=64)
def lexicon(message: tuple[tuple[str, str], ...], ward: tuple[tuple[str, str], ...]) -> Lexicon:
    """A lexicon for the two layers, kept for the next text of the same message."""
    return Lexicon(dict(message), dict(ward))
