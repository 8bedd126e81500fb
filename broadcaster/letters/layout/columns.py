"""What blocks of a letter stand in one block, or in a table that only lays out the page: told apart here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from broadcaster.letters.layout import marks
from broadcaster.letters.layout.items import numbered
from broadcaster.letters.model import Block, Cell

FIRST = 12  # blocks in which a second column is looked for
WIDEST = 80  # code points of a column
TABLE = -1  # number of the table that the lines of the head make up
TAIL_TABLE = -2  # and of that of the tail
_WHOLE = 8  # paragraphs in one cell from which the table lays out the page
_MOST = 0.6  # of the letter's words that such a cell holds
_LONG = 100  # code points
_ENDS = (".", ";", ":", "!", "?")


def apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, those of two columns on one line each for itself, as cells of one table.

    Columns are looked for in the head, and from "Nơi nhận" on.
    """
    tail = False
    for index, block in enumerate(blocks):
        columns = [part for part in map(str.strip, block.text.split("\t")) if part]
        tail = tail or marks.RECIPIENTS.match(block.text) is not None
        ends = tail or _is_tail(columns)
        if block.cell is not None or not (index < FIRST or ends) or not _is_head(columns):
            yield replace(block, text=" ".join(columns))
            continue
        table = TAIL_TABLE if ends else TABLE
        for column, part in enumerate(columns):
            cell = Cell(table=table, row=index, column=column, columns=2, rows=FIRST)
            # The number stands in front of the first column.
            number = block.number if column == 0 else None
            yield replace(block, text=part, cell=cell, number=number)


def _is_head(columns: list[str]) -> bool:
    # "Tân Phong, ngày      tháng 01 năm 2021" has a wide gap too.
    return (
        len(columns) == 2
        and max(map(len, columns)) <= WIDEST
        and marks.PLACE_DATE.match(" ".join(columns)) is None
    )


def _is_tail(columns: list[str]) -> bool:
    """Recipients, and behind them who signs."""
    if len(columns) != 2:
        return False
    signed = marks.AUTHORITY.match(columns[1]) or (
        columns[1].isupper() and marks.OFFICE_HOLDER.match(columns[1])
    )
    return bool(signed) and (
        columns[0].startswith(("-", "–", "+")) or marks.RECIPIENT_LINE.match(columns[0]) is not None
    )


def lines_apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, the forced lines of one each for itself where they are paragraphs.

    A title that was broken by hand stays one block: its lines are neither items nor ends of sentences.
    """
    for block in blocks:
        lines = block.text.split("\n")
        if len(lines) == 1 or not any(map(_is_paragraph, lines[1:], lines[:-1])):
            yield block
            continue
        held = lines[0]
        number, level = block.number, block.level
        for line, above in zip(lines[1:], lines[:-1], strict=True):
            if _is_paragraph(line, above):
                yield replace(block, text=held, number=number, level=level)
                held, number, level = line, None, None
            else:
                held = f"{held}\n{line}"
        yield replace(block, text=held, number=number, level=level)


def _is_paragraph(line: str, above: str) -> bool:
    marked = (
        marks.NATIONAL_TITLE,
        marks.NUMBER,
        marks.PLACE_DATE,
        marks.KIND,
        marks.SUBJECT,
        marks.ADDRESSEE,
        marks.BASIS,
        marks.RECIPIENTS,
        marks.RECIPIENT_LINE,
        marks.AUTHORITY,
    )
    return (
        above.rstrip().endswith(_ENDS)
        or numbered(line) is not None
        or any(mark.match(line) for mark in marked)
        or any(mark.match(above) for mark in marked[:3])
        or above.isupper() != line.isupper()
        or (len(line) > _LONG and not line[:1].islower())  # no line of a title
    )


def without_layout_tables(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, those of a cell that holds most of the letter as if there were no table.

    Web pages lay out their words in such tables; a frame around a notice is a table of one cell.
    """
    words, paragraphs = Counter[tuple[int, int, int]](), Counter[tuple[int, int, int]]()
    for block in blocks:
        if block.cell is not None:
            place = (block.cell.table, block.cell.row, block.cell.column)
            words[place] += len(block.text)
            paragraphs[place] += 1
    most = _MOST * sum(len(block.text) for block in blocks)
    frames = {place for place, length in words.items() if length > most and paragraphs[place] >= _WHOLE}
    for block in blocks:
        cell = block.cell
        framed = cell is not None and (
            (cell.table, cell.row, cell.column) in frames or (cell.columns == 1 and cell.rows == 1)
        )
        yield replace(block, cell=None) if framed else block
