"""Raised small type: the degree in "14 °C", the square in "m2", and the marks of footnotes. Pure."""

from __future__ import annotations

import re

_DEGREE = frozenset("0oOº°˚")
_UNIT = re.compile(r"(?:^|[\s\d/(])(?:[kcdm]?m|ha)$")


def raised(text: str, before: str, after: str, *, marks: bool = False) -> str:
    """What raised type means among the words around it.

    A raised nought before C is a degree: written on the line, 14⁰C would become 140C.

    Args:
        text: the raised letters.
        before: the text before them.
        after: the text behind them.
        marks: raised digits that are no power of a unit are marks of footnotes, and go.
    """
    if text.strip() in _DEGREE and after.lstrip()[:1] in ("C", "F"):
        return "°"
    if marks and text.strip(" ,[]()*").isdecimal() and not _UNIT.search(before):
        return ""
    return text
