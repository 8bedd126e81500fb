"""A benchmark that lacks something says so in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import idle, needs

ROOT = Path(__file__).parent.parent.parent
NEEDY = {
    "reading": "score.py",
    "mastering": "ffmpeg",
    "alerts": "pulseaudio",
    "idle": "pulseaudio",
    "live_latency": "pulseaudio",
    "soak": "pulseaudio",
    "start_accuracy": "pulseaudio",
    "urgency": "pulseaudio",
    "urgent_crowd": "pulseaudio",
}


@pytest.mark.parametrize(("name", "lacks"), NEEDY.items(), ids=NEEDY)
@pytest.mark.patient
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


def test_what_is_missing_ends_a_benchmark_with_its_package_and_what_is_there_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert needs.file(tmp_path, "a folder") == tmp_path
    with pytest.raises(SystemExit, match=r"this benchmark needs a score: there is no .*khong-co"):
        needs.file(tmp_path / "khong-co", "a score")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"this benchmark needs the program parec: .* pulseaudio-utils"):
        needs.program("parec")


def test_family_of_a_process_failed_when_a_thread_ended_while_it_was_read(tmp_path: Path) -> None:
    for thread, children in (("10", "20 30"), ("11", None), ("12", "40")):
        (tmp_path / "10" / "task" / thread).mkdir(parents=True)
        if children is not None:  # of a thread that has ended nothing can be read
            (tmp_path / "10" / "task" / thread / "children").write_text(children)
    (tmp_path / "20" / "task" / "20").mkdir(parents=True)
    (tmp_path / "20" / "task" / "20" / "children").write_text("50\n")
    assert sorted(idle.family(10, tmp_path)) == [10, 20, 30, 40, 50]  # 30, 40 and 50 have ended


def test_family_of_this_process_has_its_child() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert {os.getpid(), child.pid} <= set(idle.family(os.getpid()))
        child.communicate(b"\n")
