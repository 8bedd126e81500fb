"""Letters on paper: photographs and scanned PDFs, recognised by Tesseract with its Vietnamese data.

The words of a picture are guesses: each block says so, and the draft asks a person to compare every number,
date and name with the paper.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from statistics import median
from typing import TYPE_CHECKING

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Block, Letter, LetterForm, page_note
from broadcaster.letters.readers.grids import Box, Grid, boxes, cell_at
from broadcaster.letters.readers.lines import PageSegment
from broadcaster.letters.readers.page_ends import bound
from broadcaster.letters.readers.running import pages_of

if TYPE_CHECKING:
    from broadcaster.letters.readers.picture import Sheet

PATIENCE = 40.0  # seconds for one page; four are usual
TURNING = 25.0  # seconds to find out which side is up; one is usual, ten on a busy computer
SECONDS = 110.0  # for all pages; with one page more it ends before the parent gives up (`reader_process`)
LANGUAGE = "vie"
_WORD = "5"  # the level of a word in Tesseract's table
_COLUMN = 1.8  # heights of a letter: a wider gap is another column
_ONE_BLOCK = "6"  # of words; columns are told by their places, and Tesseract's own columns lose numbers
_BLOCKS = "3"  # in blocks that Tesseract finds itself
_ROUND = re.compile(r"[©€¢]([.)])")  # the number of an item: c) stands alone and is taken for a sign
_NOISE = 40.0  # per cent of confidence that half of a page's words do not reach: it has none
_WELL = 60.0  # per cent of confidence of most words of a line that is no stain
_MOST_CELLS = 60  # of one page that are looked at once more
_CELL = 5.0  # seconds for one of them
_CELLS = 15.0  # seconds from which no more of them are begun
_SURE = 20.0  # per cent of confidence below which a word is a stain
_SURE_OF_MARKS = 60.0  # the same for marks without letters


def read(data: bytes) -> Letter:
    """The letter in a picture.

    Raises:
        LettersError: the file is broken or has too many pages; recognition is not installed or had no time.
    """
    found = recognised(_pages(data))
    if not found:
        raise LettersError("letter.too_slow")
    unread = [number for number in range(1, _count(data) + 1) if number not in found]
    blocks = bound([found[number] for number in sorted(found)])
    return Letter(form=LetterForm.SCAN, blocks=blocks, notes=page_note("letter.pages_unread", unread))


def recognised(pages: Iterable[tuple[int, Sheet]], seconds: float = SECONDS) -> dict[int, tuple[Block, ...]]:
    """The blocks of pages by their number; a page for which there was no time is not among them.

    Args:
        pages: their numbers, and each upright and straight; drawn when its turn comes.
        seconds: after these no page is begun.

    Raises:
        LettersError: recognition is not installed.
    """
    if shutil.which("tesseract") is None:
        raise LettersError("letter.no_ocr", extra="ocr")
    end = time.monotonic() + seconds
    segments: dict[int, list[PageSegment]] = {}
    grids: dict[int, Sequence[Grid]] = {}
    turn = iter(pages)
    while time.monotonic() < end and (page := next(turn, None)) is not None:
        number, picture = page
        with contextlib.suppress(subprocess.TimeoutExpired):
            segments[number], grids[number] = list(_segments(picture, number)), picture.grids
    return pages_of(segments, grids)


def _count(data: bytes) -> int:
    from broadcaster.letters.readers.picture import count

    return count(data)


def _pages(data: bytes) -> Iterator[tuple[int, Sheet]]:
    try:
        from broadcaster.letters.readers.picture import as_png, pictures, prepared, reduced, sheet, turned
    except ImportError as error:
        raise LettersError("letter.no_ocr", extra="ocr") from error
    for number, picture in enumerate(pictures(data), 1):
        straight = prepared(picture)
        quarters = _quarter_turns(as_png(reduced(straight)))
        yield number, sheet(prepared(turned(picture, quarters)) if quarters else straight)


def _quarter_turns(page: bytes) -> int:
    """By how many quarters, clockwise, the page must be turned; 0 where that cannot be told."""
    try:
        told = _tesseract(page, "--psm", "0", "-l", "osd", patience=TURNING)
    except subprocess.TimeoutExpired:
        return 0
    facts = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    try:
        sure = float(facts.get("Orientation confidence", "0")) > 1.0
        return int(facts.get("Rotate", "0")) // 90 if sure else 0
    except ValueError:
        return 0


def _segments(page: Sheet, number: int) -> Iterator[PageSegment]:
    """The segments of one page by Tesseract's table of words."""
    words = _words(page.png, _ONE_BLOCK)
    if words and median(float(row["conf"]) for row in words) < _NOISE:
        words = _words(page.png, _BLOCKS)  # it finds nothing in a page without words
    words += _left_out(page, words)
    for _, group in groupby(words, key=_line):
        for _, part in groupby(group, key=lambda row: _cell(row, page.grids)):
            yield from _apart(list(part), number)


