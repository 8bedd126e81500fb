"""Pictures of pages made fit for recognition: upright, grey, evenly lit. The only importer of Pillow."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter, ImageOps, ImageSequence

from broadcaster.errors import LettersError
from broadcaster.letters.readers.printed.grids import Box, Grid
from broadcaster.letters.readers.printed.rules import without_rules

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
