"""What is written never waits for its reader, keeps its order, and says where something is missing."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

from broadcaster.core.logs import Outflow


class Reader:
    """Takes one piece each time it is let."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.may = threading.Event()

    def __call__(self, data: bytes) -> None:
        self.may.wait(10)
        self.taken.append(data)


def test_lines_keep_their_order() -> None:
    reader = Reader()
    reader.may.set()
    outflow = Outflow(reader)
    for number in range(100):
        outflow.put(b"%d" % number)
    assert outflow.flush(10)
    assert reader.taken == [b"%d" % number for number in range(100)]


def test_too_much_for_a_reader_that_pauses_is_counted_where_it_is_missing() -> None:
    reader = Reader()
    outflow = Outflow(reader, most=30)
    for number in range(10):
        outflow.put(b"line %d--" % number)  # 8 bytes
    assert not outflow.flush(0.05)
    reader.may.set()
    assert outflow.flush(10)
    outflow.put(b"later")
    assert outflow.flush(10)
    assert reader.taken[:3] == [b"line 0--", b"line 1--", b"line 2--"]
    assert b"7 lines are missing" in reader.taken[3]
    assert reader.taken[4:] == [b"later"]


def test_reader_that_went_away_ends_nothing() -> None:
    taken: list[bytes] = []

    def hand_over(data: bytes) -> None:
        if data == b"broken":
            raise BrokenPipeError
        taken.append(data)

    outflow = Outflow(hand_over)
    outflow.put(b"broken")
    outflow.put(b"after")
    assert outflow.flush(10)
    assert taken == [b"after"]


def test_fork_writes_its_own_lines_and_none_of_its_parent(tmp_path: Path) -> None:
    program = (
        "import os\n"
        "from broadcaster.core import logs; import logging\n"
        "logs.set_up(); log = logging.getLogger('x')\n"
        "log.error('before')\n"
        "child = os.fork()\n"
        "log.error('fork' if child == 0 else 'parent')\n"
        "if child == 0: logs.flush(); os._exit(0)\n"
        "os.waitpid(child, 0)\n"
    )
    out = tmp_path / "log"
    with out.open("wb") as file:
        # From 3.12 on Python itself warns, on the same stream, of a fork beside threads.
        subprocess.run([sys.executable, "-W", "ignore", "-c", program], stderr=file, check=True, timeout=30)
    said = [line.rpartition(" ")[2] for line in out.read_text().splitlines()]
    assert sorted(said) == ["before", "fork", "parent"]


def test_process_ends_with_a_full_pipe_behind_its_log() -> None:
    program = (
        "from broadcaster.core import logs; import logging, sys\n"
        "logs.set_up_child()\n"
        "for _ in range(3): logging.getLogger('x').error('y' * 1000)\n"
        "print('told', file=sys.stderr)\n"
        "raise SystemExit(7)\n"
    )
    reader, writer = os.pipe()
    os.write(writer, b"x" * fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ))
    done = subprocess.run([sys.executable, "-c", program], stderr=writer, timeout=30)
    os.close(reader)
    os.close(writer)
    assert done.returncode == 7


def test_last_words_of_a_process_are_written() -> None:
    program = (
        "from broadcaster.core import logs; import sys; logs.set_up_child(); sys.stderr.write('a'); 1 / 0"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert done.stderr.startswith("aTraceback")
    assert "ZeroDivisionError" in done.stderr
