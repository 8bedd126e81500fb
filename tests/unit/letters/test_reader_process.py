"""Hostile and spoilt files; `benchmarks/letters_fuzz.py` has more of them, and figures."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.letters_fuzz import hostile, spoilt
from broadcaster.core.errors import LettersError
from broadcaster.letters import reader_process
from broadcaster.letters.reader_process import read_apart
from broadcaster.letters.readers.registry import read


@pytest.fixture
def emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_letter_is_the_same_through_the_child(emptied: Path) -> None:
    data = "THÔNG BÁO\nNgày mai cắt điện.".encode()
    assert read_apart(data) == read(data)
    assert list(emptied.iterdir()) == []


def test_a_child_that_takes_too_long_leaves_nothing_behind(
    emptied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A reader that waits for a program of its own, as for LibreOffice.
    program = (
        "import os, subprocess, sys, tempfile; open(tempfile.mkstemp()[1], 'w'); "
        "subprocess.Popen(['sleep', '4321']); import time; time.sleep(60)"
    )
    monkeypatch.setattr(reader_process, "foreign", lambda _: [sys.executable, "-c", program])
    with pytest.raises(LettersError, match="too_slow"):
        read_apart(b"x", patience=0.4)
    assert list(emptied.iterdir()) == []
    running = subprocess.run(["pgrep", "-f", "sleep 4321"], capture_output=True, text=True)
    assert running.stdout.split() == []


def test_a_child_that_was_killed_for_its_time_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    monkeypatch.setattr(reader_process, "foreign", lambda _: [sys.executable, "-c", program])
    with pytest.raises(LettersError, match="too_slow"):
        read_apart(b"x")


def test_a_text_longer_than_any_letter_is_refused() -> None:
    with pytest.raises(LettersError, match="too_big_to_read"):
        read("một ".encode() * 400_000)


@pytest.mark.patient
def test_hostile_files_are_answered_in_one_sentence_and_leave_nothing(emptied: Path) -> None:
    answers = {}
    for name, data in hostile():
        try:
            answers[name] = f"{len(read_apart(data).blocks)} blocks"
        except LettersError as error:
            answers[name] = error.code
    assert answers["zip bomb"] == answers["huge png"] == "letter.bomb"
    assert answers["entity bomb"] == answers["deep tables"] == "letter.broken"
    assert answers["outside entity"] == "letter.empty"
    assert answers["many pages"] == "letter.too_many_pages"
    assert list(emptied.iterdir()) == []


@pytest.mark.patient
@pytest.mark.lab
def test_spoilt_letters_are_answered_and_leave_nothing(emptied: Path) -> None:
    for _, data in spoilt(40, seed=20261127):
        with contextlib.suppress(LettersError):
            read_apart(data)
    assert list(emptied.iterdir()) == []


def test_spoilt_texts_and_pages_never_break_their_readers() -> None:
    for form, data in spoilt(150, seed=7):
        if form in ("txt", "html"):
            with contextlib.suppress(LettersError):
                assert read(data).blocks


def test_stricter_limits_that_hold_already_stay() -> None:
    program = (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (900 << 20, 900 << 20));"
        "from broadcaster.letters.reader_process import _limit; _limit();"
        "print(r.getrlimit(r.RLIMIT_AS)[1] >> 20, r.getrlimit(r.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["900", str(reader_process.CPU)]
