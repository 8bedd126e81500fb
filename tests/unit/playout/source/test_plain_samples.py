"""A client's plain samples, brought to the station's rate piece by piece."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pytest

from broadcaster.playout.source.inputs import PlainSamples, Resampler, Samples


def tone(rate: int, hertz: float, seconds: float = 0.5) -> Samples:
    sound: Samples = np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)
    return sound


def strength(sound: Samples, rate: int, hertz: float) -> float:
    """How much of a tone is in the middle of a sound, full scale 1.0."""
    middle = sound[len(sound) // 5 : -len(sound) // 5]
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(middle)) / rate)
    return float(2 * np.abs(np.mean(middle * turning)))


@pytest.mark.parametrize(("rate", "wanted"), [(48000, 24000), (44100, 24000), (16000, 24000), (24000, 24000)])
def test_tone_keeps_its_pitch_and_level_in_pieces_of_any_length(rate: int, wanted: int) -> None:
    sound = tone(rate, 1000)
    resample = Resampler(rate, wanted)
    cuts = [0, 1, 2, 50, 51, 700, 701, 5000, len(sound)]
    pieces = [resample(sound[a:b]) for a, b in itertools.pairwise(cuts)]
    out = np.concatenate(pieces)
    assert abs(len(out) - len(sound) * wanted / rate) <= 2
    assert np.allclose(out, Resampler(rate, wanted)(sound), atol=1e-5)
    assert strength(out, wanted, 1000) == pytest.approx(1.0, abs=0.01)
    assert np.sqrt(np.mean(out[500:-500] ** 2)) == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_what_the_lower_rate_cannot_carry_is_left_out() -> None:
    out = Resampler(48000, 24000)(tone(48000, 15000))
    assert np.abs(out[200:-200]).max() < 0.01


def test_samples_of_a_client_are_stored_to_the_last_even_in_odd_pieces() -> None:
    class Store:
        data = b""

        def put(self, data: bytes) -> bool:
            self.data += data
            return True

    store = Store()
    there, here = os.pipe()
    samples = PlainSamples(24000, 24000, store, there)
    sent = np.rint(9000 * tone(24000, 440)).astype("<i2")
    data = sent.tobytes()
    for at in range(0, len(data), 333):
        os.write(here, data[at : at + 333])
    os.close(here)
    samples._reader.join(10)
    assert samples.over
    came = np.frombuffer(store.data, "<i2").astype(float)
    assert abs(len(came) - len(sent)) <= 48
    late = int(np.argmax(np.correlate(came[:600], sent[:400].astype(float), "valid")))
    assert np.abs(came[late + 100 : late + 9000] - sent[100:9000]).max() < 200
    os.close(there)
