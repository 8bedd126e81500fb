from __future__ import annotations

from broadcaster.letters.layout.classification import apart, lines_apart, without_layout_tables
from broadcaster.letters.model import Block, Cell


def test_recipients_and_who_signs_on_one_line_are_two_columns() -> None:
    blocks = [Block(text=f"Đoạn {n}.") for n in range(20)]
    found = list(apart([*blocks, Block(text="- Lưu: VT.\tTM. ỦY BAN NHÂN DÂN")]))
    assert [block.text for block in found[-2:]] == ["- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN"]


def test_a_tab_in_the_body_is_a_space() -> None:
    blocks = [Block(text=f"Đoạn {n}.") for n in range(20)]
    assert list(apart([*blocks, Block(text="Sáng:\t7 giờ")]))[-1].text == "Sáng: 7 giờ"


def test_forced_lines_are_paragraphs_where_they_are_items_or_behind_a_full_stop() -> None:
    block = Block(text="Xã thông báo:\n1. Thời gian: 7 giờ\n2. Địa điểm: sân xã", number="a)")
    found = list(lines_apart([block]))
    assert [(each.number, each.text) for each in found] == [
        ("a)", "Xã thông báo:"),
        (None, "1. Thời gian: 7 giờ"),
        (None, "2. Địa điểm: sân xã"),
    ]


def test_a_title_broken_by_hand_stays_one_block() -> None:
    block = Block(text="Tiêm vắc xin phòng bệnh dại\ncho đàn chó, mèo năm 2026")
    assert list(lines_apart([block])) == [block]


def test_a_table_that_holds_the_whole_letter_in_one_cell_is_no_table() -> None:
    menu = Cell(table=0, row=0, column=0, columns=2, rows=1)
    main = Cell(table=0, row=0, column=1, columns=2, rows=1)
    blocks = [Block(text="Trang chủ", cell=menu)]
    blocks += [Block(text=f"Đoạn văn thứ {n}.", cell=main) for n in range(9)]
    found = list(without_layout_tables(blocks))
    assert [block.cell for block in found] == [menu, *[None] * 9]
