from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import StoreError
from broadcaster.speech.model import Clip, syllables
from broadcaster.speech.voices import pace
from broadcaster.speech.voices.pace import FASTEST, SENTENCES, SETTINGS, SLOWEST, Pace
from broadcaster.speech.voices.shelf import Shelf
from tests.fakes import vieneu_models

KNOWN = Pace(points=((0.8, 0.24), (1.1, 0.29), (1.6, 0.39)))


def _voice(words: str, stretch: float) -> tuple[Clip, float]:
    """A voice with a fifth of a second of its own in each sentence, at 0.25 s a syllable; it works half."""
    seconds = 0.2 + 0.25 * stretch * syllables(words)
    return Clip(samples=bytes(2 * round(1000 * seconds)), rate=1000), seconds / 2


def test_measured_pace_hits_the_rate_that_is_asked_for() -> None:
    measured = pace.measure(_voice)
    assert [at for at, _ in measured.points] == list(SETTINGS)
    assert measured.work == pytest.approx(0.5, abs=0.01)
    for rate in (140, 185, 230):
        clips = [_voice(words, measured.stretch(rate))[0] for words in SENTENCES]
        seconds = sum(clip.frames / clip.rate for clip in clips)
        assert sum(map(syllables, SENTENCES)) * 60 / seconds == pytest.approx(rate, rel=0.01)


def test_measuring_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    pace.measure(_voice, lambda done, total: told.append((done, total)))
    total = len(SENTENCES) * len(SETTINGS)
    assert told == [(n, total) for n in range(1, total + 1)]


def test_voice_that_knows_no_pace_is_refused() -> None:
    with pytest.raises(ValueError, match="pace"):
        pace.measure(lambda _words, _stretch: (Clip(samples=bytes(2000), rate=1000), 1.0))


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
    pace.save(path, KNOWN, "abc")
    assert pace.load(path, "abc") == KNOWN
    assert pace.load(path, "another model") is None


def test_pace_of_an_earlier_version_knows_no_work(tmp_path: Path) -> None:
    (tmp_path / "pace.json").write_text(
        '{"format": 1, "made_by": "abc", "points": [[0.8, 0.24], [1.1, 0.29]]}'
    )
    kept = pace.load(tmp_path / "pace.json", "abc")
    assert kept is not None
    assert kept.work is None


def test_light_voice_may_speak_an_emergency_unmeasured_and_a_heavy_one_may_not(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert pace.too_slow(shelf, {}) == set()
    vieneu_models.shelve(tmp_path, work=None)
    assert pace.too_slow(shelf, {}) == {"vieneu"}
    vieneu_models.shelve(tmp_path, work=0.5)
    assert pace.too_slow(shelf, {"vieneu": "v3nano+Mai Anh"}) == set()
    assert pace.too_slow(shelf, {"vieneu": "v3turbo"}) == set(), "it is not installed"
    vieneu_models.shelve(tmp_path, work=2.0, name="v3turbo")
    assert pace.too_slow(shelf, {}) == set(), "Nano is the engine's own"
    assert pace.too_slow(shelf, {"vieneu": "v3turbo"}) == {"vieneu"}


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
    assert pace.load(tmp_path / "pace.json", "abc") is None


def test_pace_that_cannot_be_kept_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        pace.save(tmp_path / "file" / "pace.json", KNOWN, "abc")
