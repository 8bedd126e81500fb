"""Numbers of items, written or automatic, and their levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# In the order of Nghị định 30: phần, chương, mục, điều, khoản, điểm. A deeper level comes later.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+)?[\wÀ-ỹ]{1,6}\s*[.:]?\s+(?=\S)")),
    ("article", re.compile(r"(?:Điều|ĐIỀU)\s+\d{1,3}\s*[.:]\s*")),
    ("roman", re.compile(r"[IVX]{1,5}\s?[.)/]\s*(?=\D)|[IVX]{1,5}\s?-\s+(?=\D)")),
    ("capital", re.compile(r"[A-H]\s?[.)/]\s+(?=\S)")),
    ("digit", re.compile(r"\d{1,2}\s?[.)/](?![\d.])\s*(?=\D)|\d{1,2}\s?-\s+(?=[A-ZÀ-ỸĐ])|\(\d{1,2}\)\s*")),
    ("digits", re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\)?\s+(?=\D)|\d{1,2}(?:\.\d{1,2}){1,3}\.\s*(?=\D)")),
    ("letter", re.compile(r"[a-zđ]{1,2}\s?[.)/]\s*(?=\S)|\([a-zđ]\)\s*")),
    ("dash", re.compile(r"[-–—−*•●▪◦►✓✔➢❖§·]\s*(?=\S)")),
    ("plus", re.compile(r"\+\s*(?=\S)")),
)
_ORDER = {name: index for index, (name, _) in enumerate(_SHAPES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A number in front of a text."""

    shape: str
    number: str  # as written, without the spaces around it
    text: str  # what follows


def numbered(text: str, automatic: str | None = None) -> Numbered | None:
    """The number in front of a text, or None.

    Args:
        text: a block's text.
        automatic: its automatic number, if it has one; it decides.
    """
    if automatic:
        found = _first(f"{automatic} x")
        return Numbered(shape=found.shape if found else "dash", number=automatic.strip(), text=text)
    return _first(text)


def _first(text: str) -> Numbered | None:
    for name, shape in _SHAPES:
        found = shape.match(text)
        if found is not None and _not_a_value(name, text, found.end()):
            return Numbered(shape=name, number=found[0].strip(), text=text[found.end() :].strip())
    return None


_VALUE = re.compile(r"\d{1,2}\s?[./-]\s?\d|\d{1,2}/(?:CT|KH|TB|QĐ|CV|NQ|TTr|UBND)")


def _not_a_value(name: str, text: str, end: int) -> bool:
    """False for a date or a document number at the beginning of a line."""
    return bool(text[end:].strip()) and not (name in ("digit", "letter") and _VALUE.match(text))


def levels(shapes: Sequence[tuple[str, int | None]]) -> tuple[int, ...]:
    """The level of each item of a letter, from 1, by the shapes of their numbers in order.

    The same shape is the same level. A new shape goes below the item before it, unless that shape is open
    already further up: then the list goes on there.

    Args:
        shapes: the shape of each number, and the level of an automatic list. It tells one bullet from
            another; numbers are told by their shape, as people put one list into several lists of Word.
    """
    open_shapes: list[tuple[str, int | None]] = []
    found = []
    for shape, automatic in shapes:
        each = (shape, automatic if shape in ("dash", "plus") else None)
        if each in open_shapes:
            del open_shapes[open_shapes.index(each) + 1 :]
        else:
            # A shape that Nghị định 30 puts above what is open closes it: "II." after "1." and "a)".
            while (
                open_shapes
                and _ORDER[shape] < _ORDER[open_shapes[-1][0]]
                and shape in ("part", "article", "roman")
            ):
                open_shapes.pop()
            open_shapes.append(each)
        found.append(len(open_shapes))
    return tuple(found)
