"""Pictures of pages made fit for recognition: upright, grey, evenly lit, without the rules of tables.

Recognition takes a rule for letters, and words beside it for none: rules are painted over before. The cells
of a table come from its rules, not from the gaps between words. Coordinates in pixels, y downwards.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, ImageSequence

from broadcaster.core.errors import LettersError
from broadcaster.letters.readers.grids import MOST, Box, Grid, TableRule, grids_of

_DARK = 185  # grey value up to which a pixel of an evened page may belong to a rule
_ACROSS = 1 / 14  # of the page's width: a shorter run may be a dash, or a bold letter's bar
_DOWN = 1 / 22  # of the page's width: a shorter run may be a letter's stem
_FULL = 0.93  # of the pixels of a run are dark: noise breaks thin rules
_THICK = 3  # pixels beside a rule that belong to it, on each side
_NEAR = 10  # pixels between a rule's end and the one it meets; and between two that are one

_Picture = NDArray[np.uint8]
_Mask = NDArray[np.bool_]


def without_rules(page: _Picture, paper: int) -> tuple[_Picture, tuple[Grid, ...]]:
    """The page with its rules painted over, and its tables from top to bottom.

    Args:
        page: grey values, evenly lit and straight.
        paper: the grey value of paper.
    """
    dark = page < _DARK
    width = page.shape[1]
    across = _runs(dark, max(20, round(_ACROSS * width)))
    down = _runs(dark.T, max(20, round(_DOWN * width))).T
    levels, uprights = list(_rules(across)), list(_rules(down.T))
    if (not levels and not uprights) or max(len(levels), len(uprights)) > MOST:
        return page, ()
    bare = page.copy()
    bare[_widened(across) | _widened(down.T).T] = paper
    return bare, grids_of(levels, uprights, _NEAR)


def _runs(dark: _Mask, length: int) -> _Mask:
    """The pixels of level runs that are dark over `length`; a run may rise or fall by a pixel."""
    near = dark.copy()
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    height, width = near.shape
    if width <= length:
        return np.zeros_like(near)
    sums = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(near, axis=1, out=sums[:, 1:])
    starts = sums[:, length:] - sums[:, :-length] >= _FULL * length
    # Each pixel within `length` behind a start belongs to its run.
    sums = np.zeros((height, starts.shape[1] + 1), dtype=np.int32)
    np.cumsum(starts, axis=1, out=sums[:, 1:])
    places = np.arange(width)
    last = np.minimum(places + 1, starts.shape[1])
    first = np.minimum(np.maximum(places - length + 1, 0), starts.shape[1])
    return near & (sums[:, last] > sums[:, first])


def _widened(mask: _Mask) -> _Mask:
    """Level rules with the grey pixels above and below them."""
    wide = mask.copy()
    for step in range(1, _THICK + 1):
        wide[step:] |= mask[:-step]
        wide[:-step] |= mask[step:]
    return wide


def _rules(mask: _Mask) -> Iterator[TableRule]:
    """The level rules of a mask; rows of pixels that touch are one rule."""
    open_ones: list[list[int]] = []  # sum of rows, number of rows, last row, start, end
    for row in np.flatnonzero(mask.any(axis=1)):
        bounds = np.flatnonzero(np.diff(mask[row].astype(np.int8), prepend=0, append=0))
        for start, end in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
            near = (
                each
                for each in open_ones
                if row - each[2] <= _THICK and start <= each[4] + _NEAR and end >= each[3] - _NEAR
            )
            held = next(near, None)
            if held is None:
                open_ones.append([int(row), 1, int(row), start, end])
            else:
                held[:] = [
                    *(held[0] + int(row), held[1] + 1, int(row)),
                    *(min(held[3], start), max(held[4], end)),
                ]
        if len(open_ones) > 2 * MOST:
            break
    for total, count, _, start, end in open_ones:
        yield TableRule(at=total // count, start=start, end=end)


MOST_PIXELS = 60_000_000  # of one picture; a page at 300 dpi has 9
MOST_PICTURES = 300  # pages of one file; time ends before
_TRIED = 8.0  # degrees to each side in which a small slant is looked for
_STEP = 0.25  # degrees
_SMALL = 900  # pixels of the longer side for the search
_WORTH = 0.2  # degrees from which a turn is worth its loss of sharpness
_WANTED = 2400  # pixels of the longer side below which a picture is enlarged
_LARGEST = 3600  # pixels of the longer side: more takes memory and time, and is read no better
_PAPER = 235  # grey value of paper after evening out
_INK = 110  # grey value up to which something is written
_MARK = 40  # pixels of ink that a digit has at least
_INSIDE = 4  # pixels from the edge of a cell to what is cut out
_AROUND = 30  # pixels of paper that recognition wants around words
_ORIENTATION = 0x0112  # the EXIF mark that tells how the picture must be held
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def pictures(data: bytes) -> Iterator[Image.Image]:
    """The pictures of a file, as they must be held to be read (by their EXIF mark).

    Raises:
        LettersError: the file is broken or too large.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data)) as file:
            if file.width * file.height > MOST_PIXELS:
                raise LettersError("letter.bomb")
            file.draft(None, (_LARGEST, _LARGEST))  # of a JPEG no more points than are needed
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if number == MOST_PICTURES:
                    raise LettersError("letter.too_many_pages", most=MOST_PICTURES)
                yield _upright(without_red(frame), frame.getexif().get(_ORIENTATION))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LettersError("letter.bomb") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise LettersError("letter.broken") from error


