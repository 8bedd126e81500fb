"""Words beside numbers, from the data, and the unit that a number has among its neighbours."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context
from broadcaster.reading.rules.data import load
from broadcaster.reading.rules.numbers.measures import Tail, tail
from broadcaster.reading.wordset import wordset

_DATA = load("neighbours")


def _words(name: str) -> frozenset[str]:
    return wordset(" ".join(_DATA[name]))


THINGS = _words("things")
MEASURED = _words("measured")
PLACES = _words("places")
SECTIONS = _words("sections")
GRADES = _words("grades")
DECIMALS = _words("decimals")
NUMBERED = _words("numbered")
QUANTITIES = _words("measured") | _words("quantities")
NOUNS = _words("nouns") | _words("things") | _words("measured") | _words("per")
NUMBERING = _words("numbering")
GROUPS = _words("groups")
LEVELS = _words("levels")
EXAMS = _words("exams")
PRICES = _words("prices")
# A number with a leading zero counts people or things: 02 TB is no measure of data.
_INITIALS = wordset("TB GB MB KB KV HP CV UI IU MW GW")
_PADDED = re.compile(r"(?<![\d.,])0\d\Z")


def unit_of(context: Context, at: int) -> Tail:
    """The multiplier and unit after a number; empty if a single letter is no unit here."""
    found = tail(context.text, at)
    unit = found.unit or found.money
    if unit in ("đ", "Đ", "VNĐ") and context.follows(found.end).startswith("đồng"):  # 20.000đ đồng
        return found._replace(end=context.text.index("đồng", found.end) + len("đồng"))
    if unit == "v" and "uống" in context.before(at, 5):  # uống 2v/ngày
        return found._replace(words="viên")
    if found.spaced and unit in _INITIALS and _PADDED.search(context.head(at)):
        return Tail(end=at)
    if len(unit) != 1 or not found.spaced or unit == "Đ":
        return found
    capital = "A" <= unit <= "Z"
    return Tail(end=at) if capital or _is_word(context, found.end) else found


def _is_word(context: Context, end: int) -> bool:
    """True if a letter after a space begins an abbreviation: "5 h. Tam Đường", "3 đ/c"."""
    return bool(re.match(r"\.\s?[^\W\d]|/[cv]\b", context.text[end : end + 3]))
