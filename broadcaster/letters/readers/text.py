"""Plain text: a letter that was pasted, or saved as .txt.

Columns stand on one line there, apart by tabs or wide spaces: such a gap becomes one tab. Paragraphs are
lines, or several lines of about the same width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import speakable
from broadcaster.letters.model import Align, Block, Letter, LetterForm, ReaderNote
from broadcaster.letters.readers.typography import without_legacy
from broadcaster.reading.legacy import LegacyForm
from broadcaster.reading.legacy import decoded as legacy

_APART = re.compile(
    r"\t+\s*|\s{4,}|[\u2001\u2003\u3000]{2,}|"
    # The right column of a head stands apart however narrow the gap is.
    r"\s{2,}(?=CỘNG H[ÒO]|Độc lập\s|ĐẢNG CỘNG|[^\s,]{1,15}(?:\s[^\s,]{1,15}){0,4}, ngày\s)"
)
_SPACED = re.compile(r"(?:[^\W\d_a-zà-ỹđ]\s)(?:[^\W\d_a-zà-ỹđ]\s{1,5}){2,}[^\W\d_a-zà-ỹđ]")
_WIDEST = 110  # code points of a line that an editor breaks
_WRAPPED = 60  # shortest line that may have been broken by its width
_ENDS = (".", ":", ";", "!", "?", "/.", "…")
_OLD = "TCVN3, VNI, VIQR"  # one of them
_SLACK = 2  # code points by which an editor's lines differ
_STARTS = re.compile(
    r"^\s*(?:[-–+*•●▪]|(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\d{1,2}/)(?!\d)(?=\s*\S)|\d{1,2}(?:\.\d{1,2}){1,3}\s|"
    r"[a-zđ][.)]|[IVX]{1,4}[.)]|Điều\s+\d|(?:Kính gửi|Nơi nhận|Căn cứ)\b)"
)


def decoded(data: bytes) -> tuple[str, LegacyForm | None]:
    """The text of a file, and the form of before Unicode that it was written in.

    It is UTF-8, or UTF-16 with its mark; else of TCVN3, VNI and Windows-1258 the one by which most of its
    words are syllables.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return nfc(data.decode(encoding, "replace")), None
    try:
        return nfc(data.decode("utf-8")), None
    except UnicodeDecodeError:
        plain = nfc(data.decode("cp1258", "replace"))
    bytewise = data.decode("latin-1")
    ways = (
        (plain, None),
        (_in_capitals(legacy(bytewise, LegacyForm.TCVN3)), LegacyForm.TCVN3),
        (legacy(bytewise, LegacyForm.VNI), LegacyForm.VNI),
    )
    return max(ways, key=lambda way: _syllables(way[0]))


_WORD = re.compile(r"[^\W\d_]+")
_MEASURED = 20_000  # code points by which the form of a file is told


def _syllables(text: str) -> int:
    """How many words with marks are syllables."""
    return sum(not word.isascii() and speakable(word.lower()) for word in _WORD.findall(text[:_MEASURED]))


def _in_capitals(text: str) -> str:
    """The text with its capitals: TCVN3 has only those without a tone, the rest were the font's."""
    lines = (
        part.upper() if not _SMALL.search(part) and len(_CAPITAL.findall(part)) > 1 else part
        for part in _PARTS.split(text)
    )
    return _FIRST.sub(lambda hit: hit[0].upper(), "".join(lines))


_PARTS = re.compile(r"([\t\n]|\s{3,})")
# Capitals that it lacks, at the beginning of a sentence.
_FIRST = re.compile(r"(?:\A|[.!?]\s|\n[ \t]{0,20}\n)\s{0,40}[^\W\d_a-zA-ZăâđêôơưĂÂĐÊÔƠƯ]")
_SMALL, _CAPITAL = re.compile("[a-z0-9]"), re.compile("[A-Z]")


def read(data: bytes) -> Letter:
    """The letter in a text file."""
    text, form = decoded(data)
    plain = without_legacy(text)
    code = form.upper() if form else _OLD if plain != text else ""
    note = ReaderNote(code="letter.legacy_code", facts=(("code", code),))
    lines = [line.rstrip() for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return Letter(form=LetterForm.TXT, blocks=tuple(_blocks(lines)), notes=(note,) if code else ())


def _blocks(lines: list[str]) -> Iterator[Block]:
    for line in _joined([_drawn_together(line) for line in lines]):
        if line.strip():
            yield Block(text=_APART.sub("\t", line.strip()), align=_align(line))


def _drawn_together(line: str) -> str:
    """A heading of capitals that were typed apart, "T H Ô N G   B Á O", as its words."""
    if not _SPACED.fullmatch(line.strip()):
        return line
    words = re.split(r"\s{2,}", line.strip())
    indent = line[: len(line) - len(line.lstrip())]
    return indent + " ".join(word.replace(" ", "") for word in words)


def _align(line: str) -> Align:
    indent = len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
    return Align.CENTER if indent >= 16 else Align.LEFT


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines that were broken by their width, joined to paragraphs again."""
    wrapped = _is_wrapped(lines)
    width = max(map(len, lines), default=0)
    held, last = "", ""
    for line in lines:
        apart = _APART.search(last.strip()) or _APART.search(line.strip())  # two columns, as in a head
        goes_on = wrapped and line.strip() and not apart and not _starts(line)
        if held and goes_on and _is_full(last, line, width):
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
