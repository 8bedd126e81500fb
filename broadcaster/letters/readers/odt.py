"""LibreOffice files (.odt), by the standard library."""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Align, Block, Cell, Letter, LetterForm, Region
from broadcaster.letters.readers.office import BULLET, List, ListLevel, Lists, opened, part
from broadcaster.letters.readers.typography import (
    Run,
    mostly_bold,
    mostly_italic,
    unicode_text,
    usual_size,
    words,
)

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
    "1": "decimal", "I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter", "": "none",
}  # fmt: skip
_OUTLINE = "text:outline-style"  # key of the numbers of headings; no list can have this name
_USUAL = ""  # key of the style that holds where no other says anything
_SIZE = re.compile(r"([\d.]{1,9})pt")
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
        return Letter(form=LetterForm.ODT, blocks=tuple(_Walk(content, styles).blocks()))
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
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class _Count:
    """Which list counts a paragraph."""

    name: str
    level: int  # from 0
    start: int | None = None  # where it begins to count anew


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
        yield from self._running("header", Region.HEADER)
        body = self._content.find(f"{_q('office:body')}/{_q('office:text')}")
        if body is not None:
            yield from self._in(body, Region.BODY)
        yield from self._running("footer", Region.FOOTER)

    def _running(self, name: str, region: Region) -> Iterator[Block]:
        """Headers or footers, those of first and left pages too."""
        if self._pages is None:
            return
        for page in self._pages.iter(_q("style:master-page")):
            for element in page:
                local = element.tag.rpartition("}")[2]
                shown = element.get(_q("style:display")) != "false"
                if shown and local in (name, f"{name}-first", f"{name}-left"):
                    yield from self._in(element, region)

    def _in(
        self,
        parent: ElementTree.Element,
        region: Region,
        cell: Cell | None = None,
        number: _Count | None = None,
        depth: int = 0,
    ) -> Iterator[Block]:
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == _q("text:p"):
                yield from self._paragraph(child, region, cell, number, depth)
                number = None  # only an item's first paragraph has its number
            elif child.tag == _q("text:h"):
                yield from self._paragraph(child, region, cell, number or self._of_heading(child), depth)
                number = None
            elif child.tag == _q("text:list"):
                yield from self._list(child, region, cell, depth)
            elif child.tag == _q("text:numbered-paragraph"):
                yield from self._in(child, region, cell, self._of_paragraph(child), depth + 1)
            elif child.tag == _q("table:table"):
                yield from self._table(child, region, depth)
            elif child.tag not in _PASSED_OVER:
                inside = self._in(child, region, cell, number, depth + 1)
                if _is_hidden(child):
                    deque(inside, maxlen=0)  # its numbers count
                else:
                    yield from inside

    def _paragraph(
        self,
        element: ElementTree.Element,
        region: Region,
        cell: Cell | None,
        number: _Count | None,
        depth: int,
    ) -> Iterator[Block]:
        styles = (element.get(_q("text:style-name")) or _USUAL, _USUAL)
        runs = list(self._runs(element, styles))
        text = words(runs)
        shown = self._lists.next(number.name, number.level, number.start) if number else None
        level = number.level if number else None
        if not text and cell is not None and shown not in (None, BULLET):
            text, shown = str(shown), None  # in a cell the number is all there is to see
        if text:
            yield Block(
                text=text, region=region, cell=cell, number=shown, level=level,
                align=_ALIGN.get(str(self._of(styles, "align") or ""), Align.LEFT),
                bold=mostly_bold(runs), italic=mostly_italic(runs), size=usual_size(runs),
            )  # fmt: skip
        for each in _beside(element):
            if each.tag == _q("text:note-body"):
                yield from self._in(each, Region.FOOTNOTE, None, None, depth + 1)
            else:
                where = Region.TEXT_BOX if region is Region.BODY else region
                yield from self._in(each, where, None, None, depth + 1)

    def _runs(self, element: ElementTree.Element, styles: tuple[str, ...], depth: int = 0) -> Iterator[Run]:
        """The runs of an element.

        Args:
            styles: names, the nearest first: a span says only what differs from the words around it.
        """
        if depth > _DEEPEST or self._of(styles, "hidden"):
            return
        yield from self._run(element.text, styles)
        for child in element:
            if child.tag == _q("text:tab"):
                yield from self._run("\t", styles)
            elif child.tag == _q("text:line-break"):
                yield from self._run("\n", styles)
            elif child.tag == _q("text:s"):
                yield from self._run(" " * min(int(child.get(_q("text:c")) or 1), _WIDEST), styles)
            elif not _is_beside(child) and child.tag not in _PASSED_OVER:
                own = child.get(_q("text:style-name"))
                if child.tag == _q("text:hidden-paragraph") and child.get(_q("text:is-hidden")) == "true":
                    return
                if child.get(_q("text:is-hidden")) != "true":
                    yield from self._runs(child, (own, *styles) if own else styles, depth + 1)
            yield from self._run(child.tail, styles)

    def _run(self, text: str | None, styles: tuple[str, ...]) -> Iterator[Run]:
        if text:
            font, size = self._of(styles, "font"), self._of(styles, "size")
            yield Run(
                text=unicode_text(text, str(font) if font else None),
                bold=bool(self._of(styles, "bold")),
                italic=bool(self._of(styles, "italic")),
                size=float(size) if isinstance(size, float) else None,
                raised=bool(self._of(styles, "raised")),
            )

    def _of(self, names: tuple[str, ...], what: str) -> object:
        """What the nearest of some styles, or of those it is based on, says."""
        for first in names:
            name: str | None = first
            for _ in range(10):
                style = self._styles.get(name) if name is not None else None
                if style is None:
                    break
                if getattr(style, what) is not None:
                    return getattr(style, what)
                name = style.parent
        return None

    def _of_heading(self, element: ElementTree.Element) -> _Count | None:
        """The number of a heading; one whose style names no list has none, though the others are numbered."""
        style = element.get(_q("text:style-name")) or _USUAL
        if element.get(_q("text:is-list-header")) == "true" or self._of((style,), "listed") == "":
            return None
        return _Count(_OUTLINE, int(element.get(_q("text:outline-level")) or 1) - 1, _start(element))

    def _of_paragraph(self, element: ElementTree.Element) -> _Count:
        """The number of a numbered paragraph, which stands in no list."""
        name = element.get(_q("text:style-name")) or ""
        if not _goes_on(element) and element.get(_q("text:level"), "1") == "1":
            self._lists.restart(name)
        return _Count(name, int(element.get(_q("text:level")) or 1) - 1, _start(element))

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
        if level == 0 and not _goes_on(element):
            self._lists.restart(name)
        for item in element:
            if item.tag not in (_q("text:list-item"), _q("text:list-header")) or depth > _DEEPEST:
                continue
            numbered = _Count(name, level, _start(item)) if item.tag == _q("text:list-item") else None
            for child in item:
                if child.tag == _q("text:list"):
                    yield from self._list(child, region, cell, depth + 1, level + 1, name)
                elif child.tag in (_q("text:p"), _q("text:h")):
                    yield from self._paragraph(child, region, cell, numbered, depth)
                    numbered = None

    def _table(self, element: ElementTree.Element, region: Region, depth: int) -> Iterator[Block]:
        table, self._tables = self._tables, self._tables + 1
        rows = list(_parts(element, "table:table-row"))
        columns = sum(
            min(int(column.get(_q("table:number-columns-repeated")) or 1), _WIDEST)
            for column in _parts(element, "table:table-column")
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


# All other elements are walked into: kinds of fields are many, and their words would be lost.
_PASSED_OVER = frozenset(
    _q(f"text:{name}")
    for name in (
        "tracked-changes", "note-citation", "number", "script", "ruby-text",
        "table-of-content-source", "illustration-index-source", "table-index-source", "object-index-source",
        "user-index-source", "alphabetical-index-source", "bibliography-source",
    )
) | {_q("office:annotation"), _q("office:forms"), _q("office:event-listeners")}  # fmt: skip


def _is_hidden(section: ElementTree.Element) -> bool:
    """True for a section that is not shown; a condition says in the file how it came out last."""
    shown = section.get(_q("text:display"), "true")
    return shown == "none" or (shown == "condition" and section.get(_q("text:is-hidden")) == "true")


def _is_beside(element: ElementTree.Element) -> bool:
    """True for what does not stand in the line of its paragraph: notes, frames, shapes."""
    return element.tag == _q("text:note-body") or element.tag.startswith(f"{{{_NAMES['draw']}}}")


def _beside(element: ElementTree.Element, depth: int = 0) -> Iterator[ElementTree.Element]:
    """The notes, frames and shapes of a paragraph; what is inside one belongs to that one."""
    for child in element if depth <= _DEEPEST else ():
        if _is_beside(child):
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _beside(child, depth + 1)


def _parts(table: ElementTree.Element, name: str, depth: int = 0) -> Iterator[ElementTree.Element]:
    """Rows or columns of a table, also grouped ones; those of tables inside its cells are not its own."""
    for child in table if depth <= _DEEPEST else ():
        if child.tag == _q(name):
            yield child
        elif child.tag in _GROUPS:
            yield from _parts(child, name, depth + 1)


_GROUPS = frozenset(
    _q(f"table:table-{name}")
    for name in ("rows", "header-rows", "row-group", "columns", "header-columns", "column-group")
)


def _goes_on(element: ElementTree.Element) -> bool:
    """True for a list that counts on."""
    return (
        element.get(_q("text:continue-numbering")) == "true"
        or element.get(_q("text:continue-list")) is not None
    )


def _start(element: ElementTree.Element) -> int | None:
    written = element.get(_q("text:start-value"))
    return None if written is None else int(written)


def _styles(tree: ElementTree.Element) -> Iterator[tuple[str, _Style]]:
    for element in tree.iter():
        usual = element.tag == _q("style:default-style") and element.get(_q("style:family")) == "paragraph"
        if not usual and element.tag != _q("style:style"):
            continue
        text, paragraph = (
            element.find(_q("style:text-properties")),
            element.find(_q("style:paragraph-properties")),
        )
        weight, slant = _get(text, "fo:font-weight"), _get(text, "fo:font-style")
        size = _SIZE.match(_get(text, "fo:font-size") or "")
        yield (
            _USUAL if usual else element.get(_q("style:name")) or "",
            _Style(
                parent=element.get(_q("style:parent-style-name")),
                align=_get(paragraph, "fo:text-align"),
                listed=element.get(_q("style:list-style-name")),
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
    for element in (*tree.iter(_q("text:list-style")), *tree.iter(_q(_OUTLINE))):
        levels: dict[int, ListLevel] = {}
        for one in element:
            level = int(one.get(_q("text:level")) or 1) - 1
            if one.tag in (_q("text:list-level-style-number"), _q("text:outline-level-style")):
                shown = int(one.get(_q("text:display-levels")) or 1)
                above = range(max(0, level - shown + 1), level)
                numbered = [n for n in above if levels.get(n, ListLevel()).form not in ("none", "bullet")]
                places = ".".join(f"%{n + 1}" for n in (*numbered, level))
                prefix, suffix = one.get(_q("style:num-prefix")) or "", one.get(_q("style:num-suffix")) or ""
                levels[level] = ListLevel(
                    form=_FORMS.get(one.get(_q("style:num-format")) or "", "decimal"),
                    pattern=f"{prefix}{places}{suffix}",
                    start=int(one.get(_q("text:start-value")) or 1),
                )
            else:
                levels[level] = ListLevel(form="bullet", pattern=one.get(_q("text:bullet-char")) or BULLET)
        name = _OUTLINE if element.tag == _q(_OUTLINE) else element.get(_q("style:name")) or ""
        yield name, List(levels=levels, counter=name)
