"""The blocks of a page: tables by their rules, all else by the places of its words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from broadcaster.letters.model import Block, Cell
from broadcaster.letters.readers.printed.grids import Grid
from broadcaster.letters.readers.printed.lines import Segment, blocks_of, bound, cell_blocks


def ruled_blocks(segments: Sequence[Segment], grids: Sequence[Grid]) -> tuple[Block, ...]:
    """The blocks of one page in reading order.

    Args:
        segments: the words of the page; none stands in two cells.
        grids: its tables, from top to bottom.
    """
    if not segments:
        return ()
    edges = min(each.left for each in segments), max(each.right for each in segments)
    rest = list(segments)
    parts: list[tuple[Block, ...]] = []
    for grid in grids:
        inside = [each for each in rest if _cell(grid, each) is not None]
        rest = [each for each in rest if _cell(grid, each) is None]
        above = [each for each in rest if -each.base <= grid.rows[0] + each.size]
        rest = [each for each in rest if -each.base > grid.rows[0] + each.size]
        parts += [blocks_of(above, edges), tuple(_cells(grid, inside))]
    return bound([part for part in (*parts, blocks_of(rest, edges)) if part])


def _cell(grid: Grid, segment: Segment) -> tuple[int, int] | None:
    return grid.cell((segment.left + segment.right) / 2, -segment.base - segment.size / 2)


def _cells(grid: Grid, segments: Sequence[Segment]) -> Iterator[Block]:
    rows, columns = grid.size
    by_cell: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        place = _cell(grid, segment)
        if place is not None:
            by_cell.setdefault(place, []).append(segment)
    for (row, column), words in sorted(by_cell.items()):
        cell = Cell(table=0, row=row, column=column, columns=columns, rows=rows)
        yield from cell_blocks(words, cell)
