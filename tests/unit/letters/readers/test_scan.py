"""Two letters of the corpus on paper; `benchmarks/letters_ocr.py` has all of them."""

from __future__ import annotations

import io
import shutil

import numpy as np
import pytest
from PIL import Image

from benchmarks.letters_ocr import (
    DPI,
    body_words,
    bundled,
    drawn,
    photographed,
    printed,
    scanned,
    unlisted_numbers,
    wrong_words,
)
from broadcaster.letters.model import LetterForm
from broadcaster.letters.readers import pages, scan
from broadcaster.letters.readers.picture import Sheet, prepared, sheet

MOST = 0.03  # of the words of one letter; over all letters it is below 0.02


@pytest.mark.patient
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("name", "spoil"), [("pdf-tinh-phong-ret", scanned), ("pdf-truong-tuyen-sinh", photographed)]
)
def test_a_letter_on_paper_is_read_and_its_wrong_numbers_are_listed(name: str, spoil: object) -> None:
    assert callable(spoil)
    file = printed(name)
    true, sheets = pages.read(file), drawn(file)
    found = scan.read(bundled([spoil(page, page is sheets[-1]) for page in sheets]))
    wanted = body_words(true)
    assert wrong_words(wanted, body_words(found)) <= MOST * len(wanted)
    assert unlisted_numbers(true, found) == []


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_no_page_is_begun_when_the_time_is_over() -> None:
    assert scan.recognised([(1, Sheet(png=b""))], seconds=0.0) == {}


@pytest.mark.patient
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_printed_page_that_was_scanned_into_a_pdf_is_drawn_and_recognised() -> None:
    file = printed("pdf-tinh-phong-ret")
    true, sheets = pages.read(file), drawn(file)
    data = io.BytesIO()
    sheets[0].save(data, "PDF", resolution=DPI, save_all=True, append_images=sheets[1:])
    found = pages.read(data.getvalue())
    wanted = body_words(true)
    assert found.form is LetterForm.SCAN
    assert wrong_words(wanted, body_words(found)) <= MOST * len(wanted)


def _row(text: str, conf: int) -> dict[str, str]:
    return {"text": text, "conf": str(conf)}


def test_a_spoilt_word_inside_a_line_stays_and_stains_around_it_go() -> None:
    stain = ("‹Í", 8)
    read = [
        stain,
        ("Quyết", 95),
        ("định", 96),
        ("118/QĐ-UBND", 3),
        ("¬", 30),
        ("ngày", 90),
        ("của", 93),
    ]
    words = [row["text"] for row in scan.without_stains([_row(*each) for each in read])]
    assert words == ["Quyết", "định", "118/QĐ-UBND", "ngày", "của"]


def test_a_line_that_is_mostly_noise_keeps_no_word_for_standing_inside() -> None:
    noise = [("các", 30), ("n3", 2), ("VỆ", 25), ("Q0", 4), ("Di", 90)]
    assert [row["text"] for row in scan.without_stains([_row(*each) for each in noise])] == [
        "các",
        "VỆ",
        "Di",
    ]
    assert scan.without_stains([_row("xT", 12), _row("¬", 50)]) == []


@pytest.mark.patient
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_page_of_noise_has_no_words() -> None:
    noise = np.random.default_rng(3).normal(215, 18, (700, 500))
    page = sheet(prepared(Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))))
    assert scan.recognised([(1, page)]) == {1: ()}
