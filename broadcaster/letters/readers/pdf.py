"""PDF files, by the place of each letter on the page. The only importer of pypdfium2.

A PDF has no paragraphs and no tables. Letters that stand close together on one line make a segment; segments
that stand side by side are columns; lines below one another make a paragraph until one of them is short,
indented or begins an item.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

from broadcaster.errors import LettersError
from broadcaster.letters.model import Block, Form, Letter, ReaderNote
from broadcaster.letters.readers.fonts import unicode_text
from broadcaster.letters.readers.lines import Segment, blocks_of, bound
from broadcaster.letters.readers.raised import raised

MOST_PAGES = 300
SCANNED = 20  # letters on a page below which it is taken for a picture
_GAP = 0.28  # of the type size: a wider gap between two letters is a space
_COLUMN = 1.6  # of the type size: a wider gap is another column
_RAISED = 0.75  # of the size before it: smaller type above the line is raised
_BOLD = 600  # font weight from which type is bold
_FONT_NAME = 200  # bytes
_DPI = 300
_MOST_PIXELS = 7000  # of one side of a rendered page: a page may claim to be a kilometre wide


def read(data: bytes) -> Letter:
    """The letter in a PDF file; no blocks where it holds only pictures.

    Raises:
        LettersError: the file is broken, has a password, or has too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        password = "password" in str(error).lower()
        raise LettersError("letter.encrypted" if password else "letter.broken") from error
    try:
        return _letter(document)
    finally:
        document.close()


def _letter(document: pypdfium2.PdfDocument) -> Letter:
    if len(document) > MOST_PAGES:
        raise LettersError("letter.too_many_pages", most=MOST_PAGES)
    pages: list[tuple[Block, ...]] = []
    pictures = []
    for number in range(len(document)):
        try:
            segments = list(_segments(document[number], number + 1))
        except pypdfium2.PdfiumError:
            pictures.append(number + 1)  # a broken page: told like a page without letters
            continue
        if sum(len(segment.text) for segment in segments) < SCANNED:
            pictures.append(number + 1)
        pages.append(blocks_of(segments))
    blocks = bound(pages)
    notes: tuple[ReaderNote, ...] = ()
    if blocks and pictures:
        notes = (
            ReaderNote(code="letter.pages_without_words", facts=(("pages", ", ".join(map(str, pictures))),)),
        )
    return Letter(form=Form.PDF, blocks=blocks, notes=notes)


def rendered(data: bytes) -> Iterator[bytes]:
    """Each page of a PDF as a PNG file, upright and straight, for recognition."""
    from broadcaster.letters.readers.picture import MOST_PICTURES, as_png, prepared, without_red

    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), MOST_PICTURES)):
            page = document[number]
            scale = min(_DPI / 72, _MOST_PIXELS / max(page.get_size()))
            yield as_png(prepared(without_red(page.render(scale=scale).to_pil())))
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Sign:
    """One letter on the page; coordinates in points, y upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    font: str


def _segments(page: pypdfium2.PdfPage, number: int) -> Iterator[Segment]:
    """The segments of a page in no order."""
    held: list[_Sign] = []
    for sign in _signs(page):
        if held and not _goes_on(held[-1], sign):
            yield from _segment(held, number)
            held = []
        held.append(sign)
    yield from _segment(held, number)


def _goes_on(last: _Sign, sign: _Sign) -> bool:
    size = max(last.size, sign.size, 1.0)
    gap = sign.left - last.right
    return abs(sign.base - last.base) < 0.4 * size and -0.6 * size < gap < _COLUMN * size


def _segment(signs: list[_Sign], page: int) -> Iterator[Segment]:
    if not signs:
        return
    signs = _lowered(signs)
    parts, run, font = [], "", signs[0].font
    for before, sign in zip([None, *signs], signs, strict=False):
        if sign.font != font:
            parts.append(unicode_text(run, font))
            run, font = "", sign.font
        if before is not None and sign.left - before.right > _GAP * sign.size and sign.text != " ":
            run += "" if run.endswith(" ") or (not run and parts and parts[-1].endswith(" ")) else " "
        run += sign.text
    parts.append(unicode_text(run, font))
    text = unicodedata.normalize("NFC", " ".join("".join(parts).split()))
    if text:
        letters = [sign for sign in signs if sign.text.strip()]
        yield Segment(
            text=text,
            page=page,
            left=min(sign.left for sign in letters),
            right=max(sign.right for sign in letters),
            base=Counter(sign.base for sign in letters).most_common(1)[0][0],
            size=Counter(round(sign.size, 1) for sign in letters).most_common(1)[0][0],
            bold=sum(sign.bold for sign in letters) * 5 >= len(letters) * 4,
        )


def _lowered(signs: list[_Sign]) -> list[_Sign]:
    """The signs of one line with raised type as it is meant; its place on the page stays."""
    for index, sign in enumerate(signs):
        last = signs[index - 1] if index else sign
        if sign.size < _RAISED * last.size and sign.base > last.base + 0.15 * last.size:
            before, after = (
                "".join(each.text for each in part) for part in (signs[:index], signs[index + 1 :])
            )
            # Its neighbour may be raised too: the size of the line is what counts.
            signs[index] = replace(
                sign, text=raised(sign.text, before, after, marks=True), size=last.size, base=last.base
            )
    return signs


def _signs(page: pypdfium2.PdfPage) -> Iterator[_Sign]:
    text = page.get_textpage()
    handle = text.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    name = ctypes.create_string_buffer(_FONT_NAME)
    flags = ctypes.c_int()
    try:
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(handle, index)
            # Spaces and line ends that the library added have no place of their own.
            if code < 32 or code == 0xFFFE or raw.FPDFText_IsGenerated(handle, index) == 1:
                continue
            if not raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top):
                continue
            raw.FPDFText_GetCharOrigin(handle, index, x, y)
            length = raw.FPDFText_GetFontInfo(handle, index, name, _FONT_NAME, flags)
            font = name.value.decode("utf-8", "replace") if 0 < length <= _FONT_NAME else ""
            weight = raw.FPDFText_GetFontWeight(handle, index)
            yield _Sign(
                text=chr(code),
                left=left.value,
                right=max(right.value, left.value),
                base=round(y.value, 1),
                size=raw.FPDFText_GetFontSize(handle, index) or max(1.0, top.value - bottom.value),
                bold=weight >= _BOLD or "bold" in font.lower(),
                font=font.rpartition("+")[2],
            )
    finally:
        text.close()
