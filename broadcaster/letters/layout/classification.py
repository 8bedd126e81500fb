"""What each block of a letter is, for all formats; blocks that hold several are taken apart first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from broadcaster.letters.layout import elements
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.layout.head import head
from broadcaster.letters.layout.items import ItemNumber, counting, levels, numbered
from broadcaster.letters.layout.tail import tail, tail_start
from broadcaster.letters.model import Block, Cell, Letter, Region

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
        tail = tail or elements.RECIPIENTS.match(block.text) is not None
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
        and elements.PLACE_DATE.match(" ".join(columns)) is None
    )


def _is_tail(columns: list[str]) -> bool:
    """Recipients, and behind them who signs."""
    if len(columns) != 2:
        return False
    signed = elements.AUTHORITY.match(columns[1]) or (
        columns[1].isupper() and elements.OFFICE_HOLDER.match(columns[1])
    )
    return bool(signed) and (
        columns[0].startswith(("-", "–", "+")) or elements.RECIPIENT_LINE.match(columns[0]) is not None
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
        elements.NATIONAL_TITLE,
        elements.NUMBER,
        elements.PLACE_DATE,
        elements.KIND,
        elements.SUBJECT,
        elements.ADDRESSEE,
        elements.BASIS,
        elements.RECIPIENTS,
        elements.RECIPIENT_LINE,
        elements.AUTHORITY,
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


def classify(letter: Letter) -> tuple[PlacedBlock, ...]:
    """Every block of the letter in its order, with its element, the reason and the confidence.

    A line that holds both columns of the head becomes two blocks.
    """
    blocks = tuple(apart(without_layout_tables(tuple(lines_apart(letter.blocks)))))
    running = {index for index, block in enumerate(blocks) if _runs(block)}
    flow = [block for index, block in enumerate(blocks) if index not in running]
    first = head(flow)
    rest = flow[len(first) :]
    over = tail_start(rest)
    placed = iter([*first, *_body(rest[:over]), *tail(rest[over:])])
    return tuple(_running(block) if index in running else next(placed) for index, block in enumerate(blocks))


def _running(block: Block) -> PlacedBlock:
    if block.region is Region.FOOTNOTE:
        return _placed(block, Element.FOOTNOTE, "a note at the foot of a page", 1.0)
    if elements.STAMP.match(block.text):
        return _placed(block, Element.STAMP, "a mark of urgency or secrecy on every page", 0.9)
    return _placed(block, Element.RUNNING, "page number, header or footer", 0.9)


def _runs(block: Block) -> bool:
    return block.region in (Region.HEADER, Region.FOOTER, Region.FOOTNOTE) or (
        block.cell is None and elements.PAGE_NUMBER.match(block.text) is not None
    )


def _body(blocks: Sequence[Block]) -> Iterator[PlacedBlock]:
    found = list(_each(blocks))
    items = [(item, placed.block) for item, placed in found if item is not None]
    deep = iter(levels([(item.shape, block.level) for item, block in items]))
    counts = iter(counting([(item, block.number is not None) for item, block in items]))
    for item, placed in found:
        yield placed if item is None else replace(placed, level=next(deep), counts=next(counts))


def _each(blocks: Iterable[Block]) -> Iterator[tuple[ItemNumber | None, PlacedBlock]]:
    """Each block with its number; None where it is no item."""
    begun = False
    for block in blocks:
        text = block.text
        item = numbered(text, block.number)
        if not block.shown.strip() or (elements.RULE.match(text) and not block.number):
            yield (
                None,
                PlacedBlock(block=block, element=Element.RUNNING, reason="a drawn line", confidence=1.0),
            )
        elif block.cell is not None and block.cell.columns > 1:
            yield None, _placed(block, Element.TABLE, "a cell of a table", 0.9)
        elif not begun and elements.BASIS.match(item.text if item and item.shape == "dash" else text):
            if text.endswith(":") and elements.ANNOUNCES.search(text):
                begun = True
                yield None, _placed(block, Element.BODY, "a basis that goes on to what is announced", 0.7)
            else:
                yield None, _placed(block, Element.BASIS, "begins as a basis does, before the body", 0.9)
        elif elements.KIND.fullmatch(text.rstrip(": .")) and text.isupper():
            yield None, _placed(block, Element.KIND, "the kind once more, between bases and body", 0.9)
        elif item is not None:
            begun = True
            placed = _placed(block, Element.ITEM, f"its number: {item.shape}", 0.9)
            yield item, replace(placed, number=item.number, text=item.text)
        else:
            begun = True
            yield None, _placed(block, Element.BODY, "a paragraph between head and tail", 0.8)


def _placed(block: Block, element: Element, reason: str, confidence: float) -> PlacedBlock:
    return PlacedBlock(
        block=block, element=element, reason=reason, confidence=confidence, text=block.shown.strip()
    )
