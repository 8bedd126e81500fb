"""PDF files, by the place of each letter on the page. The only importer of pypdfium2.

A PDF has no paragraphs and no tables. Letters that stand close together on one line make a segment; segments
that stand side by side are columns; lines below one another make a paragraph until one of them is short,
indented or begins an item.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from broadcaster.core.errors import LettersError
from broadcaster.core.text.forms import nfc
from broadcaster.letters.model import Block, Region
from broadcaster.letters.readers.grids import Grid, TableRule, cell_at, grids_of
from broadcaster.letters.readers.lines import PageSegment
from broadcaster.letters.readers.running import pages_of
from broadcaster.letters.readers.typography import NEAR, raised, unicode_text

if TYPE_CHECKING:
    from broadcaster.letters.readers.picture import Sheet

MOST_PAGES = 300
SCANNED = 20  # letters on a page below which it is taken for a picture, whatever is drawn on it
FEW = 500  # letters on a page that is mostly a picture: a number, a date and two signatures have fewer
_MOSTLY = 0.5  # of a page: pictures that cover so much of it
_PART = 0.25  # of a page: so much of pictures is told
_MOST_OBJECTS = 5000  # of a page that are looked at for pictures
_DEEPEST = 5  # forms inside one another
_GAP = 0.28  # of the type size: a wider gap between two letters is a space
_LEAST = 0.12  # the same where the library saw a space that the file does not have
_COLUMN = 1.6  # of the type size: a wider gap is another column
_SMALL = 0.85  # of the page's usual type size: that of footnotes
_RAISED = 0.75  # of the size before it: smaller type above the line is raised
_BOLD = 600  # font weight from which type is bold
_FONT_NAME = 200  # bytes
_QUARTER = math.pi / 2
_ASKEW = 0.05  # radians
_HUGE = 2.6  # times the usual size: larger than any heading
_WATERMARK = 0.25  # of a page's letters at most
_NEAR = 3.0  # points between two rules that meet, or that are one
_STRAIGHT = 1.0  # points by which a rule may be askew
_SHORTEST = 6.0  # points of a rule
_MOST_POINTS = 20_000  # of the drawn lines of a page
_DPI = 300
_MOST_PIXELS = 7000  # of one side of a rendered page: a page may claim to be a kilometre wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page by its letters."""

    number: int  # from 1
    segments: tuple[PageSegment, ...] = ()
    grids: tuple[Grid, ...] = ()
    blocks: tuple[Block, ...] = ()  # of its segments; what is printed across the page stands first
    is_picture: bool = False  # most of its words, or all, stand in a picture or are drawn
    has_picture: bool = False  # a part of it is a picture without letters over it
    broken: bool = False


def pages(data: bytes) -> tuple[Page, ...]:
    """The pages of a PDF file.

    Raises:
        LettersError: the file is broken, has a password, or has too many pages.
    """
    document = _opened(data)
    try:
        if len(document) > MOST_PAGES:
            raise LettersError("letter.too_many_pages", most=MOST_PAGES)
        found = [_page(document, number) for number in range(1, len(document) + 1)]
    finally:
        document.close()
    if all(page.broken for page in found):
        raise LettersError("letter.broken")
    blocks = pages_of(
        {page.number: page.segments for page in found}, {page.number: page.grids for page in found}
    )
    return tuple(replace(page, blocks=(*page.blocks, *blocks[page.number])) for page in found)


