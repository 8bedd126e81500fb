from __future__ import annotations

from broadcaster.letters.draft.composition import pieces_of
from broadcaster.letters.draft.model import OmissionReason
from broadcaster.letters.draft.tables import table_parts
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.model import Block, Cell, Letter, LetterForm


def _table(*rows: tuple[str, ...], numbers: tuple[str, ...] = ()) -> list[PlacedBlock]:
    """Cells; the first one of each row has its automatic number."""
    made = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = Cell(table=0, row=row, column=column, columns=len(texts), rows=len(rows))
            number = numbers[row] if numbers and column == 0 else None
            block = Block(text=text, cell=cell, number=number)
            made.append(PlacedBlock(block=block, element=Element.TABLE, reason="", confidence=1.0, text=text))
    return made


def test_automatic_numbers_in_cells_are_kept() -> None:
    wide = table_parts(_table(("Tổ A", "7 giờ", "sân"), ("Tổ B", "8 giờ", "chợ"), numbers=("1.", "2.")))
    assert [piece.text for piece in wide] == ["1. Tổ A | 7 giờ | sân", "2. Tổ B | 8 giờ | chợ"]
    narrow = table_parts(_table(("Tổ A", "7 giờ"), ("Tổ B", "8 giờ"), numbers=("1.", "2.")))
    assert [piece.text for piece in narrow] == ["1. Tổ A: 7 giờ.", "2. Tổ B: 8 giờ."]


CUT = (
    ("TT", "Ngày", "Thời gian", "Khu vực mất điện", "Lý do"),
    ("1", "02/12/2026", "07h30 – 11h30", "Thôn Đông; thôn Đoài", "Thay dây"),
    ("2", "04/12/2026", "13h00 – 17h00", "Khu tái định cư.", "Lắp tủ bù"),
)


def test_the_rows_of_a_power_cut_become_sentences() -> None:
    parts = table_parts(_table(*CUT))
    assert [part.text for part in parts if part.kept] == [
        "Ngày 02/12/2026; thời gian: 07h30 – 11h30; khu vực mất điện: Thôn Đông; thôn Đoài; lý do: Thay dây.",
        "Ngày 04/12/2026; thời gian: 13h00 – 17h00; khu vực mất điện: Khu tái định cư; lý do: Lắp tủ bù.",
    ]
    assert parts[0].why is OmissionReason.HEADINGS


def test_headings_are_told_as_such_only_where_all_their_rows_are_said() -> None:
    rows = (("Thôn", "Ngày tiêm"), ("Đông Hạ", "19/5"), ("Mai Sơn", "22/5"))
    assert [piece.why for piece in table_parts(_table(*rows))] == [OmissionReason.HEADINGS, None, None]
    missing = (*rows, ("Xuân Đoài 3", ""))
    assert [piece.why for piece in table_parts(_table(*missing))] == [
        OmissionReason.TABLE,
        None,
        None,
        OmissionReason.TABLE,
    ]


def test_a_day_that_stands_once_for_two_rows_holds_for_both_but_without_a_place_nothing_is_said() -> None:
    cells = [each for each in _table(*CUT) if each.block.text != "04/12/2026"]
    assert table_parts(cells)[2].text.startswith("Ngày 02/12/2026; thời gian: 13h00")
    cells = [each for each in _table(*CUT) if each.block.text != "Khu tái định cư."]
    assert [part.kept for part in table_parts(cells)] == [False, False, False]


def test_a_table_with_a_column_of_another_kind_or_of_another_matter_is_left() -> None:
    amounts = [tuple(text.replace("Lý do", "Số hộ") for text in row) for row in CUT]
    assert not any(part.kept for part in table_parts(_table(*amounts)))
    other = [tuple(text.replace("mất điện", "tiêm") for text in row) for row in CUT]
    assert not any(part.kept for part in table_parts(_table(*other)))


def _told(words: str, *rows: tuple[str, ...]) -> list[tuple[str, bool]]:
    blocks = [Block(text=words), *(each.block for each in _table(*rows)), Block(text="Xin cảm ơn bà con.")]
    placed = classify(Letter(form=LetterForm.DOCX, blocks=tuple(blocks)))
    return [(part.text, part.hollow) for part in pieces_of(placed) if part.kept]


def test_a_sentence_that_announces_a_table_that_is_left_out_is_flagged() -> None:
    rows = (("Vật tư", "Số lượng", "Nơi sản xuất"), ("Dây", "2", "Hà Nội"))
    for words in ("Lịch tiêm được ghi ở bảng dưới đây:", "Bà con xem lịch, cụ thể như sau"):
        assert _told(words, *rows)[0] == (words, True)
    assert not any(hollow for _, hollow in _told("Bà con xem bảng treo tại trụ sở.", *rows))


def test_a_sentence_that_announces_a_table_that_is_spoken_is_not() -> None:
    assert not any(hollow for _, hollow in _told("Lịch cắt điện như sau:", *CUT))


def test_headings_that_a_new_page_repeats_are_not_said() -> None:
    parts = table_parts(_table(*CUT[:2], CUT[0], CUT[2]))
    assert [part.kept for part in parts] == [False, True, False, True]


def test_an_hour_that_is_missing_is_not_taken_from_the_row_above() -> None:
    rows = (
        ("Ngày", "Từ giờ", "Đến giờ", "Khu vực mất điện"),
        ("25/11", "07:30", "11:30", "Tổ 1"),
        ("26/11", "13:00", "17:00", "Tổ 2"),
    )
    assert [part.kept for part in table_parts(_table(*rows))] == [False, True, True]
    cells = [each for each in _table(*rows) if each.block.text != "17:00"]
    assert not any(part.kept for part in table_parts(cells))


def test_no_cell_of_a_power_cut_vanishes_where_a_row_has_more_columns_or_one_twice() -> None:
    for column in (5, 3):
        cells = _table(*CUT)
        cell = Cell(table=0, row=2, column=column, columns=6, rows=3)
        more = Block(text="thêm", cell=cell)
        cells.append(PlacedBlock(block=more, element=Element.TABLE, reason="", confidence=1.0, text="thêm"))
        parts = table_parts(cells)
        assert not any(part.kept for part in parts)
        assert "thêm" in parts[-1].text
