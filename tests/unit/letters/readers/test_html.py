from __future__ import annotations

from broadcaster.letters.model import Align, Block
from broadcaster.letters.readers.html import read


def _blocks(page: str) -> tuple[Block, ...]:
    return read(page.encode()).blocks


def test_a_paragraph_has_its_layout() -> None:
    (block,) = _blocks('<p style="text-align:center"><b>THÔNG&nbsp;BÁO</b></p>')
    assert (block.text, block.align, block.bold) == ("THÔNG BÁO", Align.CENTER, True)


def test_scripts_styles_and_hidden_words_are_not_read() -> None:
    page = (
        "<head><title>x</title></head><body>"
        "<script>a</script><style>b</style><p>lời<span style='display:none'>ẩn</span></p>"
    )
    assert [block.text for block in _blocks(page)] == ["lời"]


def test_list_items_have_the_numbers_that_a_browser_shows() -> None:
    page = "<ol><li>một<ul><li>gạch</ul><li>hai</ol><ol type='a' start='3'><li>chữ</ol>"
    assert [(block.number, block.text, block.level) for block in _blocks(page)] == [
        ("1.", "một", 0),
        ("-", "gạch", 1),
        ("2.", "hai", 0),
        ("c.", "chữ", 0),
    ]


def test_cells_have_their_place_and_the_table_its_width() -> None:
    blocks = _blocks("<table><tr><td>a<td>b</tr><tr><td>c<td>d</table>")
    assert [
        (block.text, block.cell and (block.cell.row, block.cell.column, block.cell.columns))
        for block in blocks
    ] == [
        ("a", (0, 0, 2)),
        ("b", (0, 1, 2)),
        ("c", (1, 0, 2)),
        ("d", (1, 1, 2)),
    ]


def test_line_breaks_stay_and_spaces_do_not() -> None:
    assert [block.text for block in _blocks("<div>một\n   hai<br>ba</div>")] == ["một hai\nba"]


def test_a_run_in_a_legacy_font_is_decoded() -> None:
    assert [block.text for block in _blocks("<p><font face='.VnTime'>Sè</font> 5</p>")] == ["Số 5"]


def test_a_page_of_a_million_open_elements_is_read_to_its_end() -> None:
    assert _blocks("<div>" * 100_000 + "lời")[-1].text == "lời"
