"""Stations, voices and meters for the tests of the studio."""

from __future__ import annotations

import hashlib
import re
import subprocess
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.model import Engine
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.station.model.message import Message, Part, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Sound, Speech
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio

RATE = 24000
WORDS = "Kính thưa bà con. Phường thông báo việc cài đặt ứng dụng. Xin cảm ơn bà con."

Samples = NDArray[np.float32]


def record_to(path: Path, samples: NDArray[np.floating], rate: int = RATE) -> Recording:
    """Write mono samples (full scale 1.0) as a WAV and give the recording."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return Recording(name=path.name, path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def read_wav(path: Path) -> Samples:
    """A mono 16-bit WAV as float32, full scale 1.0."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / np.float32(32768)


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file, judged by ffmpeg."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path)]
    command += ["-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    loudness = re.findall(r"I:\s+(\S+) LUFS", told)[-1]
    return float(loudness), float(re.findall(r"Peak:\s+(\S+) dBFS", told)[-1])


def sine(hertz: float, seconds: float, level: float = 0.25, rate: int = RATE) -> Samples:
    """A pure tone."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def music(seconds: float, rate: int = RATE) -> Samples:
    """Something like music: a chord that breathes."""
    swell = 0.75 + 0.25 * np.sin(2 * np.pi * 0.4 * np.arange(round(seconds * rate)) / rate)
    chord = sum((sine(hertz, seconds, 0.15, rate) for hertz in (330.0, 440.0, 660.0)), np.float32(0))
    return (chord * swell).astype(np.float32)


def message(*parts: Part, **facts: object) -> Message:
    """A message with sensible defaults; the usual words if no part is given."""
    defaults: dict[str, object] = {"id": "bluezone", "title": "Bluezone", "gap": 2.0}
    return Message(parts=parts or (Say(text=WORDS),), **(defaults | facts))  # type: ignore[arg-type]  # by name


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """A station that speaks with tones."""
    settings = Settings(name="Đài thử", speech=Speech(engines=("tone",)), sound=Sound(rate=RATE))
    return Station(root=tmp_path / "dai", settings=settings, messages={}, schedules={})


@pytest.fixture
def tone() -> ToneEngine:
    """The engine of the station."""
    return ToneEngine()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2021, 2, 3, 6, 30, tzinfo=UTC))


MakeStudio = Callable[..., Studio]


@pytest.fixture
def make_studio(tmp_path: Path, tone: ToneEngine) -> MakeStudio:
    """Studios that share one clip store and one programme store."""

    def make(station: Station, *engines: Engine) -> Studio:
        clips = ClipStore(tmp_path / "clips", 1 << 30)
        speaker = Speaker(engines or (tone,), clips, SystemClock())
        return Studio(station, speaker, ProgrammeStore(tmp_path / "programmes", 1 << 30))

    return make
