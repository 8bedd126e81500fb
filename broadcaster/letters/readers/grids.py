"""Tables by their rules: which cells drawn lines enclose, and the blocks of such a page.

Coordinates in any one unit, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from broadcaster.letters.model import Block, Cell
from broadcaster.letters.readers.lines import PageSegment, cell_blocks
from broadcaster.letters.readers.page_ends import bound
from broadcaster.letters.readers.prose import prose_blocks

MOST = 400  # rules of one page and direction; a page that has more is a picture
_KEPT = 0.6  # of the side of a cell that is drawn: else the cell goes on behind it
_MOST_CELLS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """One straight rule; `at` is its place across its direction."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table by its rules: the edges of columns and rows, and which of them each cell has.

    `right[row][column]` is True where the cell ends there, `below` likewise; else it goes on in the next.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    right: tuple[tuple[bool, ...], ...]
    below: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows) - 1, len(self.columns) - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell at a place, of a merged one its first; None outside."""
        if not (self.columns[0] < x < self.columns[-1] and self.rows[0] < y < self.rows[-1]):
            return None
        row = sum(edge <= y for edge in self.rows) - 1
        column = sum(edge <= x for edge in self.columns) - 1
        while column > 0 and not self.right[row][column - 1]:
            column -= 1
        while row > 0 and not self.below[row - 1][column]:
            row -= 1
        return row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The place of a cell."""

    row: int
    column: int
    left: float
    top: float
    right: float
    bottom: float


def boxes(grid: Grid) -> Iterator[Box]:
    """The cells of a table row by row; a merged one is one box."""
    for row, column in product(*map(range, grid.size)):
        left, top = grid.columns[column], grid.rows[row]
        if grid.cell((left + grid.columns[column + 1]) / 2, (top + grid.rows[row + 1]) / 2) != (row, column):
            continue
        last, low = column, row
        while last < grid.size[1] - 1 and not grid.right[row][last]:
            last += 1
        while low < grid.size[0] - 1 and not grid.below[low][column]:
            low += 1
        right, bottom = grid.columns[last + 1], grid.rows[low + 1]
        yield Box(row=row, column=column, left=left, top=top, right=right, bottom=bottom)


def cell_at(grids: Sequence[Grid], x: float, y: float) -> tuple[int, tuple[int, int]] | None:
    """The number of the table, and row and column of the cell, at a place of a page; None outside."""
    found = ((number, grid.cell(x, y)) for number, grid in enumerate(grids))
    return next(((number, cell) for number, cell in found if cell is not None), None)


def grids_of(levels: Sequence[TableRule], uprights: Sequence[TableRule], near: float) -> tuple[Grid, ...]:
    """The tables of a page from top to bottom.

    Args:
        levels: the level rules.
        uprights: the upright rules.
        near: how far two rules may be apart that meet, or that are one.
    """
    if max(len(levels), len(uprights)) > MOST:
        return ()
    found = (_grid(*group, near) for group in _groups(levels, uprights, near))
    return tuple(sorted((grid for grid in found if grid is not None), key=lambda grid: grid.rows[0]))


def _groups(
    levels: Sequence[TableRule], uprights: Sequence[TableRule], near: float
) -> Iterator[tuple[list[TableRule], list[TableRule]]]:
    """Rules that meet one another, level ones and upright ones."""
    left = list(uprights)
    waiting = list(levels)
    while waiting:
        mine, reached = [waiting.pop()], 0
        beside: list[TableRule] = []
        while reached < len(mine) + len(beside):
            reached = len(mine) + len(beside)
            met = [each for each in left if any(_meet(level, each, near) for level in mine)]
            left = [each for each in left if each not in met]
            beside += met
            more = [each for each in waiting if any(_meet(each, upright, near) for upright in beside)]
            waiting = [each for each in waiting if each not in more]
            mine += more
        yield mine, beside


def _meet(level: TableRule, upright: TableRule, near: float) -> bool:
    return (
        level.start - near <= upright.at <= level.end + near
        and upright.start - near <= level.at <= upright.end + near
    )


def _grid(levels: Sequence[TableRule], uprights: Sequence[TableRule], near: float) -> Grid | None:
    """The table that rules make up; None for a line, a frame, or what is no table."""
    # What ends in the open is the edge of a stamp, or the stroke of a pen.
    levels = [each for each in levels if _ends(each, uprights, near)]
    uprights = [each for each in uprights if _ends(each, levels, near)]
    rows, columns = _places(levels, near), _places(uprights, near)
    if len(columns) < 3 or len(rows) < 2 or len(rows) * len(columns) > _MOST_CELLS:
        return None
    spans = [(rows[n], rows[n + 1]) for n in range(len(rows) - 1)]
    right = tuple(tuple(_drawn(uprights, edge, span, near) for edge in columns[1:]) for span in spans)
    widths = [(columns[n], columns[n + 1]) for n in range(len(columns) - 1)]
    below = tuple(tuple(_drawn(levels, edge, span, near) for span in widths) for edge in rows[1:])
    return Grid(columns=columns, rows=rows, right=right, below=below)


def _ends(rule: TableRule, others: Sequence[TableRule], near: float) -> bool:
    """True if both ends of a rule lie at another one."""
    return all(any(abs(other.at - end) <= 2 * near for other in others) for end in (rule.start, rule.end))


def _places(rules: Sequence[TableRule], near: float) -> tuple[float, ...]:
    """Where rules stand; those of one line are one place."""
    found: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if found and at - found[-1][-1] <= near:
            found[-1].append(at)
        else:
            found.append([at])
    return tuple(sum(group) / len(group) for group in found)


def _drawn(rules: Sequence[TableRule], at: float, span: tuple[float, float], near: float) -> bool:
    """True if rules at a place cover most of a span."""
    start, end = span
    covered = sum(
        max(0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= near
    )
    return covered >= _KEPT * (end - start)


def ruled_blocks(segments: Sequence[PageSegment], grids: Sequence[Grid]) -> tuple[Block, ...]:
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
        parts += [prose_blocks(above, edges), tuple(_cells(grid, inside))]
    return bound([part for part in (*parts, prose_blocks(rest, edges)) if part])


def in_table(grids: Sequence[Grid], segment: PageSegment) -> bool:
    """True if words stand in a cell."""
    return any(_cell(grid, segment) is not None for grid in grids)


def _cell(grid: Grid, segment: PageSegment) -> tuple[int, int] | None:
    return grid.cell((segment.left + segment.right) / 2, -segment.base - segment.size / 2)


def _cells(grid: Grid, segments: Sequence[PageSegment]) -> Iterator[Block]:
    rows, columns = grid.size
    by_cell: dict[tuple[int, int], list[PageSegment]] = {}
    for segment in segments:
        place = _cell(grid, segment)
        if place is not None:
            by_cell.setdefault(place, []).append(segment)
    for (row, column), words in sorted(by_cell.items()):
        cell = Cell(table=0, row=row, column=column, columns=columns, rows=rows)
        yield from cell_blocks(words, cell)
