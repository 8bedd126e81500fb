from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from broadcaster.errors import LettersError
from broadcaster.letters.model import Align, Block, Region
from broadcaster.letters.readers.docx import read


def _saved(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _blocks(document: Any) -> tuple[Block, ...]:
    return read(_saved(document)).blocks


def _paragraph(inside: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>")


def test_a_paragraph_has_its_layout() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run("THÔNG BÁO")
    run.bold = True
    (block,) = _blocks(document)
    assert (block.text, block.align, block.bold, block.region) == (
        "THÔNG BÁO",
        Align.CENTER,
        True,
        Region.BODY,
    )


def test_inserted_and_controlled_words_are_read_and_deleted_and_hidden_ones_are_not() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        _paragraph(
            "<w:r><w:t>một </w:t></w:r>"
            "<w:ins w:id='1' w:author='a'><w:r><w:t>hai </w:t></w:r></w:ins>"
            "<w:del w:id='2' w:author='a'><w:r><w:delText>BỎ</w:delText></w:r></w:del>"
            "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>BỎ</w:t></w:r></w:moveFrom>"
            "<w:sdt><w:sdtContent><w:r><w:t>ba </w:t></w:r></w:sdtContent></w:sdt>"
            "<w:smartTag><w:r><w:t>bốn </w:t></w:r></w:smartTag>"
            "<w:fldSimple w:instr='DATE'><w:r><w:t>năm</w:t></w:r></w:fldSimple>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẨN</w:t></w:r>"
        ),
    )
    assert [block.text for block in _blocks(document)] == ["một hai ba bốn năm"]


def test_a_run_in_a_legacy_font_is_decoded_and_its_neighbour_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    old = paragraph.add_run("Sè")
    old.font.name = ".VnTime"
    paragraph.add_run(": 54/GM-UBND © 2026")
    (block,) = _blocks(document)
    assert block.text == "Số: 54/GM-UBND © 2026"


def test_capitals_of_a_legacy_font_are_capitals() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("th«ng b¸o")
    run.font.name = ".VnTimeH"
    assert [block.text for block in _blocks(document)] == ["THÔNG BÁO"]


def test_cells_have_their_place_and_merged_ones_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "UBND"
    table.cell(0, 1).text = "CỘNG HÒA"
    table.cell(1, 1).text = "Độc lập"
    found = [(block.text, block.cell and (block.cell.row, block.cell.column)) for block in _blocks(document)]
    assert found == [("UBND", (0, 0)), ("CỘNG HÒA", (0, 1)), ("Độc lập", (1, 1))]


def test_automatic_numbers_are_counted_as_word_shows_them() -> None:
    document = docx.Document()
    for style in ("List Number", "List Number", "List Bullet", "List Number"):
        document.add_paragraph("việc", style=style)
    assert [block.number for block in _blocks(document)] == ["1.", "2.", "-", "3."]


def test_levels_restart_below_a_new_item() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>"
            "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/>"
            "<w:lvlText w:val='%1.'/></w:lvl>"
            "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
            "<w:lvlText w:val='%1.%2'/></w:lvl>"
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))
    for level in (0, 1, 1, 0, 1):
        paragraph = document.add_paragraph("việc")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='77'/></w:numPr>")
        )
    found = [(block.number, block.level) for block in _blocks(document)]
    assert found == [("I.", 0), ("I.1", 1), ("I.2", 1), ("II.", 0), ("II.1", 1)]


def test_a_text_box_is_read_once_and_apart() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')} xmlns:mc='{mc}'><w:r><mc:AlternateContent>"
            f"<mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert [(block.text, block.region) for block in _blocks(document)] == [("HỎA TỐC", Region.TEXT_BOX)]


def test_headers_and_footers_are_told_apart() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "đầu trang"
    document.sections[0].footer.paragraphs[0].text = "cuối trang"
    document.add_paragraph("thân")
    found = [(block.text, block.region) for block in _blocks(document)]
    assert found == [("đầu trang", Region.HEADER), ("thân", Region.BODY), ("cuối trang", Region.FOOTER)]


def test_a_forced_line_break_stays_one_block() -> None:
    document = docx.Document()
    document.add_paragraph("dòng một\ndòng hai")
    assert [block.text for block in _blocks(document)] == ["dòng một\ndòng hai"]


@pytest.mark.parametrize("cut", [10, 500, 5000], ids=range(3))
def test_a_truncated_file_has_one_clear_error(cut: int) -> None:
    data = _saved(docx.Document())
    with pytest.raises(LettersError) as caught:
        read(data[:cut])
    assert caught.value.code == "letter.broken"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(3):
            archive.writestr(f"word/{index}.xml", b"\0" * (80 << 20))
    with pytest.raises(LettersError) as caught:
        read(data.getvalue())
    assert caught.value.code == "letter.bomb"


def test_external_entities_are_not_read() -> None:
    document = docx.Document()
    document.add_paragraph("thân")
    source = zipfile.ZipFile(io.BytesIO(_saved(document)))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>", 1)
                part = part.replace("thân".encode(), b"&e;")
            archive.writestr(name, part)
    try:
        texts = [block.text for block in read(data.getvalue()).blocks]
    except LettersError:
        texts = []
    assert texts in ([], ["thân"])
