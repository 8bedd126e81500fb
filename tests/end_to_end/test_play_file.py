"""A sound file by hand: mastered, judged and journalled like a message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, SETTINGS, Broadcaster

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


def test_sound_file_is_mastered_aired_and_journalled_by_its_bytes(
    station: Broadcaster, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    station.write("station.yaml", SETTINGS.replace("output: none", f"output: {{file: {out}}}"))
    for name in ("mot.ogg", "hai.ogg"):
        shutil.copy(ROOT / "recordings" / "loi-chao.ogg", tmp_path / name)
    with station.running():
        for name in ("mot.ogg", "hai.ogg"):
            done = station("play", str(tmp_path / name))
            assert done.returncode == 0, done.stderr
        missing = station("play", str(tmp_path / "ba.ogg"))
        assert missing.returncode == 1
        assert "Traceback" not in missing.stderr
    first, second = station.json("log")
    assert [row["message"] for row in (first, second)] == ["(file) mot.ogg", "(file) hai.ogg"]
    assert {row["outcome"] for row in (first, second)} == {"aired"}
    assert first["words_digest"] == second["words_digest"]
    assert first["sound_digest"] == second["sound_digest"]
    assert len(list((station.folder / "audio_cache" / "programmes").glob("*.wav"))) == 1
    assert len(list(out.glob("*.wav"))) == 2


def test_sound_file_needs_approval_like_typed_words(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", SETTINGS.replace("required: false", "required: true"))
    shutil.copy(ROOT / "recordings" / "loi-chao.ogg", tmp_path / "a.ogg")
    done = station("play", str(tmp_path / "a.ogg"))
    assert done.returncode == 1
    assert "a sound file is not approved" in done.stderr
    assert station("play", str(tmp_path / "a.ogg"), "--rehearse").returncode == 0


def test_file_that_is_no_sound_is_told(station: Broadcaster, tmp_path: Path) -> None:
    (tmp_path / "a.ogg").write_text("không phải âm thanh")
    done = station("play", str(tmp_path / "a.ogg"))
    assert done.returncode == 1
    assert "a.ogg" in done.stderr
    assert station.json("log") == []
