"""A letter as values: its blocks in reading order, with the layout that tells what each of them is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
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

    form: Form
    blocks: tuple[Block, ...]
    notes: tuple[ReaderNote, ...] = ()
