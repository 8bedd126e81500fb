from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.letters.compare import differences
from broadcaster.letters.draft.facts import FactKind
from broadcaster.letters.importing import changed_facts
from broadcaster.letters.readers.text import read
from broadcaster.station.model import Message, Say, Settings, Station
from tests.unit.letters.layout.test_classify import NOTICE

LETTER = [
    "Hoa Sen, ngày 12 tháng 3 năm 2026",
    "Tiêm từ 7 giờ 30 ngày 20/3/2026, mỗi con 15.000 đồng.",
    "Liên hệ ông Lò Văn Páo, điện thoại 0912.345.678.",
]


def _found(*parts: str) -> list[tuple[FactKind, str, int | None, str | None]]:
    return [(d.kind, d.written, d.part, d.near) for d in differences(LETTER, LETTER[1:], parts)]


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
    assert changed[0] is kind
    assert changed[2] is not None
    assert changed[3] == lost[1]


def test_a_fact_that_was_lost_is_told() -> None:
    assert (FactKind.PHONE, "0912.345.678", None, None) in _found(LETTER[1], "Liên hệ ông Lò Văn Páo.")


def test_words_of_the_letter_that_begin_like_an_item_are_compared_too() -> None:
    body = "2.5 triệu đồng là mức hỗ trợ.\n\n20.11 là ngày Nhà giáo."
    letter = read(f"{NOTICE.partition('1. Thời gian')[0]}\n{body}\n".encode())
    station = Station(root=Path(), settings=Settings(name="Đài"), messages={}, schedules={})
    message = Message(id="a", title="", parts=(Say(text="triệu đồng là mức hỗ trợ. là ngày Nhà giáo."),))
    assert [each.written for each in changed_facts(letter, message, station)] == ["2.5 triệu đồng", "20.11"]
