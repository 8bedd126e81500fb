from __future__ import annotations

import numpy as np
import pytest

from broadcaster.speech.model import Clip
from broadcaster.studio.mixing.sounds import blocks, floats, softened, with_soft_edges
from tests.unit.studio.conftest import RATE


@pytest.mark.parametrize("frames", [1, 5, 100, 239, 241, 1000])
@pytest.mark.parametrize("length", [1, 7, 130])
def test_soft_edges_are_the_same_whichever_stretches_are_read(frames: int, length: int) -> None:
    clip = Clip(samples=np.full(frames, 20_000, "<i2").tobytes(), rate=RATE)
    sound = softened(clip)
    parts = [sound.stretch(at, min(length, frames - at)) for at in range(0, frames, length)]
    assert b"".join(parts) == with_soft_edges(clip).samples
    assert sound.frames == frames


def test_blocks_of_a_sound_are_its_samples() -> None:
    samples = np.random.default_rng(3).integers(-30_000, 30_000, 7 * RATE).astype("<i2")
    clip = Clip(samples=samples.tobytes(), rate=RATE)
    assert np.array_equal(np.concatenate(list(blocks(clip))), floats(clip))
