"""Sound files and instants for the tests of the air."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

RATE = 24000
NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # 12:00 in Việt Nam

WavMaker = Callable[..., Path]


@pytest.fixture
def make_wav(tmp_path: Path) -> WavMaker:
    """Write a mono WAV of rising sample values, so that each frame can be told apart."""

    def make(frames: int = RATE, *, name: str = "sound.wav", start: int = 1, rate: int = RATE) -> Path:
        path = tmp_path / name
        samples = array("h", [1 + (start + i - 1) % 30000 for i in range(frames)])
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.tobytes())
        return path

    return make
