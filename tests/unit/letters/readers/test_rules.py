from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from broadcaster.letters.readers.grids import Grid, ruled_blocks
from broadcaster.letters.readers.lines import PageSegment
from broadcaster.letters.readers.picture import without_rules

PAPER = 235
COLUMNS, ROWS = (100, 300, 600, 900), (400, 500, 700)


def _page() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("L", (1000, 1400), PAPER)
    return page, ImageDraw.Draw(page)


def _table(pen: ImageDraw.ImageDraw, *, without: tuple[tuple[int, int], ...] = ()) -> None:
    """A table, without the upright rules at these places (edge, row)."""
    for y in ROWS:
        pen.line([(COLUMNS[0], y), (COLUMNS[-1], y)], fill=40, width=2)
    for edge, x in enumerate(COLUMNS):
        for row, (top, bottom) in enumerate(pairwise(ROWS)):
            if (edge, row) not in without:
                pen.line([(x, top), (x, bottom)], fill=40, width=2)


def _found(page: Image.Image) -> tuple[np.ndarray, tuple[Grid, ...]]:
    noise = np.random.default_rng(1).normal(0, 8, (page.height, page.width))
    spoilt = np.clip(np.asarray(page, dtype=float) + noise, 0, 255).astype(np.uint8)
    return without_rules(spoilt, PAPER)


def test_a_table_is_found_by_its_rules_which_are_painted_over() -> None:
    page, pen = _page()
    _table(pen)
    bare, (grid,) = _found(page)
    assert grid.size == (2, 3)
    assert [grid.cell(x, 450) for x in (50, 200, 450, 750, 950)] == [None, (0, 0), (0, 1), (0, 2), None]
    assert bare.min() > 180


def test_a_merged_cell_is_its_first() -> None:
    page, pen = _page()
    _table(pen, without=((1, 0),))
    (grid,) = _found(page)[1]
    assert grid.cell(450, 450) == (0, 0)
    assert grid.cell(450, 600) == (1, 1)


@pytest.mark.parametrize("drawn", ["frame", "stamp", "underline", "words"])
def test_what_is_no_table_makes_none_and_words_stay(drawn: str) -> None:
    page, pen = _page()
    if drawn == "frame":
        pen.rectangle([100, 400, 900, 700], outline=40, width=2)
    elif drawn == "stamp":
        pen.ellipse([400, 400, 700, 700], outline=120, width=6)
    elif drawn == "underline":
        pen.line([(300, 500), (700, 500)], fill=40, width=2)
    else:
        for row in range(20):
            for place in range(30):
                pen.rectangle([100 + 26 * place, 100 + 40 * row, 116 + 26 * place, 124 + 40 * row], fill=40)
    bare, grids = _found(page)
    assert grids == ()
    if drawn == "words":
        assert (bare < 100).sum() > 20 * 30 * 16 * 20


def test_a_page_full_of_rules_is_a_picture() -> None:
    page, pen = _page()
    for y in range(10, 1400, 3):
        pen.line([(0, y), (999, y)], fill=0)
    assert _found(page)[1] == ()


def _words(text: str, x: int, y: int) -> PageSegment:
    return PageSegment(text=text, page=1, left=x, right=x + 9 * len(text), base=-y, size=20, guessed=True)


def test_words_stand_in_the_cells_that_the_rules_tell_between_the_paragraphs() -> None:
    page, pen = _page()
    _table(pen)
    (grid,) = _found(page)[1]
    words = [
        *(_words("Lịch cắt điện như sau:", 100, 380), _words("Thôn", 120, 440), _words("Từ giờ", 320, 440)),
        *(_words("Bình", 120, 560), _words("Hà", 120, 590), _words("7 giờ", 320, 560)),
        _words("Xin cảm ơn.", 100, 760),
    ]
    blocks = ruled_blocks(words, [grid])
    assert [(each.text, each.cell and (each.cell.row, each.cell.column)) for each in blocks] == [
        *(("Lịch cắt điện như sau:", None), ("Thôn", (0, 0)), ("Từ giờ", (0, 1))),
        *(("Bình Hà", (1, 0)), ("7 giờ", (1, 1)), ("Xin cảm ơn.", None)),
    ]
