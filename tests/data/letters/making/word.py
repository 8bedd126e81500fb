"""Letters as Word files, by python-docx; the other formats of an office are converted from them."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from broadcaster.reading.legacy import _TCVN3
from tests.data.letters.making.markup import Line, Source, cells, plain, runs

_LEGACY = {letter: chr(code) for code, letter in _TCVN3.items()}
_FORMATS = {"I": "upperRoman", "1": "decimal", "a": "lowerLetter", "-": "bullet", "+": "bullet"}
_NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>{}</w:footnotes>"
)


class Maker:
    """Makes one letter."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._options = source.options
        self._doc: Any = docx.Document()
        self._notes: list[str] = []
        style = self._doc.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(int(self._options.get("size", 14)))
        style.paragraph_format.line_spacing = float(self._options.get("spacing", 1))
        section = self._doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        self._list = self._numbering() if self._options.get("numbers") == "auto" else None

    def made(self) -> bytes:
        """The .docx file."""
        if self._options.get("pages") == "middle":
            self._page_number()
        self._running()
        self._head()
        lines = [
            line
            for line in self._source.lines
            if line.what not in ("O", "L", "R", "S", "N", "G", "E", "H", "F", "W")
        ]
        body = [line for line in lines if not line.appendix]
        # The rows that follow an appendix's heading belong to it.
        first = next(
            (i for i, line in enumerate(self._source.lines) if line.appendix), len(self._source.lines)
        )
        behind = [line for line in self._source.lines[first:] if line.what != "O"]
        flow = [line for line in body if line not in behind]
        titles = [line for line in flow if line.what in ("C", "D")] if "columns" in self._options else []
        self._flow(titles)
        if titles:
            self._in_columns()
        self._flow([line for line in flow if line not in titles])
        if titles:
            self._in_columns(1)  # what is set in columns before a new section is of one length
        self._tail()
        if behind:
            self._doc.add_page_break()
            self._flow(behind)
        if self._notes:
            self._add_notes()
        data = io.BytesIO()
        self._doc.save(data)
        return data.getvalue()

    def _in_columns(self, columns: int | None = None) -> None:
        """All that follows stands in columns."""
        section = self._doc.add_section(WD_SECTION.CONTINUOUS)
        number = columns or self._options["columns"]
        for old in section._sectPr.findall(qn("w:cols")):
            section._sectPr.remove(old)
        section._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="{number}" w:space="425"/>'))

    def _running(self) -> None:
        """Heads and feet that stand on every page, or on every page but the first."""
        section = self._doc.sections[0]
        if self._options.get("first") == "other":
            section.different_first_page_header_footer = True
        for what, story in (("H", section.header), ("F", section.footer)):
            for line in self._source.of(what):
                paragraph = story.paragraphs[0]
                paragraph.alignment = ALIGN.LEFT if "    " in line.text else ALIGN.CENTER
                if "    " in line.text:
                    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(11))
                for part in re.split(r"(\{pages?\})", line.text.replace("    ", "\t")):
                    name = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part)
                    if name is None:
                        paragraph.add_run(part).font.size = Pt(11)
                    else:
                        inside = "<w:r><w:t>1</w:t></w:r>"
                        field = f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{inside}</w:fldSimple>'
                        paragraph._p.append(parse_xml(field))

    def _head(self) -> None:
        left, right = self._source.of("L"), self._source.of("R")
        how = self._options.get("head", "table")
        if how == "table":
            self._head_table(left, right)
        elif how == "tabs":
            for index in range(max(len(left), len(right))):
                pair = [each[index].text if index < len(each) else "" for each in (left, right)]
                paragraph = self._doc.add_paragraph("\t".join(pair))
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(7.5))
        elif how == "boxes":
            for lines in (left, right):
                self._box(lines)
        elif how == "centred":
            for line in [*right, *left]:
                self._line(self._doc, line, ALIGN.CENTER, bold=True)
        else:
            for line in left:
                self._line(self._doc, line, ALIGN.LEFT, bold=True)
        stamps = self._source.of("S")
        if stamps and "box" in self._options:
            self._box(stamps)
        else:
            for line in stamps:
                self._line(self._doc, line, ALIGN.LEFT, bold=True)

    def _head_table(self, left: list[Line], right: list[Line]) -> None:
        table = self._doc.add_table(rows=2, cols=2)
        table.autofit = False
        for row in table.rows:
            row.cells[0].width, row.cells[1].width = Cm(6.2), Cm(9.8)
        numbered = next((i for i, line in enumerate(left) if line.text.startswith("Số")), len(left))
        rows = ((left[:numbered], right[:-1]), (left[numbered:], right[-1:]))
        for row, columns in zip(table.rows, rows, strict=True):
            for cell, lines in zip(row.cells, columns, strict=True):
                for line in lines:
                    self._line(cell, line, ALIGN.CENTER, bold=line.text.isupper())
                _drop_first(cell)

    def _line(self, where: Any, line: Line, align: Any, *, bold: bool = False) -> Any:
        paragraph = where.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(0)
        self._words(paragraph, line.text, bold=bold)
        return paragraph

    def _flow(self, lines: list[Line]) -> None:
        rows: list[Line] = []
        for line in lines:
            if line.what in ("|", "|!"):
                rows.append(line)
                continue
            if rows:
                self._table(rows)
                rows = []
            self._paragraph(line)
        if rows:
            self._table(rows)

    def _paragraph(self, line: Line) -> None:
        if line.what == "X":
            self._doc.add_paragraph(f"[an]{line.text}")
            return
        if line.what in ("C", "D"):
            self._line(self._doc, line, ALIGN.CENTER, bold=True)
            return
        paragraph = self._doc.add_paragraph()
        paragraph.alignment = ALIGN.CENTER if line.what == "T" and len(line.text) < 50 else ALIGN.JUSTIFY
        paragraph.paragraph_format.space_after = Pt(6)
        heading = line.what == "item" and (line.text.isupper() or line.number.startswith("Điều"))
        if line.what == "item" and self._list is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{line.level - 1}"/>'
                    f'<w:numId w:val="{self._list}"/></w:numPr>'
                )
            )
        else:
            paragraph.paragraph_format.first_line_indent = Cm(1.27)
            if line.what == "item":
                self._words(paragraph, f"{line.number} ", bold=heading)
        self._words(paragraph, line.text, bold=heading, italic=line.what == "B")
        if line.what == "item" and "small" in self._options:
            for run in paragraph.runs:
                run.font.size = Pt(int(self._options["small"]))

    def _words(self, paragraph: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:
        for mark, words in runs(text):
            for piece, font in self._fonts(words):
                run = paragraph.add_run("" if mark == "fn" else piece)
                run.bold, run.italic = bold or None, italic or None
                if font:
                    run.font.name = font
                element = run._r
                if mark == "fn":
                    self._notes.append(words)
                    run.font.superscript = True
                    element.append(
                        parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{len(self._notes)}"/>')
                    )
                    break
                if mark in ("ins", "del"):
                    _tracked(element, mark)
                elif mark == "sdt":
                    _controlled(element)

    def _fonts(self, words: str) -> list[tuple[str, str | None]]:
        """The words in runs of one font; in a legacy font capitals with marks have a font of their own."""
        if "legacy" not in self._options:
            return [(words, None)]
        found: list[tuple[str, str | None]] = []
        for letter in words:
            shown = _LEGACY.get(ord(letter))
            font = self._options["legacy"]
            if shown is None and ord(letter) > 127 and letter.isupper():
                shown, font = _LEGACY.get(ord(letter.lower()), letter.lower()), f"{font}H"
            if found and found[-1][1] == font:
                found[-1] = (found[-1][0] + (shown or letter), font)
            else:
                found.append((shown or letter, font))
        return found

    def _table(self, rows: list[Line]) -> None:
        first = cells(rows[0])
        table = self._doc.add_table(rows=0, cols=len(first))
        table.style = "Table Grid"
        for row in rows:
            for cell, text in zip(table.add_row().cells, cells(row), strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.bold = row.what == "|!" or None
                run.font.size = Pt(12)
        self._doc.add_paragraph()

    def _tail(self) -> None:
        left = self._source.of("N")
        right = [line for line in self._source.lines if line.what in ("G", "E") and not line.appendix]
        how = self._options.get("tail", "table")
        if how == "tabs":
            for index in range(max(len(left), len(right))):
                pair = [each[index].text if index < len(each) else "" for each in (left, right)]
                paragraph = self._doc.add_paragraph("\t".join(pair))
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(9))
        elif how == "plain":
            for line in left:
                self._line(self._doc, line, ALIGN.LEFT)
            for line in right:
                self._line(self._doc, line, ALIGN.RIGHT, bold=True)
        else:
            cell, other = self._doc.add_table(rows=1, cols=2).rows[0].cells
            for line in left:
                self._line(cell, line, ALIGN.LEFT)
            for index, line in enumerate(right):
                if index == len(right) - 1:
                    for _ in range(4):
                        other.add_paragraph().paragraph_format.space_after = Pt(0)
                self._line(other, line, ALIGN.CENTER, bold=line.what == "G")
            _drop_first(cell)
            _drop_first(other)

    def _box(self, lines: list[Line]) -> None:
        inside = "".join(
            f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{line.text}</w:t></w:r></w:p>" for line in lines
        )
        self._doc.add_paragraph()._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>'
                '<v:rect style="width:200pt;height:60pt"><v:textbox><w:txbxContent>'
                f"{inside}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
            )
        )

    def _page_number(self) -> None:
        paragraph = self._doc.sections[0].header.paragraphs[0]
        paragraph.alignment = ALIGN.CENTER
        self._doc.sections[0].different_first_page_header_footer = True
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        )

    def _numbering(self) -> int:
        """A list whose levels look like the items of the letter; its number."""
        root = self._doc.part.numbering_part.element
        levels: dict[int, str] = {}
        for line in self._source.of("item"):
            levels.setdefault(line.level, line.number)
        shown = "".join(_level(level, number) for level, number in sorted(levels.items()))
        kind = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
            f"{shown}</w:abstractNum>"
        )
        root.insert(0, kind)
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
        return 90

    def _add_notes(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            f'<w:footnoteRef/></w:r><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve"> '
            f"{words}</w:t></w:r></w:p></w:footnote>"
            for number, words in enumerate(self._notes, 1)
        )
        part = Part(
            PackURI("/word/footnotes.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
            _NOTES.format(notes).encode(),
            self._doc.part.package,
        )
        self._doc.part.relate_to(part, REL.FOOTNOTES)


def _level(level: int, number: str) -> str:
    form = _FORMATS["I" if number[0] in "IVX" else "1" if number[0].isdigit() else number[0].lower()]
    if form == "bullet":
        pattern = number
    elif number.count(".") > 1:
        pattern = "".join(f"%{each}." for each in range(1, level + 1))
    else:
        pattern = f"%{level}{number[-1]}"
    return (
        f'<w:lvl w:ilvl="{level - 1}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * level}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def _tracked(element: Any, mark: str) -> None:
    around = parse_xml(f'<w:{mark} {nsdecls("w")} w:id="{id(element) % 9999}" w:author="VP"/>')
    element.addprevious(around)
    around.append(element)
    if mark == "del":
        for text in element.findall(qn("w:t")):
            text.tag = qn("w:delText")


def _controlled(element: Any) -> None:
    around = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    element.addprevious(around)
    around.find(qn("w:sdtContent")).append(element)


def _drop_first(cell: Any) -> None:
    """A new cell has an empty paragraph."""
    if len(cell.paragraphs) > 1:
        first = cell.paragraphs[0]._p
        first.getparent().remove(first)


def text_of(line: Line) -> str:
    """A line as it is printed, with its number."""
    return f"{line.number} {plain(line.text)}".strip()
