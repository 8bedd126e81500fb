"""Two sequences are told apart piece by piece, and never for long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.text.difference import MOST, ComparedPart, stretches

WORDS = st.lists(st.sampled_from("abc"), max_size=30)


@given(WORDS, WORDS)
def test_the_pieces_are_the_whole_of_both_and_say_what_is_the_same(one: list[str], other: list[str]) -> None:
    found = list(stretches(one, other))
    assert [item for piece in found for item in one[piece.begin : piece.end]] == one
    assert [item for piece in found for item in other[piece.other_begin : piece.other_end]] == other
    for piece in found:
        same = one[piece.begin : piece.end] == other[piece.other_begin : piece.other_end]
        assert same == piece.same


def test_one_word_thousands_of_times_is_not_compared_but_said_to_differ() -> None:
    one, other = ["a"] * MOST, ["b", "a"]
    assert list(stretches(one, [*other, "a"])) == [
        ComparedPart(same=False, begin=0, end=MOST, other_begin=0, other_end=3)
    ]
    assert list(stretches(one, one)) == [
        ComparedPart(same=True, begin=0, end=MOST, other_begin=0, other_end=MOST)
    ]
