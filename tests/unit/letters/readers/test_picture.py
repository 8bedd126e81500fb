from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageOps

from broadcaster.core.errors import LettersError
from broadcaster.letters.readers.grids import Box
from broadcaster.letters.readers.picture import as_png, count, cut, pictures, prepared, without_red


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


def test_a_picture_far_larger_than_a_page_is_made_smaller_before_anything_else() -> None:
    assert max(prepared(Image.new("L", (200, 9000), 235)).size) <= 3600


def test_a_cell_is_cut_out_with_paper_around_it_and_an_empty_one_is_not() -> None:
    page = Image.new("L", (400, 200), 235)
    ImageDraw.Draw(page).rectangle([60, 60, 80, 90], fill=20)
    data = as_png(page)
    left, right = (Box(row=0, column=n, left=200 * n, top=0, right=200 * n + 200, bottom=200) for n in (0, 1))
    found = cut(data, left)
    assert found is not None
    with Image.open(io.BytesIO(found)) as picture:
        assert picture.size == (252, 252)
        assert picture.getpixel((86, 86)) == 20
    assert cut(data, right) is None
    assert cut(data, Box(row=0, column=0, left=5, top=5, right=6, bottom=6)) is None


@pytest.mark.parametrize("mark", range(9))
def test_a_picture_is_held_as_its_camera_says(mark: int) -> None:
    data, page = io.BytesIO(), _page()
    exif = page.getexif()
    exif[0x0112] = mark
    page.save(data, "PNG", exif=exif)
    (found,) = pictures(data.getvalue())
    with Image.open(io.BytesIO(data.getvalue())) as file:
        wanted = without_red(ImageOps.exif_transpose(file))
    assert (found.size, found.tobytes()) == (wanted.size, wanted.tobytes())


def test_of_a_huge_photograph_no_more_points_are_read_than_are_needed() -> None:
    data = io.BytesIO()
    Image.new("RGB", (7400, 64), "white").save(data, "JPEG")
    (found,) = pictures(data.getvalue())
    assert found.size == (7400, 64)  # its other side would be too small to be read
    data = io.BytesIO()
    Image.new("RGB", (7400, 7400), "white").save(data, "JPEG")
    (found,) = pictures(data.getvalue())
    assert found.size == (3700, 3700)
