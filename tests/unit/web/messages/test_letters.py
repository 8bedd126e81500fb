"""A left-out piece of a letter is taken in at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.web.messages.form import shown
from broadcaster.web.messages.letters import _rows, _taken_in
from broadcaster.web.site.drafts import KeptLetter, KeptLetters, KeptPiece, letter_of

AT = datetime(2027, 1, 2, tzinfo=UTC)
DRAFT = """\
title: Tiêm phòng
parts:
  - say: |
      Kính thưa bà con.
  # bỏ: căn cứ
  - say: |
      Mời bà con đến trạm.
      Hỏi chị Lan.
  - say: |
      Xin cảm ơn.
"""
LETTER = KeptLetter(
    name="cong-van.docx",
    at=AT,
    pieces=(
        KeptPiece(text="Căn cứ Kế hoạch số 12", why="basis"),
        KeptPiece(text="Mời bà con đến trạm", why=None),
        KeptPiece(text="Trạm chuẩn bị vắc xin;", why="offices"),
        KeptPiece(text="Hỏi chị Lan.", why=None),
    ),
    unanswered=("when",),
    advice=(),
    doubts=(),
)


def words(text: str) -> list[str]:
    return [part.text for part in shown(text).parts]


def test_a_piece_is_taken_in_behind_the_one_that_stands_before_it_in_the_letter() -> None:
    text = _taken_in(DRAFT, LETTER, 2)
    assert words(text)[1] == "Mời bà con đến trạm.\nTrạm chuẩn bị vắc xin;\nHỏi chị Lan."
    assert "# bỏ: căn cứ" in text


def test_a_piece_with_nothing_before_it_comes_behind_the_greeting() -> None:
    text = _taken_in(DRAFT, LETTER, 0)
    assert words(text)[:2] == ["Kính thưa bà con.", "Căn cứ Kế hoạch số 12."]


def test_a_piece_is_taken_in_once() -> None:
    text = _taken_in(DRAFT, LETTER, 2)
    assert _taken_in(text, LETTER, 2) == text


def test_what_stands_in_the_message_is_told_apart_from_what_is_left_out() -> None:
    assert [row.spoken for row in _rows(LETTER, shown(DRAFT).parts)] == [False, True, False, True]
    taken = shown(_taken_in(DRAFT, LETTER, 2)).parts
    assert [row.spoken for row in _rows(LETTER, taken)] == [False, True, True, True]


def test_a_letter_is_kept_and_found_again(tmp_path: Path) -> None:
    letters = KeptLetters(tmp_path)
    letters.keep("tiem-phong", LETTER)
    assert KeptLetters(tmp_path).of("tiem-phong") == LETTER
    assert letters.of("../tiem-phong") is None


def test_the_answer_of_the_child_becomes_a_letter() -> None:
    piece = {"text": "Mời họp", "why": None, "heading": False, "long": True, "guessed": False, "hollow": True}
    draft = {
        "pieces": [piece],
        "unanswered": ["when"],
        "advice": [{"code": "letter.blank", "facts": {"around": "x"}}],
    }
    letter = letter_of({"draft": draft, "doubts": ["?"], "text": ""}, "a.docx", AT)
    assert letter.pieces == (KeptPiece(text="Mời họp", why=None, long=True, hollow=True),)
    assert (letter.unanswered, letter.doubts) == (("when",), ("?",))
    assert letter.advice[0].facts == {"around": "x"}


def test_a_sentence_that_announces_a_table_is_flagged_until_its_first_row_is_taken_in() -> None:
    pieces = (
        KeptPiece(text="Lịch như sau:", why=None, hollow=True),
        KeptPiece(text="Tổ 1 | 7 giờ", why="table"),
    )
    letter = replace(LETTER, pieces=pieces)
    draft = DRAFT.replace("Mời bà con đến trạm.", "Lịch như sau:")
    assert [row.hollow for row in _rows(letter, shown(draft).parts)] == [True, False]
    assert not any(row.hollow for row in _rows(letter, shown(_taken_in(draft, letter, 1)).parts))
