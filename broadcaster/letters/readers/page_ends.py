"""The blocks of several pages, or parts of one, as those of one letter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadcaster.letters.layout.elements import PAGE_NUMBER
from broadcaster.letters.model import Align, Block, Cell, Region
from broadcaster.letters.readers.lines import ITEM, LINE


def bound(pages: Sequence[Sequence[Block]]) -> tuple[Block, ...]:
    """The blocks of all pages: each table has its own number, a paragraph that a page's end broke is one."""
    blocks: list[Block] = []
    notes: list[Block] = []  # at the end: a paragraph across pages must not meet them
    tables = 0
    for page in pages:
        onward = _onward(blocks, page)
        numbered = [_renumbered(block, tables, onward) for block in page]
        tables += max((block.cell.table + 1 for block in page if block.cell is not None), default=0)
        tables -= onward is not None
        notes += [block for block in numbered if block.region is Region.FOOTNOTE]
        numbered = [block for block in numbered if block.region is not Region.FOOTNOTE]
        texts = [block for block in numbered if not _is_running(block)]
        if blocks and texts and _broken_by_page(blocks[-1], texts[0]):
            guessed = blocks[-1].guessed or texts[0].guessed
            blocks[-1] = replace(blocks[-1], text=f"{blocks[-1].text} {texts[0].text}", guessed=guessed)
            numbered.remove(texts[0])
        # A page's head, foot and number come before its words: a paragraph across pages must not meet them.
        blocks += sorted(numbered, key=lambda block: not _is_running(block))
    return (*blocks, *notes)


def _onward(blocks: Sequence[Block], page: Sequence[Block]) -> Cell | None:
    """The last cell above a page, where a table goes on on it; the columns of a tail are no more than two."""
    last = next((block for block in reversed(blocks) if not _is_running(block)), None)
    first = next((block for block in page if not _is_running(block)), None)
    if last is None or first is None or last.cell is None or first.cell is None or last.page == first.page:
        return None
    return last.cell if last.cell.columns == first.cell.columns > 2 else None


def _is_running(block: Block) -> bool:
    """True for a head, a foot or the number of a page; a number in a table is none."""
    alone = block.cell is None and PAGE_NUMBER.match(block.text) is not None
    return alone or block.region in (Region.HEADER, Region.FOOTER)


def _renumbered(block: Block, tables: int, onward: Cell | None) -> Block:
    """The block with the number of its table in the letter; a page's first may go on with the one above."""
    cell = block.cell
    if cell is None:
        return block
    if onward is None:
        return replace(block, cell=replace(cell, table=cell.table + tables))
    if cell.table > 0:
        return replace(block, cell=replace(cell, table=cell.table + tables - 1))
    rows = onward.row + 1
    return replace(block, cell=replace(cell, table=onward.table, row=cell.row + rows, rows=cell.rows + rows))


def _broken_by_page(last: Block, first: Block) -> bool:
    if last.cell is not None or first.cell is not None or last.bold != first.bold:
        return False
    if last.text.endswith((".", ";", ":", "!", "?", "/.")) or ITEM.match(first.text):
        return False
    if first.text[:1].isupper() and len(last.text) < LINE:
        return False  # a heading: it does not fill its line
    return first.text[:1].islower() or first.align is not Align.CENTER
