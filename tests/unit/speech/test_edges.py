from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.samples import MARGIN, silence, trim

RATE = 24000


def _tone(seconds: float, level: int = 10000) -> bytes:
    frames = round(seconds * RATE)
    return array(
        "h", (round(level * math.cos(2 * math.pi * 440 * k / RATE)) for k in range(frames))
    ).tobytes()


@pytest.mark.parametrize("before", [0.0, 0.005, 0.020, 0.7])
@pytest.mark.parametrize("after", [0.0, 0.005, 0.020, 0.7])
def test_trim_of_a_tone_leaves_the_same_margin_whatever_silence_was_around(
    before: float, after: float
) -> None:
    trimmed = trim(silence(before, RATE) + _tone(0.3) + silence(after, RATE), RATE)
    assert len(trimmed) / 2 / RATE == pytest.approx(0.3 + 2 * MARGIN, abs=0.005)


def test_trim_of_a_hard_cut_tone_leaves_no_click_at_file_ends_or_where_padding_begins() -> None:
    sound = array("h", trim(_tone(0.3, 30000), RATE))
    quarter_ms = RATE // 4000
    margin = round(MARGIN * RATE)
    limit = 32768 * 10 ** (-45 / 20)
    for start in (0, margin, len(sound) - quarter_ms, len(sound) - margin - quarter_ms):
        assert max(map(abs, sound[start : start + quarter_ms])) <= limit
    assert max(map(abs, sound)) == pytest.approx(30000, abs=10)


def test_trim_of_silence_or_hiss_below_the_threshold_is_empty() -> None:
    assert trim(silence(1, RATE), RATE) == b""
    assert trim(_tone(0.5, 30), RATE) == b""
    assert trim(b"", RATE) == b""


@given(st.lists(st.integers(-32768, 32767), max_size=2000), st.sampled_from([8000, 22050, 24000, 48000]))
def test_trim_of_any_samples_starts_and_ends_in_silence_and_is_stable_in_length(
    samples: list[int], rate: int
) -> None:
    trimmed = trim(array("h", samples).tobytes(), rate)
    if trimmed:
        sound = array("h", trimmed)
        assert sound[0] == sound[-1] == 0
        assert len(sound) <= len(samples) + 2 * round(rate * (MARGIN + 0.002))
