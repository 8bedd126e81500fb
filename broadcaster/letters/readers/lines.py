"""From segments on pages to blocks: columns, tables and paragraphs by their places. Pure.

Used for PDF files and for recognised pictures. Coordinates in points (or any one unit), y upwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from broadcaster.letters.layout.elements import (
    AUTHORITY,
    KIND,
    NUMBER,
    OFFICE_HOLDER,
    PAGE_NUMBER,
    PLACE_DATE,
)
from broadcaster.letters.model import Align, Block, Cell, Region

ITEM = re.compile(
    r"^(?:[-–—+*•●▪]\s*\S|\d{1,2}[.)/](?:\s*\D|\s\d{1,4}\s[^\W\d_])|\d{1,2}(?:\.\d{1,2})+\.?\s|[a-zđ][.)]\s|[IVX]{1,5}[.)]\s|Điều\s+\d)"
)
_NUMBER = re.compile(r"[-–+•●▪]|\d{1,2}[.)/]|\d{1,2}(?:\.\d{1,2})+\.?|[a-zđ][.)]|[IVX]{1,5}[.)]")
_STARTS = re.compile(r"^(?:Kính gửi|Nơi nhận|Căn cứ|Thực hiện|Theo đề nghị|Xét|Lưu\s*:)")
_NOTE = re.compile(r"^(?:\[\d{1,2}\]|\d{1,2}(?![.)/\]])|\*{1,3})\s*\D")  # "1." begins an item
_SMALL = 0.85  # of the page's usual type size: that of footnotes
_SAME_LINE = 0.5  # of the type size: bases nearer than this are one line
_SIGNED = 8  # line distances: the space for a signature above the name
_ROW = 1.9  # line distances between two rows of columns
LINE = 60  # code points of such a line
_FREE = 0.2  # of the type size
_TIGHT = 1.3  # line distances within one cell
_AHEAD = 5  # lines below in which the columns must go on
_NEXT = 1.45  # of the line distance: a wider gap ends a paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSegment:
    """Words that stand together on one line."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """The segments of one line from left to right."""

    segments: tuple[PageSegment, ...]

    @property
    def base(self) -> float:
        return self.segments[0].base

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return self.segments[-1].right

    @property
    def size(self) -> float:
        return max(segment.size for segment in self.segments)


def blocks_of(segments: Sequence[PageSegment], edges: tuple[float, float] | None = None) -> tuple[Block, ...]:
    """The blocks of one page, in reading order.

    Args:
        segments: in any order.
        edges: of the whole page's words, left and right, where these are a part of them.
    """
    lines = _lines(segments)
    if not lines:
        return ()
    lines, notes = _without_notes(lines)
    left, right = edges or (min(line.left for line in lines), max(line.right for line in lines))
    spacing = _spacing(lines)
    blocks: list[Block] = []
    table = 0
    for side_by_side, group in _groups(lines, spacing):
        if side_by_side:
            blocks += _columns(group, spacing, table)
            table += 1
        else:
            blocks += _paragraphs([line.segments[0] for line in group], left, right, spacing)
    for segment in (line.segments for line in notes):
        number = _NOTE.match(segment[0].text)
        if number or not blocks or blocks[-1].region is not Region.FOOTNOTE:
            blocks.append(replace(_block(segment), region=Region.FOOTNOTE))
        else:
            blocks[-1] = replace(blocks[-1], text=f"{blocks[-1].text} {_block(segment).text}")
    return tuple(blocks)


def _without_notes(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The lines of a page, and those at its foot that are footnotes: small type that begins with a mark."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += sum(len(segment.text) for segment in line.segments)
    usual = sizes.most_common(1)[0][0]
    first = len(lines)
    while first > 1 and (lines[first - 1].size <= _SMALL * usual or _is_page_number(lines[first - 1])):
        first -= 1
    while first < len(lines) and not _NOTE.match(lines[first].segments[0].text):
        first += 1
    guessed = any(segment.guessed for line in lines[first:] for segment in line.segments)
    if guessed or first == len(lines):
        return lines, []
    return [*lines[:first], *filter(_is_page_number, lines[first:])], [
        line for line in lines[first:] if not _is_page_number(line)
    ]


def _is_page_number(line: _Line) -> bool:
    return len(line.segments) == 1 and PAGE_NUMBER.match(line.segments[0].text) is not None


def _lines(segments: Sequence[PageSegment]) -> list[_Line]:
    held: list[list[PageSegment]] = []
    for segment in sorted(segments, key=lambda each: -each.base):
        if held and abs(held[-1][0].base - segment.base) < _SAME_LINE * max(segment.size, held[-1][0].size):
            held[-1].append(segment)
        else:
            held.append([segment])
    return [_Line(tuple(_with_number(sorted(line, key=lambda each: each.left)))) for line in held]


def _with_number(line: list[PageSegment]) -> list[PageSegment]:
    """A number that a wide gap parts from its item is no column."""
    if len(line) != 2 or not _NUMBER.fullmatch(line[0].text):
        return line
    first, rest = line
    return [replace(rest, text=f"{first.text} {rest.text}", left=first.left)]


def _spacing(lines: Sequence[_Line]) -> float:
    """The usual distance from one line to the next."""
    gaps = [above.base - below.base for above, below in pairwise(lines)]
    usual = [gap for gap in gaps if gap < 3 * lines[0].size]
    return median(usual) if usual else 1.5 * lines[0].size


def _groups(lines: Sequence[_Line], spacing: float) -> Iterator[tuple[bool, list[_Line]]]:
    """Runs of lines with one column, and runs of lines with several.

    A line with one segment belongs to the columns around it while it stands in one of them.
    """
    held: list[_Line] = []
    wide = False
    for index, line in enumerate(lines):
        columns = len(line.segments) > 1 or (wide and _goes_on(line, held, lines[index + 1 :], spacing))
        if held and columns != wide:
            yield wide, held
            held = []
        wide = columns
        held.append(line)
    if held:
        yield wide, held


def _goes_on(line: _Line, held: Sequence[_Line], below: Sequence[_Line], spacing: float) -> bool:
    """True if a line with one segment belongs to the columns above it.

    In a right column it always does: nothing else begins there. In the left one it may be the next paragraph,
    so the columns must go on below it.
    """
    gaps = _gaps(held)
    # The first letters of two lines that begin at one place differ by what their shapes leave free.
    free = _FREE * line.size
    if not gaps or any(line.left + free < end and line.right - free > start for start, end in gaps):
        return False
    away = held[-1].base - line.base
    if line.left + free >= gaps[0][1]:
        return away < _SIGNED * spacing
    if line.segments[0].text[:1].islower() and away < _TIGHT * spacing:
        return True  # the end of what the width of the cell has broken
    return away < _ROW * spacing and any(len(each.segments) > 1 for each in below[:_AHEAD])


def _gaps(lines: Sequence[_Line]) -> list[tuple[float, float]]:
    """The gaps between columns that no segment of the lines covers."""
    spans = sorted((segment.left, segment.right) for line in lines for segment in line.segments)
    gaps, reach = [], spans[0][1]
    for start, end in spans[1:]:
        if start > reach:
            gaps.append((reach, start))
        reach = max(reach, end)
    return gaps


def _columns(lines: Sequence[_Line], spacing: float, table: int) -> list[Block]:
    """Lines of several columns as the cells of a table, row by row."""
    edges = [0.5 * (start + end) for start, end in _gaps(lines)]
    if not edges:  # the columns overlap: each segment stands for itself
        edges = [segment.left - 0.1 for segment in lines[0].segments[1:]]
    columns = len(edges) + 1
    cells: list[tuple[int, int, list[PageSegment]]] = []
    row = -1
    for index, line in enumerate(lines):
        row += _new_row(line, lines[index - 1] if index else None, edges, columns, spacing)
        for segment in line.segments:
            column = sum(segment.left >= edge for edge in edges)
            same = next((cell for cell in cells if cell[:2] == (row, column)), None)
            if same is None:
                cells.append((row, column, [segment]))
            else:
                same[2].append(segment)
    return [
        block
        for number, column, segments in sorted(cells, key=lambda cell: cell[:2])
        for block in _cell(
            segments, Cell(table=table, row=number, column=column, columns=columns, rows=row + 1)
        )
    ]


def _new_row(line: _Line, above: _Line | None, edges: Sequence[float], columns: int, spacing: float) -> int:
    """1 where a line begins another row: its first column has words, or there is space above it."""
    if above is None:
        return 1
    if above.base - line.base > 1.35 * spacing:
        return 1
    first = sum(line.segments[0].left >= edge for edge in edges)
    return int(columns > 2 and first == 0 and len(line.segments) > 1)


def cell_blocks(segments: Sequence[PageSegment], cell: Cell) -> Iterator[Block]:
    """The blocks of one cell, of its segments in any order."""
    words = [segment for line in _lines(segments) for segment in line.segments]
    return _cell(words, cell)


def _cell(segments: Sequence[PageSegment], cell: Cell) -> Iterator[Block]:
    """The words of one cell: lines that are broken by the cell's width are one text."""
    texts: list[list[PageSegment]] = []
    for segment in segments:
        if texts and _is_broken(texts[-1][-1].text, segment.text, cell.columns > 2):
            texts[-1].append(segment)
        else:
            texts.append([segment])
    for each in texts:
        yield _block(each, cell=cell)


