from __future__ import annotations

import numpy as np
import pytest

from broadcaster.speech.model import Clip
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.mixing import mix
from broadcaster.studio.mixing.mix import PlacedSound, mixed
from broadcaster.studio.mixing.sounds import with_soft_edges
from tests.unit.studio.conftest import RATE, Samples, sine

HOP = RATE // 10


def _clip(samples: Samples) -> Clip:
    return Clip(samples=(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), rate=RATE)


class _Constant:
    """A bed that is one level."""

    def __init__(self, level: float) -> None:
        self._level = level

    def stretch(self, start: int, frames: int) -> Samples:
        return np.full(frames, self._level, np.float32)


def _whole(voices: list[PlacedSound], bed: _Constant | None, frames: int) -> Samples:
    return np.concatenate(list(mixed(voices, bed, frames, RATE)))


def test_voices_stand_at_their_frames_with_silence_between() -> None:
    tone = sine(500, 0.3)
    out = _whole(
        [PlacedSound(start=777, clip=_clip(tone)), PlacedSound(start=30_001, clip=_clip(tone))],
        None,
        20 * HOP,
    )
    assert len(out) == 20 * HOP
    assert np.allclose(out[777 : 777 + len(tone)], tone, atol=1e-4)
    assert np.allclose(out[30_001 : 30_001 + len(tone)], tone, atol=1e-4)
    assert not out[:777].any()
    assert not out[777 + len(tone) : 30_001].any()


def test_mix_in_blocks_does_not_depend_on_where_blocks_end() -> None:
    block = shape(RATE).block
    long = sine(333, 1.0)
    voices = [PlacedSound(start=block - 5000, clip=_clip(long))]
    out = _whole(voices, _Constant(0.01), block + 10 * HOP)
    assert np.allclose(out[block - 5000 : block - 5000 + len(long)], long + 0.01, atol=1e-4)


def test_loud_voice_over_loud_bed_keeps_its_peaks_instead_of_clipping() -> None:
    out = _whole([PlacedSound(start=0, clip=_clip(sine(500, 0.5, 1.0)))], _Constant(0.9), 10 * HOP)
    assert out.max() == pytest.approx(1.9, abs=0.01)


def test_gain_of_a_voice_is_applied_in_decibels() -> None:
    out = _whole([PlacedSound(start=0, clip=_clip(sine(500, 0.5, 0.1)), gain=12.0)], None, 10 * HOP)
    assert out.max() == pytest.approx(0.1 * 10 ** (12 / 20), rel=0.01)


def test_soft_edges_fade_only_ends_that_are_loud() -> None:
    cosine = (0.5 * np.cos(2 * np.pi * 500 * np.arange(4800) / RATE)).astype(np.float32)
    cosine[-200:] = 0
    before = np.frombuffer(_clip(cosine).samples, "<i2")
    after = np.frombuffer(with_soft_edges(_clip(cosine)).samples, "<i2")
    edge = np.abs(after[:6].astype(int)).max() / 32768
    assert 20 * np.log10(edge + 1e-7) < -45
    assert np.array_equal(after[120:], before[120:])


def test_soft_edges_leave_a_clip_alone_that_begins_and_ends_in_silence() -> None:
    clip = _clip(np.pad(sine(500, 0.2), 100))
    assert with_soft_edges(clip) is clip


@pytest.mark.parametrize("frames", [0, 1, 2, 7, 50])
def test_soft_edges_take_clips_of_any_length(frames: int) -> None:
    clip = _clip(np.full(frames, 0.5, np.float32))
    assert with_soft_edges(clip).frames == frames


def test_pydub_is_imported_by_the_mix_alone() -> None:
    from pathlib import Path

    package = Path(mix.__file__).parent.parent
    users = [p for p in package.rglob("*.py") if "import pydub" in (t := p.read_text()) or "from pydub" in t]
    assert [p.name for p in users] == ["mix.py"]
