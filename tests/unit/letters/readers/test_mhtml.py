from __future__ import annotations

import quopri

import pytest

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import LetterForm
from broadcaster.letters.readers.registry import read

PAGE = (
    "<html><head><title>x</title></head><body><p><b>THÔNG BÁO</b></p><p>Ngày mai cắt điện.</p></body></html>"
)
HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_B"\n\nThis is a web archive.\n'


def _archive(page: bytes, kind: str, charset: str) -> bytes:
    part = (
        f'--=_B\nContent-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: quoted-printable\n\n'
    )
    picture = b"\n--=_B\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--=_B--\n"
    return HEAD.encode() + part.encode() + quopri.encodestring(page) + picture


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (PAGE.encode(), "utf-8"),
        (PAGE.encode("ascii", "xmlcharrefreplace"), "us-ascii"),
        (PAGE.encode("utf-16-le"), "utf-16-le"),
    ],
    ids=["utf-8", "references", "utf-16"],
)
def test_what_word_saved_as_one_page_is_read(page: bytes, charset: str) -> None:
    letter = read(_archive(page, "text/html", charset))
    assert letter.form is LetterForm.HTML
    assert [block.text for block in letter.blocks] == ["THÔNG BÁO", "Ngày mai cắt điện."]


def test_an_archive_without_words_is_told_in_one_sentence() -> None:
    with pytest.raises(LettersError, match="unknown_form"):
        read(_archive(b"x", "application/pdf", "utf-8"))


def test_a_letter_that_names_these_words_is_no_archive() -> None:
    assert read("THÔNG BÁO\nMIME-Version: 1 là gì?".encode()).form is LetterForm.TXT
