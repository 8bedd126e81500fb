"""A photo is a picture in which a form can be read, and stands for one decision."""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.decisions.photos import MOST_UNUSED, decided_by, has_photo, keep_photo, points
from tests.fakes.photos import jpeg, png


def webp(kind: bytes, head: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<I", len(head)) + head
    return b"RIFF" + struct.pack("<I", len(body)) + body


def three(number: int) -> bytes:
    return number.to_bytes(3, "little")


# The three kinds of WebP: of 1 frame with losses (two bits of each side are its scale), without, extended.
LOSSY = webp(b"VP8 ", bytes(6) + struct.pack("<HH", 601 | 1 << 14, 700 | 3 << 14))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 600 | 699 << 14 | 1 << 28))
EXTENDED = webp(b"VP8X", bytes(4) + three(600) + three(699))
FILLED = jpeg(601, 700)[:2] + b"\xff" + jpeg(601, 700)[2:]
PICTURES = {
    "png": png(601, 700), "jpeg": jpeg(601, 700), "jpeg with a filling byte": FILLED,
    "webp": LOSSY, "webp lossless": LOSSLESS, "webp extended": EXTENDED,
}  # fmt: skip


@pytest.mark.parametrize("raw", PICTURES.values(), ids=PICTURES)
def test_size_of_a_picture_is_read_and_one_that_is_cut_off_is_none(raw: bytes) -> None:
    assert points(raw) == (601, 700)
    assert all(points(raw[:length]) is None for length in range(len(raw) - 102, 0, -max(1, len(raw) // 50)))
    if raw[:4] == b"RIFF":
        assert points(raw[:-1]) is None
        assert points(webp(b"VP9 ", raw[20:])) is None
        assert points(raw[:8] + b"WAVE" + raw[12:]) is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (png(1, 1), "people.small_photo"),
        (png(5000, 300), "people.small_photo"),
        (jpeg(599, 2000), "people.small_photo"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "people.no_photo"),
        (b"\xff\xd8\xff" + bytes(1000), "people.no_photo"),
        (b"RIFF" + bytes(1000), "people.no_photo"),
        (b"x", "people.no_photo"),
        (jpeg(filling=8 << 20), "people.no_photo"),
    ],
)
def test_what_no_form_can_be_read_in_is_refused(raw: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(PeopleError) as caught:
        keep_photo(tmp_path, raw, ())
    assert caught.value.code == code
    assert not any(tmp_path.iterdir())


def test_photo_by_which_something_was_decided_is_not_taken_again(tmp_path: Path) -> None:
    first = keep_photo(tmp_path, jpeg(), ())
    assert keep_photo(tmp_path, jpeg(), ()) == first  # sent once more before the decision
    with pytest.raises(PeopleError, match=r"people\.photo_used"):
        keep_photo(tmp_path, jpeg(), {first})


def test_nobody_fills_the_disk_with_photos(tmp_path: Path) -> None:
    kept = [keep_photo(tmp_path, jpeg(filling=100 + count), ()) for count in range(MOST_UNUSED)]
    with pytest.raises(PeopleError, match=r"people\.photos_many"):
        keep_photo(tmp_path, jpeg(filling=90), ())
    assert sum(has_photo(tmp_path, digest) for digest in kept) == MOST_UNUSED
    keep_photo(tmp_path, jpeg(filling=90), kept[:1])  # one was used
    for photo in (tmp_path / "new-photos").iterdir():
        sent(photo, days=8)
    newest = keep_photo(tmp_path, jpeg(filling=91), kept[:1])
    assert [path.stem for path in (tmp_path / "new-photos").iterdir()] == [newest], "the others are given up"


def test_photos_of_years_whose_decisions_went_with_the_journal_stay_and_new_ones_are_taken(
    tmp_path: Path,
) -> None:
    (tmp_path / "photos").mkdir()
    old = [tmp_path / "photos" / f"{number:064x}.jpg" for number in range(300)]
    for path in old:
        with path.open("wb") as file:
            file.truncate(8 << 20)
        sent(path, days=400)
    digest = keep_photo(tmp_path, jpeg(), ())
    assert has_photo(tmp_path, digest)
    assert all(path.is_file() for path in old)


def test_photo_by_which_something_was_decided_outlives_the_journal(tmp_path: Path) -> None:
    digest, later = keep_photo(tmp_path, jpeg(), ()), keep_photo(tmp_path, jpeg(filling=101), ())
    decided_by(tmp_path, digest)
    keep_photo(
        tmp_path, jpeg(filling=102), {digest, later}
    )  # of the other one, the process was killed before
    for path in (*(tmp_path / "photos").iterdir(), *(tmp_path / "new-photos").iterdir()):
        sent(path, days=400)
    keep_photo(tmp_path, jpeg(filling=103), ())
    assert has_photo(tmp_path, digest)
    assert has_photo(tmp_path, later)


def sent(path: Path, *, days: int) -> None:
    """The photo came so long ago."""
    at = time.time() - days * 86400
    os.utime(path, (at, at))
