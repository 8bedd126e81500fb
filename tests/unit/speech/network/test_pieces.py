from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import EngineFailed
from broadcaster.speech.model import Clip
from broadcaster.speech.network.service import in_pieces, split

LONGEST = 100
LONG = (
    "bà con hãy cài ứng dụng bờ lu dôn trên điện thoại thông minh, để biết mình có tiếp xúc với người bệnh "
    "hay không, và giúp người thân trong gia đình, hàng xóm cùng cài, nhất là người già."
)


def test_sound_of_the_pieces_is_joined_with_a_short_rest() -> None:
    said: list[str] = []
    rates: list[int] = []

    def say(piece: str, rate: int) -> Clip:
        said.append(piece)
        rates.append(rate)
        return Clip(samples=b"xx" * 100, rate=rate or 1000)

    sound = in_pieces(LONG, LONGEST, say)
    assert " ".join(said).split() == LONG.split()
    assert sound.rate == 1000
    assert len(sound.samples) == 200 * len(said) + 300 * (len(said) - 1)
    assert rates == [0, 1000, 1000], "all pieces at the rate of the first"


def test_failure_of_one_piece_is_that_of_the_sentence() -> None:
    def say(piece: str, _rate: int) -> Clip:
        raise EngineFailed("speech.no_sound", engine=piece)

    with pytest.raises(EngineFailed):
        in_pieces(LONG, LONGEST, say)


def test_split_of_a_sentence_cuts_at_its_marks() -> None:
    assert [piece[-1] for piece in split(LONG, LONGEST)] == [",", ",", "."]


@given(st.text(alphabet="aăb ,.;?!", max_size=400))
def test_split_of_any_words_loses_no_letter_and_keeps_pieces_short(words: str) -> None:
    pieces = split(words, LONGEST)
    letters = [c for c in words if c.isalnum()]
    assert [c for piece in pieces for c in piece if c.isalnum()] == letters
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
