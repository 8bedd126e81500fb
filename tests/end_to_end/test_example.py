"""The example station, from outside: checked, read, planned, rendered, heard."""

from __future__ import annotations

import re
import subprocess
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.end_to_end.conftest import Broadcaster

Samples = NDArray[np.float32]


def samples(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path), "rb") as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
        return raw.reshape(-1, file.getnchannels())[:, 0] / np.float32(32768), file.getframerate()


def loudest_tone(sound: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * rate / len(sound))


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) as ffmpeg measures them."""
    asked = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loudness, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    return float(loudness[1]), float(peak[1])


@pytest.mark.patient
def test_programme_is_chime_speech_twice_and_closing_chime_at_the_house_loudness(
    example: Broadcaster, tmp_path: Path
) -> None:
    out = tmp_path / "bluezone.wav"
    first = example.json("render", "bluezone", "-o", str(out))
    loudness, peak = ebur128(out)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1.5
    assert first["loudness_lufs"] == pytest.approx(loudness, abs=0.2)
    sound, rate = samples(out)
    assert len(sound) / rate == pytest.approx(first["duration_s"], abs=0.01)
    again = example.json("render", "bluezone")
    assert again["clips_made"] == 0
    assert again["clips_reused"] == first["clips_made"]
    assert again["sound_digest"] == first["sound_digest"]
    heard_twice(sound, rate)


def heard_twice(sound: Samples, rate: int) -> None:
    """Four rising notes, a body that comes twice, four falling notes."""
    loud = np.flatnonzero(np.abs(sound) > 0.003)
    opening = np.concatenate([np.zeros(rate // 20, np.float32), sound[loud[0] : loud[0] + 3 * rate]])
    notes = [loudest_tone(opening[at : at + rate // 4], rate) for at in onsets(opening, rate)]
    assert len(notes) >= 4
    assert all(low < high for low, high in pairwise(notes[:4]))
    # The body's beginning is found a second time, to the sample: it was mastered once.
    quiet = runs_of_quiet(sound, rate, 0.6)
    start = quiet[0]
    piece = sound[start : start + 4 * rate]
    later = sound[start + 8 * rate :]
    match = np.correlate(later, piece, "valid") if len(later) < 40 * rate else fast_correlate(later, piece)
    place = int(np.argmax(match))
    assert np.array_equal(later[place : place + len(piece)], piece)


def fast_correlate(sound: Samples, piece: Samples) -> Samples:
    size = 1 << (len(sound) + len(piece)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(piece, size))
    return np.fft.irfft(product, size)[: len(sound) - len(piece) + 1].astype(np.float32)


def onsets(sound: Samples, rate: int) -> list[int]:
    """Where the level jumps: the strokes of a chime."""
    step = rate // 100
    level = np.sqrt(np.mean(sound[: len(sound) // step * step].reshape(-1, step) ** 2, axis=1))
    found, last = [], -100
    for index in range(1, len(level)):
        if level[index] > 1.3 * level[index - 1] + 0.002 and index - last > 20:
            found.append(index * step)
            last = index
    return found


def runs_of_quiet(sound: Samples, rate: int, seconds: float) -> list[int]:
    """The ends of all stretches that are quiet for so long, beyond the first sound."""
    loud = np.flatnonzero(np.abs(sound) > 0.003)
    gaps = np.flatnonzero(np.diff(loud) > seconds * rate)
    return [int(loud[gap + 1]) for gap in gaps]


@pytest.mark.patient
def test_edit_of_one_sentence_makes_exactly_one_clip(example: Broadcaster) -> None:
    example.json("render", "bluezone")
    path = example.folder / "messages/bluezone.yaml"
    path.write_text(path.read_text().replace("Cách cài rất dễ.", "Cách cài dễ lắm."))
    edited = example.json("render", "bluezone")
    assert edited["clips_made"] == 1


@pytest.mark.patient
def test_message_with_bed_and_recording_has_the_house_loudness(example: Broadcaster, tmp_path: Path) -> None:
    out = tmp_path / "ve-sinh.wav"
    example.json("render", "ve-sinh-moi-truong", "-o", str(out))
    loudness, peak = ebur128(out)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1.5
