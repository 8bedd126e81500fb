"""PDF files whose pages are pictures, or partly; what recognises them is a stand-in here."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Block, Letter, LetterForm, listed
from broadcaster.letters.readers.pages import Recognise
from broadcaster.letters.readers.pages import read as read_pages
from broadcaster.letters.readers.picture import Sheet

SIGNED = ("Ky boi: UBND phuong Tan Phong", "Email: ubnd@laichau.gov.vn", "Thoi gian ky: 03.01.2027 08:10:11")
LONG = tuple(f"Ba con dua cho di tiem phong tai nha van hoa to {n}." for n in range(20))
SEEN = "Bà con đưa chó đi tiêm tại nhà văn hóa của tổ, từ 7 giờ ngày 5/1/2027. Chó mèo phải có rọ mõm."


class Eyes:
    """Recognises the same words on each page."""

    def __init__(self, text: str = SEEN, *, until: int = 99) -> None:
        self.asked: list[int] = []
        self._text = text
        self._until = until

    def __call__(self, pages: Iterable[tuple[int, Sheet]]) -> dict[int, tuple[Block, ...]]:
        self.asked = [number for number, _ in pages]
        return {
            number: (Block(text=f"{self._text} Trang {number}.", guessed=True),)
            for number in self.asked
            if number <= self._until
        }


def _blank(_: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Sheet]]:
    return ((number, Sheet(png=b"")) for number in numbers)


def read(data: bytes, eyes: Recognise) -> Letter:
    """The letter, its pages drawn blank: to draw one takes a second."""
    return read_pages(data, eyes, _blank)


def _pdf(*pages: tuple[float, Sequence[str]]) -> bytes:
    """Pages, each with a picture that covers such a part of its height, and lines of text on top."""
    document = pypdfium2.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    data = io.BytesIO()
    Image.new("L", (40, 40), 200).save(data, "JPEG")
    for part, lines in pages:
        page = document.new_page(595, 842)
        if part:
            picture = pypdfium2.PdfImage.new(document)
            picture.load_jpeg(io.BytesIO(data.getvalue()), inline=True)
            picture.set_matrix(pypdfium2.PdfMatrix().scale(595, 842 * part))
            page.insert_obj(picture)
        for number, line in enumerate(lines):
            text = raw.FPDFPageObj_CreateTextObj(document.raw, font, ctypes.c_float(9))
            signs = (line + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(signs), raw.FPDF_WIDESTRING))
            raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 60, 800 - 14 * number)
            raw.FPDFPage_InsertObject(page.raw, text)
        page.gen_content()
    made = io.BytesIO()
    document.save(made)
    document.close()
    return made.getvalue()


def _notes(letter: Letter) -> list[tuple[str, str]]:
    return [(note.code, dict(note.facts)["pages"]) for note in letter.notes]


def test_a_scanned_page_with_an_electronic_signature_is_recognised() -> None:
    eyes = Eyes(SEEN + " ".join(SIGNED))
    letter = read(_pdf((1.0, SIGNED)), eyes)
    assert [block.text for block in letter.blocks] == [f"{SEEN}{' '.join(SIGNED)} Trang 1."]
    assert (eyes.asked, letter.form, letter.notes) == ([1], LetterForm.SCAN, ())


def test_only_the_pages_that_are_pictures_are_recognised() -> None:
    eyes = Eyes()
    letter = read(_pdf((0.0, LONG), (1.0, ("2",)), (0.0, LONG)), eyes)
    assert (eyes.asked, letter.form) == ([2], LetterForm.PDF)
    assert [block.guessed for block in letter.blocks if "Trang 2" in block.text] == [True]
    assert not any(block.guessed for block in letter.blocks if "Trang 2" not in block.text)


def test_a_page_whose_own_letters_say_what_its_picture_shows_keeps_them() -> None:
    letter = read(_pdf((1.0, SIGNED)), Eyes("Ký bởi: UBND phường Tân Phong"))
    assert not any(block.guessed for block in letter.blocks)
    assert "laichau.gov.vn" in letter.blocks[0].text


def test_a_scan_that_its_scanner_made_searchable_is_read_by_its_letters() -> None:
    eyes = Eyes()
    assert (read(_pdf((1.0, LONG)), eyes).notes, eyes.asked) == ((), [])


def test_a_large_picture_without_letters_over_it_is_told() -> None:
    eyes = Eyes()
    letter = read(_pdf((0.0, LONG), (0.4, LONG)), eyes)
    assert (_notes(letter), eyes.asked) == ([("letter.pages_with_pictures", "2")], [])


def test_pages_for_which_there_was_no_time_are_told() -> None:
    letter = read(_pdf(*[(1.0, ())] * 5), Eyes(until=2))
    assert _notes(letter) == [("letter.pages_unread", "3–5")]
    with pytest.raises(LettersError, match=r"letter\.too_slow"):
        read(_pdf((1.0, ())), Eyes(until=0))


def test_without_recognition_the_other_pages_are_read_and_the_pictures_told() -> None:
    def missing(pages: Iterable[tuple[int, Sheet]]) -> dict[int, tuple[Block, ...]]:
        raise LettersError("letter.no_ocr")

    assert _notes(read(_pdf((0.0, LONG), (1.0, SIGNED)), missing)) == [("letter.pages_without_words", "2")]
    with pytest.raises(LettersError, match=r"letter\.no_ocr"):
        read(_pdf((1.0, SIGNED)), missing)


def test_a_page_with_nothing_on_it_is_not_told_and_one_that_shows_no_words_is() -> None:
    letter = read(_pdf((0.0, LONG), (0.0, ()), (1.0, ())), lambda pages: {number: () for number, _ in pages})
    assert _notes(letter) == [("letter.pages_without_words", "3")]


def test_pages_in_a_row_are_told_as_a_range() -> None:
    assert listed([1, 2, 4, 6, 7, 8, 9]) == "1, 2, 4, 6–9"
