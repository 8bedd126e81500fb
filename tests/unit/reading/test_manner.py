"""What a ward may choose: words of its region, years in short, signs of documents."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read
from broadcaster.station.model.sound import CodeStyle, Manner, Odd, Thousand, YearStyle

DECISION = "Quyết định số 316/QĐ-UBND"


def said(text: str, manner: Manner) -> str:
    return " ".join(s.spoken.rstrip(".") for s in read(text, manner=manner).sentences)


@pytest.mark.parametrize(
    ("style", "spoken"),
    [
        (CodeStyle.EXPAND, "quyết định số ba trăm mười sáu quyết định ủy ban nhân dân"),
        (CodeStyle.SHORT, "quyết định số ba trăm mười sáu"),
        (CodeStyle.LETTERS, "quyết định số ba trăm mười sáu quy đê u bê nờ dê"),
    ],
)
def test_the_sign_of_a_document_is_said_as_the_ward_chose(style: CodeStyle, spoken: str) -> None:
    assert said(DECISION, Manner(codes=style)) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ngày 05/9/2025", "ngày năm tháng chín năm hai nghìn hai mươi lăm"),
        ("năm 2005", "năm hai nghìn linh năm"),
        ("nhiệm kỳ 2021-2026", "nhiệm kỳ hai nghìn hai mươi mốt đến hai nghìn hai mươi sáu"),
        ("năm 1945", "năm một nghìn chín trăm bốn mươi lăm"),
        ("2.025 hộ", "hai nghìn không trăm hai mươi lăm hộ"),
    ],
)
def test_years_are_shortened_and_nothing_else(written: str, spoken: str) -> None:
    assert said(written, Manner(years=YearStyle.SHORT)) == spoken


def test_the_south_says_its_own_words_for_figures_and_leaves_what_was_written() -> None:
    south = Manner(thousand=Thousand.SOUTH, odd=Odd.SOUTH)

    assert said("1.105 hộ và một nghìn linh năm cây", south) == (
        "một ngàn một trăm lẻ năm hộ và một nghìn linh năm cây"
    )


def test_a_lexicon_reading_is_never_reworded() -> None:
    south = Manner(thousand=Thousand.SOUTH)

    assert read("KCN", ward={"KCN": "nghìn hoa"}, manner=south).sentences[0].spoken == "nghìn hoa."