def rendered(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Sheet]]:
    """Pages by their number, upright and straight, for recognition.

    Raises:
        LettersError: what draws them is not installed.
    """
    try:
        from broadcaster.letters.readers.picture import prepared, sheet, without_red
    except ImportError as error:
        raise LettersError("letter.no_ocr", extra="ocr") from error
    document = _opened(data)
    try:
        for number in numbers:
            page = document[number - 1]
            scale = min(_DPI / 72, _MOST_PIXELS / max(page.get_size()))
            yield number, sheet(prepared(without_red(page.render(scale=scale).to_pil())))
    except pypdfium2.PdfiumError as error:
        raise LettersError("letter.broken") from error
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        password = "password" in str(error).lower()
        raise LettersError("letter.encrypted" if password else "letter.broken") from error


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = document[number - 1]
        signs, across = _without_watermark(list(_signs(page)))
        grids = grids_of(*_rules(page), _NEAR)
        pictures = list(_pictures(page))
        left, bottom, right, top = page.get_cropbox()
        drawn = raw.FPDFPage_CountObjects(page.raw) > 0
    except pypdfium2.PdfiumError:
        return Page(number=number, broken=True)
    letters = sum(1 for sign in signs if sign.text.strip())
    whole = max(1.0, (right - left) * (top - bottom))
    bare = [each for each in pictures if not any(each.holds(sign) for sign in signs)]
    covered = sum(each.area(left, bottom, right, top) for each in pictures) / whole
    is_picture = (letters < SCANNED and drawn) or (letters < FEW and covered >= _MOSTLY)
    return Page(
        number=number,
        segments=tuple(_segments(signs, number, grids)),
        grids=grids,
        blocks=_watermark(across, number),
        is_picture=is_picture,
        has_picture=not is_picture
        and sum(each.area(left, bottom, right, top) for each in bare) >= _PART * whole,
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    """The place of a picture on the page; coordinates in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def area(self, left: float, bottom: float, right: float, top: float) -> float:
        """Of the part that lies on the page, in square points."""
        wide, high = (
            min(self.right, right) - max(self.left, left),
            min(self.top, top) - max(self.bottom, bottom),
        )
        return max(0.0, wide) * max(0.0, high)

    def holds(self, sign: _Sign) -> bool:
        """True if a letter stands over the picture."""
        return self.left <= sign.left <= self.right and self.bottom <= sign.base <= self.top


def _pictures(page: pypdfium2.PdfPage) -> Iterator[_Picture]:
    """The pictures of a page. A form that holds one counts whole: scanning programs wrap pages in forms."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, index)
        if _holds_picture(thing) and raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            yield _Picture(left.value, bottom.value, right.value, top.value)


def _holds_picture(thing: object, depth: int = 0) -> bool:
    kind = raw.FPDFPageObj_GetType(thing)
    if kind != raw.FPDF_PAGEOBJ_FORM or depth > _DEEPEST:
        return bool(kind == raw.FPDF_PAGEOBJ_IMAGE)
    inside = range(min(raw.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS))
    return any(_holds_picture(raw.FPDFFormObj_GetObject(thing, index), depth + 1) for index in inside)


def _rules(page: pypdfium2.PdfPage) -> tuple[list[TableRule], list[TableRule]]:
    """The level and the upright lines that are drawn on a page."""
    levels, uprights = [], []
    for (x, y), (to_x, to_y) in islice(_lines(page), _MOST_POINTS):
        start, end = sorted((x, to_x))
        top, bottom = sorted((-y, -to_y))
        if bottom - top <= _STRAIGHT and end - start >= _SHORTEST:
            levels.append(TableRule(at=(top + bottom) / 2, start=start, end=end))
        elif end - start <= _STRAIGHT and bottom - top >= _SHORTEST:
            uprights.append(TableRule(at=(start + end) / 2, start=top, end=bottom))
    return _once(levels), _once(uprights)


def _once(rules: Iterable[TableRule]) -> list[TableRule]:
    """A thin rule is often a filled box with two long sides, or drawn once for each cell beside it."""
    whole = {
        TableRule(at=round(each.at), start=round(each.start), end=round(each.end)): each for each in rules
    }
    return list(whole.values())


_Point = tuple[float, float]


def _lines(page: pypdfium2.PdfPage) -> Iterator[tuple[_Point, _Point]]:
    """The straight lines of a page, both ends in points, y upwards."""
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
            continue
        raw.FPDFPageObj_GetMatrix(thing, matrix)
        first = last = (0.0, 0.0)
        for number in range(min(raw.FPDFPath_CountSegments(thing), _MOST_POINTS)):
            step = raw.FPDFPath_GetPathSegment(thing, number)
            raw.FPDFPathSegment_GetPoint(step, x, y)
            here = (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
            kind = raw.FPDFPathSegment_GetType(step)
            if kind == raw.FPDF_SEGMENT_LINETO:
                yield last, here
            elif kind == raw.FPDF_SEGMENT_MOVETO:
                first = here
            last = here
            if raw.FPDFPathSegment_GetClose(step):
                yield here, first


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
    turned: bool = False  # it stands askew
    spaced: bool = False  # the library saw a space in front of it


def _without_watermark(signs: list[_Sign]) -> tuple[list[_Sign], list[_Sign]]:
    """The letters of a page, and those that are printed across it: askew, or far larger than all others."""
    sizes = Counter(round(sign.size, 1) for sign in signs if sign.text.strip())
    usual = sizes.most_common(1)[0][0] if sizes else 1.0
    flow: list[_Sign] = []
    across: list[_Sign] = []
    for sign in signs:
        (across if sign.turned or sign.size > _HUGE * usual else flow).append(sign)
    return (signs, []) if len(across) > _WATERMARK * len(signs) else (flow, across)


def _watermark(signs: Sequence[_Sign], page: int) -> tuple[Block, ...]:
    text = " ".join("".join(sign.text for sign in signs).split())
    return (Block(text=text, region=Region.HEADER, page=page),) if text else ()


def _segments(signs: Sequence[_Sign], number: int, grids: Sequence[Grid]) -> Iterator[PageSegment]:
    """The segments of a page in no order; none stands in two cells."""
    notes = _notes(signs)
    held: list[_Sign] = []
    cell = None
    for sign in signs:
        before, cell = cell, cell_at(grids, (sign.left + sign.right) / 2, 0.3 * sign.size - sign.base)
        if held and (before != cell or not _goes_on(held[-1], sign)):
            yield from _segment(held, number, notes)
            held = []
        held.append(sign)
    yield from _segment(held, number, notes)


def _goes_on(last: _Sign, sign: _Sign) -> bool:
    size = max(last.size, sign.size, 1.0)
    gap = sign.left - last.right
    raised = min(last.size, sign.size) < _RAISED * size
    return abs(sign.base - last.base) < (0.6 if raised else 0.4) * size and -0.6 * size < gap < _COLUMN * size


def _segment(signs: list[_Sign], page: int, notes: frozenset[str]) -> Iterator[PageSegment]:
    if not signs:
        return
    signs = _lowered(signs, notes)
    parts, run, font = [], "", signs[0].font
    for before, sign in zip([None, *signs], signs, strict=False):
        if sign.font != font:
            parts.append(unicode_text(run, font))
            run, font = "", sign.font
        gap = _LEAST if sign.spaced else _GAP
        if before is not None and sign.left - before.right > gap * sign.size and sign.text != " ":
            run += "" if run.endswith(" ") or (not run and parts and parts[-1].endswith(" ")) else " "
        run += sign.text
    parts.append(unicode_text(run, font))
    text = nfc(" ".join("".join(parts).split()))
    if text:
        letters = [sign for sign in signs if sign.text.strip()]
        yield PageSegment(
            text=text,
            page=page,
            left=min(sign.left for sign in letters),
            right=max(sign.right for sign in letters),
            base=Counter(sign.base for sign in letters).most_common(1)[0][0],
            size=Counter(round(sign.size, 1) for sign in letters).most_common(1)[0][0],
            bold=sum(sign.bold for sign in letters) * 5 >= len(letters) * 4,
        )


def _is_raised(sign: _Sign, last: _Sign) -> bool:
    return (
        sign.size < _RAISED * last.size and last.base + 0.15 * last.size < sign.base < last.base + last.size
    )


def _notes(signs: Sequence[_Sign]) -> frozenset[str]:
    """The numbers of a page's footnotes whose marks are raised once: "6 m" with a mark 2 is no area."""
    sizes = Counter(sign.size for sign in signs)
    small = _SMALL * (sizes.most_common(1)[0][0] if sizes else 1.0)
    raised = Counter(sign.text for last, sign in pairwise(signs) if _is_raised(sign, last))
    words = [sign for sign in signs if sign.text.strip()]
    begun = {
        sign.text
        for last, sign, after in zip(words, words[1:], words[2:], strict=False)
        if sign.text.isdecimal() and last.base - sign.base > sign.size and after.size <= small
    }
    return frozenset(text for text in begun if raised[text] == 1)


def _lowered(signs: list[_Sign], notes: frozenset[str]) -> list[_Sign]:
    """The signs of one line with raised type as it is meant; its place on the page stays."""
    for index, sign in enumerate(signs):
        last = signs[index - 1] if index else sign
        if _is_raised(sign, last):
            before, after = (
                "".join(each.text for each in part)
                for part in (signs[max(0, index - NEAR) : index], signs[index + 1 : index + 1 + NEAR])
            )
            meant = "" if sign.text in notes else raised(sign.text, before, after, marks=True)
            # Its neighbour may be raised too: the size of the line is what counts.
            signs[index] = replace(sign, text=meant, size=last.size, base=last.base)
    return signs


def _signs(page: pypdfium2.PdfPage) -> Iterator[_Sign]:
    text = page.get_textpage()
    handle = text.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    name = ctypes.create_string_buffer(_FONT_NAME)
    flags, matrix, spaced = ctypes.c_int(), raw.FS_MATRIX(), False
    try:
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(handle, index)
            # Spaces and line ends that the library added have no place of their own.
            if code < 32 or code == 0xFFFE or raw.FPDFText_IsGenerated(handle, index) == 1:
                spaced = spaced or code == 32
                continue
            if not raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top):
                continue
            raw.FPDFText_GetCharOrigin(handle, index, x, y)
            length = raw.FPDFText_GetFontInfo(handle, index, name, _FONT_NAME, flags)
            font = name.value.decode("utf-8", "replace") if 0 < length <= _FONT_NAME else ""
            weight = raw.FPDFText_GetFontWeight(handle, index)
            # Browsers and printers draw large type on a page that they make smaller.
            drawn = raw.FPDFText_GetMatrix(handle, index, matrix)
            scale = math.hypot(matrix.c, matrix.d) if drawn else 1.0
            yield _Sign(
                text=chr(code),
                left=left.value,
                right=max(right.value, left.value),
                base=round(y.value, 1),
                size=raw.FPDFText_GetFontSize(handle, index) * scale or max(1.0, top.value - bottom.value),
                bold=weight >= _BOLD or "bold" in font.lower(),
                font=font.rpartition("+")[2],
                turned=_ASKEW < raw.FPDFText_GetCharAngle(handle, index) % _QUARTER < _QUARTER - _ASKEW,
                spaced=spaced,
            )
            spaced = False
    finally:
        text.close()
