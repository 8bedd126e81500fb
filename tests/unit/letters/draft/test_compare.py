from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broadcaster.letters.draft.composition import pieces_of
from broadcaster.letters.draft.facts import DifferenceKind, FactKind, differences
from broadcaster.letters.draft.model import DraftPart, OmissionReason
from broadcaster.letters.importer import changed_facts
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.readers.text import read
from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.unit.letters.layout.test_classify import NOTICE

LETTER = [
    "Hoa Sen, ngày 12 tháng 3 năm 2026",
    "Tiêm từ 7 giờ 30 ngày 20/3/2026, mỗi con 15.000 đồng.",
    "Liên hệ ông Lò Văn Páo, điện thoại 0912.345.678.",
]


def _pieces(*texts: str) -> list[DraftPart]:
    """The first text is the letter's head, which is not spoken."""
    return [
        DraftPart(text=text, why=None if number else OmissionReason.HEAD) for number, text in enumerate(texts)
    ]


def _found(*parts: str) -> list[tuple[DifferenceKind, FactKind, str, int | None, str | None]]:
    return [(d.what, d.kind, d.written, d.part, d.near) for d in differences(_pieces(*LETTER), parts)]


@pytest.mark.parametrize(
    "parts",
    [
        tuple(LETTER[1:]),
        ("Bảy giờ", "7h30 ngày 20 tháng 3, mỗi con 15 000 đ, gọi ông Lò Văn Páo 0912345678"),
        ("Ngày 20/3/2026 từ 7 giờ 30 phút, 15.000 đồng một con.", "Hỏi ông Lò Văn Páo, số +84 912 345 678."),
    ],
    ids=range(3),
)
def test_the_same_facts_in_other_words_are_no_difference(parts: tuple[str, ...]) -> None:
    assert _found(*parts) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("20/3/2026", "21/3/2026", FactKind.DATE),
        ("7 giờ 30", "8 giờ 30", FactKind.HOUR),
        ("15.000", "150.000", FactKind.AMOUNT),
        ("345.678", "345.687", FactKind.PHONE),
        ("Páo", "Pao", FactKind.NAME),
    ],
    ids=range(5),
)
def test_a_fact_that_was_changed_is_told_with_the_letters_own(old: str, new: str, kind: FactKind) -> None:
    parts = [text.replace(old, new) for text in LETTER[1:]]
    (changed, lost) = _found(*parts)
    assert changed[:2] == (DifferenceKind.CHANGED, kind)
    assert changed[3] is not None
    assert changed[4] == lost[2]


def test_a_fact_that_was_lost_is_told() -> None:
    assert (DifferenceKind.LOST, FactKind.PHONE, "0912.345.678", None, None) in _found(
        LETTER[1], "Liên hệ ông Lò Văn Páo."
    )


def test_a_day_of_the_head_in_the_place_of_another_is_told() -> None:
    found = _found(LETTER[1].replace("20/3/2026", "12/3/2026"), LETTER[2])
    assert (DifferenceKind.CHANGED, FactKind.DATE, "ngày 12/3/2026", 0, "ngày 20/3/2026") in found


def test_facts_that_two_lines_exchanged_are_told() -> None:
    lines = ("", "Tổ 1: từ 7 giờ, tại trường.", "Tổ 2: từ 9 giờ, tại sân.")
    exchanged = ("Tổ 1: từ 9 giờ, tại trường.", "Tổ 2: từ 7 giờ, tại sân.")
    assert DifferenceKind.MOVED in [each.what for each in differences(_pieces(*lines), exchanged)]


def test_sentences_in_another_order_and_facts_said_twice_are_no_difference() -> None:
    assert _found(LETTER[2], LETTER[1]) == []
    assert _found(LETTER[1], LETTER[2], "Xin nhắc lại: 7 giờ 30 ngày 20/3/2026.") == []


@pytest.mark.parametrize(("old", "new"), [("20/3/2026", "20/3/2025"), ("15.000 đồng", "15.000 kg")])
def test_another_year_or_unit_is_told(old: str, new: str) -> None:
    (changed,) = _found(*(text.replace(old, new) for text in LETTER[1:]))
    assert changed[0] is DifferenceKind.CHANGED


def test_many_facts_are_compared_in_short_time() -> None:
    many = " ".join(map(str, range(20_000)))
    assert differences([DraftPart(text=many)], [many]) == ()


def test_words_of_the_letter_that_begin_like_an_item_are_compared_too() -> None:
    body = "2.5 triệu đồng là mức hỗ trợ.\n\n20.11 là ngày Nhà giáo."
    letter = read(f"{NOTICE.partition('1. Thời gian')[0]}\n{body}\n".encode())
    station = Station(root=Path(), settings=Settings(name="Đài"), messages={}, schedules={})
    message = Message(id="a", title="", parts=(Say(text="triệu đồng là mức hỗ trợ. là ngày Nhà giáo."),))
    assert [each.written for each in changed_facts(letter, message, station)] == ["2.5 triệu đồng", "20.11"]


def test_a_year_that_only_follows_from_the_range_is_compared_and_told() -> None:
    letter = _pieces("", "Cấp thẻ từ ngày 01/9 đến ngày 20/9/2026.")
    found = differences(letter, ["Cấp thẻ từ ngày 01/9 đến ngày 20/9/2027."], near=date(2026, 8, 20))
    assert [(each.what, each.written, each.near) for each in found] == [
        (DifferenceKind.CHANGED, "ngày 01/9/2027", "ngày 01/9/2026"),
        (DifferenceKind.CHANGED, "ngày 20/9/2027", "ngày 20/9/2026"),
    ]
    assert differences(letter, ["Cấp thẻ từ 01/9 đến 20/9."], near=date(2026, 8, 20)) == ()


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "without its day"])
def test_a_validity_of_another_year_than_the_letters_is_told(dated: bool) -> None:
    text = NOTICE if dated else NOTICE.replace("Hoa Sen, ngày 12 tháng 3 năm 2026", "")
    station = Station(root=Path(), settings=Settings(name="Đài"), messages={}, schedules={})
    parts = tuple(Say(text=piece.text) for piece in pieces_of(classify(read(text.encode()))) if piece.kept)
    told = []
    for year in (2026, 2027):
        valid = Validity(first=date(2026, 3, 13), until=date(year, 3, 20))
        message = Message(id="a", title="", parts=parts, valid=valid)
        told.append([(each.what, each.near) for each in changed_facts(read(text.encode()), message, station)])
    assert told == [[], [(DifferenceKind.VALIDITY, "20/03/2026")]]
