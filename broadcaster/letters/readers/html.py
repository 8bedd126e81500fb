"""Web pages, web archives (.mht), and what was pasted from Word into a page."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from html.parser import HTMLParser

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Align, Block, Cell, Letter, LetterForm
from broadcaster.letters.readers import text
from broadcaster.letters.readers.office import BULLET, counted
from broadcaster.letters.readers.text import decoded
from broadcaster.letters.readers.typography import unicode_text, without_legacy

_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "table", "ul", "ol", "section",
     "article", "header", "footer", "center", "blockquote", "body", "title")
)  # fmt: skip
_SKIPPED = frozenset(("script", "style", "head", "noscript", "template", "del", "strike"))
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CENTERED = re.compile(r"text-align\s*:\s*(center|right|justify)", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^\"';,]+)", re.IGNORECASE)
_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST = 400  # open elements; a hostile page may open millions


def read(data: bytes) -> Letter:
    """The letter in a page."""
    parser = _Parser()
    parser.feed(decoded(data)[0])
    parser.close()
    parser.end_block()
    return Letter(form=LetterForm.HTML, blocks=tuple(parser.blocks))


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    tag: str
    bold: bool = False
    italic: bool = False
    skipped: bool = False
    align: Align | None = None
    font: str | None = None


@dataclass(slots=True)
class _List:
    form: str
    count: int = 0


@dataclass(slots=True)
class _Table:
    number: int
    row: int = -1
    column: int = -1
    columns: int = 0


@dataclass(slots=True)
class _Text:
    """The block that is being collected."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    letters: int = 0


class _Parser(HTMLParser):
    """Collects blocks. Never raises: a page that is not closed properly is read as browsers do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[_Open] = []
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._number: str | None = None
        self._tables_seen = 0
        self._text = _Text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag in _BLOCKS:
            self.end_block()
        if tag == "br":
            self._text.parts.append("\n")
        if tag in _VOID or len(self._open) > _DEEPEST:
            return
        given = dict(attrs)
        style = given.get("style") or ""
        align = _CENTERED.search(style)
        above = self._open[-1] if self._open else _Open("")
        self._open.append(
            _Open(
                tag=tag,
                bold=above.bold or tag in _BOLD or "font-weight:bold" in style.replace(" ", "").lower(),
                italic=above.italic or tag in ("i", "em"),
                skipped=above.skipped or tag in _SKIPPED or bool(_HIDDEN.search(style)) or "hidden" in given,
                align=_align(align[1] if align else given.get("align") or tag) or above.align,
                font=_font(style, given.get("face")) or above.font,
            )
        )
        self._structure(tag, given)

    def _structure(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in ("ul", "ol"):
            form = "bullet" if tag == "ul" else _TYPES.get(given.get("type") or "1", "decimal")
            start = given.get("start") or "1"
            self._lists.append(_List(form, int(start) - 1 if start.isdecimal() and len(start) < 6 else 0))
        elif tag == "li" and self._lists:
            self._lists[-1].count += 1
            form = self._lists[-1].form
            self._number = BULLET if form == "bullet" else f"{counted(self._lists[-1].count, form)}."
        elif tag == "table":
            self._tables.append(_Table(self._tables_seen))
            self._tables_seen += 1
        elif tag == "tr" and self._tables:
            self._tables[-1].row += 1
            self._tables[-1].column = -1
        elif tag in ("td", "th") and self._tables:
            table = self._tables[-1]
            table.column += 1
            table.columns = max(table.columns, table.column + 1)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and those inside it that were left open."""
        if tag in _BLOCKS:
            self.end_block()
        if not any(each.tag == tag for each in self._open):
            return
        while self._open and self._open.pop().tag != tag:
            pass
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag == "table" and self._tables:
            self._widen(self._tables.pop())

    def _widen(self, table: _Table) -> None:
        """Give all blocks of a table the width and height that are known only at its end."""
        for index in range(len(self.blocks) - 1, -1, -1):
            cell = self.blocks[index].cell
            if cell is not None and cell.table == table.number:
                size = replace(cell, columns=max(1, table.columns), rows=table.row + 1)
                self.blocks[index] = replace(self.blocks[index], cell=size)

    def handle_data(self, data: str) -> None:
        """Collect words."""
        now = self._open[-1] if self._open else _Open("")
        if now.skipped:
            return
        text = re.sub(r"\s+", " ", unicode_text(data, now.font) if now.font else without_legacy(data))
        self._text.parts.append(text)
        letters = len(text.strip())
        self._text.letters += letters
        self._text.bold += letters * now.bold
        self._text.italic += letters * now.italic

    def end_block(self) -> None:
        """Finish the block that was collected."""
        text, self._text = self._text, _Text()
        lines = [" ".join(line.split()) for line in "".join(text.parts).split("\n")]
        joined = "\n".join(line for line in lines if line)
        if not joined:
            return
        table = self._tables[-1] if self._tables else None
        cell = None
        if table is not None and table.column >= 0:
            cell = Cell(table=table.number, row=max(0, table.row), column=table.column, columns=1, rows=1)
        number, self._number = self._number, None
        self.blocks.append(
            Block(
                text=joined, cell=cell, number=number, level=len(self._lists) - 1 if number else None,
                align=(self._open[-1].align if self._open else None) or Align.LEFT,
                bold=text.bold * 5 >= text.letters * 4 > 0, italic=text.italic * 5 >= text.letters * 4 > 0,
            )
        )  # fmt: skip


def _align(written: str) -> Align | None:
    return {"center": Align.CENTER, "right": Align.RIGHT, "justify": Align.JUSTIFY}.get(written.lower())


def _font(style: str, face: str | None) -> str | None:
    found = _FONT.search(style)
    return found[1].strip() if found else face


_MOST_PARTS = 20  # parts inside one another, all of them counted


def read_archive(data: bytes) -> Letter:
    """The letter in the first page of an archive, or in its first plain text where it has no page.

    Raises:
        LettersError: it holds neither.
    """
    whole = email.message_from_bytes(data, policy=email.policy.default)
    for kind, reader in (("text/html", read), ("text/plain", text.read)):
        for number, part in enumerate(whole.walk()):
            if number > _MOST_PARTS:
                break
            if part.get_content_type() == kind:
                return reader(_words(part))
    raise LettersError("letter.unknown_form")


def _words(part: EmailMessage) -> bytes:
    """The part as UTF-8, or as it is where its encoding is not known."""
    held = part.get_payload(decode=True)
    data = held if isinstance(held, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8").encode()
    except (LookupError, UnicodeDecodeError):
        return data
