"""Names: the ids of messages and schedules, and the nearest name to a slip of the keyboard."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

from broadcaster.core.text.forms import nfd

_SEGMENT = re.compile(r"[\w-]{1,64}")
_LONGEST_SHOWN = 40  # code points; more would push what matters off the line
_MOST_COMPARED = 500  # names; comparing with more takes long and seldom helps


def is_name(text: str) -> bool:
    """True for one segment of an id: letters, digits, `_` and `-`, 1 to 64 of them."""
    return _SEGMENT.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """True for an id: segments joined by `/`."""
    return all(is_name(segment) for segment in text.split("/"))


def bare(text: str) -> str:
    """Lower case without accents and doubled spaces, for words that people type in haste."""
    letters = nfd(text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def plain_name(text: str, longest: int = 64) -> str:
    """A name for a file, made of a title: small letters without accents, digits and `-`; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")[:longest].strip("-")


def spelt_out(text: str) -> str:
    """A text that can be printed, whatever it holds: invisible characters as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shown(text: str) -> str:
    """A written text as a message may quote it: short and printable."""
    return spelt_out(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")


def listed(names: Iterable[str]) -> str:
    """Names in a row, for a hint."""
    return ", ".join(shown(name) for name in names)


def nearest(written: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant, fit to be shown; None where none is near."""
    if len(written) > 2 * _LONGEST_SHOWN or len(known) > _MOST_COMPARED:
        return None
    by_bare = {bare(name): name for name in known}
    found = difflib.get_close_matches(bare(written), by_bare, n=1, cutoff=0.6)
    return spelt_out(by_bare[found[0]]) if found else None
