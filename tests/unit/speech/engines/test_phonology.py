from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.espeak_syllables import all_syllables
from broadcaster.speech.engines.phonemes import Syllable, Tone, sounds

ALL = sorted(set(all_syllables()))


@pytest.mark.parametrize(
    ("word", "onset", "glide", "nucleus", "final", "tone"),
    [
        ("gì", "z", False, "i", "", Tone.HUYEN),
        ("gìn", "z", False, "i", "n", Tone.HUYEN),
        ("giếng", "z", False, "iə", "ŋ", Tone.SAC),
        ("gia", "z", False, "aː", "", Tone.NGANG),
        ("gió", "z", False, "ɔ", "", Tone.SAC),
        ("giữ", "z", False, "ɨ", "", Tone.NGA),
        ("quốc", "k", False, "uə", "k", Tone.SAC),
        ("quý", "k", True, "i", "", Tone.SAC),
        ("quyển", "k", True, "iə", "n", Tone.HOI),
        ("quanh", "k", True, "a", "ɲ", Tone.NGANG),
        ("khuya", "x", True, "iə", "", Tone.NGANG),
        ("ủy", "", True, "i", "", Tone.HOI),
        ("uỷ", "", True, "i", "", Tone.HOI),
        ("hoà", "h", True, "aː", "", Tone.HUYEN),
        ("mươi", "m", False, "ɨə", "j", Tone.NGANG),
        ("mười", "m", False, "ɨə", "j", Tone.HUYEN),
        ("không", "x", False, "o", "ŋ", Tone.NGANG),
        ("nghiêng", "ŋ", False, "iə", "ŋ", Tone.NGANG),
        ("yêu", "", False, "iə", "w", Tone.NGANG),
        ("cứu", "k", False, "ɨ", "w", Tone.SAC),
        ("sách", "s", False, "a", "c", Tone.SAC),
        ("các", "k", False, "aː", "k", Tone.SAC),
        ("rơmoóc", None, False, "", "", Tone.NGANG),
        ("xoong", "s", False, "ɔː", "ŋ", Tone.NGANG),
    ],
)
def test_sounds_of_a_syllable(
    word: str, onset: str | None, glide: bool, nucleus: str, final: str, tone: Tone
) -> None:
    wanted = onset is not None and Syllable(onset=onset, glide=glide, nucleus=nucleus, final=final, tone=tone)
    assert sounds(word) == (wanted or None)


@pytest.mark.parametrize(
    "same", [("da", "gia", "ra"), ("tra", "cha"), ("sa", "xa"), ("lí", "lý"), ("ki", "ky")]
)
def test_syllables_that_the_north_says_alike_have_the_same_sounds(same: tuple[str, ...]) -> None:
    assert len({sounds(word) for word in same}) == 1


@pytest.mark.parametrize("word", ["wifi", "bluezone", "chaof", "", "ng", "115", "má má"])
def test_what_is_no_syllable_has_no_sounds(word: str) -> None:
    assert sounds(word) is None


def test_every_syllable_that_spelling_allows_has_sounds() -> None:
    assert len(ALL) > 14000
    assert all(sounds(word) for word in ALL)


@given(st.sampled_from(ALL))
def test_a_syllable_that_ends_in_a_stop_has_one_of_two_tones(word: str) -> None:
    syllable = sounds(word)
    assert syllable is not None
    if syllable.final in ("p", "t", "k", "c"):
        assert syllable.tone in (Tone.SAC, Tone.NANG)