def _left_out(page: Sheet, words: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The words of cells in which nothing was found though something is written: often a digit alone."""
    from broadcaster.letters.readers.picture import cut

    filled = {_cell(word, page.grids) for word in words}
    empty = (
        box
        for number, grid in enumerate(page.grids)
        for box in boxes(grid)
        if (number, (box.row, box.column)) not in filled
    )
    end = time.monotonic() + _CELLS
    for box in islice(empty, _MOST_CELLS):
        picture = cut(page.png, box)
        if picture is None:
            continue
        if time.monotonic() > end:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            found = _words(picture, _ONE_BLOCK, _CELL)
            yield from (_at(box, row) for row in found)


def _at(box: Box, row: dict[str, str]) -> dict[str, str]:
    """A word of a cell in its place on the page."""
    place = {"left": f"{box.left + float(row['left'])}", "top": f"{box.top + float(row['top'])}"}
    return {**row, **place, "block_num": f"{box.row} {box.column} {box.top}"}


def _words(picture: bytes, layout: str, patience: float = PATIENCE) -> list[dict[str, str]]:
    """Tesseract's table of words, without stains."""
    table = csv.DictReader(
        io.StringIO(_tesseract(picture, "--psm", layout, "-l", LANGUAGE, "tsv", patience=patience)),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    rows = (row for row in table if row["level"] == _WORD and row["text"].strip())
    return [row for _, line in groupby(rows, key=_line) for row in without_stains(list(line))]


def _line(row: dict[str, str]) -> tuple[str, str, str]:
    return row["block_num"], row["par_num"], row["line_num"]


def without_stains(line: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The words of a line without what recognition makes of stains.

    What stands between words of which it is sure is a word too, however spoilt: it must not vanish.
    """
    sure = [index for index, row in enumerate(line) if _is_sure(row)]
    well_read = 2 * sum(float(row["conf"]) >= _WELL for row in line) > len(line)
    inside = range(sure[0], sure[-1] + 1) if sure and well_read else range(0)
    kept = [
        row
        for index, row in enumerate(line)
        if _is_sure(row) or (index in inside and _has_letters(row["text"]))
    ]
    item = _ROUND.fullmatch(line[0]["text"]) if well_read else None
    return (
        kept
        if item is None
        else [{**line[0], "text": f"c{item[1]}"}, *(row for row in kept if row is not line[0])]
    )


def _is_sure(row: dict[str, str]) -> bool:
    return float(row["conf"]) >= (_SURE if _has_letters(row["text"]) else _SURE_OF_MARKS)


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _cell(word: dict[str, str], grids: Sequence[Grid]) -> tuple[int, tuple[int, int]] | None:
    """The table and the cell in which a word stands."""
    x = float(word["left"]) + float(word["width"]) / 2
    return cell_at(grids, x, float(word["top"]) + float(word["height"]) / 2)


def _apart(words: list[dict[str, str]], page: int) -> Iterator[PageSegment]:
    """The words of one line, divided where a gap is as wide as between columns."""
    height = max(1.0, sorted(float(word["height"]) for word in words)[len(words) // 2])
    held: list[dict[str, str]] = []
    for word in words:
        if held and float(word["left"]) - _right(held[-1]) > _COLUMN * height:
            yield _segment(held, page, height)
            held = []
        held.append(word)
    yield _segment(held, page, height)


def _right(word: dict[str, str]) -> float:
    return float(word["left"]) + float(word["width"])


def _segment(words: list[dict[str, str]], page: int, height: float) -> PageSegment:
    bases = sorted(float(word["top"]) + float(word["height"]) for word in words)
    return PageSegment(
        text=" ".join(word["text"] for word in words),
        page=page,
        left=float(words[0]["left"]),
        right=_right(words[-1]),
        base=-bases[len(bases) // 2],
        size=height,
        guessed=True,
    )


def _tesseract(page: bytes, *options: str, patience: float = PATIENCE) -> str:
    command = ["tesseract", "stdin", "stdout", *options]
    done = subprocess.run(
        foreign(command), input=page, capture_output=True, timeout=patience, check=False, env=_calm()
    )
    if done.returncode != 0 and b"Error opening data file" in done.stderr and "osd" not in options:
        raise LettersError("letter.no_ocr", extra="ocr")
    return done.stdout.decode("utf-8", "replace")


def _calm() -> dict[str, str]:
    """Tesseract's threads wait for one another by spinning: beside other work one thread is the fastest."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}
