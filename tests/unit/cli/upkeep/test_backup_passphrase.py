"""The passphrase of a backup: from a pipe as `restore` takes it, at a terminal typed twice, in our words."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.station.editing.scaffold import make

WORDS = "mot hai ba bon nam\n"


@pytest.fixture
def station(tmp_path: Path) -> Path:
    make(tmp_path / "dai")
    return tmp_path / "dai"


def broadcaster(*arguments: str | Path, words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broadcaster", *map(str, arguments)]
    return subprocess.run(command, input=words, capture_output=True, text=True, check=False)


@pytest.mark.patient
def test_passphrase_from_a_pipe_is_one_line_for_backup_and_restore_alike(
    station: Path, tmp_path: Path
) -> None:
    made = broadcaster("--station", station, "backup", "-o", tmp_path / "dai.age", "--encrypt", words=WORDS)
    assert made.returncode == 0, made.stderr
    assert "Warning" not in made.stderr
    back = broadcaster("restore", tmp_path / "dai.age", tmp_path / "lai", words=WORDS)
    assert back.returncode == 0, back.stderr


def test_no_passphrase_makes_no_backup(station: Path, tmp_path: Path) -> None:
    made = broadcaster("--station", station, "backup", "-o", tmp_path / "dai.age", "--encrypt", words="\n")
    assert made.returncode == 1
    assert made.stderr.startswith("Lỗi: ")
    assert not (tmp_path / "dai.age").exists()


def test_passphrase_is_asked_for_twice_in_vietnamese(station: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "broadcaster", "--station", str(station)]
    command += ["backup", "-o", str(tmp_path / "dai.age"), "--encrypt"]
    asked = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = b""
    try:
        for typed in ("mot hai ba bon\n", "mot hai ba nam\n"):
            before = len(seen)
            while b": " not in seen[before:]:
                seen += os.read(ours, 1000)
            os.write(ours, typed.encode())
        assert asked.wait(60) == 1
    finally:
        asked.kill()
        asked.wait()
        os.close(ours)
    assert "Nhập lại lần nữa" in seen.decode()
    assert "Repeat" not in seen.decode()
    assert not (tmp_path / "dai.age").exists()
