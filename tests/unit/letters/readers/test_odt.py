from __future__ import annotations

import io
import zipfile

import pytest

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Align, Block, Region
from broadcaster.letters.readers.odt import _NAMES, read

SPACES = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMES.items())
STYLES = """
<style:style style:name="giua"><style:paragraph-properties fo:text-align="center"/>
<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>
<style:style style:name="cu"><style:text-properties style:font-name=".VnTime"/></style:style>
<style:style style:name="an"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="so">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
"""


def _file(body: str, *, head: str = "", styles: str = "") -> bytes:
    content = (
        f"{head}<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        if styles:
            archive.writestr("styles.xml", styles)
    return data.getvalue()


def _blocks(body: str) -> tuple[Block, ...]:
    return read(_file(body)).blocks


def test_a_paragraph_has_the_layout_of_its_style() -> None:
    (block,) = _blocks('<text:p text:style-name="giua">THÔNG BÁO</text:p>')
    assert (block.align, block.bold, block.size) == (Align.CENTER, True, 14.0)


def test_tracked_deletions_and_hidden_words_are_not_read() -> None:
    blocks = _blocks(
        "<text:tracked-changes><text:p>BỎ</text:p></text:tracked-changes>"
        '<text:p>giữ<text:span text:style-name="an"> ẨN</text:span><text:s text:c="2"/>lại</text:p>'
    )
    assert [block.text for block in blocks] == ["giữ lại"]


def test_lists_are_numbered_with_their_levels_and_restart() -> None:
    one = "<text:list-item><text:p>việc</text:p></text:list-item>"
    deep = f"<text:list-item><text:p>việc</text:p><text:list>{one * 2}</text:list></text:list-item>"
    whole = f'<text:list text:style-name="so">{deep}{one}</text:list>'
    going_on = f'<text:list text:style-name="so" text:continue-numbering="true">{one}</text:list>'
    blocks = _blocks(whole + going_on + whole)
    assert [block.number for block in blocks] == ["1.", "a)", "b)", "2.", "3.", "1.", "a)", "b)", "2."]
    assert [block.level for block in blocks[:4]] == [0, 1, 1, 0]


def test_a_run_in_a_legacy_font_is_decoded() -> None:
    (block,) = _blocks('<text:p><text:span text:style-name="cu">Sè</text:span>: 54/GM-UBND</text:p>')
    assert block.text == "Số: 54/GM-UBND"


def test_cells_have_their_place() -> None:
    row = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    blocks = _blocks(
        '<table:table><table:table-column table:number-columns-repeated="2"/>'
        + row.format("a")
        + row.format("b")
        + "</table:table>"
    )
    assert [(block.text, block.cell and (block.cell.row, block.cell.columns)) for block in blocks] == [
        ("a", (0, 2)),
        ("b", (1, 2)),
    ]


def test_a_text_box_is_told_apart() -> None:
    blocks = _blocks(
        "<text:p><draw:frame><draw:text-box><text:p>MẬT</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert [(block.text, block.region) for block in blocks] == [("MẬT", Region.TEXT_BOX)]


def test_a_file_that_declares_entities_is_refused() -> None:
    with pytest.raises(LettersError) as caught:
        read(_file("<text:p>&e;</text:p>", head='<!DOCTYPE x [<!ENTITY e "ha">]>'))
    assert caught.value.code == "letter.broken"


@pytest.mark.parametrize("data", [b"PK\x03\x04", _file("<text:p>")[:-40], _file("<text:p>")], ids=range(3))
def test_a_broken_file_has_one_clear_error(data: bytes) -> None:
    with pytest.raises(LettersError) as caught:
        read(data)
    assert caught.value.code == "letter.broken"


def test_words_of_fields_and_unknown_elements_are_read_and_those_of_notes_stand_apart() -> None:
    blocks = _blocks(
        "<text:p>Kính mời <text:database-display>ông Lò Văn Páo</text:database-display> đến "
        "<text:text-input>nhà <text:meta>văn hóa</text:meta></text:text-input> lúc "
        "<text:user-field-get>7 giờ</text:user-field-get>"
        "<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>ghi chú</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>BỎ</text:p></office:annotation>"
        '<text:hidden-text text:is-hidden="true">ẨN</text:hidden-text><text:script>ẨN</text:script>.</text:p>'
    )
    assert [(block.text, block.region) for block in blocks] == [
        ("Kính mời ông Lò Văn Páo đến nhà văn hóa lúc 7 giờ.", Region.BODY),
        ("ghi chú", Region.FOOTNOTE),
    ]


def test_numbered_paragraphs_and_wherever_a_list_begins_are_as_written() -> None:
    blocks = _blocks(
        '<text:list text:style-name="so"><text:list-item text:start-value="5"><text:p>năm</text:p>'
        "</text:list-item><text:list-item><text:p>sáu</text:p></text:list-item></text:list>"
        "<text:p>xen</text:p>"
        '<text:list text:style-name="so" text:continue-list="a">'
        "<text:list-item><text:p>bảy</text:p></text:list-item></text:list>"
        '<text:numbered-paragraph text:style-name="so" text:continue-numbering="true">'
        "<text:number>8.</text:number><text:p>tám</text:p></text:numbered-paragraph>"
        '<text:numbered-paragraph text:style-name="so" text:level="2">'
        "<text:p>con</text:p></text:numbered-paragraph>"
    )
    assert [block.shown for block in blocks] == ["5. năm", "6. sáu", "xen", "7. bảy", "8. tám", "a) con"]


def test_a_table_inside_a_cell_is_read_once() -> None:
    def table(inside: str) -> str:
        cells = f"<table:table-cell>{inside}</table:table-cell>"
        row = f"<table:table-row>{cells}</table:table-row>"
        return (
            "<table:table><table:table-column/><table:table-header-rows>"
            f"{row}</table:table-header-rows></table:table>"
        )

    blocks = _blocks(table("<text:p>A</text:p>" + table("<text:p>lồng</text:p>")))
    assert [(block.text, block.cell and (block.cell.table, block.cell.rows)) for block in blocks] == [
        ("A", (0, 1)),
        ("lồng", (1, 1)),
    ]


def test_shapes_with_words_and_boxes_inside_boxes_are_read_once() -> None:
    inner = "<draw:frame><draw:text-box><text:p>trong</text:p></draw:text-box></draw:frame>"
    blocks = _blocks(
        "<text:p>thân<draw:g><draw:custom-shape><text:p>hình</text:p></draw:custom-shape></draw:g>"
        f"<draw:frame><draw:text-box><text:p>ngoài{inner}</text:p></draw:text-box></draw:frame></text:p>"
        "<text:table-of-content><text:index-body><text:p>mục lục</text:p></text:index-body>"
        "</text:table-of-content>"
    )
    assert [(block.text, block.region) for block in blocks] == [
        ("thân", Region.BODY),
        ("hình", Region.TEXT_BOX),
        ("ngoài", Region.TEXT_BOX),
        ("trong", Region.TEXT_BOX),
        ("mục lục", Region.BODY),
    ]


def test_numbers_of_headings_are_counted_where_the_document_shows_them() -> None:
    outline = (
        '<text:outline-style style:name="Outline">'
        '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>'
    )
    page = (
        "<style:master-page><style:header-first><text:p>đầu</text:p></style:header-first>"
        '<style:footer style:display="false"><text:p>ẨN</text:p></style:footer></style:master-page>'
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>'
        for level, text in ((1, "THỜI GIAN"), (2, "Sáng"), (1, "ĐỊA ĐIỂM"))
    )
    styles = f"<office:document-styles {SPACES}>{outline}{page}</office:document-styles>"
    assert [block.shown for block in read(_file(body, styles=styles)).blocks] == [
        "đầu",
        "I. THỜI GIAN",
        "Sáng",
        "II. ĐỊA ĐIỂM",
    ]


def test_a_span_has_the_font_of_its_paragraph_and_that_has_the_usual_one() -> None:
    usual = (
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name=".VnTime"/>'
        '</style:default-style><style:style style:name="dam"><style:text-properties fo:font-weight="bold"/>'
        "</style:style>"
    )
    body = '<text:p>häp <text:span text:style-name="dam">t¹i x·</text:span></text:p>'
    styles = f"<office:document-styles {SPACES}>{usual}</office:document-styles>"
    assert [block.text for block in read(_file(body, styles=styles)).blocks] == ["họp tại xã"]


def test_list_items_without_words_count() -> None:
    items = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in ("a", "", "c"))
    blocks = _blocks(f'<text:list text:style-name="so">{items}</text:list>')
    assert [block.shown for block in blocks] == ["1. a", "3. c"]


def test_a_hidden_section_is_not_read_but_its_items_count_as_they_do_on_paper() -> None:
    one = "<text:list-item><text:p>việc</text:p></text:list-item>"
    going_on = f'<text:list text:style-name="so" text:continue-numbering="true">{one}</text:list>'
    hidden = '<text:section text:name="an" text:display="none">{}</text:section>'
    blocks = _blocks(f"{going_on}{hidden.format(f'<text:p>BỎ</text:p>{going_on}')}{going_on}")
    assert [(block.number, block.text) for block in blocks] == [("1.", "việc"), ("3.", "việc")]
    asked = hidden.replace('"none"', '"condition" text:condition="ooow:x" text:is-hidden="{}"')
    assert _blocks(asked.format("true", "<text:p>BỎ</text:p>")) == ()
    assert len(_blocks(asked.format("false", "<text:p>giữ</text:p>"))) == 1


def test_a_hidden_paragraph_is_not_read() -> None:
    field = '<text:hidden-paragraph text:condition="ooow:1" text:is-hidden="{}"/>'
    assert _blocks(f"<text:p>{field.format('true')}BỎ</text:p>") == ()
    assert [block.text for block in _blocks(f"<text:p>{field.format('false')}giữ</text:p>")] == ["giữ"]


ONE = "<text:list-item><text:p>việc</text:p></text:list-item>"


def _deeper(inside: str) -> str:
    return f"<text:list-item><text:list>{inside}</text:list></text:list-item>"


def _numbers(body: str, styles: str) -> list[str | None]:
    file = _file(body, styles=f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
    return [block.number for block in read(file).blocks]


def test_a_level_without_a_number_of_its_own_gives_none_to_those_below_it() -> None:
    levels = (
        '<text:list-level-style-number text:level="1" style:num-format=""/>'
        '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." '
        'text:display-levels="2"/>'
    )
    style = f'<text:list-style style:name="la">{levels}</text:list-style>'
    assert _numbers(f'<text:list text:style-name="la">{_deeper(ONE * 2)}</text:list>', style) == ["1.", "2."]


def test_a_level_that_its_list_does_not_describe_counts_for_itself() -> None:
    blocks = _blocks(f'<text:list text:style-name="so">{_deeper(_deeper(ONE * 2))}</text:list>')
    assert [block.number for block in blocks] == ["1.", "2."]


def test_a_heading_whose_style_names_no_list_has_no_number() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" '
        'style:num-format="1" style:num-suffix="."/></text:outline-style>'
        '<style:style style:name="khong" style:list-style-name=""/>'
    )
    heading = '<text:h text:outline-level="1" text:style-name="{}">mục</text:h>'
    assert _numbers(heading.format("la") + heading.format("khong"), outline) == ["1.", None]
