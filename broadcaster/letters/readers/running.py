"""Running heads and feet: what stands at one place of several pages. Pure.

They go before a page is laid out: a sentence that the page's end breaks must not meet them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from broadcaster.letters.layout.elements import NATIONAL_TITLE
from broadcaster.letters.model import Block, Region
from broadcaster.letters.readers.grids import Grid, in_table, ruled_blocks
from broadcaster.letters.readers.lines import PageSegment

_OUTER = 4  # lines from the edge of a page in which they stand
_PAGES = 3  # pages before and behind in which they stand again: those of left pages are two apart
_ASKEW = 2.5  # type sizes by which the places of two recognised pages differ
_ALIKE = 0.8  # of the letters of two recognised lines that are one
_SHORTEST = 6  # letters of such a line
_LONG = 12  # letters of a first or last line that is one wherever it stands
_SMALLER = 0.9  # of a page's usual type size: that of a head which stands on one page alone
_APART = 1.3  # line distances between such a head and the words
_NUMBER = re.compile(r"\d+")
_Line = list[PageSegment]


def pages_of(
    pages: Mapping[int, Sequence[PageSegment]], grids: Mapping[int, Sequence[Grid]]
) -> dict[int, tuple[Block, ...]]:
    """The blocks of pages by their number, each in reading order, its running heads and feet first.

    Args:
        pages: the words of each page by its number, none in two cells.
        grids: the tables of each page, from top to bottom.
    """
    lines = {
        number: _lines([each for each in segments if not in_table(grids[number], each)])
        for number, segments in pages.items()
    }
    begins = {number for number, found in lines.items() if any(map(_is_head, found[:_OUTER]))}
    found = {}
    for number, segments in pages.items():
        # Of several letters in one file, or copies of one, each has its own head.
        near = [
            lines[other]
            for other in range(number - _PAGES, number + _PAGES + 1)
            if other in lines and other != number and not {other, number} <= begins
        ]
        half = (len(lines[number]) + 1) // 2
        head = list(_running(lines[number][:half], [each[: len(each) // 2 + 1] for each in near]))
        if not head and number > min(pages):
            head = _small_head(lines[number])
        foot = list(_running(lines[number][half:][::-1], [each[len(each) // 2 :][::-1] for each in near]))
        rest = [each for each in segments if each not in head and each not in foot]
        blocks = ruled_blocks(rest, grids[number])
        found[number] = (
            *(_block(each, Region.HEADER) for each in head),
            *(_block(each, Region.FOOTER) for each in foot),
            *blocks,
        )
    return found


def _lines(segments: Sequence[PageSegment]) -> list[_Line]:
    """The words of a page line by line, from top to bottom."""
    lines: list[_Line] = []
    for each in sorted(segments, key=lambda one: -one.base):
        if lines and lines[-1][0].base - each.base < 0.5 * each.size:
            lines[-1].append(each)
        else:
            lines.append([each])
    return lines


def _is_head(line: _Line) -> bool:
    return any(NATIONAL_TITLE.search(each.text) for each in line)


def _running(lines: Sequence[_Line], others: Sequence[Sequence[_Line]]) -> Iterator[PageSegment]:
    """The words that run, from the edge of a page to the first line that stands on this page alone."""
    there = [each for page in others for line in page[:_OUTER] for each in line]
    edges = [each for page in others for line in page[:1] for each in line if len(each.text) >= _LONG]
    for index, line in enumerate(lines[:_OUTER]):
        # The foot that a browser prints stands close to the end of the words on the last page.
        outermost = edges if index == 0 else []
        found = [
            each
            for each in line
            if any(_is_same_text(each, other) for other in outermost)
            or any(_is_one(each, other) for other in there)
        ]
        if not found or _is_head(line):
            return
        yield from found


def _small_head(lines: Sequence[_Line]) -> _Line:
    """The first line of a page that stands apart in smaller type: a head that other pages do not have."""
    if len(lines) < _OUTER or any(each.guessed for each in lines[0]):
        return []
    usual = median(each.size for line in lines[1:] for each in line)
    gaps = [above[0].base - below[0].base for above, below in pairwise(lines)]
    apart = gaps[0] > _APART * median(gaps[1:])
    return lines[0] if apart and all(each.size <= _SMALLER * usual for each in lines[0]) else []


def _is_one(one: PageSegment, other: PageSegment) -> bool:
    apart = (_ASKEW if one.guessed else 0.3) * max(one.size, other.size, 1.0)
    if abs(one.base - other.base) > apart:
        return False
    left, right = one.left - other.left, one.right - other.right
    return min(abs(left), abs(right), abs(left + right) / 2) <= 2 * apart and _is_same_text(one, other)


def _is_same_text(one: PageSegment, other: PageSegment) -> bool:
    """True for the same words; a number may count the pages."""
    if one.text == other.text:
        return True
    mine, theirs = _NUMBER.findall(one.text), _NUMBER.findall(other.text)
    if len(mine) != len(theirs):
        return False
    counted = {int(a) - int(b) for a, b in zip(mine, theirs, strict=True)} <= {0, one.page - other.page}
    said, other_said = _NUMBER.sub("#", one.text), _NUMBER.sub("#", other.text)
    if said == other_said or not one.guessed or min(len(said), len(other_said)) < _SHORTEST:
        return counted and said == other_said
    return counted and SequenceMatcher(None, said, other_said, autojunk=False).ratio() >= _ALIKE


def _block(segment: PageSegment, region: Region) -> Block:
    return Block(
        text=segment.text,
        region=region,
        bold=segment.bold,
        size=segment.size,
        page=segment.page,
        guessed=segment.guessed,
    )
