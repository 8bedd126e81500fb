"""Tables for the ear: two columns can be said as "this: that"; everything wider is left to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from broadcaster.letters.draft.model import Piece, Why
from broadcaster.letters.layout.elements import Placed

LONGEST = 120  # code points of a cell that can be said
MIN_ROWS = 2  # of a table whose first column may be a count: its heading and one row
_COUNT_HEADING = re.compile(r"(?:S?TT|Số TT|Số thứ tự|Stt)\W*$")


def said(cells: Sequence[Placed]) -> tuple[Piece, ...]:
    """A table's blocks, which follow one another, as pieces: one a row."""
    rows = [list(row) for _, row in groupby(cells, key=lambda each: each.block.cell and each.block.cell.row)]
    ordinals = _ordinals(rows)
    cells = [each for each in cells if id(each) not in ordinals]
    # The columns of a picture are guesses too: a person must put its tables into words.
    safe = _two_columns(cells) and all(len(each.text) <= LONGEST and not each.block.guessed for each in cells)
    pieces = []
    for number, row in enumerate(rows):
        columns = _columns([each for each in row if id(each) not in ordinals])
        guessed = any(each.block.guessed for each in row)
        heading = number == 0 and len(rows) > 1 and _is_heading(row, rows[1:], ordinals)
        if safe and not heading and len(columns) == 2 and all(columns):
            pieces.append(
                Piece(text=f"{columns[0].rstrip(':.')}: {columns[1].rstrip('.')}.", guessed=guessed)
            )
        else:
            pieces.append(Piece(text=" | ".join(_columns(row)), why=Why.TABLE, guessed=guessed))
    return tuple(pieces)


def _is_heading(
    first: Sequence[Placed], others: Sequence[Sequence[Placed]], ordinals: frozenset[int]
) -> bool:
    """True for a first row that names the columns: bold, or without digits above rows that all have some."""
    if all(each.block.bold for each in first if each.text):
        return True
    return not _digits(first, ordinals) and all(_digits(row, ordinals) for row in others)


def _digits(row: Sequence[Placed], ordinals: frozenset[int]) -> bool:
    return any(sign.isdecimal() for each in row if id(each) not in ordinals for sign in each.text)


def _ordinals(rows: Sequence[Sequence[Placed]]) -> frozenset[int]:
    """The cells of a first column that only counts the rows (TT, 1, 2 …), by their `id`."""
    first = [
        row[0] for row in rows if row and row[0].block.cell is not None and row[0].block.cell.column == 0
    ]
    if len(first) != len(rows) or len(rows) < MIN_ROWS or not _COUNT_HEADING.match(first[0].text):
        return frozenset()
    counted = [each.text.strip(" .") for each in first[1:]]
    return frozenset(map(id, first)) if counted == [str(n + 1) for n in range(len(counted))] else frozenset()


def _two_columns(cells: Sequence[Placed]) -> bool:
    return len({each.block.cell.column for each in cells if each.block.cell is not None}) == 2


def _columns(row: Sequence[Placed]) -> list[str]:
    """The text of each column of a row; several paragraphs of a cell are joined."""
    by_column = groupby(row, key=lambda each: each.block.cell.column if each.block.cell else 0)
    return [" ".join(each.block.shown for each in cell if each.text) for _, cell in by_column]
