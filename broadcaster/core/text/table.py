"""Tables for people and for spreadsheets: columns that line up, CSV that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from broadcaster.core.text.forms import nfc

_GAP = "  "
_NARROWEST = 8  # columns; what is narrower cannot be read
# What spreadsheets take for the beginning of a formula. Source: OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def width(text: str) -> int:
    """The columns of a terminal that `text` takes; marks that combine with a letter take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return _width(text)


@lru_cache(maxsize=4096)  # a column of a long table has the same few words over and over
def _width(text: str) -> int:
    return sum(_columns(character) for character in nfc(text))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, most: int | None = None) -> str:
    """A table as text, one line for the headings and one for each row, without an end of line.

    Texts are shown in NFC, and whatever would break the line (control characters) as a space.

    Args:
        most: columns of the terminal; a wider table is folded: its widest cells go over several lines.
            None for as wide as it is.
    """
    lines = [[_shown(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    if most is not None:
        widths = _fitted(widths, most)
    return "\n".join(_line(cells, widths) for line in lines for cells in _folded(line, widths))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True)).rstrip(
        " "
    )


def _fitted(widths: Sequence[int], most: int) -> list[int]:
    """The widths of the columns with the widest ones narrowed until all fit, as far as they can be."""
    fitted = list(widths)
    too_many = sum(fitted) + len(_GAP) * (len(fitted) - 1) - most
    while too_many > 0 and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
        too_many -= 1
    return fitted


def _folded(line: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """A row as the lines that it takes."""
    cells = [_fold(cell, w) for cell, w in zip(line, widths, strict=True)]
    return list(zip_longest(*cells, fillvalue=""))


def _fold(cell: str, most: int) -> list[str]:
    """A text in lines of at most `most` columns, parted at spaces or behind hyphens where that can be."""
    lines: list[str] = []
    while width(cell) > most:
        end = _fits(cell, most)
        part = max(cell.rfind(" ", 0, end + 1), cell.rfind("-", 0, end) + 1)
        part = part if part > 0 and cell[:part].strip(" ") else end
        lines.append(cell[:part].rstrip(" "))
        cell = cell[part:].lstrip(" ")
    return [*lines, cell]


def _fits(cell: str, most: int) -> int:
    """How many of the first characters fit into `most` columns; at least one."""
    used = 0
    for index, character in enumerate(cell):
        used += _columns(character)
        if used > most:
            return max(1, index)
    return len(cell)


def csv_text(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Comma-separated values by RFC 4180. A cell that looks like a formula gets a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (headings, *rows):
        cells = (cell or "" for cell in row)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells])
    return buffer.getvalue()


def _shown(cell: str) -> str:
    if cell.isascii() and cell.isprintable():
        return cell
    return _clean(cell)


@lru_cache(maxsize=4096)
def _clean(cell: str) -> str:
    whole = nfc(cell)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in whole)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
