from __future__ import annotations

from broadcaster.letters.readers.typography import raised


def test_a_raised_nought_before_c_is_a_degree() -> None:
    assert raised("0", "từ 11-14", "C, có nơi") == "°"
    assert raised("o", "dưới 3 ", "C") == "°"


def test_the_power_of_a_unit_stays() -> None:
    assert raised("2", "rộng 120 m", ", giá", marks=True) == "2"
    assert raised("3", "mét khối (m", ")", marks=True) == "3"


def test_the_mark_of_a_footnote_goes_where_raised_digits_are_marks() -> None:
    assert raised("1", "chiếm đoạt 2,4 tỷ đồng", " của") == "1"
    assert raised("1", "chiếm đoạt 2,4 tỷ đồng", " của", marks=True) == ""
