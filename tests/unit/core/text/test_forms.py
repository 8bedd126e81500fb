"""A run of marks on one letter is cut before it is ordered, and no honest text changes."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import groupby
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import broadcaster
from broadcaster.core.text.forms import MOST_MARKS, nfc, nfd, nfkc, stream_safe

MARKS = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.combining(chr(n))]
MADE_OF_MARKS = [
    sign
    for sign in map(chr, range(sys.maxunicode + 1))
    if all(map(unicodedata.combining, unicodedata.normalize("NFKD", sign)))
]


def longest_run(text: str) -> int:
    return max((len([*run]) for marked, run in groupby(text, unicodedata.combining) if marked), default=0)


@given(st.text(max_size=60))
def test_an_honest_text_has_the_forms_that_unicode_gives_it(text: str) -> None:
    if longest_run(text) <= MOST_MARKS:
        assert stream_safe(text) == text
        assert nfc(text) == unicodedata.normalize("NFC", text)
        assert nfd(text) == unicodedata.normalize("NFD", text)
        assert nfkc(text) == unicodedata.normalize("NFKC", text)


@given(st.lists(st.sampled_from(MARKS), min_size=MOST_MARKS + 1, max_size=200), st.sampled_from("aệ đ…"))
def test_no_run_of_marks_is_longer_than_a_text_may_have(marks: list[str], letter: str) -> None:
    cut = stream_safe(letter + "".join(marks) + letter)
    runs = cut.split("\N{COMBINING GRAPHEME JOINER}")
    assert all(sum(map(bool, map(unicodedata.combining, run))) <= MOST_MARKS for run in runs)
    assert "".join(runs) == letter + "".join(marks) + letter


def test_every_sign_that_is_made_of_marks_counts_as_these() -> None:
    for sign in MADE_OF_MARKS:
        for form in ("NFD", "NFKD"):
            cut = unicodedata.normalize(form, stream_safe("a" + f"{sign}\u0301" * MOST_MARKS))
            assert longest_run(cut) <= MOST_MARKS, f"U+{ord(sign):04X}"


@given(st.lists(st.sampled_from(MADE_OF_MARKS), min_size=MOST_MARKS + 1, max_size=200))
def test_signs_that_are_made_of_marks_count_as_these(signs: list[str]) -> None:
    for form in ("NFD", "NFKD"):
        assert longest_run(unicodedata.normalize(form, stream_safe("a" + "".join(signs)))) <= MOST_MARKS


def test_each_mark_of_unicode_is_cut_in_a_run() -> None:
    assert [mark for mark in MARKS if stream_safe(mark * 40) == mark * 40] == []


def test_the_forms_are_asked_for_nowhere_else() -> None:
    folder = Path(broadcaster.__file__).parent
    asking = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if re.search(r"\bnormalize\(", path.read_text(encoding="utf-8"))
    }
    assert asking == {"core/text/forms.py"}
