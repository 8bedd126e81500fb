"""Tables that line up and CSV that is safe."""

from __future__ import annotations

import csv
import io
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from broadcaster.core.text.table import csv_text, table, width


def test_width_when_marks_combine_counts_letters() -> None:
    assert width("Tiếng Việt") == 10
    assert width(unicodedata.normalize("NFD", "Tiếng Việt")) == 10
    assert width("") == 0
    assert width("a\u200bb") == 2
    assert width("漢字") == 4


def test_table_when_cells_are_vietnamese_lines_up() -> None:
    rows = [["Tân Phong", "x"], [unicodedata.normalize("NFD", "Đoàn Kết"), "y"], ["a\nb", ""]]
    assert table(["Phường", "Số"], rows).split("\n") == [
        "Phường     Số",
        "Tân Phong  x",
        "Đoàn Kết   y",
        "a b",
    ]


def test_table_wider_than_the_terminal_folds_its_widest_cells() -> None:
    rows = [["06:30", "ve-sinh-moi-truong", "sẽ phát; phải đợi bản tin khác"], ["17:00", "a", "sẽ phát"]]
    assert table(["Giờ", "Bản tin", "Tình trạng"], rows, most=34).split("\n") == [
        "Giờ    Bản tin       Tình trạng",
        "06:30  ve-sinh-moi-  sẽ phát; phải",
        "       truong        đợi bản tin",
        "                     khác",
        "17:00  a             sẽ phát",
    ]


def test_table_that_fits_the_terminal_stays_as_it_is() -> None:
    rows = [["Tân Phong", "x"]]
    assert table(["Phường", "Số"], rows, most=13) == table(["Phường", "Số"], rows)


@example(rows=[["000", "000000000", "000000000000\xa0\u05c8"]], most=30)  # a space that is none of ours
@given(
    st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=3),
    st.integers(30, 90),
)
def test_table_when_cells_hold_anything_fits_and_loses_no_letter(rows: list[list[str]], most: int) -> None:
    whole, folded = table(["a", "b", "c"], rows), table(["a", "b", "c"], rows, most=most)
    assert all(width(line) <= most for line in folded.split("\n"))
    assert sorted(whole.replace(" ", "").replace("\n", "")) == sorted(
        folded.replace(" ", "").replace("\n", "")
    )


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=4))
def test_table_when_cells_hold_anything_has_one_line_a_row(rows: list[list[str]]) -> None:
    shown = table(["a", "b"], rows)
    assert shown.count("\n") == len(rows)
    assert len(shown.splitlines()) <= len(rows) + 1


@given(st.lists(st.lists(st.text(max_size=8) | st.none(), min_size=2, max_size=2), max_size=4))
def test_csv_text_when_read_back_has_the_cells_and_no_formula(rows: list[list[str | None]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert read[0] == ["a", "b"]
    for row, found in zip(rows, read[1:], strict=True):
        for cell, shown in zip(row, found, strict=True):
            assert shown.removeprefix("'") == (cell or "").removeprefix("'")
            assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
