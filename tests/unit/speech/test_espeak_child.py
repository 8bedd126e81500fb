"""What the child does with a library that misbehaves: run in a process of its own, as it forks."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broadcaster.speech.engines import espeak_child
from broadcaster.speech.engines.espeak_child import BORROWED, TONES, retuned
from broadcaster.speech.engines.espeak_home import find

SCRIPT = """
import os, signal, sys
from broadcaster.speech.engines.espeak_child import in_fork

class Library:
    def answer(self, question):
        {deed}

print(in_fork(Library(), {question}, ()).decode())
"""
COMPUTES = "import time; [0 for _ in iter(lambda: time.process_time() < 1.6, False)]; return b'Ssound'"
HALF = "import time; time.sleep(0.4); return b'S' * 200000"


@pytest.mark.parametrize(
    ("deed", "answer"),
    [
        ("return b'Ssound'", "Ssound"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "Ecrashed"),
        ("raise ValueError", "Ecrashed"),
        ("os._exit(3)", "Ecrashed"),
        ("signal.pause()", "Ehung"),
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN); [0 for _ in iter(int, 1)]", "Ehung"),
    ],
    ids=["works", "segmentation fault", "raises", "exits", "waits for ever", "loops for ever"],
)
def test_a_fork_whose_library_misbehaves_becomes_an_answer(deed: str, answer: str) -> None:
    assert _answer(deed, {"seconds": 0.2}) == answer


@pytest.mark.parametrize(
    "deed", ["signal.pause()", "os.kill(os.getpid(), signal.SIGSTOP)"], ids=["waits for ever", "stopped"]
)
def test_a_fork_that_does_nothing_is_noticed_long_before_its_time_is_over(deed: str) -> None:
    begun = time.monotonic()
    assert _answer(deed, {"seconds": 60}) == "Ehung"
    assert time.monotonic() - begun < 30  # of 60; 1.3 s on a machine with nothing else to do


def test_a_fork_that_computes_for_ever_is_noticed_by_the_time_of_the_processor() -> None:
    begun = time.monotonic()
    assert _answer("[0 for _ in iter(int, 1)]", {"seconds": 60, "cpu": 0.3}) == "Ehung"
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("deed", [COMPUTES, HALF], ids=["computes for long", "sleeps a little"])
def test_a_fork_that_only_takes_its_time_is_waited_for(deed: str) -> None:
    assert _answer(deed, {"seconds": 60}).startswith("S")


def _answer(deed: str, question: dict[str, float]) -> str:
    command = [sys.executable, "-c", SCRIPT.format(deed=deed, question=question)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return done.stdout.strip()


def _phontab() -> bytes:
    home = find()
    assert home is not None
    return (home.data / "phontab").read_bytes()


def test_tuning_changes_our_rows_of_the_vietnamese_table_and_nothing_else() -> None:
    before = _phontab()
    after = retuned(before)
    assert len(after) == len(before)
    changed = {n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    start = before.index(b"vi\0\0\0") + 32
    rows = {(n - start) // 16 for n in changed}
    assert max(rows) < before[start - 36]
    assert len(rows) == len(TONES) + len(BORROWED)
    kept = {(n - start) % 16 for n in changed}
    assert not kept & {0, 1, 2, 3, 10}, "a phoneme's name or number changed"


def test_tuning_twice_is_tuning() -> None:
    once = retuned(_phontab())
    assert retuned(once) == once


@pytest.mark.parametrize("table", [b"", b"\1\0\0\0", b"\0" * 400, bytes(range(256)) * 4], ids=len)
def test_a_table_of_another_layout_is_left_alone(table: bytes) -> None:
    with pytest.raises((ValueError, LookupError, struct.error)):
        retuned(table)


def _speak(temporary: Path) -> int:
    """Bytes of a short sentence of the tuned voice, its files being offered `temporary` first."""
    home = find()
    assert home is not None
    script = (
        "import sys; from broadcaster.speech.engines import espeak_child; from pathlib import Path;"
        "e = espeak_child.Espeak(*sys.argv[1:], tuned=True);"
        "a = e.answer({'words': 'xin chào', 'phonemes': False, 'voice': 'vi', 'wpm': 130, 'volume': 80,"
        "'pitch': 50, 'range': 50}); print(len(a))"
    )
    command = [sys.executable, "-c", script, str(home.library), str(home.data)]
    environment = {
        **os.environ,
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(Path(espeak_child.__file__).parents[2]),
    }
    return int(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def test_the_child_leaves_no_files_behind(tmp_path: Path) -> None:
    assert _speak(tmp_path) > 20000
    assert list(tmp_path.iterdir()) == []


def test_the_child_speaks_though_the_folder_for_temporary_files_takes_nothing() -> None:
    assert _speak(Path("/proc/self")) > 20000


def test_the_child_clears_away_what_killed_ones_left_and_leaves_the_folder_of_one_that_lives(
    tmp_path: Path,
) -> None:
    left = tmp_path / f"{espeak_child._FOLDER}1-x" / "espeak-ng-data"
    left.mkdir(parents=True)
    (left / "phontab").touch()
    (tmp_path / "espeak-of-another-program").mkdir()
    folder, handle = espeak_child._new_folder(tmp_path)
    other, other_handle = espeak_child._new_folder(tmp_path)
    try:
        assert {path.name for path in tmp_path.iterdir()} == {
            "espeak-of-another-program", folder.name, other.name,
        }  # fmt: skip
    finally:
        os.close(handle)
        os.close(other_handle)
