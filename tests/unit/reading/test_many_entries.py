"""A lexicon of many entries that begin alike: which one is found, and what a look costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.reading.context import Saying
from broadcaster.reading.lexicon import Lexicon, LexiconEntry

_forms = st.lists(st.sampled_from(["bà", "BÀ", "con", "Con", "UB", "ub", "Ub", "x5"]), min_size=1, max_size=3)
_lexicons = st.dictionaries(_forms.map(" ".join), st.sampled_from(["a", "b", "c"]), max_size=12)


def _one_by_one(message: dict[str, str], ward: dict[str, str], text: str) -> tuple[int, str] | None:
    """The first of all entries, the longest first, that is the whole of a text's beginning."""
    layers = {**ward, **message}
    for form, spoken in sorted(layers.items(), key=lambda item: -len(item[0])):
        exact = LexiconEntry(written=form, spoken="", layer="").exact
        here = text[: len(form)]
        same = here == form or (not exact and here.lower() == form.lower())
        if same and not text[len(form) : len(form) + 1].isalnum():
            return len(form), spoken
    return None


@given(_lexicons, _lexicons, _forms.map(" ".join))
def test_entry_that_is_found_is_the_one_that_a_look_at_all_of_them_finds(
    message: dict[str, str], ward: dict[str, str], text: str
) -> None:
    found = Lexicon(message, ward).match(text, 0)
    assert (found and (found.end, found.words)) == _one_by_one(message, ward, text)


def test_place_in_a_text_does_not_cost_a_look_at_each_entry_that_begins_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = {f"Bà con thôn số {number:04}": "bà con" for number in range(5000)}
    lexicon = Lexicon({}, many)
    looks: list[str] = []

    def exact(entry: LexiconEntry) -> bool:
        looks.append(entry.written)
        return False

    monkeypatch.setattr(LexiconEntry, "exact", property(exact))
    found = lexicon.match("bà con thôn số 0007 đi ngay", 0)
    assert found == Saying(end=19, words="bà con", rule="lexicon.ward")
    assert len(looks) < 5
