"""Which reader a file needs: told by its first bytes, not by its name."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Letter, LetterForm, cleaned

LONGEST = 1_500_000  # code points of a letter: 300 pages have a million
MOST_BLOCKS = 60_000
LARGEST = 50 << 20  # bytes of a letter's file

_MAGIC: tuple[tuple[bytes, LetterForm], ...] = (
    (b"%PDF-", LetterForm.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LetterForm.DOC),
    (b"\xff\xd8\xff", LetterForm.SCAN),
    (b"\x89PNG\r\n\x1a\n", LetterForm.SCAN),
    (b"II*\0", LetterForm.SCAN),
    (b"MM\0*", LetterForm.SCAN),
    (b"{\\rtf", LetterForm.DOC),
)
_WORD_XML = (b'<?mso-application progid="Word.Document"', b"<pkg:package", b"<w:wordDocument")
_MIME = re.compile(rb"^MIME-Version:\s*1", re.IGNORECASE | re.MULTILINE)
_READERS = {
    LetterForm.TXT: ("text", "read"),
    LetterForm.DOCX: ("docx", "read"),
    LetterForm.ODT: ("odt", "read"),
    LetterForm.HTML: ("html", "read"),
    LetterForm.MHTML: ("html", "read_archive"),
    LetterForm.PDF: ("pages", "read"),
    LetterForm.DOC: ("doc", "read"),
    LetterForm.SCAN: ("scan", "read"),
}
"""The module of each reader, and its function `(data: bytes) -> Letter`."""


def form_of(data: bytes) -> LetterForm:
    """The kind of a file.

    Raises:
        LettersError: it is none that letters come in.
    """
    for magic, form in _MAGIC:
        if data.startswith(magic):
            return form
    if data.startswith(b"PK\x03\x04"):
        head = data[:2000]
        return LetterForm.ODT if b"opendocument.text" in head else LetterForm.DOCX
    if _MIME.search(data[:2000]) and b"Content-Type:" in data[:4000]:
        return LetterForm.MHTML
    if data.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") and any(mark in data[:2000] for mark in _WORD_XML):
        return LetterForm.DOC
    if b"<html" in data[:2000].lower() or data[:200].lstrip().lower().startswith(b"<!doctype html"):
        return LetterForm.HTML
    if b"\0" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LettersError("letter.unknown_form")
    return LetterForm.TXT


def read(data: bytes) -> Letter:
    """The letter in a file.

    Raises:
        LettersError: the file is too large, of no known kind, or broken.
    """
    if len(data) > LARGEST:
        raise LettersError("letter.too_large", largest=LARGEST >> 20)
    form = form_of(data)
    place = _READERS.get(form)
    if place is None:
        raise LettersError("letter.unknown_form")
    module, function = place
    reader: Callable[[bytes], Letter] = getattr(
        importlib.import_module(f"broadcaster.letters.readers.{module}"), function
    )
    letter = cleaned(reader(data))
    if len(letter.blocks) > MOST_BLOCKS or sum(len(block.text) for block in letter.blocks) > LONGEST:
        raise LettersError("letter.too_big_to_read")
    if not any(block.text for block in letter.blocks):
        raise LettersError("letter.empty")
    return letter
