from __future__ import annotations

import numpy as np
import pytest

from broadcaster.studio.mastering import loudness


@pytest.mark.parametrize("rate", [16000, 24000, 44100, 48000])
def test_true_peak_between_samples_is_found_within_a_seventh_of_a_decibel(rate: int) -> None:
    # A tone at a quarter of the rate, 45° off: every sample lies 3 dB under the crest.
    phase = np.pi / 2 * np.arange(4800) + np.pi / 4
    sound = (0.5 * np.sin(phase)).astype(np.float32)
    assert np.abs(sound).max() == pytest.approx(0.3536, abs=1e-3)
    cells = loudness.of_cells(sound[: 12 * 300 + 2 * loudness.CONTEXT], np.arange(300), 12, rate)
    assert 20 * np.log10(cells.max() / 0.5) == pytest.approx(0, abs=0.14)


def test_peak_of_silence_is_zero_and_each_cell_has_its_own() -> None:
    sound = np.zeros(2 * loudness.CONTEXT + 120, np.float32)
    sound[loudness.CONTEXT + 65] = 0.7
    cells = loudness.of_cells(sound, np.arange(10), 12, 24000)
    assert len(cells) == 10
    assert cells.argmax() == 5
    assert cells[5] == pytest.approx(0.7, abs=0.01)
    assert cells[0] < 0.05
