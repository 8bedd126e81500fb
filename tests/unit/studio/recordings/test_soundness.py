"""A recording that cannot be heard whole is known before it airs."""

from __future__ import annotations

import os
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from broadcaster.studio.recordings.decoding import ffmpeg
from broadcaster.studio.recordings.soundness import unsound

Make = Callable[[str, int], Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A tone of so many seconds in the format of an ending."""

    def made(ending: str, seconds: int) -> Path:
        path = tmp_path_factory.mktemp("sound") / f"a.{ending}"
        tone = f"sine=frequency=440:duration={seconds}:sample_rate=8000"
        subprocess.run([ffmpeg(), "-v", "error", "-f", "lavfi", "-i", tone, str(path)], check=True)
        return path

    return made


def halved(path: Path) -> Path:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return path


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "ogg", "m4a"])
def test_whole_recording_then_nothing_is_told(ending: str, make: Make) -> None:
    assert unsound(make(ending, 5)) is None


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("mp3", "outlook.recording_cut"),
        ("wav", "outlook.recording_cut"),
        ("flac", "outlook.recording_cut"),
        ("ogg", "outlook.recording_unfinished"),
        ("m4a", "outlook.recording_unreadable"),
    ],
)
def test_half_of_a_recording_then_is_told(ending: str, code: str, make: Make) -> None:
    found = unsound(halved(make(ending, 10)))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("content", [os.urandom(200_000), b"PK\x03\x04" + bytes(5000), b"title: x\n"])
def test_no_sound_at_all_then_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    found = unsound(path)
    assert found is not None
    assert found.code == "outlook.recording_unreadable"


def test_unknown_tag_behind_the_sound_then_is_no_fault(make: Make) -> None:
    path = make("mp3", 5)
    path.write_bytes(path.read_bytes() + b"APETAGEX" + bytes(3000))
    assert unsound(path) is None


def test_ten_hours_then_are_told_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.setnframes(36_000 * 8000)
    with path.open("r+b") as raw:
        raw.truncate(44 + 36_000 * 8000)
        raw.seek(4)
        raw.write((36 + 36_000 * 8000).to_bytes(4, "little"))
        raw.seek(40)
        raw.write((36_000 * 8000).to_bytes(4, "little"))
    found = unsound(path)
    assert found is not None
    assert (found.code, dict(found.facts)) == ("outlook.recording_too_long", {"minutes": "60"})


def test_recording_that_takes_too_long_then_is_left(make: Make) -> None:
    found = unsound(make("wav", 5), limit=0.0)
    assert found is not None
    assert found.code == "outlook.recording_slow"
