"""LibreOffice files (.odt), by the standard library."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from broadcaster.errors import LettersError
from broadcaster.letters.model import Align, Block, Cell, Form, Letter, Region
from broadcaster.letters.readers.archive import opened, part
from broadcaster.letters.readers.fonts import unicode_text
from broadcaster.letters.readers.numbering import BULLET, List, ListLevel, Lists
from broadcaster.letters.readers.runs import Run, mostly_bold, mostly_italic, usual_size, words

_NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}
_ALIGN = {"center": Align.CENTER, "end": Align.RIGHT, "right": Align.RIGHT, "justify": Align.JUSTIFY}
_FORMS = {
    "1": "decimal",
    "I": "upperRoman",
    "i": "lowerRoman",
    "A": "upperLetter",
    "a": "lowerLetter",
    "": "none",
}
_SIZE = re.compile(r"([\d.]+)pt")
_DEEPEST = 40
_WIDEST = 60  # columns of a table; a hostile file may announce millions


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def read(data: bytes) -> Letter:
    """The letter in an .odt file.

    Raises:
        LettersError: the file is broken.
    """
    with opened(data) as archive:
        content, styles = _tree(archive, "content.xml"), _tree(archive, "styles.xml")
    if content is None:
        raise LettersError("letter.broken")
    try:
        return Letter(form=Form.ODT, blocks=tuple(_Walk(content, styles).blocks()))
    except (ValueError, AttributeError, RecursionError) as error:
        raise LettersError("letter.broken") from error


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    data = part(archive, name)
    if data is None:
        return None
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise LettersError("letter.broken")
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - a file that declares entities was refused above
    except (ElementTree.ParseError, ValueError) as error:
        raise LettersError("letter.broken") from error


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str | None = None
    align: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    font: str | None = None
    size: float | None = None
    hidden: bool | None = None
    raised: bool | None = None


class _Walk:
    """One pass through a document."""

    def __init__(self, content: ElementTree.Element, styles: ElementTree.Element | None) -> None:
        trees = [tree for tree in (styles, content) if tree is not None]
        self._content = content
        self._pages = styles
        self._styles = dict(each for tree in trees for each in _styles(tree))
        self._lists = Lists(dict(each for tree in trees for each in _list_styles(tree)))
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """All blocks: headers, the body, footers."""
        yield from self._running("style:header", Region.HEADER)
        body = self._content.find(f"{_q('office:body')}/{_q('office:text')}")
        if body is not None:
            yield from self._in(body, Region.BODY)
        yield from self._running("style:footer", Region.FOOTER)

    def _running(self, name: str, region: Region) -> Iterator[Block]:
        for element in self._pages.iter(_q(name)) if self._pages is not None else ():
            yield from self._in(element, region)

    def _in(
        self,
        parent: ElementTree.Element,
        region: Region,
        cell: Cell | None = None,
        number: tuple[str, int] | None = None,
        depth: int = 0,
    ) -> Iterator[Block]:
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag in (_q("text:p"), _q("text:h")):
                yield from self._paragraph(child, region, cell, number, depth)
                number = None  # only an item's first paragraph has its number
            elif child.tag == _q("text:list"):
                yield from self._list(child, region, cell, depth)
            elif child.tag == _q("table:table"):
                yield from self._table(child, region, depth)
            elif child.tag in (
                _q("text:section"),
                _q("text:index-body"),
                _q("draw:frame"),
                _q("draw:text-box"),
            ):
                yield from self._in(child, region, cell, number, depth + 1)

    def _paragraph(
        self,
        element: ElementTree.Element,
        region: Region,
        cell: Cell | None,
        number: tuple[str, int] | None,
        depth: int,
    ) -> Iterator[Block]:
        style = element.get(_q("text:style-name"))
        runs = list(self._runs(element, style))
        text = words(runs)
        if text:
            shown, level = (self._lists.next(*number), number[1]) if number else (None, None)
            yield Block(
                text=text, region=region, cell=cell, number=shown, level=level,
                align=_ALIGN.get(str(self._of(style, "align") or ""), Align.LEFT),
                bold=mostly_bold(runs), italic=mostly_italic(runs), size=usual_size(runs),
            )  # fmt: skip
        for note in element.iter(_q("text:note-body")):
            yield from self._in(note, Region.FOOTNOTE, None, None, depth + 1)
        for box in element.iter(_q("draw:text-box")):
            where = Region.TEXT_BOX if region is Region.BODY else region
            yield from self._in(box, where, None, None, depth + 1)

    def _runs(self, element: ElementTree.Element, style: str | None, depth: int = 0) -> Iterator[Run]:
        if depth > _DEEPEST or self._of(style, "hidden"):
            return
        yield from self._run(element.text, style)
        for child in element:
            if child.tag in (_q("text:span"), _q("text:a")):
                yield from self._runs(child, child.get(_q("text:style-name")) or style, depth + 1)
            elif child.tag == _q("text:tab"):
                yield from self._run("\t", style)
            elif child.tag == _q("text:line-break"):
                yield from self._run("\n", style)
            elif child.tag == _q("text:s"):
                yield from self._run(" " * min(int(child.get(_q("text:c")) or 1), _WIDEST), style)
            elif child.tag in _FIELDS:
                yield from self._run("".join(child.itertext()), style)
            yield from self._run(child.tail, style)

    def _run(self, text: str | None, style: str | None) -> Iterator[Run]:
        if text:
            font, size = self._of(style, "font"), self._of(style, "size")
            yield Run(
                text=unicode_text(text, str(font) if font else None),
                bold=bool(self._of(style, "bold")),
                italic=bool(self._of(style, "italic")),
                size=float(size) if isinstance(size, float) else None,
                raised=bool(self._of(style, "raised")),
            )

    def _of(self, name: str | None, what: str) -> object:
        """What a style or one it is based on says."""
        for _ in range(10):
            style = self._styles.get(name or "")
            if style is None:
                return None
            if getattr(style, what) is not None:
                return getattr(style, what)
            name = style.parent
        return None

    def _list(
        self,
        element: ElementTree.Element,
        region: Region,
        cell: Cell | None,
        depth: int,
        level: int = 0,
        name: str = "",
    ) -> Iterator[Block]:
        name = element.get(_q("text:style-name")) or name
        if level == 0 and element.get(_q("text:continue-numbering")) != "true":
            self._lists.restart(name)
        for item in element:
            if item.tag not in (_q("text:list-item"), _q("text:list-header")) or depth > _DEEPEST:
                continue
            numbered = (name, level) if item.tag == _q("text:list-item") else None
            for child in item:
                if child.tag == _q("text:list"):
                    yield from self._list(child, region, cell, depth + 1, level + 1, name)
                elif child.tag in (_q("text:p"), _q("text:h")):
                    yield from self._paragraph(child, region, cell, numbered, depth)
                    numbered = None

    def _table(self, element: ElementTree.Element, region: Region, depth: int) -> Iterator[Block]:
        table, self._tables = self._tables, self._tables + 1
        rows = list(element.iter(_q("table:table-row")))
        columns = sum(
            min(int(column.get(_q("table:number-columns-repeated")) or 1), _WIDEST)
            for column in element.iter(_q("table:table-column"))
        )
        for number, row in enumerate(rows):
            column = 0
            for one in row:
                if one.tag in (_q("table:table-cell"), _q("table:covered-table-cell")):
                    place = Cell(
                        table=table, row=number, column=column, columns=max(columns, 1), rows=len(rows)
                    )
                    if one.tag == _q("table:table-cell"):
                        yield from self._in(one, region, place, None, depth + 1)
                    column += min(int(one.get(_q("table:number-columns-repeated")) or 1), _WIDEST)


_FIELDS = frozenset(
    _q(f"text:{name}")
    for name in ("date", "time", "page-number", "user-defined", "title", "bookmark-ref", "placeholder")
)


def _styles(tree: ElementTree.Element) -> Iterator[tuple[str, _Style]]:
    for element in tree.iter(_q("style:style")):
        text, paragraph = (
            element.find(_q("style:text-properties")),
            element.find(_q("style:paragraph-properties")),
        )
        weight, slant = _get(text, "fo:font-weight"), _get(text, "fo:font-style")
        size = _SIZE.match(_get(text, "fo:font-size") or "")
        yield (
            element.get(_q("style:name")) or "",
            _Style(
                parent=element.get(_q("style:parent-style-name")),
                align=_get(paragraph, "fo:text-align"),
                bold=None if weight is None else weight in ("bold", "600", "700", "800", "900"),
                italic=None if slant is None else slant in ("italic", "oblique"),
                font=_get(text, "style:font-name") or _get(text, "fo:font-family"),
                size=float(size[1]) if size else None,
                hidden=True if _get(text, "text:display") == "none" else None,
                raised=(_get(text, "style:text-position") or "").startswith(("super", "3", "4", "5")) or None,
            ),
        )


def _get(element: ElementTree.Element | None, name: str) -> str | None:
    return None if element is None else element.get(_q(name))


def _list_styles(tree: ElementTree.Element) -> Iterator[tuple[str, List]]:
    for element in tree.iter(_q("text:list-style")):
        levels = {}
        for one in element:
            level = int(one.get(_q("text:level")) or 1) - 1
            if one.tag == _q("text:list-level-style-number"):
                shown = int(one.get(_q("text:display-levels")) or 1)
                places = ".".join(f"%{n + 1}" for n in range(level - shown + 1, level + 1))
                prefix, suffix = one.get(_q("style:num-prefix")) or "", one.get(_q("style:num-suffix")) or ""
                levels[level] = ListLevel(
                    form=_FORMS.get(one.get(_q("style:num-format")) or "", "decimal"),
                    pattern=f"{prefix}{places}{suffix}",
                    start=int(one.get(_q("text:start-value")) or 1),
                )
            else:
                levels[level] = ListLevel(form="bullet", pattern=one.get(_q("text:bullet-char")) or BULLET)
        name = element.get(_q("style:name")) or ""
        yield name, List(levels=levels, counter=name)
