from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.speech.model import Clip
from broadcaster.studio.mixing.sounds import at_rate, frames_at
from tests.unit.studio.conftest import sine


def _clip(samples: np.ndarray, rate: int) -> Clip:
    return Clip(samples=(samples * 32767).astype("<i2").tobytes(), rate=rate)


@pytest.mark.parametrize(
    ("old", "new"), [(22050, 24000), (24000, 16000), (44100, 24000), (16000, 48000), (24001, 24000)]
)
def test_tone_at_another_rate_is_the_same_tone(old: int, new: int) -> None:
    changed = at_rate(_clip(sine(1000, 1.0, 0.5, old), old), new)
    assert changed.rate == new
    got = np.frombuffer(changed.samples, "<i2") / 32768
    wanted = sine(1000, 2.0, 0.5, new)[: len(got)]
    middle = slice(new // 20, -new // 20)
    assert 20 * np.log10(np.abs(got[middle] - wanted[middle]).max() / 0.5) < -60


def test_what_the_new_rate_cannot_hold_is_gone_and_not_folded_back() -> None:
    changed = at_rate(_clip(sine(10_000, 1.0, 0.5, 24000), 24000), 16000)
    got = np.frombuffer(changed.samples, "<i2")[800:-800] / 32768
    assert np.abs(got).max() < 0.005


@given(frames=st.integers(0, 3000), old=st.sampled_from([8000, 16000, 22050, 44100]))
@settings(deadline=None, max_examples=40)
def test_length_is_as_foretold(frames: int, old: int) -> None:
    clip = Clip(samples=bytes(2 * frames), rate=old)
    assert at_rate(clip, 24000).frames == frames_at(frames, old, 24000)


def test_clip_that_has_the_rate_is_returned_itself() -> None:
    clip = _clip(sine(500, 0.1), 24000)
    assert at_rate(clip, 24000) is clip
