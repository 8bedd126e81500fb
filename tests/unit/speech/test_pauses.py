"""Pauses at marks are of one length; nothing else of a clip changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from broadcaster.speech.pauses import PAUSE, evened
from broadcaster.speech.samples import silence

RATE = 24_000
NOISE = np.random.default_rng(7)


def _tone(seconds: float) -> bytes:
    at = np.arange(round(seconds * RATE)) / RATE
    return (10_000 * np.sin(2 * np.pi * 440 * at)).astype("<i2").tobytes()


def _hiss(seconds: float) -> bytes:
    """A silence as a voice makes it."""
    return NOISE.integers(-60, 60, round(seconds * RATE)).astype("<i2").tobytes()


def _sounding(samples: bytes) -> NDArray[np.bool_]:
    return np.asarray(np.abs(np.frombuffer(samples, "<i2").astype(int)) > 1000)


def _gaps(samples: bytes) -> list[float]:
    """Seconds of what is quiet between two sounds, over what a period of the tone has."""
    loud = np.flatnonzero(_sounding(samples))
    steps = np.diff(loud) / RATE
    return [float(step) for step in steps if step > 0.03]


@pytest.mark.parametrize("length", [0.2, 0.35, 0.8])
@pytest.mark.parametrize("pause", [_hiss, lambda s: silence(s, RATE)], ids=["hiss", "digital"])
def test_pause_of_any_length_at_a_mark_becomes_the_one_length(pause: object, length: float) -> None:
    assert callable(pause)
    clip = _tone(0.5) + pause(length) + _tone(0.5)
    assert _gaps(evened(clip, RATE, "kính thưa bà con, xin mời.")) == pytest.approx([PAUSE], abs=0.025)


def test_as_many_pauses_as_there_are_marks_are_changed_the_longest_ones() -> None:
    clip = b"".join((_tone(0.4), _hiss(0.5), _tone(0.4), _hiss(0.16), _tone(0.4), _hiss(0.4), _tone(0.4)))
    gaps = _gaps(evened(clip, RATE, "một, hai ba, bốn."))
    assert gaps == pytest.approx([PAUSE, 0.16, PAUSE], abs=0.025)
    assert evened(clip, RATE, "một hai ba bốn.") == clip
    assert _gaps(evened(clip, RATE, "một, hai: ba; bốn, năm.")) == pytest.approx([PAUSE] * 3, abs=0.025)


def test_closed_consonants_and_the_ends_are_no_pauses() -> None:
    clip = _hiss(0.4) + _tone(0.3) + _hiss(0.12) + _tone(0.3) + _hiss(0.4)
    assert evened(clip, RATE, "các, bạn.") == clip


def test_nothing_but_pauses_changes_and_no_cut_is_heard() -> None:
    clip = _tone(0.5) + _hiss(0.6) + _tone(0.5)
    made = evened(clip, RATE, "một, hai.")
    whole, kept = np.frombuffer(clip, "<i2"), np.frombuffer(made, "<i2")
    first = round(0.49 * RATE)
    edge = round(0.005 * RATE)
    assert (kept[edge:first] == whole[edge:first]).all()
    assert (kept[-first:-edge] == whole[-first:-edge]).all()
    quiet = kept[round(0.51 * RATE) : -round(0.51 * RATE)].astype(int)
    assert np.abs(np.diff(quiet)).max() <= 120, "no step that the hiss itself has not"


@given(st.binary(max_size=4000), st.text(alphabet="ab ,.;", max_size=30))
def test_any_samples_and_words_give_whole_samples(samples: bytes, words: str) -> None:
    made = evened(samples[: len(samples) // 2 * 2], 8000, words)
    assert len(made) % 2 == 0
