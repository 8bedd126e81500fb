"""Word files (.docx): paragraphs, tables, text boxes, automatic numbers. The only importer of python-docx.

python-docx opens the package and its styles. Paragraphs are walked in the XML itself, as its own lists pass
over what was inserted, content controls, smart tags and text boxes. Deleted and hidden words are dropped.
Macros are never run: nothing here runs anything.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from broadcaster.errors import LettersError
from broadcaster.letters.model import Align, Block, Cell, Form, Letter, Region
from broadcaster.letters.readers.archive import opened
from broadcaster.letters.readers.fonts import unicode_text
from broadcaster.letters.readers.numbering import ListLevel, Lists
from broadcaster.letters.readers.raised import raised

_ALIGN = {
    "center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT, "both": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
}  # fmt: skip
_UNWRAPPED = frozenset(
    qn(name)
    for name in (
        "w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:fldSimple", "w:sdt", "w:sdtContent",
        "w:customXml",
        "w:bdo", "w:dir",
    )
)  # fmt: skip
_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEEPEST = 40  # elements inside one another that are walked into


def read(data: bytes) -> Letter:
    """The letter in a .docx file.

    Raises:
        LettersError: the file is broken.
    """
    opened(data).close()
    try:
        document = docx.Document(io.BytesIO(data))
        return Letter(form=Form.DOCX, blocks=tuple(_Walk(document).blocks()))
    except LettersError:
        raise
    except Exception as error:  # python-docx raises what its parts raise: KeyError, ValueError, lxml's own …
        raise LettersError("letter.broken") from error


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    bold: bool
    italic: bool
    size: float | None
    raised: bool = False


class _Walk:
    """One pass through a document."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        self._document = document
        self._styles = {style.element.get(qn("w:styleId")): style.element for style in document.styles}
        self._lists = Lists(dict(_lists(document)))
        self._notes = dict(_notes(document))
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """All blocks: headers, the body, footers."""
        sections = list(self._document.sections)[:50]
        for section in sections:
            if not section.header.is_linked_to_previous:
                yield from self._in(section.header._element, Region.HEADER)  # noqa: SLF001 - its only door
        yield from self._in(self._document.element.body, Region.BODY)
        for section in sections:
            if not section.footer.is_linked_to_previous:
                yield from self._in(section.footer._element, Region.FOOTER)  # noqa: SLF001

    def _in(self, parent: Any, region: Region, cell: Cell | None = None, depth: int = 0) -> Iterator[Block]:  # noqa: ANN401
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, region, cell, depth)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child, region, depth)
            elif child.tag in _UNWRAPPED:
                yield from self._in(child, region, cell, depth + 1)

    def _paragraph(self, element: Any, region: Region, cell: Cell | None, depth: int) -> Iterator[Block]:  # noqa: ANN401
        runs = _lowered(list(self._runs(element, element)))
        text = "".join(run.text for run in runs)
        properties = element.find(qn("w:pPr"))
        number, level = self._number(element, properties) if text.strip() else (None, None)
        if text.strip():
            yield Block(
                text=_tidy(text), region=region, cell=cell, number=number, level=level,
                align=self._align(properties), bold=_mostly(runs, "bold"), italic=_mostly(runs, "italic"),
                size=_usual_size(runs),
            )  # fmt: skip
        for mark in element.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            note = self._notes.pop((mark.tag, mark.get(qn("w:id"))), None)
            if note is not None:
                yield from self._in(note, Region.FOOTNOTE, None, depth + 1)
        for box in element.iter(_BOX):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                where = Region.TEXT_BOX if region is Region.BODY else region
                yield from self._in(box, where, None, depth + 1)

    def _runs(self, element: Any, paragraph: Any, depth: int = 0) -> Iterator[_Run]:  # noqa: ANN401
        if depth > _DEEPEST:
            return
        for child in element:
            if child.tag == qn("w:r"):
                run = self._run(child, paragraph)
                if run is not None:
                    yield run
            elif child.tag in _UNWRAPPED:
                yield from self._runs(child, paragraph, depth + 1)

    def _run(self, element: Any, paragraph: Any) -> _Run | None:  # noqa: ANN401
        chain = [element.find(qn("w:rPr")), *self._style_run_properties(element, paragraph)]
        if _switched(chain, "w:vanish"):
            return None
        text = "".join(_text_of(child) for child in element)
        if not text:
            return None
        font = next((name for each in chain if (name := _font(each)) is not None), None)
        size = next((float(found) / 2 for each in chain if (found := _value(each, "w:sz"))), None)
        plain = unicode_text(text, font)
        if _switched(chain, "w:caps"):
            plain = plain.upper()
        high = next((found for each in chain if (found := _value(each, "w:vertAlign"))), None)
        return _Run(
            text=plain,
            bold=_switched(chain, "w:b"),
            italic=_switched(chain, "w:i"),
            size=size,
            raised=high == "superscript",
        )

    def _style_run_properties(self, element: Any, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
        for properties, key in (
            (element.find(qn("w:rPr")), "w:rStyle"),
            (paragraph.find(qn("w:pPr")), "w:pStyle"),
        ):
            for style in self._style_chain(_value(properties, key)):
                yield style.find(qn("w:rPr"))

    def _style_chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those it is based on."""
        for _ in range(10):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "w:basedOn")

    def _align(self, properties: Any) -> Align:  # noqa: ANN401
        styles = [each.find(qn("w:pPr")) for each in self._style_chain(_value(properties, "w:pStyle"))]
        written = next((found for each in (properties, *styles) if (found := _value(each, "w:jc"))), "")
        return _ALIGN.get(written, Align.LEFT)

    def _number(self, element: Any, properties: Any) -> tuple[str | None, int | None]:  # noqa: ANN401
        styles = [each.find(qn("w:pPr")) for each in self._style_chain(_value(properties, "w:pStyle"))]
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
        elif child.tag in _UNWRAPPED:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in _UNWRAPPED:
            yield from _cells(child)


def _lowered(runs: list[_Run]) -> list[_Run]:
    """The runs with raised type as it is meant."""
    for index, run in enumerate(runs):
        if run.raised:
            before, after = (
                "".join(each.text for each in part) for part in (runs[:index], runs[index + 1 :])
            )
            runs[index] = replace(run, text=raised(run.text, before, after))
    return runs


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], Any]]:  # noqa: ANN401
    """Footnotes and endnotes by the tag and the id of their marks."""
    for relation in document.part.rels.values():
        for name in ("footnote", "endnote"):
            if relation.reltype.endswith(f"/{name}s") and not relation.is_external:
                root = parse_xml(relation.target_part.blob)
                for note in root.findall(qn(f"w:{name}")):
                    yield (qn(f"w:{name}Reference"), note.get(qn("w:id"))), note


def _text_of(child: Any) -> str:  # noqa: ANN401
    if child.tag == qn("w:t"):
        return child.text or ""
    if child.tag == qn("w:tab") or child.tag == qn("w:ptab"):
        return "\t"
    if child.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    if child.tag == qn("w:noBreakHyphen"):
        return "-"
    return ""


def _tidy(text: str) -> str:
    lines = [" ".join(part for part in line.split(" ") if part).strip(" ") for line in text.split("\n")]
    return "\n".join(line for line in lines if line).strip()


def _value(properties: Any, name: str) -> str | None:  # noqa: ANN401
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val"))


def _font(properties: Any) -> str | None:  # noqa: ANN401
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    return None if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))


def _switched(chain: list[Any], name: str) -> bool:
    """A switch such as bold: the nearest properties that have it decide."""
    for properties in chain:
        found = properties.find(qn(name)) if properties is not None else None
        if found is not None:
            return found.get(qn("w:val")) not in ("0", "false", "off")
    return False


def _mostly(runs: list[_Run], what: str) -> bool:
    letters = sum(len(run.text.strip()) for run in runs)
    return letters > 0 and sum(len(run.text.strip()) for run in runs if getattr(run, what)) * 5 >= letters * 4


def _usual_size(runs: list[_Run]) -> float | None:
    sizes: Counter[float] = Counter()
    for run in runs:
        if run.size is not None:
            sizes[run.size] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _lists(document: Any) -> Iterator[tuple[str, dict[int, ListLevel]]]:  # noqa: ANN401
    """Each list by its id, with its levels."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return
    kinds = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    for one in root.findall(qn("w:num")):
        kind = kinds.get(_value(one, "w:abstractNumId"))
        if kind is None:
            continue
        levels = {int(level.get(qn("w:ilvl")) or 0): _level(level) for level in kind.findall(qn("w:lvl"))}
        for override in one.findall(qn("w:lvlOverride")):
            at = int(override.get(qn("w:ilvl")) or 0)
            start = _value(override, "w:startOverride")
            own = override.find(qn("w:lvl"))
            levels[at] = _level(own) if own is not None else levels.get(at, ListLevel())
            if start is not None:
                levels[at] = replace(levels[at], start=int(start))
        yield str(one.get(qn("w:numId"))), levels


def _level(element: Any) -> ListLevel:  # noqa: ANN401
    return ListLevel(
        form=_value(element, "w:numFmt") or "decimal",
        pattern=_value(element, "w:lvlText") or "",
        start=int(_value(element, "w:start") or 1),
    )
