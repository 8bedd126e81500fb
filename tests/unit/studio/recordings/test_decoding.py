from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from broadcaster.core.errors import StudioError
from broadcaster.core.text.catalogue import explain
from broadcaster.studio.recordings import decoding
from broadcaster.studio.recordings.decoding import decode, ffmpeg
from tests.unit.studio.conftest import RATE, record_to, sine

CODECS = {
    "a.wav": ["-c:a", "pcm_s24le"],
    "float.wav": ["-c:a", "pcm_f32le"],
    "a.mp3": ["-c:a", "libmp3lame"],
    "a.ogg": ["-c:a", "libvorbis"],
    "a.opus": ["-c:a", "libopus"],
    "a.m4a": ["-c:a", "aac"],
    "a.flac": ["-c:a", "flac"],
}


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    record_to(tmp_path / "tone.wav", sine(1000, 2.0, 0.5, 44100), 44100)
    return tmp_path / "tone.wav"


@pytest.mark.parametrize("name", sorted(CODECS))
def test_recording_of_a_common_format_becomes_mono_at_the_rate_asked(
    name: str, tone: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(tone),
        "-ac",
        "2",
        "-ar",
        "48000",
        *CODECS[name],
    ]
    subprocess.run([*command, str(path)], check=True)
    clip = decode(path, RATE)
    assert clip.rate == RATE
    assert clip.frames / RATE == pytest.approx(2.0, abs=0.1)
    sound = np.frombuffer(clip.samples, "<i2")[RATE // 2 : RATE].astype(float)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.fft.rfftfreq(len(sound), 1 / RATE)[spectrum.argmax()] == pytest.approx(1000, abs=4)


def _refusal(path: Path) -> str:
    with pytest.raises(StudioError) as caught:
        decode(path, RATE)
    assert caught.value.facts["path"] == str(path)
    assert path.name in explain(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "content",
    [b"", b"not a sound at all", b"RIFF\x00\x00\x00\x00WAVE", b"OggS" + bytes(100), b"\xff\xfb" * 50],
)
def test_damaged_file_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hong.mp3"
    path.write_bytes(content)
    assert _refusal(path) == "studio.cannot_decode"


def test_missing_file_and_folder_are_refused_by_name(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "mat.ogg") == "studio.no_recording"
    (tmp_path / "folder.wav").mkdir()
    assert _refusal(tmp_path / "folder.wav") == "studio.no_recording"


def test_playlist_that_names_other_files_is_refused(tone: Path, tmp_path: Path) -> None:
    playlist = tmp_path / "list.mp3"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{tone}\n#EXT-X-ENDLIST\n")
    assert _refusal(playlist) == "studio.cannot_decode"


def test_recording_over_the_longest_allowed_is_refused(tone: Path) -> None:
    with pytest.raises(StudioError) as caught:
        decoding.decoded(tone, RATE, longest=1)
    assert caught.value.code == "studio.too_long"


def test_truncated_recording_is_heard_as_far_as_it_goes(tone: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(tone.read_bytes()[: 44 + 44100])
    assert decode(path, RATE).frames == pytest.approx(RATE // 2, abs=50)


def test_program_called_ffmpeg_in_the_current_folder_is_never_run(
    tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "ffmpeg"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}{os.environ['PATH']}")
    assert decode(tone, RATE).frames
    assert not (tmp_path / "sprung").exists()


def test_ffmpeg_is_found_behind_a_folder_of_the_path_that_cannot_be_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was raised amid a rendering, and told as a fault of the cache."""
    found = ffmpeg()
    unreadable = "/" + "x" * 300  # permission bits hold no root back
    with pytest.raises(OSError, match="too long"):
        Path(unreadable, "ffmpeg").is_file()
    monkeypatch.setenv("PATH", f"{unreadable}{os.pathsep}{os.environ['PATH']}")
    assert ffmpeg() == found


def test_machine_without_ffmpeg_is_told_what_to_install(
    tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StudioError) as caught:
        decode(tone, RATE)
    assert "apt install ffmpeg" in explain(caught.value)


@pytest.mark.parametrize("free", [0, 1 << 40])
def test_stretches_of_a_recording_are_read_from_disk_or_memory(
    tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    whole = decode(tone, RATE)
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    made: list[object] = []
    monkeypatch.setattr(os, "memfd_create", _noted(made, os.memfd_create))
    found = decoding.decoded(tone, RATE, folder=folder)
    assert found.frames == whole.frames
    assert found.stretch(1000, 500) == whole.samples[2000:3000]
    assert bool(made) == (free == 0)
    assert not list(folder.iterdir())


def _noted(made: list[object], function: Callable[[str], int]) -> Callable[[str], int]:
    def call(name: str) -> int:
        made.append(name)
        return function(name)

    return call
