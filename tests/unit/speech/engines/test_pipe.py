from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.speech.engines.pipe import Child, ChildLostError

ECHO = """
import sys
while len(head := sys.stdin.buffer.read(4)) == 4:
    sys.stdout.buffer.write(head + sys.stdin.buffer.read(int.from_bytes(head, "big")))
    sys.stdout.buffer.flush()
"""
HALF = "import sys; sys.stdin.buffer.read(5); sys.stdout.buffer.write(b'\\0\\0\\0\\5ab'); sys.stdout.flush()"


STOPPED = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
SLEEPS = "import time; time.sleep(0.8)" + ECHO
COMPUTES = "import time\nwhile time.process_time() < 0.8: pass" + ECHO
STILL = 0.4


@contextmanager
def _child(script: str, timeout: float = 20.0, still: float = STILL) -> Iterator[Child]:
    child = Child([sys.executable, "-I", "-S", "-c", script], timeout, still=still)
    try:
        yield child
    finally:
        child.close()


def test_ask_of_a_working_child_gives_answers_from_one_process() -> None:
    with _child(ECHO) as child:
        assert child.pid is None
        assert child.ask(b"xin") == b"xin"
        first = child.pid
        assert child.ask(b"") == b""
        big = bytes(range(256)) * 4000
        assert child.ask(big) == big
        assert child.pid == first


@pytest.mark.parametrize("script", ["raise SystemExit", HALF], ids=["ends at once", "half an answer"])
def test_ask_of_a_child_that_ends_too_early_says_crashed(script: str) -> None:
    with _child(script) as child:
        with pytest.raises(ChildLostError) as caught:
            child.ask(b"x")
        assert not caught.value.hung
        assert child.pid is None


def test_ask_of_a_child_that_never_answers_says_hung_and_kills_it() -> None:
    with _child("import signal; signal.pause()", timeout=0.15) as child:
        with pytest.raises(ChildLostError) as caught:
            child.ask(b"x")
        assert caught.value.hung
        assert child.pid is None


@pytest.mark.parametrize("computes", [False, True], ids=["any", "computing"])
def test_ask_of_a_child_that_is_stopped_notices_it_long_before_its_time_is_over(computes: bool) -> None:
    begun = time.monotonic()
    with _child(STOPPED, timeout=60) as child, pytest.raises(ChildLostError) as caught:
        child.ask(b"x", computes=computes)
    assert caught.value.hung
    assert time.monotonic() - begun < 30


def test_ask_of_a_computing_child_that_sleeps_notices_it() -> None:
    begun = time.monotonic()
    with (
        _child("import signal; signal.pause()", timeout=60) as child,
        pytest.raises(ChildLostError) as caught,
    ):
        child.ask(b"x", computes=True)
    assert caught.value.hung
    assert time.monotonic() - begun < 30


def test_ask_of_a_child_that_may_sleep_or_that_computes_waits_for_it() -> None:
    with _child(SLEEPS) as child:
        assert child.ask(b"xin") == b"xin"
    with _child(COMPUTES) as child:
        assert child.ask(b"xin", computes=True) == b"xin"


def test_ask_with_a_question_that_the_child_does_not_read_does_not_block_for_ever() -> None:
    with _child("import signal; signal.pause()", timeout=0.15) as child, pytest.raises(ChildLostError):
        child.ask(bytes(1 << 20))


def test_ask_after_a_lost_child_starts_another() -> None:
    with _child(ECHO) as child:
        child.ask(b"x")
        child.close()
        assert child.ask(b"y") == b"y"


def test_ask_of_a_program_that_does_not_exist_raises_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        Child(["/no/such/program"], 1.0).ask(b"x")
