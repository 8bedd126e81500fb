"""The script that makes the example station's recordings."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture(scope="module")
def script(example: Path) -> ModuleType:
    loader = SourceFileLoader("make_recordings", str(example / "scripts" / "make-recordings"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_music_bed_then_is_quiet_and_half_a_minute_long(script: ModuleType) -> None:
    bed = script.bed()

    assert 30 <= len(bed) / script.RATE <= 40
    assert np.abs(bed.astype(int)).max() == pytest.approx(script.BED_PEAK * 32767, abs=1)


def test_music_bed_when_looped_then_has_no_click_at_the_join(script: ModuleType) -> None:
    bed = script.bed().astype(int)
    steps = np.abs(np.diff(bed))

    assert abs(bed[0] - bed[-1]) <= np.percentile(steps, 99)


def test_greeting_then_is_a_few_seconds_of_speech(script: ModuleType) -> None:
    greeting = script.greeting()

    assert 3 < len(greeting) / script.RATE < 12
    assert np.sqrt(np.mean(greeting.astype(float) ** 2)) > 500
