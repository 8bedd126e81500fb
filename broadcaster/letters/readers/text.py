"""Plain text: a letter that was pasted, or saved as .txt.

Columns stand on one line there, apart by tabs or wide spaces: such a gap becomes one tab. Paragraphs are
lines, or several lines of about the same width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from broadcaster.letters.model import Align, Block, Form, Letter
from broadcaster.letters.readers.fonts import without_legacy

_APART = re.compile(r"\t+\s*|\s{4,}")
_WRAPPED = 60  # shortest line that may have been broken by its width
_ENDS = (".", ":", ";", "!", "?", "/.", "…", ")")
_STARTS = re.compile(
    r"^\s*(?:[-–+*•●▪]|\d{1,2}[.)/]|[a-zđ][.)]|[IVX]{1,4}[.)]|Điều\s+\d|(?:Kính gửi|Nơi nhận|Căn cứ)\b)"
)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1258."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return unicodedata.normalize("NFC", data.decode(encoding, "replace"))
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def read(data: bytes) -> Letter:
    """The letter in a text file."""
    text = without_legacy(decoded(data))
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return Letter(form=Form.TXT, blocks=tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for line in _joined(lines):
        if line.strip():
            yield Block(text=_APART.sub("\t", line.strip()), align=_align(line))


def _align(line: str) -> Align:
    indent = len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
    return Align.CENTER if indent >= 16 else Align.LEFT


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines that were broken by their width, joined to paragraphs again."""
    wrapped = _is_wrapped(lines)
    held = ""
    for line in lines:
        if held and wrapped and line.strip() and not _starts(line) and not held.endswith(_ENDS):
            held = f"{held} {line.strip()}"
            continue
        if held:
            yield held
        held = line
        if wrapped and len(line) < _WRAPPED:
            yield held
            held = ""
    if held:
        yield held


def _is_wrapped(lines: list[str]) -> bool:
    """True if the text's long lines have about one width: an editor broke them."""
    longest = max(map(len, lines), default=0)
    long = [line for line in lines if len(line) >= _WRAPPED]
    return (
        longest <= 110 and len(long) >= 4 and sum(len(line) >= longest - 20 for line in long) * 2 >= len(long)
    )


def _starts(line: str) -> bool:
    return _STARTS.match(line) is not None
