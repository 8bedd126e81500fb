"""Plain text: a letter that was pasted, or saved as .txt.

Columns stand on one line there, apart by tabs or wide spaces: such a gap becomes one tab. Paragraphs are
lines, or several lines of about the same width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from broadcaster.core.text.forms import nfc
from broadcaster.letters.model import Align, Block, Letter, LetterForm
from broadcaster.letters.readers.typography import without_legacy

_APART = re.compile(r"\t+\s*|\s{4,}")
_WIDEST = 110  # code points of a line that an editor breaks
_WRAPPED = 60  # shortest line that may have been broken by its width
_ENDS = (".", ":", ";", "!", "?", "/.", "…")
_SLACK = 2  # code points by which an editor's lines differ
_STARTS = re.compile(
    r"^\s*(?:[-–+*•●▪]|\d{1,2}[.)/]|[a-zđ][.)]|[IVX]{1,4}[.)]|Điều\s+\d|(?:Kính gửi|Nơi nhận|Căn cứ)\b)"
)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1258."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return nfc(data.decode(encoding, "replace"))
    try:
        return nfc(data.decode("utf-8"))
    except UnicodeDecodeError:
        return nfc(data.decode("cp1258", "replace"))


def read(data: bytes) -> Letter:
    """The letter in a text file."""
    text = without_legacy(decoded(data))
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return Letter(form=LetterForm.TXT, blocks=tuple(_blocks(lines)))


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
    width = max(map(len, lines), default=0)
    held, last = "", ""
    for line in lines:
        if held and wrapped and line.strip() and not _starts(line) and _is_full(last, line, width):
            held = f"{held} {line.strip()}"
        else:
            if held:
                yield held
            held = line
        last = line
    if held:
        yield held


def _is_full(line: str, below: str, width: int) -> bool:
    """True if the first word of the line below had no room on this one.

    A full line that ends a sentence may end its paragraph: to part two sentences does no harm.
    """
    return (
        len(line) >= _WRAPPED
        and not line.endswith(_ENDS)
        and len(line) + 1 + len(below.split()[0]) > width - _SLACK
    )


def _is_wrapped(lines: list[str]) -> bool:
    """True if an editor broke the lines: the long ones have about one width, or one goes on below."""
    longest = max(map(len, lines), default=0)
    if longest > _WIDEST:
        return False
    long = [line for line in lines if len(line) >= _WRAPPED]
    goes_on = any(
        len(line) >= max(_WRAPPED, longest - 20) and below[:1].islower() and not _starts(below)
        for line, below in pairwise(lines)
    )
    return goes_on or (len(long) >= 4 and sum(len(line) >= longest - 20 for line in long) * 2 >= len(long))


def _starts(line: str) -> bool:
    return _STARTS.match(line) is not None
