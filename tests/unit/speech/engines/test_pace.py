from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import StoreError
from broadcaster.speech.engines import piper
from broadcaster.speech.engines.piper import FASTEST, SENTENCES, SETTINGS, SLOWEST, Pace
from broadcaster.speech.model import Clip, syllables

KNOWN = Pace(points=((0.8, 0.24), (1.1, 0.29), (1.6, 0.39)))


def _voice(words: str, stretch: float) -> Clip:
    """A voice with a fifth of a second of its own in each sentence, at 0.25 s a syllable."""
    seconds = 0.2 + 0.25 * stretch * syllables(words)
    return Clip(samples=bytes(2 * round(1000 * seconds)), rate=1000)


def test_measured_pace_hits_the_rate_that_is_asked_for() -> None:
    measured = piper.measure(_voice)
    assert [at for at, _ in measured.points] == list(SETTINGS)
    for rate in (140, 185, 230):
        clips = [_voice(words, measured.stretch(rate)) for words in SENTENCES]
        seconds = sum(clip.frames / clip.rate for clip in clips)
        assert sum(map(syllables, SENTENCES)) * 60 / seconds == pytest.approx(rate, rel=0.01)


def test_measuring_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    piper.measure(_voice, lambda done, total: told.append((done, total)))
    total = len(SENTENCES) * len(SETTINGS)
    assert told == [(n, total) for n in range(1, total + 1)]


def test_voice_that_knows_no_pace_is_refused() -> None:
    with pytest.raises(ValueError, match="pace"):
        piper.measure(lambda _words, _stretch: Clip(samples=bytes(2000), rate=1000))


@given(st.integers(80, 400))
def test_stretch_falls_as_the_rate_rises_and_stays_within_what_is_understood(rate: int) -> None:
    stretch = KNOWN.stretch(rate)
    assert FASTEST <= stretch <= SLOWEST
    assert KNOWN.stretch(rate + 1) <= stretch


@pytest.mark.parametrize(("at", "length"), KNOWN.points)
def test_stretch_at_a_measured_point_is_that_points(at: float, length: float) -> None:
    assert KNOWN.stretch(round(60 / length)) == pytest.approx(at, abs=0.02)


def test_kept_pace_is_that_of_the_same_files_only(tmp_path: Path) -> None:
    path = tmp_path / "pace.json"
    piper.save(path, KNOWN, "abc")
    assert piper.load(path, "abc") == KNOWN
    assert piper.load(path, "another model") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"format": 2, "made_by": "abc", "points": []}',
        '{"format":1,"made_by":"abc","points":[[1,1]]}',
    ],
)
def test_damaged_pace_is_measured_again(tmp_path: Path, text: str) -> None:
    (tmp_path / "pace.json").write_text(text)
    assert piper.load(tmp_path / "pace.json", "abc") is None


def test_pace_that_cannot_be_kept_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        piper.save(tmp_path / "file" / "pace.json", KNOWN, "abc")
