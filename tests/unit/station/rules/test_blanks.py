from __future__ import annotations

import pytest

from broadcaster.station.rules.blanks import BlankKind, blanks, filled


def _shown(text: str) -> list[str]:
    return [text[each.start : each.end].strip() for each in blanks(text)]


def test_a_marked_blank_has_its_label_and_kind() -> None:
    (one,) = blanks("Tiêm vào ngày {{ngày tiêm: ngày}} tại trạm.")
    assert (one.label, one.kind, one.marked) == ("ngày tiêm", BlankKind.DATE, True)


def test_a_marked_blank_without_a_kind_is_a_text() -> None:
    assert [each.kind for each in blanks("Gặp {{ai}} hoặc {{ai nữa: người}}.")] == [BlankKind.TEXT] * 2


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("ngày … tháng 01 năm 2021", ["…"]),
        ("ngày     tháng 01 năm 2021", [""]),
        ("ngày ... tháng ... năm 2026", ["...", "..."]),
        ("Họp lúc ____ tại nhà văn hóa", ["____"]),
        ("Liên hệ ông ……… để biết", ["………"]),
        ("Số tiền là ......... đồng", ["........."]),
        ("Số: …/TB-UBND", [": …"]),
    ],
    ids=range(7),
)
def test_a_gap_where_something_belongs_is_a_blank(text: str, gaps: list[str]) -> None:
    assert _shown(text) == gaps
    assert all(not each.marked for each in blanks(text))


@pytest.mark.parametrize(
    "text",
    [
        "Mang theo áo mưa, đèn pin, lương khô…",
        "Các xã, phường...",
        "Chờ đã... rồi hãy đi",
        "Năm  2026",
        "a_b",
    ],
    ids=range(5),
)
def test_an_ellipsis_or_plain_text_is_no_blank(text: str) -> None:
    assert blanks(text) == ()


def test_braces_of_a_damaged_blank_are_still_found() -> None:
    assert len(blanks("ngày {{ngày tiêm tại")) == 1
    assert len(blanks("ngày ngày tiêm}} tại {{a}}")) == 2


def test_filled_blanks_are_replaced_and_the_others_stay() -> None:
    text = filled("Lúc {{giờ họp: giờ}} ngày {{ngày họp: ngày}}", {"giờ họp": "7 giờ 30"})
    assert text == "Lúc 7 giờ 30 ngày {{ngày họp: ngày}}"
