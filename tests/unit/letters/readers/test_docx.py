from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from broadcaster.core.errors import LettersError
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


def test_what_the_default_style_and_the_defaults_of_the_document_say_holds() -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = ".VnTime"
    document.styles["Normal"].font.bold = True
    document.add_paragraph("Th«ng b¸o ®i häp")
    document.add_paragraph("Th«ng b¸o", style="List Number")
    assert [(block.text, block.bold) for block in _blocks(document)] == [
        ("Thông báo đi họp", True),
        ("Thông báo", True),
    ]


def test_the_font_of_a_document_without_styles_is_that_of_its_defaults() -> None:
    document = docx.Document()
    styles = document.styles.element
    (defaults,) = styles.findall(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(parse_xml(f"<w:rFonts {nsdecls('w')} w:ascii='.VnTime' w:hAnsi='.VnTime'/>"))
    document.add_paragraph("häp t¹i x·")
    assert [block.text for block in _blocks(document)] == ["họp tại xã"]


def test_a_theme_font_wins_over_a_legacy_font_of_the_style() -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = ".VnTime"
    run = document.add_paragraph().add_run("25 °C ± 2")
    run._r.get_or_add_rPr().append(
        parse_xml(f"<w:rFonts {nsdecls('w')} w:asciiTheme='minorHAnsi' w:hAnsiTheme='minorHAnsi'/>")
    )
    assert [block.text for block in _blocks(document)] == ["25 °C ± 2"]


def _list_of(document: Any, list_id: str, kind: str, inside: str = "") -> None:
    document.part.numbering_part.element.append(
        parse_xml(
            f"<w:num {nsdecls('w')} w:numId='{list_id}'><w:abstractNumId w:val='{kind}'/>{inside}</w:num>"
        )
    )


def _kind(document: Any) -> None:
    document.part.numbering_part.element.insert(
        0,
        parse_xml(
            f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>"
            "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
            "<w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>"
        ),
    )


def _item(paragraph: Any, list_id: str) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='0'/><w:numId w:val='{list_id}'/></w:numPr>")
    )


def test_lists_of_one_kind_count_on_and_one_that_starts_anew_does_not() -> None:
    document = docx.Document()
    _kind(document)
    _list_of(document, "77", "77")
    _list_of(document, "78", "77")
    over = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='{}'/></w:lvlOverride>"
    _list_of(document, "79", "77", over.format(1))
    _list_of(document, "80", "77", over.format(5))
    for list_id in ("77", "77", "78", "79", "79", "80", "80", "78"):
        _item(document.add_paragraph("việc"), list_id)
    found = [block.number for block in _blocks(document)]
    assert found == ["1.", "2.", "3.", "1.", "2.", "5.", "6.", "7."]


def test_a_numbered_paragraph_without_words_counts_unless_it_was_deleted() -> None:
    document = docx.Document()
    _kind(document)
    _list_of(document, "77", "77")
    _item(document.add_paragraph("một"), "77")
    gone = document.add_paragraph()
    _item(gone, "77")
    gone._p.get_or_add_pPr().append(
        parse_xml(f"<w:rPr {nsdecls('w')}><w:del w:id='1' w:author='a'/></w:rPr>")
    )
    _item(document.add_paragraph(), "77")
    _item(document.add_paragraph("ba"), "77")
    assert [block.shown for block in _blocks(document)] == ["1. một", "3. ba"]


def test_a_cell_that_only_word_counts_shows_its_number() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for row, place in enumerate(("Tổ 1", "Tổ 2")):
        table.cell(row, 0).paragraphs[0].style = document.styles["List Number"]
        table.cell(row, 1).text = place
    assert [block.shown for block in _blocks(document)] == ["1.", "Tổ 1", "2.", "Tổ 2"]


def test_headers_of_first_and_even_pages_are_read_where_word_shows_them() -> None:
    document = docx.Document()
    section = document.sections[0]
    section.first_page_header.paragraphs[0].text = "UBND XÃ A"
    section.even_page_footer.paragraphs[0].text = "chân trang chẵn"
    document.add_paragraph("thân")
    assert [block.text for block in _blocks(document)] == ["thân"]
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    found = [(block.text, block.region) for block in _blocks(document)]
    assert found == [
        ("UBND XÃ A", Region.HEADER),
        ("thân", Region.BODY),
        ("chân trang chẵn", Region.FOOTER),
    ]


def test_signs_of_symbol_fonts_and_formulas_are_read() -> None:
    document = docx.Document()
    math = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')} {math}><w:r><w:t xml:space='preserve'>Sốt </w:t>"
            "<w:sym w:font='Symbol' w:char='F0B3'/></w:r>"
            "<w:r><w:t xml:space='preserve'> 38, </w:t></w:r>"
            "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:font='Symbol' w:char='F0FF'/></w:r>"
            "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"
        ),
    )
    assert [block.text for block in _blocks(document)] == ["Sốt ≥ 38, ☑\N{REPLACEMENT CHARACTER}a+b"]


def test_words_in_elements_that_are_not_known_are_read() -> None:
    document = docx.Document()
    document.element.body.insert(
        0, _paragraph("<w:unknown><w:r><w:t>một</w:t></w:r></w:unknown><w:r><w:t> hai</w:t></w:r>")
    )
    assert [block.text for block in _blocks(document)] == ["một hai"]


def test_a_text_box_inside_another_is_read_once() -> None:
    document = docx.Document()
    inner = "<w:pict><w:txbxContent><w:p><w:r><w:t>trong</w:t></w:r></w:p></w:txbxContent></w:pict>"
    outer = f"<w:txbxContent><w:p><w:r><w:t>ngoài</w:t>{inner}</w:r></w:p></w:txbxContent>"
    document.element.body.insert(0, _paragraph(f"<w:r><w:pict>{outer}</w:pict></w:r>"))
    assert [block.text for block in _blocks(document)] == ["ngoài", "trong"]


def test_a_file_with_macros_is_told_as_such() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_saved(docx.Document()))) as old, zipfile.ZipFile(data, "w") as new:
        for each in old.infolist():
            part = old.read(each)
            if each.filename == "[Content_Types].xml":
                part = part.replace(
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"vnd.ms-word.document.macroEnabled.main+xml",
                )
            new.writestr(each, part)
    with pytest.raises(LettersError, match=r"letter\.macros"):
        read(data.getvalue())
