"""The lexicons of a message and its ward: the readings that officers chose; no rule overrides them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from broadcaster.reading.context import Saying
from broadcaster.syllables import speakable

_FIRST = re.compile(r"[^\W_]+|\S")
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
            **{k: ("ward", v) for k, v in ward.items()},
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
            if same and not (text[end : end + 1].isalnum() and text[end - 1].isalnum()):
                return Saying(end=end, words=entry.spoken, rule=f"lexicon.{entry.layer}")
        return None


@lru_cache(maxsize=64)
def lexicon(message: tuple[tuple[str, str], ...], ward: tuple[tuple[str, str], ...]) -> Lexicon:
    """A lexicon for the two layers, kept for the next text of the same message."""
    return Lexicon(dict(message), dict(ward))