def _is_broken(above: str, below: str, table: bool) -> bool:
    """True if `below` goes on the line above it, which the width of the cell has broken."""
    if ITEM.match(below) or above.endswith((".", ";", ":")):
        return False
    return table or below[:1].islower() or below[:1].isdecimal()


def _paragraphs(
    segments: Sequence[PageSegment], left: float, right: float, spacing: float
) -> Iterator[Block]:
    held: list[PageSegment] = []
    for segment in segments:
        if held and _begins(segment, held, left, right, spacing):
            yield _block(held, left=left, right=right)
            held = []
        held.append(segment)
    if held:
        yield _block(held, left=left, right=right)


def _begins(
    segment: PageSegment, held: Sequence[PageSegment], left: float, right: float, spacing: float
) -> bool:
    last = held[-1]
    size = max(segment.size, 1.0)
    if last.base - segment.base > _NEXT * spacing or segment.page != last.page:
        return True
    if _is_marked(segment.text) or _is_marked(last.text):
        return True
    if ITEM.match(segment.text) or _STARTS.match(segment.text):
        return True
    centered = [_is_centered(each, left, right) for each in (last, segment)]
    if all(centered):
        # A title of several lines: the same weight and size, and no end of a sentence.
        return (
            segment.bold != last.bold
            or abs(segment.size - last.size) > 0.6
            or last.text.isupper() != segment.text.isupper()
        )
    indented = segment.left > left + 1.2 * size
    opens = indented and segment.text[:1].isupper()  # as the first line of a paragraph does
    if any(centered) and (last.bold != segment.bold or (centered[0] and opens)):
        return True
    if opens and last.bold and not segment.bold:
        return True  # a title as wide as the page
    if min(last.left - left, right - last.right) > 4 * size:
        return True  # a line of a heading, and what follows is none
    short = last.right < right - 4 * size or last.left > left + 0.4 * (right - left)
    if last.text.isupper() and not segment.text.isupper() and short:
        return True  # a heading in capitals
    ended = last.text.endswith((".", ";", ":", "!", "?", "/."))
    if indented and segment.left > last.left + 0.8 * size and (ended or short):
        return True  # the first line of a paragraph is indented; further lines of an item are too
    # Its first word would have stood on the line above, had they been one paragraph.
    first = segment.text.split()[0]
    free = right - last.right - (segment.right - segment.left) * (len(first) + 1) / len(segment.text)
    return free > 2 * size and (ended or (segment.text[:1].isupper() and free > 6 * size))


def _is_marked(text: str) -> bool:
    """True for the lines of a head or tail that stand alone."""
    return len(text) < LINE and (
        NUMBER.match(text) is not None
        or PLACE_DATE.match(text) is not None
        or AUTHORITY.match(text) is not None
        or (text.isupper() and (KIND.fullmatch(text) is not None or OFFICE_HOLDER.match(text) is not None))
    )


def _is_centered(segment: PageSegment, left: float, right: float) -> bool:
    before, behind = segment.left - left, right - segment.right
    # A line of a paragraph fills the width, or begins at the left.
    return min(before, behind) > 0.6 * segment.size and abs(before - behind) < 0.06 * (right - left)


def _block(
    segments: Sequence[PageSegment], *, cell: Cell | None = None, left: float = 0, right: float = 0
) -> Block:
    words = [segment.text for segment in segments]
    centered = cell is None and all(_is_centered(each, left, right) for each in segments)
    return Block(
        text=" ".join(words),
        cell=cell,
        align=Align.CENTER if centered else Align.LEFT,
        bold=all(segment.bold for segment in segments),
        size=Counter(segment.size for segment in segments).most_common(1)[0][0],
        page=segments[0].page,
        guessed=any(segment.guessed for segment in segments),
    )
