"""Phrases of a breath, each with its pause; numbers and codes stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.reading import sentences as s
from broadcaster.reading.engine import read


def pauses(text: str) -> list[tuple[str, float]]:
    return [(sentence.spoken, sentence.pause) for sentence in read(text).sentences]


def test_two_sentences_then_stand_a_second_apart_and_the_last_ends_the_paragraph() -> None:
    assert pauses("Họp dân. Mời bà con!") == [
        ("họp dân.", s.PAUSE_SENTENCE),
        ("mời bà con!", s.PAUSE_PARAGRAPH),
    ]


def test_list_items_on_lines_then_are_sentences_of_their_own() -> None:
    assert pauses("Nội dung:\n- Vệ sinh đường ngõ;\n- Trồng cây.") == [
        ("nội dung.", s.PAUSE_PARAGRAPH),
        ("vệ sinh đường ngõ.", s.PAUSE_PARAGRAPH),
        ("trồng cây.", s.PAUSE_PARAGRAPH),
    ]


def test_line_that_an_editor_wrapped_then_joins_the_next() -> None:
    text = "Ủy ban nhân dân phường đề nghị bà con nhân dân trong toàn phường\nthực hiện nghiêm túc."
    assert len(read(text).sentences) == 1


def test_long_clause_without_marks_then_breaks_before_a_joint() -> None:
    text = (
        "Đề nghị toàn thể bà con nhân dân trong phường thường xuyên đeo khẩu trang khi ra khỏi nhà "
        "và rửa tay bằng xà phòng sau khi tiếp xúc với người lạ"
    )
    first, second = read(text).sentences
    assert first.spoken.endswith("ra khỏi nhà,")
    assert first.pause == s.PAUSE_FORCED
    assert second.spoken.startswith("và rửa tay")


@pytest.mark.parametrize(
    "written",
    [
        "1.234,5 tấn",
        "PGS.TS. Nguyễn Hữu Tài",
        "TP. Lai Châu",
        "số 12/3 Trần Phú",
        "v.v. và nhiều nữa",
        "0213.3876.501",
    ],
)
def test_dots_inside_numbers_names_and_abbreviations_then_end_no_sentence(written: str) -> None:
    assert len(read(written).sentences) == 1


def test_text_of_blank_lines_then_gives_one_silent_sentence() -> None:
    assert pauses("  \n \n") == [("", 0.0)]
    assert read("").sentences == ()


def test_blank_lines_around_words_then_make_no_silent_sentence() -> None:
    assert [spoken for spoken, _ in pauses("\n\nThông báo\n\n\nHọp dân\n\n")] == ["thông báo.", "họp dân."]


@given(
    st.lists(
        st.sampled_from(
            ["bà", "con", "và", "nhân", "dân", "để", "họp", "tại", "nhà", "văn", "hóa", "phường"]
        ),
        min_size=1,
        max_size=150,
    )
)
def test_any_run_of_words_then_is_cut_into_breaths(words: list[str]) -> None:
    for sentence in read(" ".join(words)).sentences:
        assert len(sentence.spoken.split()) <= s.BREATH + 3


def test_paced_when_a_piece_is_longer_than_a_breath_then_puts_commas_inside() -> None:
    words = s.paced(" ".join(["không"] * 60))
    assert max(len(part.split()) for part in words.split(",")) <= s.BREATH
    assert words.replace(",", "") == " ".join(["không"] * 60)
