"""Two letters of the corpus on paper; `benchmarks/letters_ocr.py` has all of them."""

from __future__ import annotations

import shutil

import pytest

from benchmarks.letters_ocr import (
    body_words,
    bundled,
    drawn,
    photographed,
    printed,
    scanned,
    unlisted_numbers,
    wrong_words,
)
from broadcaster.letters.readers import pdf, scan

MOST = 0.02  # of the words


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("name", "spoil"), [("pdf-tinh-phong-ret", scanned), ("pdf-truong-tuyen-sinh", photographed)]
)
def test_a_letter_on_paper_is_read_and_its_wrong_numbers_are_listed(name: str, spoil: object) -> None:
    assert callable(spoil)
    file = printed(name)
    true, pages = pdf.read(file), drawn(file)
    found = scan.read(bundled([spoil(page, page is pages[-1]) for page in pages]))
    wanted = body_words(true)
    assert wrong_words(wanted, body_words(found)) <= MOST * len(wanted)
    assert unlisted_numbers(true, found) == []
