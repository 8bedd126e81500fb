from __future__ import annotations

import io
import zipfile

import pytest

from broadcaster.errors import LettersError
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


def _file(body: str, *, head: str = "") -> bytes:
    content = (
        f"{head}<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
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
