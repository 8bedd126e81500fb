"""What is counted is done a tenth as often here, and whole in the lab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ("tests/end_to_end/test_crash.py", "tests/end_to_end/test_stop.py")
ASK = "from tests.counts import counted; print(counted(200), counted(40, least=12), counted(3))"


def counts(scale: str | None) -> list[int]:
    environment = {name: value for name, value in os.environ.items() if name != "BROADCASTER_COUNTS"}
    if scale is not None:
        environment["BROADCASTER_COUNTS"] = scale
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return [int(number) for number in done.stdout.split()]


def test_a_tenth_is_done_here_but_never_less_than_says_something() -> None:
    assert counts(None) == [20, 12, 1]


def test_the_lab_does_all_of_it_and_whoever_asks_does_more() -> None:
    assert counts("1") == [200, 40, 3]
    assert counts("2.5") == [500, 100, 8]


def test_every_test_of_a_file_that_counts_is_run_in_the_lab() -> None:
    """By itself: nobody has to remember the mark."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-m", "counted", "-p", "no:cacheprovider", *FILES],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "test_crash.py::" in done.stdout
    assert "test_stop.py::" not in done.stdout
