from __future__ import annotations

import pytest

from broadcaster.core.errors import EngineFailed
from broadcaster.speech.engines.tone import RATE, ToneEngine
from broadcaster.speech.network.service import Tempo, at_rate, whole

WORDS = "kính thưa bà con mời bà con lắng nghe"


def _sound(words: str, rate: int) -> bytes:
    return ToneEngine().synthesize(words, None, rate).samples


@pytest.mark.parametrize("rate", [150, 230, 300, 400])
def test_sound_of_a_believable_length_is_taken(rate: int) -> None:
    sound = _sound(WORDS, rate)
    assert whole(sound, RATE, WORDS, "gtts") is sound


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (b"", "no_sound"),
        (_sound("kính thưa bà con mời", 250), "cut_short"),
        (_sound(WORDS, 250)[: 2 * 24000], "cut_short"),
        (_sound(" ".join([WORDS] * 8), 150), "bad_answer"),
    ],
    ids=["none", "half", "one second", "something else"],
)
def test_sound_that_cannot_be_the_words_is_refused(sound: bytes, code: str) -> None:
    with pytest.raises(EngineFailed, match=code):
        whole(sound, RATE, WORDS, "gtts")


def test_half_a_sentence_is_refused_once_the_voices_own_tempo_is_known() -> None:
    half = _sound("kính thưa bà con mời", 190)  # 340 syllables a minute: some voice might
    tempo = Tempo()
    for _ in range(3):
        assert whole(half, RATE, WORDS, "gtts")
        assert whole(_sound(WORDS, 190), RATE, WORDS, "gtts", tempo)
    with pytest.raises(EngineFailed, match="cut_short"):
        whole(half, RATE, WORDS, "gtts", tempo)
    assert whole(_sound(WORDS, 240), RATE, WORDS, "gtts", tempo), "said briskly"
    assert whole(_sound("xin chào", 500), RATE, "xin chào", "gtts", tempo), "a word or two"


def test_what_was_refused_does_not_make_the_next_half_believable() -> None:
    tempo = Tempo()
    for _ in range(3):
        whole(_sound(WORDS, 190), RATE, WORDS, "gtts", tempo)
    for _ in range(20):
        with pytest.raises(EngineFailed, match="cut_short"):
            whole(_sound("kính thưa bà con mời", 190), RATE, WORDS, "gtts", tempo)


def test_one_word_may_be_said_fast() -> None:
    assert whole(_sound("vâng", 590), RATE, "vâng", "gtts")


def test_sound_near_the_rate_is_left_as_it_is() -> None:
    sound = _sound(WORDS, 185)
    assert at_rate(sound, RATE, WORDS, 185, "gtts") is sound
    slower = at_rate(sound, RATE, WORDS, 150, "gtts")
    assert len(slower) / len(sound) == pytest.approx(185 / 150, rel=0.03)
