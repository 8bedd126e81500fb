from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import SpeechError
from broadcaster.speech.model import LONGEST, prepare, syllables


@given(st.text(max_size=200))
def test_prepare_of_any_text_is_idempotent_printable_and_nfc_or_refused(text: str) -> None:
    try:
        clean = prepare(text)
    except SpeechError:
        assert not any(c.isalnum() for c in text)
        return
    assert prepare(clean) == clean
    assert clean.isprintable()
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode()


@pytest.mark.parametrize("text", ["", "   ", "\0", ". , !", "\u200b\ufeff", "😀"])
def test_prepare_of_text_without_letters_is_refused(text: str) -> None:
    with pytest.raises(SpeechError) as caught:
        prepare(text)
    assert caught.value.code == "speech.nothing_to_say"


def test_prepare_of_too_long_text_is_refused_with_its_length() -> None:
    with pytest.raises(SpeechError) as caught:
        prepare("a" * (LONGEST + 1))
    assert caught.value.facts == {"length": LONGEST + 1, "longest": LONGEST}


def test_prepare_of_decomposed_and_control_characters_gives_the_plain_words() -> None:
    decomposed = unicodedata.normalize("NFD", "phường")
    assert prepare(f"  {decomposed}\x00 tân\u00a0pho\u200bng\n") == "phường tân phong"


def test_prepare_of_a_lone_surrogate_drops_it() -> None:
    assert prepare("xin \ud800chào") == "xin chào"


def test_syllables_of_a_sentence_are_its_written_words() -> None:
    assert syllables("bà con, xin chào!") == 4
