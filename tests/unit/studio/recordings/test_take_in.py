"""What comes in as a recording: cut, examined and made anew; what is no sound is refused."""

from __future__ import annotations

import io
import subprocess
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest

from broadcaster.core.errors import StudioError
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.recordings.intake import Findings, Flaw, take_in

RATE = 24000


def tone(seconds: float, level: float = 0.2) -> np.ndarray:
    return level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE))


def sound_file(path: Path, *pieces: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.rint(np.concatenate(pieces) * 32767).astype("<i2").tobytes())
    return path


def taken(tmp_path: Path, *pieces: np.ndarray, start: float = 0.0, end: float | None = None) -> Findings:
    source = sound_file(tmp_path / "vao.wav", *pieces)
    return take_in(source, tmp_path / "ra.flac", RATE, name="vao.wav", start=start, end=end)


def test_recording_is_kept_sample_for_sample_between_the_chosen_ends(tmp_path: Path) -> None:
    findings = taken(tmp_path, tone(3), start=0.5, end=2.5)
    kept = np.frombuffer(decode(tmp_path / "ra.flac", RATE).samples, "<i2")
    whole = np.rint(tone(3) * 32767).astype("<i2")
    assert findings.seconds == 2.0
    assert np.array_equal(kept, whole[round(0.5 * RATE) : round(2.5 * RATE)])


def test_loudness_and_peak_are_told(tmp_path: Path) -> None:
    findings = taken(tmp_path, tone(3))
    assert findings.peak == pytest.approx(-14, abs=0.1)
    assert findings.loudness == pytest.approx(-17.5, abs=1)
    assert findings.flaws == ()


def test_shouting_whispering_and_empty_ends_are_told(tmp_path: Path) -> None:
    assert taken(tmp_path, np.clip(tone(2, 3.0), -1, 1)).flaws == (Flaw.CLIPPED,)
    assert taken(tmp_path, tone(2, 0.006)).flaws == (Flaw.FAINT,)
    findings = taken(tmp_path, silence(3), tone(2), silence(4))
    assert (findings.quiet_start, findings.quiet_end) == (3.0, 4.0)
    assert findings.flaws == (Flaw.EMPTY_START, Flaw.EMPTY_END)


def test_silence_and_what_is_too_short_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="recording_silent"):
        taken(tmp_path, silence(3))
    with pytest.raises(StudioError, match="recording_short"):
        taken(tmp_path, tone(3), start=2.9, end=1.0)
    assert not (tmp_path / "ra.flac").exists()


def picture() -> bytes:
    made = subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=red:s=64x64",
            "-frames:v",
            "1",
            "-f",
            "mjpeg",
            "-",
        ],
        capture_output=True,
        check=True,
    )
    return made.stdout


def archive() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bom", bytes(10_000_000))
    return into.getvalue()


def playlist() -> bytes:
    return b"ffconcat version 1.0\nfile /etc/passwd\n"


@pytest.mark.parametrize("make", [picture, archive, playlist, bytes, lambda: b"#!/bin/sh\nexit\n" * 99])
def test_what_is_no_sound_is_refused(tmp_path: Path, make: object) -> None:
    assert callable(make)
    (tmp_path / "vao").write_bytes(make())
    with pytest.raises(StudioError):
        take_in(tmp_path / "vao", tmp_path / "ra.flac", RATE, name="vao")
    assert not (tmp_path / "ra.flac").exists()


@pytest.mark.patient
def test_small_file_of_many_hours_is_refused(tmp_path: Path) -> None:
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "3700"]
    subprocess.run([*made, "-c:a", "flac", str(tmp_path / "vao.flac")], check=True)
    assert (tmp_path / "vao.flac").stat().st_size < 2_000_000
    with pytest.raises(StudioError, match="too_long"):
        take_in(tmp_path / "vao.flac", tmp_path / "ra.flac", 8000, name="vao.flac")


def test_names_and_pictures_of_the_file_do_not_come_along(tmp_path: Path) -> None:
    source = sound_file(tmp_path / "vao.wav", tone(1))
    tagged = tmp_path / "vao.mp3"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(source), "-metadata", "title=<script>", str(tagged)], check=True
    )
    take_in(tagged, tmp_path / "ra.flac", RATE, name="vao.mp3")
    assert b"script" not in (tmp_path / "ra.flac").read_bytes()
