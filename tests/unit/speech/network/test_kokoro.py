"""Real neural speech by OpenAI's protocol: a server over Kokoro's weights, which a package ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import kokoro_server
from broadcaster.core.errors import EngineFailed
from broadcaster.speech.model import syllables
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.station.loading.services import shipped_service
from broadcaster.station.model.service import ServiceAccess, WardService
from broadcaster.studio.mastering import loudness

pytestmark = pytest.mark.lab

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if (package := kokoro_server.missing()) is not None:
        pytest.skip(f"{package} is missing")
    with kokoro_server.serving(tmp_path_factory.mktemp("kokoro")) as where:
        yield where


def engine(address: str, voice: str) -> ServiceEngine:
    """The shipped description at an address; a small computer may take its time."""
    service = replace(shipped_service("openai"), patience=60.0)
    access = ServiceAccess(address=address, voices=(voice,))
    ward = WardService(name="openai", service=service, access=access)
    return ServiceEngine(ward, budget=60.0, timeouts=(1.5, 60.0), pauses=())


@pytest.mark.parametrize("rate", [160, 185])
def test_real_weights_speak_as_fast_and_as_loud_as_speech_and_are_no_noise(address: str, rate: int) -> None:
    clip = engine(address, kokoro_server.VOICE).synthesize(WORDS, None, rate)
    assert clip.rate == kokoro_server.RATE
    assert syllables(WORDS) * 60 / (clip.frames / clip.rate) == pytest.approx(rate, rel=0.05)
    sound = np.frombuffer(clip.samples, "<i2").astype(np.float32) / np.float32(32768)
    assert -40 < loudness.of_samples([sound], clip.rate) < -10
    # Speech has loud vowels and quiet gaps, noise is even; and most of its power is below 4 kHz.
    step = clip.rate // 50
    levels = np.sort((sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1))
    tenth = len(levels) // 10
    assert levels[-tenth:].mean() > 100 * levels[:tenth].mean()
    power, hertz = np.abs(np.fft.rfft(sound)) ** 2, np.fft.rfftfreq(len(sound), 1 / clip.rate)
    assert power[hertz < 4000].sum() > 0.9 * power.sum()


def test_voice_that_the_server_does_not_have_is_a_failure(address: str) -> None:
    with pytest.raises(EngineFailed):
        engine(address, "nobody").synthesize(WORDS, None, 185)
