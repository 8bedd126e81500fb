"""Sound files and instants for the tests of the air."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.playout.desk.request import Item

RATE = 24000
NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # 12:00 in Việt Nam

WavMaker = Callable[..., Path]


def seconds(count: float) -> timedelta:
    """So long."""
    return timedelta(seconds=count)


def item(name: str) -> Item:
    """A message of ten seconds, its sentences at 0, 2, 5 and 8."""
    return Item(
        id=name,
        message=name,
        title=name,
        path=f"{name}.wav",
        rate=RATE,
        start_frame=0,
        end_frame=10 * RATE,
        cues=(0, 2 * RATE, 5 * RATE, 8 * RATE),
    )


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
