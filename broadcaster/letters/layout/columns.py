"""Two columns of a letter's head that stand on one line, apart by a tab."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from broadcaster.letters.layout.marks import PLACE_DATE
from broadcaster.letters.model import Block, Cell

FIRST = 12  # blocks in which a second column is looked for
WIDEST = 80  # code points of a column
_TABS = re.compile(r"\s*\t\s*")
TABLE = -1  # number of the table that such lines make up


def apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, those of the head's two columns each for itself, as cells of one table."""
    for index, block in enumerate(blocks):
        columns = [part for part in _TABS.split(block.text) if part]
        if block.cell is not None or index >= FIRST or not _is_head(columns):
            yield replace(block, text=_TABS.sub(" ", block.text))
            continue
        for column, part in enumerate(columns):
            cell = Cell(table=TABLE, row=index, column=column, columns=2, rows=FIRST)
            yield replace(block, text=part, cell=cell)


def _is_head(columns: list[str]) -> bool:
    # "Tân Phong, ngày      tháng 01 năm 2021" has a wide gap too.
    return (
        len(columns) == 2 and max(map(len, columns)) <= WIDEST and PLACE_DATE.match(" ".join(columns)) is None
    )
