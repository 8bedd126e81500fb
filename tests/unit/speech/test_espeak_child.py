"""What the child does with a library that misbehaves: run in a process of its own, as it forks."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.speech import espeak_child
from broadcaster.speech.espeak_child import TONES, with_tones
from broadcaster.speech.espeak_home import find

SCRIPT = """
import os, signal, sys
from broadcaster.speech.espeak_child import in_fork

class Library:
    def answer(self, question):
        {deed}

print(in_fork(Library(), {{"seconds": 0.2}}, ()).decode())
"""


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
    command = [sys.executable, "-c", SCRIPT.format(deed=deed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.strip() == answer


def _phontab() -> bytes:
    home = find()
    assert home is not None
    return (home.data / "phontab").read_bytes()


def test_our_tones_change_two_pitches_a_tone_and_nothing_else() -> None:
    before = _phontab()
    after = with_tones(before)
    assert len(after) == len(before)
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert 0 < len(changed) <= 2 * len(TONES)
    assert {n % 16 for n in (c - changed[0] for c in changed)} <= {0, 1, 15}
    assert max(changed) - min(changed) < 80 * 16


def test_our_tones_twice_are_our_tones() -> None:
    once = with_tones(_phontab())
    assert with_tones(once) == once


@pytest.mark.parametrize("table", [b"", b"\1\0\0\0", b"\0" * 400, bytes(range(256)) * 4], ids=len)
def test_a_table_of_another_layout_is_left_alone(table: bytes) -> None:
    with pytest.raises((ValueError, IndexError, struct.error)):
        with_tones(table)


def test_the_child_leaves_no_files_behind(tmp_path: Path) -> None:
    home = find()
    assert home is not None
    script = (
        "import sys; from broadcaster.speech import espeak_child; from pathlib import Path;"
        "e = espeak_child.Espeak(*sys.argv[1:]);"
        "a = e.answer({'words': 'xin chào', 'phonemes': False, 'voice': 'vi', 'wpm': 130, 'volume': 80,"
        "'pitch': 50, 'range': 50}); print(len(a))"
    )
    command = [sys.executable, "-c", script, str(home.library), str(home.data)]
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(Path(espeak_child.__file__).parents[2]),
    }
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert int(told) > 20000
    assert list(tmp_path.iterdir()) == []
