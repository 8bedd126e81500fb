from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from broadcaster.errors import LettersError
from broadcaster.letters.readers.picture import count, pictures, without_red


def _page() -> Image.Image:
    """Black words below a red stamp."""
    page = Image.new("RGB", (200, 100), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse([20, 10, 120, 90], fill=(205, 25, 40))
    pen.rectangle([60, 40, 180, 60], fill="black")
    return page


def test_a_red_stamp_lies_lightly_on_the_words_below_it() -> None:
    grey = without_red(_page())
    stamp, word, paper = grey.getpixel((40, 25)), grey.getpixel((100, 50)), grey.getpixel((190, 5))
    assert (word, paper) == (0, 255)
    assert isinstance(stamp, int)
    assert stamp >= 200


def test_a_grey_picture_stays_as_it_is() -> None:
    grey = _page().convert("L")
    assert without_red(grey).tobytes() == grey.tobytes()


def test_a_file_cut_short_is_broken() -> None:
    data = io.BytesIO()
    _page().save(data, "PNG")
    with pytest.raises(LettersError, match=r"letter\.broken"):
        list(pictures(data.getvalue()[:120]))


def test_pictures_of_one_file_are_counted() -> None:
    data = io.BytesIO()
    _page().save(data, "TIFF", save_all=True, append_images=[_page(), _page()])
    assert count(data.getvalue()) == len(list(pictures(data.getvalue()))) == 3
