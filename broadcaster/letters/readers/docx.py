"""Word files (.docx): paragraphs, tables, text boxes, automatic numbers. The only importer of python-docx.

python-docx opens the package and its styles. Paragraphs are walked in the XML itself, as its own lists pass
over what was inserted, content controls, smart tags and text boxes. Deleted and hidden words are dropped.
Macros are never run: nothing here runs anything.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Align, Block, Cell, Letter, LetterForm, Region
from broadcaster.letters.readers.office import BULLET, List, ListLevel, Lists, opened, part
from broadcaster.letters.readers.typography import (
    UNKNOWN,
    Run,
    mostly_bold,
    mostly_italic,
    unicode_text,
    usual_size,
    words,
)

_ALIGN = {
    "center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT, "both": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
}  # fmt: skip
_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# All other elements are walked into: what they are called differs, and their words would be lost.
_PASSED_OVER = frozenset((*(qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr")), _FALLBACK))
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 40  # elements inside one another that are walked into


def read(data: bytes) -> Letter:
    """The letter in a .docx file.

    Raises:
        LettersError: the file is broken, or holds macros.
    """
    with opened(data) as archive:
        if b"macroEnabled" in (part(archive, "[Content_Types].xml") or b""):
            raise LettersError("letter.macros")
    try:
        document = docx.Document(io.BytesIO(data))
        return Letter(form=LetterForm.DOCX, blocks=tuple(_Walk(document).blocks()))
    except LettersError:
        raise
    except Exception as error:  # python-docx raises what its parts raise: KeyError, ValueError, lxml's own …
        raise LettersError("letter.broken") from error


class _Walk:
    """One pass through a document."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        self._document = document
        self._styles = {style.element.get(qn("w:styleId")): style.element for style in document.styles}
        self._usual = _usual_style(self._styles.values())
        self._defaults = document.styles.element.find(qn("w:docDefaults"))
        self._lists = Lists(dict(_lists(document)))
        self._notes = dict(_notes(document))
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """All blocks: headers, the body, footers."""
        yield from self._running("header", Region.HEADER)
        yield from self._in(self._document.element.body, Region.BODY)
        yield from self._running("footer", Region.FOOTER)

    def _running(self, name: str, region: Region) -> Iterator[Block]:
        """Headers or footers, those of first and even pages where the document shows them."""
        even = self._document.settings.odd_and_even_pages_header_footer
        for section in list(self._document.sections)[:50]:
            first = section.different_first_page_header_footer
            for shown, kind in ((first, "first_page_"), (True, ""), (even, "even_page_")):
                story = getattr(section, kind + name)
                if shown and not story.is_linked_to_previous:
                    yield from self._in(story._element, region)  # noqa: SLF001 - its only door

    def _in(self, parent: Any, region: Region, cell: Cell | None = None, depth: int = 0) -> Iterator[Block]:  # noqa: ANN401
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, region, cell, depth)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child, region, depth)
            elif child.tag not in _PASSED_OVER:
                yield from self._in(child, region, cell, depth + 1)

    def _paragraph(self, element: Any, region: Region, cell: Cell | None, depth: int) -> Iterator[Block]:  # noqa: ANN401
        runs = list(self._runs(element, element))
        text = words(runs)
        properties = element.find(qn("w:pPr"))
        # Word counts a paragraph without words too; in a cell its number is all there is to see.
        number, level = self._number(properties) if text or not _is_deleted(properties) else (None, None)
        if not text and cell is not None and number not in (None, BULLET):
            text, number = str(number), None
        if text:
            yield Block(
                text=text, region=region, cell=cell, number=number, level=level,
                align=self._align(properties), bold=mostly_bold(runs), italic=mostly_italic(runs),
                size=usual_size(runs),
            )  # fmt: skip
        for mark in element.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            note = self._notes.pop((mark.tag, mark.get(qn("w:id"))), None)
            if note is not None:
                yield from self._in(note, Region.FOOTNOTE, None, depth + 1)
        for box in _boxes(element):
            where = Region.TEXT_BOX if region is Region.BODY else region
            yield from self._in(box, where, None, depth + 1)

    def _runs(self, element: Any, paragraph: Any, depth: int = 0) -> Iterator[Run]:  # noqa: ANN401
        if depth > _DEEPEST:
            return
        for child in element:
            if child.tag == qn("w:r"):
                run = self._run(child, paragraph)
                if run is not None:
                    yield run
            elif child.tag == f"{_MATH}r":
                yield Run(text="".join(text.text or "" for text in child.iter(f"{_MATH}t")))
            elif child.tag not in _PASSED_OVER:
                yield from self._runs(child, paragraph, depth + 1)

    def _run(self, element: Any, paragraph: Any) -> Run | None:  # noqa: ANN401
        chain = [element.find(qn("w:rPr")), *self._style_run_properties(element, paragraph)]
        if _switched(chain, "w:vanish"):
            return None
        font = next((name for each in chain if (name := _font(each)) is not None), None)
        text = "".join(_text_of(child, font) for child in element)
        if not text:
            return None
        size = next((float(found) / 2 for each in chain if (found := _value(each, "w:sz"))), None)
        if _switched(chain, "w:caps"):
            text = text.upper()
        high = next((found for each in chain if (found := _value(each, "w:vertAlign"))), None)
        return Run(
            text=text,
            bold=_switched(chain, "w:b"),
            italic=_switched(chain, "w:i"),
            size=size,
            raised=high == "superscript",
        )

    def _style_run_properties(self, element: Any, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
        own, around = element.find(qn("w:rPr")), paragraph.find(qn("w:pPr"))
        for style in self._style_chain(_value(own, "w:rStyle")):
            yield style.find(qn("w:rPr"))
        for style in self._paragraph_styles(around):
            yield style.find(qn("w:rPr"))
        yield self._default("w:rPrDefault/w:rPr")

    def _paragraph_styles(self, properties: Any) -> Iterator[Any]:  # noqa: ANN401
        """The styles of a paragraph; one that names none, or one that is not there, has the usual style."""
        name = _value(properties, "w:pStyle")
        return self._style_chain(name if name in self._styles else self._usual)

    def _default(self, path: str) -> Any:  # noqa: ANN401
        """What holds where no style says anything."""
        return self._defaults.find("/".join(map(qn, path.split("/")))) if self._defaults is not None else None

    def _style_chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those it is based on."""
        for _ in range(10):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "w:basedOn")

    def _align(self, properties: Any) -> Align:  # noqa: ANN401
        styles = [each.find(qn("w:pPr")) for each in self._paragraph_styles(properties)]
        chain = (properties, *styles, self._default("w:pPrDefault/w:pPr"))
        written = next((found for each in chain if (found := _value(each, "w:jc"))), "")
        return _ALIGN.get(written, Align.LEFT)

    def _number(self, properties: Any) -> tuple[str | None, int | None]:  # noqa: ANN401
        styles = [each.find(qn("w:pPr")) for each in self._paragraph_styles(properties)]
        for each in (properties, *styles):
            numbering = each.find(qn("w:numPr")) if each is not None else None
            if numbering is None:
                continue
            list_id, level = _value(numbering, "w:numId"), int(_value(numbering, "w:ilvl") or 0)
            if list_id in (None, "0"):
                return None, None
            return self._lists.next(str(list_id), level), level
        return None, None

    def _table(self, element: Any, region: Region, depth: int) -> Iterator[Block]:  # noqa: ANN401
        table, self._tables = self._tables, self._tables + 1
        rows = list(_rows(element))
        columns = len(element.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        columns = columns or max((len(row.findall(qn("w:tc"))) for row in rows), default=1)
        for number, row in enumerate(rows):
            column = 0
            for one in _cells(row):
                properties = one.find(qn("w:tcPr"))
                merged = properties.find(qn("w:vMerge")) if properties is not None else None
                place = Cell(table=table, row=number, column=column, columns=columns, rows=len(rows))
                if merged is None or merged.get(qn("w:val")) == "restart":
                    yield from self._in(one, region, place, depth + 1)
                column += int(_value(properties, "w:gridSpan") or 1)


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in table:
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _cells(child)


def _boxes(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The text boxes of a paragraph; a box inside another belongs to that one."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _boxes(child)


def _usual_style(styles: Iterable[Any]) -> str | None:
    """The id of the style of paragraphs that name none."""
    for style in styles:
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
            return str(style.get(qn("w:styleId")))
    return None


def _is_deleted(properties: Any) -> bool:  # noqa: ANN401
    """True for a paragraph whose end was deleted too, or is hidden: it is no paragraph of its own."""
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    return mark is not None and (
        any(mark.find(qn(name)) is not None for name in ("w:del", "w:moveFrom"))
        or _switched([mark], "w:vanish")
    )


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], Any]]:  # noqa: ANN401
    """Footnotes and endnotes by the tag and the id of their marks."""
    for relation in document.part.rels.values():
        for name in ("footnote", "endnote"):
            if relation.reltype.endswith(f"/{name}s") and not relation.is_external:
                root = parse_xml(relation.target_part.blob)
                for note in root.findall(qn(f"w:{name}")):
                    yield (qn(f"w:{name}Reference"), note.get(qn("w:id"))), note


def _text_of(child: Any, font: str | None) -> str:  # noqa: ANN401
    if child.tag == qn("w:t"):
        return unicode_text(child.text or "", font)
    if child.tag == qn("w:sym"):
        code = int(child.get(qn("w:char")) or "20", 16)
        return unicode_text(chr(code if code <= sys.maxunicode else ord(UNKNOWN)), child.get(qn("w:font")))
    if child.tag == qn("w:tab") or child.tag == qn("w:ptab"):
        return "\t"
    if child.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    if child.tag == qn("w:noBreakHyphen"):
        return "-"
    return ""


def _value(properties: Any, name: str) -> str | None:  # noqa: ANN401
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val"))


def _font(properties: Any) -> str | None:  # noqa: ANN401
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    if fonts is None:
        return None
    theme: str | None = fonts.get(qn("w:asciiTheme"))
    name: str | None = fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))
    return "" if theme else name  # the theme wins over a name beside it, and its fonts are Unicode


def _switched(chain: list[Any], name: str) -> bool:
    """A switch such as bold: the nearest properties that have it decide."""
    for properties in chain:
        found = properties.find(qn(name)) if properties is not None else None
        if found is not None:
            return found.get(qn("w:val")) not in ("0", "false", "off")
    return False


def _lists(document: Any) -> Iterator[tuple[str, List]]:  # noqa: ANN401
    """Each list by its id."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return
    kinds: dict[str, Any] = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    styled = {name: one for one in kinds.values() if (name := _value(one, "w:styleLink"))}
    for one in root.findall(qn("w:num")):
        kind = kinds.get(_value(one, "w:abstractNumId") or "")
        if kind is None:
            continue
        kind = styled.get(_value(kind, "w:numStyleLink") or "", kind)
        levels = {int(level.get(qn("w:ilvl")) or 0): _level(level) for level in kind.findall(qn("w:lvl"))}
        restarts = set()
        for override in one.findall(qn("w:lvlOverride")):
            at = int(override.get(qn("w:ilvl")) or 0)
            start = _value(override, "w:startOverride")
            own = override.find(qn("w:lvl"))
            levels[at] = _level(own) if own is not None else levels.get(at, ListLevel())
            if start is not None:
                levels[at] = replace(levels[at], start=int(start))
                restarts.add(at)
        counter = str(kind.get(qn("w:abstractNumId")))
        yield str(one.get(qn("w:numId"))), List(levels=levels, counter=counter, restarts=frozenset(restarts))


def _level(element: Any) -> ListLevel:  # noqa: ANN401
    return ListLevel(
        form=_value(element, "w:numFmt") or "decimal",
        pattern=_value(element, "w:lvlText") or "",
        start=int(_value(element, "w:start") or 1),
    )
