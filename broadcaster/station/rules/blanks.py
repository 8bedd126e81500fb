"""Blanks in a text: what a person must still fill in before it can be approved. Pure.

A template marks a blank as `{{label: kind}}`, for example `{{ngày tiêm: ngày}}`. The kind may be left out.
Letters and forms leave gaps instead: dots, underscores, or wide spaces where a day or an hour belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class BlankKind(StrEnum):
    """What belongs into a marked blank."""

    DATE = "date"
    TIME = "time"
    PLACE = "place"
    AMOUNT = "amount"
    NAME = "name"
    TEXT = "text"


KINDS: Mapping[str, BlankKind] = {
    **{str(kind): kind for kind in BlankKind},
    "ngày": BlankKind.DATE,
    "giờ": BlankKind.TIME,
    "nơi": BlankKind.PLACE,
    "số": BlankKind.AMOUNT,
    "tên": BlankKind.NAME,
    "lời": BlankKind.TEXT,
}
"""How a kind may be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One blank of a text; `start` and `end` in code points."""

    start: int
    end: int
    label: str  # what belongs here, for people; of a gap the words around it
    kind: BlankKind | None = None  # None: a gap that nobody marked

    @property
    def marked(self) -> bool:
        """True for a blank of a template."""
        return self.kind is not None


_MARKED = re.compile(
    r"\{\{\s*+(?P<label>[^{}:\s][^{}:\n]{0,79}?)\s*+(?::\s*+(?P<kind>[^{}:\s][^{}:\n]{0,19}?)\s*+)?\}\}"
)
_OPEN = re.compile(r"\{\{|\}\}")
# Words after which a gap stands for something that was left out.
_ASKING = r"ngày|tháng|năm|giờ|phút|lúc|số|tại|từ|đến|ông|bà|anh|chị"
_GAP = re.compile(
    rf"""
    (?P<line>_{{3,}}|\.{{4,}}|…(?:\s?[.…]){{1,}}|\.{{2,3}}…+)    # longer than an ellipsis
    |(?<!\w)(?P<after>{_ASKING})
     (?P<gap>:?[ \u00a0]*(?:…|\.{{2,3}})[.…]*|[ \u00a0\t]{{3,}}(?=tháng|năm|giờ|phút|/))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AROUND = 20  # code points shown on both sides of a gap


def blanks(text: str) -> tuple[Blank, ...]:
    """All blanks of a text in order. Linear in the text's length."""
    return tuple(sorted((*_marked(text), *_gaps(text)), key=lambda blank: blank.start))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the marked blanks of these labels replaced; the others stay."""
    return _MARKED.sub(lambda found: values.get(found["label"], found[0]), text)


def _marked(text: str) -> Iterator[Blank]:
    over = 0
    for found in _MARKED.finditer(text):
        written = (found["kind"] or "text").casefold()
        # An unknown kind is still a blank: nobody wants to hear the braces.
        kind = KINDS.get(written, BlankKind.TEXT)
        yield from _stray(text, over, found.start())
        yield Blank(start=found.start(), end=found.end(), label=found["label"], kind=kind)
        over = found.end()
    yield from _stray(text, over, len(text))


def _stray(text: str, start: int, end: int) -> Iterator[Blank]:
    """Braces that are no whole blank: somebody damaged one."""
    for found in _OPEN.finditer(text, start, end):
        yield Blank(start=found.start(), end=found.end(), label=_around(text, *found.span()))


def _gaps(text: str) -> Iterator[Blank]:
    for found in _GAP.finditer(text):
        start, end = found.span("gap") if found["after"] else found.span()
        yield Blank(start=start, end=end, label=_around(text, start, end))


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())
