"""The outline of a sound."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

from broadcaster.web.messages.preview import peaks


def sound(path: Path, samples: array[int]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(samples.tobytes())
    return path


def test_silence_and_loud_stretches_are_told_apart(tmp_path: Path) -> None:
    samples = array("h", [0] * 24_000 + [16_384, -16_384] * 12_000)
    found = peaks(sound(tmp_path / "a.wav", samples), 10)
    assert found == [0.0] * 5 + [0.5] * 5


def test_a_sound_shorter_than_its_outline_has_a_height_a_sample(tmp_path: Path) -> None:
    assert peaks(sound(tmp_path / "a.wav", array("h", [-32_768, 0]))) == [1.0, 0.0]
    assert peaks(sound(tmp_path / "b.wav", array("h"))) == []
