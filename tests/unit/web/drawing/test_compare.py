"""Two texts side by side, with the words that differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.web.drawing.file_text import side_by_side


def test_the_words_that_differ_are_marked_on_both_sides() -> None:
    left, right = side_by_side("Mời bà con họp lúc 7 giờ.", "Mời bà con họp thôn lúc 8 giờ.")
    assert [each.text for each in left if each.changed] == ["7"]
    assert [each.text.strip() for each in right if each.changed] == ["thôn", "8"]


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_both_texts_stay_whole(old: str, new: str) -> None:
    left, right = side_by_side(old, new)
    assert "".join(each.text for each in left) == old
    assert "".join(each.text for each in right) == new


def test_texts_without_end_are_not_compared_word_by_word() -> None:
    left, right = side_by_side("a " * 30_000, "b " * 30_000)
    assert len(left) == len(right) == 1
    assert left[0].changed
