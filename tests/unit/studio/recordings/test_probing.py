from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.studio.recordings.probing import seconds
from tests.unit.studio.conftest import RATE, record_to, sine


@pytest.mark.parametrize(
    ("name", "within"),
    [("a.wav", 0.01), ("a.flac", 0.01), ("a.ogg", 0.05), ("a.opus", 0.05), ("a.mp3", 0.05), ("a.m4a", 1.5)],
)
def test_length_is_read_from_the_header_or_guessed_from_the_size(
    name: str, within: float, tmp_path: Path
) -> None:
    record_to(tmp_path / "tone.wav", sine(440, 12.0), RATE)
    command = ["ffmpeg", "-nostdin", "-y", "-v", "error", "-i", str(tmp_path / "tone.wav"), "-b:a", "64k"]
    subprocess.run([*command, str(tmp_path / name)], check=True)
    assert seconds(tmp_path / name) == pytest.approx(12, rel=within)


@pytest.mark.parametrize("head", [b"", b"RIFF", b"fLaC", b"OggS", b"OggS\x00\x00OpusHead"])
def test_damaged_header_gives_a_guess_instead_of_a_fault(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hong"
    path.write_bytes(head)
    assert seconds(path) < 0.01


@given(st.binary(max_size=80))
def test_any_bytes_give_a_length(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    for head in (b"RIFF", b"fLaC", b"OggS"):
        path.write_bytes(head + data)
        assert isinstance(seconds(path), float)


def test_missing_recording_counts_as_nothing(tmp_path: Path) -> None:
    assert seconds(tmp_path / "mat.ogg") == 0.0
