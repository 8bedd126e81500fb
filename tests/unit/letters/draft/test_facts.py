from __future__ import annotations

import pytest

from broadcaster.letters.draft.facts import FactKind, stated


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ngày 05/3/2026", FactKind.DATE, "5/3/2026"),
        ("ngày 5 tháng 3 năm 2026", FactKind.DATE, "5/3/2026"),
        ("lúc 7h30", FactKind.HOUR, "7:30"),
        ("lúc 7 giờ 30 phút", FactKind.HOUR, "7:30"),
        ("gọi 0912.345.678", FactKind.PHONE, "0912345678"),
        ("gọi +84 912 345 678", FactKind.PHONE, "0912345678"),
        ("nộp 1.000.000 đồng", FactKind.AMOUNT, "1000000 đồng"),
        ("nộp 1 000 000đ", FactKind.AMOUNT, "1000000 đồng"),
        ("gặp ông Lò Văn Páo", FactKind.NAME, "Lò Văn Páo"),
    ],
    ids=range(9),
)
def test_equal_facts_have_one_value_however_they_are_written(text: str, kind: FactKind, value: str) -> None:
    assert [(fact.kind, fact.value) for fact in stated(text)] == [(kind, value)]


def test_the_digit_of_a_name_is_no_number() -> None:
    assert stated("Biến thể SARS-CoV-2, dịch Covid-19.") == ()
    assert [fact.value for fact in stated("từ 5-10 con")] == ["5", "10 con"]
