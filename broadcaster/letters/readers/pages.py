"""PDF files page by page: by their own letters, or recognised where a page is a picture.

A scanned page may have letters too: a number and a date that were printed on it, an electronic signature.
They stand in its picture as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Block, Letter, LetterForm, page_note
from broadcaster.letters.readers import pdf, scan
from broadcaster.letters.readers.page_ends import bound

if TYPE_CHECKING:
    from broadcaster.letters.readers.picture import Sheet

MORE = 30  # letters that a picture shows beyond those of its page: then it holds words of its own

Draw = Callable[[bytes, Iterable[int]], Iterator[tuple[int, "Sheet"]]]
Recognise = Callable[[Iterable[tuple[int, "Sheet"]]], Mapping[int, tuple[Block, ...]]]


def read(data: bytes, recognise: Recognise = scan.recognised, draw: Draw = pdf.rendered) -> Letter:
    """The letter in a PDF file.

    Args:
        data: the file.
        recognise: gives the blocks of drawn pages by their number.
        draw: draws pages.

    Raises:
        LettersError: the file is broken, has a password or too many pages; all of it is pictures, and
            recognition is not installed or had no time.
    """
    pages = pdf.pages(data)
    wanted = [page.number for page in pages if page.is_picture]
    found: Mapping[int, tuple[Block, ...]] = {}
    without = {page.number for page in pages if page.broken}
    late: list[int] = []
    if wanted:
        try:
            found = recognise(draw(data, wanted))
            late = [number for number in wanted if number not in found]
        except LettersError as error:
            if error.code != "letter.no_ocr" or len(wanted) == len(pages):
                raise
            without.update(wanted)
    if wanted and late == wanted and len(wanted) == len(pages):
        raise LettersError("letter.too_slow")
    recognised = {
        page.number: found[page.number]
        for page in pages
        if page.number in found and _letters(found[page.number]) > _letters(page.blocks) + MORE
    }
    chosen = [recognised.get(page.number, page.blocks) for page in pages]
    without.update(
        number
        for number in found
        if not recognised.get(number) and _letters(pages[number - 1].blocks) < pdf.FEW
    )
    return Letter(
        form=LetterForm.SCAN if len(recognised) == len(pages) else LetterForm.PDF,
        blocks=bound(chosen),
        notes=(
            *page_note("letter.pages_without_words", sorted(without)),
            *page_note("letter.pages_unread", late),
            *page_note("letter.pages_with_pictures", [page.number for page in pages if page.has_picture]),
        ),
    )


def _letters(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
