"""A letter as values: its blocks in reading order, their layout, and what its reader tells people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from broadcaster.core.text.forms import nfc


class LetterForm(StrEnum):
    """The kinds of files that letters come in."""

    TXT = "txt"
    HTML = "html"
    MHTML = "mhtml"  # a web page with all that belongs to it in one file
    DOCX = "docx"
    ODT = "odt"
    DOC = "doc"
    PDF = "pdf"
    SCAN = "scan"  # a picture, or a PDF that holds only pictures


class Region(StrEnum):
    """Where on the page a block stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"


class Align(StrEnum):
    """How the lines of a block are set."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The place of a block in a table; all numbers from 0."""

    table: int  # number of the table in the letter
    row: int
    column: int
    columns: int  # of the whole table
    rows: int  # of the whole table


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, or one paragraph of a table's cell.

    `text` is NFC, without the spaces around it; a tab stays a tab, a forced line break is "\\n". An automatic
    number of a list stands in `number`, not in `text`.
    """

    text: str
    region: Region = Region.BODY
    cell: Cell | None = None
    number: str | None = None  # the automatic number as it is shown: "1.", "a)", "-"
    level: int | None = None  # of the automatic list, from 0
    align: Align = Align.LEFT
    bold: bool = False  # nearly all of it
    italic: bool = False
    size: float | None = None  # points
    page: int | None = None  # from 1; None where the format has no pages
    guessed: bool = False  # recognised from a picture: letters and digits may be wrong

    @property
    def shown(self) -> str:
        """The text as a reader sees it, with its automatic number."""
        return f"{self.number} {self.text}" if self.number else self.text

    @property
    def capitals(self) -> bool:
        """True if all its letters are capitals."""
        return self.text.isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderNote:
    """What the reader of a file wants people to know: a key of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it was read from its file."""

    form: LetterForm
    blocks: tuple[Block, ...]
    notes: tuple[ReaderNote, ...] = ()


WIDEST = 3  # spaces that are kept of a wide gap: as many as mark a blank (`station.rules.blanks`)
_PLAIN = re.compile(r"[ \n!-~À-ỹ–]*")
_SPACES = re.compile(r"\s+")
# Windows-1252 read as Latin-1: a dash or a quotation mark became a control sign.
_WINDOWS = {
    code: bytes((code,)).decode("cp1252") for code in range(0x80, 0xA0) if code not in b"\x81\x8d\x8f\x90\x9d"
}
_LINE = "\n\r\x0b\x0c\x85\u2028\u2029"
_NO_SIGNS = re.compile("[\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff]")


def cleaned(letter: Letter) -> Letter:
    """The letter with `printable` words in every block."""
    return replace(letter, blocks=tuple(map(_cleaned, letter.blocks)))


def _cleaned(block: Block) -> Block:
    text, number = printable(block.text), block.number
    if number is not None:
        number = " ".join(printable(number).split()) or None
    return replace(block, text=text, number=number)


def printable(text: str) -> str:
    """The text with signs that YAML can hold, without the spaces around it.

    Every space is U+0020; a run of white space is at most `WIDEST` of them, or one tab or line break where it
    has any. A control sign becomes a space, so that it does not join two words; signs without width go.
    """
    if not _PLAIN.fullmatch(text):
        text = nfc("".join(map(_sign, text)))
    return _SPACES.sub(_space, text).strip()


def _sign(sign: str) -> str:
    if sign in _LINE and sign != "\x85":
        return "\n"
    if sign == "\t":
        return sign
    category = unicodedata.category(sign)
    if category == "Cc":
        return _WINDOWS.get(ord(sign), " ")
    if category in ("Cf", "Cs") or _NO_SIGNS.match(sign):
        return ""
    return " " if category == "Zs" else sign


def _space(found: re.Match[str]) -> str:
    run = found[0]
    return "\n" if "\n" in run else "\t" if "\t" in run else run[:WIDEST]


def page_note(code: str, pages: Sequence[int]) -> tuple[ReaderNote, ...]:
    """A note that names pages; none where there are none.

    Args:
        code: a key of the text catalogue with the fact `pages`.
        pages: from 1, ascending.
    """
    return (ReaderNote(code=code, facts=(("pages", listed(pages)),)),) if pages else ()


def listed(numbers: Sequence[int]) -> str:
    """Ascending numbers, three and more in a row as a range: "2, 5–9"."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    parts = [f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows]
    return ", ".join(parts)
