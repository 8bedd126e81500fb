from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import EngineFailed
from broadcaster.speech.network.service import in_pieces, split

LONGEST = 100
LONG = (
    "bà con hãy cài ứng dụng bờ lu dôn trên điện thoại thông minh, để biết mình có tiếp xúc với người bệnh "
    "hay không, và giúp người thân trong gia đình, hàng xóm cùng cài, nhất là người già."
)


def test_sound_of_the_pieces_is_joined_with_a_short_rest() -> None:
    said: list[str] = []

    def say(piece: str) -> bytes:
        said.append(piece)
        return b"xx" * 100

    sound = in_pieces(LONG, LONGEST, 1000, say)
    assert " ".join(said).split() == LONG.split()
    assert len(sound) == 200 * len(said) + 300 * (len(said) - 1)


def test_failure_of_one_piece_is_that_of_the_sentence() -> None:
    def say(piece: str) -> bytes:
        raise EngineFailed("speech.no_sound", engine=piece)

    with pytest.raises(EngineFailed):
        in_pieces(LONG, LONGEST, 1000, say)


def test_split_of_a_sentence_cuts_at_its_marks() -> None:
    assert [piece[-1] for piece in split(LONG, LONGEST)] == [",", ",", "."]


@given(st.text(alphabet="aăb ,.;?!", max_size=400))
def test_split_of_any_words_loses_no_letter_and_keeps_pieces_short(words: str) -> None:
    pieces = split(words, LONGEST)
    letters = [c for c in words if c.isalnum()]
    assert [c for piece in pieces for c in piece if c.isalnum()] == letters
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
