from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.studio.mastering import take

RATE = 24000
FORM = take.shape(RATE)
SOUND = (np.random.default_rng(2).standard_normal(40 * FORM.hop) * 0.1).astype(np.float32)


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 32000, 44100, 48000])
def test_cells_are_about_half_a_millisecond_and_fill_a_hop(rate: int) -> None:
    form = take.shape(rate)
    assert form.cell * form.cells == form.hop == rate // 10
    assert 0.0003 < form.cell_seconds < 0.0007


@given(cuts=st.lists(st.integers(1, 39), unique=True, max_size=5))
@settings(max_examples=15, deadline=None)
def test_take_of_any_blocks_measures_what_the_whole_does(cuts: list[int]) -> None:
    whole = take.record([SOUND], FORM, 300, None)
    parts = take.record(np.split(SOUND, [c * FORM.hop for c in sorted(cuts)]), FORM, 300, None)
    assert parts.hops == whole.hops == 40
    for column in ("power", "weighted", "peaks"):
        assert np.allclose(getattr(parts, column).read(), getattr(whole, column).read(), rtol=1e-3, atol=1e-6)
    assert np.allclose(np.concatenate(list(parts.blocks())), np.concatenate(list(whole.blocks())), atol=1e-6)
    whole.close()
    parts.close()


def test_last_block_is_filled_up_to_a_hop_with_silence() -> None:
    short = take.record([SOUND[: FORM.hop + 7]], FORM, 300, None)
    assert short.hops == 2
    assert len(short.power) == len(short.weighted) == len(short.peaks) == 2 * FORM.cells
    short.close()


def test_peaks_stand_at_the_cell_in_which_they_are() -> None:
    sound = np.zeros(4 * FORM.hop, np.float32)
    sound[2 * FORM.hop + 5 * FORM.cell + 3] = 0.5
    made = take.record([sound], FORM, 0, None)
    assert made.peaks.read().argmax() == 2 * FORM.cells + 5
    made.close()


def test_spool_is_given_back_when_a_block_cannot_be_had() -> None:
    def broken() -> object:
        yield SOUND
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        take.record(broken(), FORM, 300, None)  # type: ignore[arg-type]  # as the generator says
