"""A benchmark that lacks something says so in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NEEDY = {
    "reading": "score.py",
    "mastering": "ffmpeg",
    "idle": "pulseaudio",
    "live_latency": "pulseaudio",
    "soak": "pulseaudio",
    "start_accuracy": "pulseaudio",
    "urgency": "pulseaudio",
    "urgent_crowd": "pulseaudio",
}


@pytest.mark.parametrize(("name", "lacks"), NEEDY.items(), ids=NEEDY)
@pytest.mark.slow
def test_benchmark_says_in_one_sentence_what_it_lacks(name: str, lacks: str, tmp_path: Path) -> None:
    arguments = [str(tmp_path)] if name == "reading" else []
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("this benchmark needs ")
    assert lacks in line
