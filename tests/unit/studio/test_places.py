"""Where one goes on after a cut: what was said is not said again, what was not said is."""

from __future__ import annotations

import pytest

from broadcaster.studio.script.programme import last_place

RATE = 24000
FIRST, SAID, SECOND, END = 1 * RATE, 3 * RATE, 4 * RATE, 6 * RATE
PLACES = (FIRST, SAID, SECOND, END)


@pytest.mark.parametrize(
    ("cut", "place"),
    [
        pytest.param(0, None, id="in the opening"),
        pytest.param(FIRST, FIRST, id="at its first sample"),
        pytest.param(2 * RATE, FIRST, id="in a sentence"),
        pytest.param(SAID - RATE // 4, FIRST, id="before its last syllable is over"),
        pytest.param(SAID - RATE // 6, SAID, id="in the silence behind its last word"),
        pytest.param(SAID + 1, SAID, id="in the pause"),
        pytest.param(SECOND, SECOND, id="at the next sentence"),
        pytest.param(END - RATE // 20, END, id="when all is said"),
        pytest.param(END + RATE, END, id="in the closing"),
    ],
)
def test_cut_goes_on_at_the_sentence_that_was_not_said(cut: int, place: int | None) -> None:
    assert last_place(PLACES, cut, RATE) == place
