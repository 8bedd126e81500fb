"""Tables for people and for spreadsheets: columns that line up, CSV that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence

_GAP = "  "
# What spreadsheets take for the beginning of a formula. Source: OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def width(text: str) -> int:
    """The columns of a terminal that `text` takes; marks that combine with a letter take none."""
    return sum(_columns(character) for character in unicodedata.normalize("NFC", text))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as text, one line for the headings and one for each row, without an end of line.

    Texts are shown in NFC, and whatever would break the line (control characters) as a space.
    """
    lines = [[_shown(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def csv_text(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Comma-separated values by RFC 4180. A cell that looks like a formula gets a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (headings, *rows):
        writer.writerow(["" if cell is None else _harmless(cell) for cell in row])
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _shown(cell: str) -> str:
    whole = unicodedata.normalize("NFC", cell)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in whole)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
