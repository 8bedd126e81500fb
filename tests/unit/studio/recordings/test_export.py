"""A programme as a file for people: the ending says the form, and no folder is made."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from broadcaster.core.errors import StudioError
from broadcaster.studio.recordings.export import ENDINGS, export, refuse


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "programme.wav"
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1:sample_rate=24000"]
    subprocess.run(["ffmpeg", "-v", "error", *tone, str(path)], check=True)
    return path


@pytest.mark.parametrize(
    ("ending", "codec"),
    [(".wav", "pcm_s16le"), (".mp3", "mp3"), (".MP3", "mp3"), (".ogg", "vorbis"), (".opus", "opus")],
)
def test_file_has_the_form_that_its_ending_says(
    tmp_path: Path, programme: Path, ending: str, codec: str
) -> None:
    target = tmp_path / f"nghe{ending}"
    export(programme, target)
    asked = ["-show_entries", "stream=codec_name:format=duration", "-of", "csv=p=0", str(target)]
    shown = subprocess.run(
        ["ffprobe", "-v", "error", *asked], capture_output=True, text=True, check=True
    ).stdout
    found, length = shown.split()
    assert found == codec
    assert float(length) == pytest.approx(1, abs=0.1)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["programme.wav", target.name])


@pytest.mark.parametrize("name", ["nghe.txt", "nghe", "nghe.exe"])
def test_ending_of_no_sound_is_refused_with_those_that_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError) as caught:
        refuse(tmp_path / name)
    assert caught.value.code == "studio.unknown_ending"
    assert caught.value.facts["known"] == ", ".join(ENDINGS)


def test_folder_that_is_not_there_is_not_made(tmp_path: Path, programme: Path) -> None:
    with pytest.raises(StudioError, match="no_folder"):
        export(programme, tmp_path / "khong" / "co" / "nghe.wav")
    assert not (tmp_path / "khong").exists()
