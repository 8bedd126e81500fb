"""The parts of the intelligibility benchmark that need no recogniser."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.intelligibility import outdoors
from benchmarks.intelligibility.__main__ import heard_by, paired
from benchmarks.intelligibility.score import difference, error_rate, judge
from benchmarks.intelligibility.voices import Utterance, spoken
from broadcaster.speech.model import Clip
from broadcaster.station.model.sound import Profile
from broadcaster.studio.comparison.recognition import SpeechRecogniser


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("bà con chú ý.", "bà con chú ý", 0),
        ("hòa bình", "hoà bình", 0),
        ("lý do", "lí do", 0),
        ("bà con", "ba con", 1),
        ("bà con chú ý", "bà con", 2),
        ("bà con", "bà của con", 1),
        ("bà con", "", 2),
    ],
)
def test_every_syllable_left_out_put_in_or_taken_for_another_is_an_error(
    said: str, heard: str, errors: int
) -> None:
    assert judge(said, heard).errors == errors


def test_rate_and_interval_weigh_sentences_by_their_length() -> None:
    sentences = [judge("một hai ba bốn", "một hai ba bốn"), judge("năm sáu", "bảy tám")] * 20
    found = error_rate(sentences)
    assert found.rate == pytest.approx(100 / 3)
    assert found.low < found.rate < found.high
    assert error_rate(sentences) == found


def test_difference_of_a_voice_with_itself_is_none() -> None:
    sentences = [judge("một hai", "một ba"), judge("bốn", "bốn")]
    assert difference(sentences, sentences).rate == 0


def test_paired_differences_compare_voices_with_the_first_and_profiles_with_their_own_first() -> None:
    well, badly = [judge("một hai", "một hai")] * 9, [judge("một hai", "một ba")] * 9
    other = [judge("năm", "năm")]
    heard = {
        "a": {"close": well, "yard, flat": well, "yard, horn": badly},
        "b": {"close": badly, "yard, flat": badly, "yard, horn": badly},
        "people": {"close": other, "yard, flat": other, "yard, horn": other},
    }
    found = [(*names, round(rate.rate)) for *names, rate in paired(heard)]
    assert found == [
        ("b − a", "close", "close", 50),
        ("b − a", "yard, flat", "yard, flat", 50),
        ("b − a", "yard, horn", "yard, horn", 0),
        ("a", "yard, horn", "yard, flat", 50),
        ("b", "yard, horn", "yard, flat", 0),
        ("people", "yard, horn", "yard, flat", 0),
    ]


@pytest.mark.parametrize(("times", "count"), [(None, 1), (3, 3)])
def test_sentence_is_heard_as_often_as_asked_with_other_noise_each_time(
    times: int | None, count: int
) -> None:
    seeds: list[int] = []

    class Deaf(SpeechRecogniser):
        def __init__(self) -> None:
            pass

        def hear(self, sound: NDArray[np.float64], seed: int = 0) -> str:
            seeds.append(seed)
            return ""

    said = [Utterance(words="một", clip=Clip(samples=bytes(48000), rate=24000))]
    assert len(list(heard_by(Deaf(), said, "close", Profile.FLAT, times))) == count
    assert len(set(seeds)) == count


def test_the_two_sets_have_sixty_sentences_each_and_share_none() -> None:
    test, dev = spoken("test"), spoken("dev")
    assert (len(test), len(dev)) == (60, 60)
    assert not set(test) & set(dev)


@pytest.mark.parametrize("scene", outdoors.SCENES, ids=lambda s: s.name)
def test_what_is_heard_outdoors_is_the_same_for_the_same_seed_and_louder_than_its_noise(
    scene: outdoors.Scene,
) -> None:
    t = np.arange(2 * outdoors.RATE) / outdoors.RATE
    tone = 0.2 * np.sin(2 * np.pi * 1000 * t)
    first, again, other = (outdoors.heard(tone, scene, seed) for seed in (1, 1, 2))
    silence = outdoors.heard(np.zeros_like(tone), scene, 1)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    level = 10 * np.log10(np.mean(first[: len(t)] ** 2) / np.mean(silence[: len(t)] ** 2))
    assert 3 < level < scene.snr + 8


def test_a_second_horn_is_heard_after_three_to_eight_tenths_of_a_second() -> None:
    lane = next(scene for scene in outdoors.SCENES if scene.second is not None)
    click = np.zeros(outdoors.RATE)
    click[100] = 50.0
    heard = np.abs(outdoors.heard(click, lane, 3))
    late = heard[round(0.3 * outdoors.RATE) :]
    assert 0.3 <= (int(late.argmax()) + 0.3 * outdoors.RATE - 100) / outdoors.RATE + 0.01 <= 0.85
    assert late.max() > 0.05 * heard.max()