def count(data: bytes) -> int:
    """How many pictures a file holds; no more than `MOST_PICTURES` are counted."""
    number = 0
    with contextlib.suppress(EOFError), Image.open(io.BytesIO(data)) as file:
        while number < MOST_PICTURES:
            file.seek(number)
            number += 1
    return number


def without_red(picture: Image.Image) -> Image.Image:
    """The picture in grey as red light shows it: a red stamp lies lightly on the words below it."""
    if picture.mode in ("1", "L", "I", "I;16", "F", "LA"):
        return picture.convert("L")
    # A copy of a large picture in colour is four times as large as one in grey.
    coloured = picture if picture.mode in ("RGB", "RGBA", "RGBX") else picture.convert("RGB")
    return coloured.getchannel("R")


def _upright(picture: Image.Image, orientation: int | None) -> Image.Image:
    """The picture turned as its EXIF mark says."""
    turn = _TURNS.get(orientation or 0)
    return picture if turn is None else picture.transpose(turn)


def prepared(picture: Image.Image) -> Image.Image:
    """A grey picture evenly lit, turned straight, of a size that recognition reads well."""
    if max(picture.size) > _LARGEST:
        scale = _LARGEST / max(picture.size)
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    even = _evened(picture)
    angle = slant(even)
    if abs(angle) >= _WORTH:
        even = even.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    longer = max(even.size)
    if longer < _WANTED:
        scale = _WANTED / longer
        even = even.resize((round(even.width * scale), round(even.height * scale)), Image.Resampling.LANCZOS)
    return even


def reduced(picture: Image.Image) -> Image.Image:
    """The picture small enough to tell which side is up; of a large one that is told wrongly."""
    scale = min(1.0, _WANTED / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def turned(picture: Image.Image, quarter_turns: int) -> Image.Image:
    """The picture turned clockwise by quarters."""
    return picture.rotate(-90 * quarter_turns, expand=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as it goes to recognition."""

    png: bytes  # without rules
    grids: tuple[Grid, ...] = ()  # its tables; coordinates in pixels of the picture


def cut(page: bytes, box: Box) -> bytes | None:
    """A cell of a page as a picture of its own with paper around it; None if nothing is written there."""
    with Image.open(io.BytesIO(page)) as whole:
        left, top = round(box.left) + _INSIDE, round(box.top) + _INSIDE
        right, bottom = round(box.right) - _INSIDE, round(box.bottom) - _INSIDE
        part = whole.crop((left, top, max(left, right), max(top, bottom)))
    if 0 in part.size or int((np.asarray(part) < _INK).sum()) < _MARK:
        return None
    return as_png(ImageOps.expand(part, border=_AROUND, fill=_PAPER))


def sheet(picture: Image.Image) -> Sheet:
    """A prepared page without the rules of its tables and frames."""
    bare, grids = without_rules(np.asarray(picture), _PAPER)
    return Sheet(png=as_png(Image.fromarray(bare)), grids=grids)


def as_png(picture: Image.Image) -> bytes:
    """The picture as a PNG file."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def slant(picture: Image.Image) -> float:
    """The angle in degrees, counter-clockwise, by which the picture must be turned for straight lines.

    Straight lines of type make the sums of the rows differ most.
    """
    scale = _SMALL / max(picture.size)
    small = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    best, sharpest = 0.0, _sharpness(small, 0.0)
    for angle in np.arange(-_TRIED, _TRIED + _STEP, _STEP):
        found = _sharpness(small, float(angle))
        if found > sharpest:
            best, sharpest = float(angle), found
    return best


def _sharpness(picture: Image.Image, angle: float) -> float:
    turned_by = picture.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=255) if angle else picture
    rows = (255.0 - np.asarray(turned_by, dtype=np.float32)).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _evened(picture: Image.Image) -> Image.Image:
    """Shadows taken out: each place divided by the paper around it."""
    paper = picture.resize((max(1, picture.width // 8), max(1, picture.height // 8)))
    paper = paper.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(12)).resize(picture.size)
    light = np.maximum(np.asarray(paper, dtype=np.float32), 30.0)
    even = np.clip(np.asarray(picture, dtype=np.float32) * _PAPER / light, 0, 255)
    return Image.fromarray(even.astype(np.uint8))
