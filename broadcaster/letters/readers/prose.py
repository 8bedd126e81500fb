"""Pages that are set in two columns of prose, as leaflets are: read down the first, then the second. Pure.

Such columns are of one width, and their lines fill them. Those of a head, of a tail or of a table are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from broadcaster.letters.model import Block
from broadcaster.letters.readers.lines import PageSegment, blocks_of
from broadcaster.letters.readers.page_ends import bound

_PLACES = range(40, 61, 2)  # per cent of the width at which the gap is looked for
_LINES = 6  # of each column at least
_FILLED = 0.8  # of its column that half of the lines fill
_UNEQUAL = 1.35  # times that one column may be wider


def prose_blocks(segments: Sequence[PageSegment], edges: tuple[float, float]) -> tuple[Block, ...]:
    """The blocks of a page, or of a part of it, in reading order.

    Args:
        segments: in any order.
        edges: of the whole page's words, left and right.
    """
    left, right = edges
    for place in _PLACES:
        gap = left + (right - left) * place / 100
        for above, first, second, below in _parted(segments, gap):
            if _is_prose(first, second):
                rest = prose_blocks(below, edges)
                parts = (blocks_of(above, edges), blocks_of(first), blocks_of(second), rest)
                return bound([part for part in parts if part])
    return blocks_of(segments, edges)


_Segments = list[PageSegment]


def _parted(
    segments: Sequence[PageSegment], gap: float
) -> list[tuple[_Segments, _Segments, _Segments, _Segments]]:
    """The parts of a page that a gap parts: the words above, left, right and below, each part in its turn."""
    across = sorted((each.base for each in segments if each.left < gap < each.right), reverse=True)
    found = []
    for top, bottom in zip([float("inf"), *across], [*across, float("-inf")], strict=True):
        inside = [each for each in segments if bottom < each.base < top]
        first = [each for each in inside if each.right <= gap]
        second = [each for each in inside if each.left >= gap]
        if min(len(first), len(second)) >= _LINES:
            above = [each for each in segments if each.base >= top]
            found.append((above, first, second, [each for each in segments if each.base <= bottom]))
    return found


def _is_prose(first: Sequence[PageSegment], second: Sequence[PageSegment]) -> bool:
    widths = []
    for column in (first, second):
        width = max(each.right for each in column) - min(each.left for each in column)
        # One segment a line: those of a table have several.
        lines = len({round(each.base) for each in column})
        filled = median(each.right - each.left for each in column)
        if lines < max(_LINES, 0.9 * len(column)) or filled < _FILLED * width:
            return False
        widths.append(width)
    return max(widths) <= _UNEQUAL * min(widths)
