"""A fork that misbehaves: run in a process of its own, as it forks."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

SCRIPT = """
import os, signal, sys
from broadcaster.speech.engines.fork import in_fork

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


@pytest.mark.parametrize(
    "deed",
    [pytest.param(COMPUTES, marks=pytest.mark.patient), HALF],
    ids=["computes for long", "sleeps a little"],
)
def test_a_fork_that_only_takes_its_time_is_waited_for(deed: str) -> None:
    assert _answer(deed, {"seconds": 60}).startswith("S")


def _answer(deed: str, question: dict[str, float]) -> str:
    command = [sys.executable, "-c", SCRIPT.format(deed=deed, question=question)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return done.stdout.strip()
