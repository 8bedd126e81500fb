"""What the child does with a library that misbehaves: run in a process of its own, as it forks."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
