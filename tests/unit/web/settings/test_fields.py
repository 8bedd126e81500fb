"""Lengths of time as people read and type them."""

from __future__ import annotations

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.web.settings.notation import length_in_words, typed_length


@pytest.mark.parametrize(
    ("written", "words"),
    [("5s", "5 giây"), ("1h30m", "1 giờ 30 phút"), ("0.8s", "0,8 giây"), ("0", "0 giây"), ("sớm", "sớm")],
)
def test_a_length_is_shown_in_words_and_typed_back(written: str, words: str) -> None:
    assert length_in_words(written) == words
    assert typed_length(words) == {"0": "0s"}.get(written, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5s", "5s"),
        ("1h30m", "1h30m"),
        ("2 Phút", "2m"),
        ("1 hour 5 seconds", "1h5s"),
        ("1 min 5 s", "1m5s"),
        ("0,8 giây", "0.8s"),
        ("5 giây rưỡi", "5 giây rưỡi"),
        ("5", "5"),
        ("", ""),
    ],
)
def test_a_length_is_taken_in_either_language_and_else_left_to_be_told_of(typed: str, written: str) -> None:
    assert typed_length(typed) == written


def test_a_length_is_shown_in_english() -> None:
    with speaking(Language.EN):
        assert length_in_words("0.8s") == "0.8 s"
        assert length_in_words("1h1m") == "1 h 1 min"
