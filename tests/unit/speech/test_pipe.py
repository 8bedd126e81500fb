from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.speech.pipe import Child, ChildLostError

ECHO = """
import sys
while len(head := sys.stdin.buffer.read(4)) == 4:
    sys.stdout.buffer.write(head + sys.stdin.buffer.read(int.from_bytes(head, "big")))
    sys.stdout.buffer.flush()
"""
HALF = "import sys; sys.stdin.buffer.read(5); sys.stdout.buffer.write(b'\\0\\0\\0\\5ab'); sys.stdout.flush()"


@contextmanager
def _child(script: str, timeout: float = 20.0) -> Iterator[Child]:
    child = Child([sys.executable, "-I", "-S", "-c", script], timeout)
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
