"""No process of ours outlives the one that started it."""

import ast
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import broadcaster
from broadcaster.core import child_processes
from broadcaster.speech.engines.pipe import Child
from broadcaster.studio.render.process import RenderProcess


def ends(pid: int, seconds: float = 10.0) -> bool:
    """Wait until a process that need not be our child has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def parent_of(program: str, *arguments: str) -> tuple[subprocess.Popen[str], int]:
    """A process that runs `program` and prints the number of its child."""
    process = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_program_within_bounds_gets_no_more_memory_and_time() -> None:
    greedy = [sys.executable, "-c", "x = bytearray(600 << 20)"]
    bounds = child_processes.bounded(greedy, memory=200 << 20, seconds=60)
    assert b"MemoryError" in subprocess.run(bounds, capture_output=True).stderr
    endless = [sys.executable, "-c", "while True: pass"]
    done = subprocess.run(child_processes.bounded(endless, memory=200 << 20, seconds=1), timeout=60)
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


FOREIGN = """\
import subprocess, sys, time
from broadcaster.core.child_processes import foreign
child = subprocess.Popen(foreign(["sleep", "60"]))
while not open(f"/proc/{child.pid}/cmdline", "rb").read().startswith(b"sleep"): time.sleep(0.01)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["running", "stopped"])
def test_foreign_program_dies_with_a_parent_that_was_killed(stopped: bool) -> None:
    process, child = parent_of(FOREIGN)
    with process:
        if stopped:
            os.kill(child, signal.SIGSTOP)
        process.kill()
    assert ends(child)


def test_foreign_program_runs_as_it_is_where_there_is_no_setpriv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_processes, "_setpriv", lambda: None)
    assert child_processes.foreign(["pactl", "info"]) == ["pactl", "info"]


OURS = """\
import sys, time
from broadcaster.core import child_processes as lifeline
lifeline.end_with(int(sys.argv[1]))
print("up", flush=True)
time.sleep(60)  # whatever it hangs in
"""


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_SEQPACKET], ids=["stream", "packets"])
def test_child_of_ours_ends_with_its_line_even_with_words_in_it_that_nobody_reads(
    kind: socket.SocketKind,
) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    with subprocess.Popen(
        [sys.executable, "-c", OURS, str(theirs.fileno())],
        pass_fds=(theirs.fileno(),),
        stdout=subprocess.PIPE,
    ) as child:
        theirs.close()
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        ours.send(b"a word")
        assert child.poll() is None
        ours.close()
        assert child.wait(10) == child_processes.GONE


SYNTHESIS = """\
import sys
sys.path.insert(0, sys.argv[1])
import broadcaster.speech.engines.espeak_child as child
class Hangs:
    def answer(self, question):
        import os, time
        os.write(2, b"%d\\n" % os.getpid())
        while True: time.sleep(0.01)  # works a little, so that it is not taken for hung
child.serve(sys.stdin.buffer, sys.stdout.buffer, Hangs())
"""


@pytest.mark.parametrize("how", ["asker", "child"])
def test_fork_that_speaks_dies_when_its_parent_or_whoever_asked_is_gone(how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SYNTHESIS, str(Path(broadcaster.__file__).parent.parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        question = b'{"seconds": 60}'
        child.stdin.write(len(question).to_bytes(4, "big") + question)
        child.stdin.flush()
        fork = int(child.stderr.readline())
        try:
            if how == "child":
                child.kill()
            else:
                child.stdin.close()
            assert ends(fork)
            assert ends(child.pid)
        finally:
            child.kill()
            if not ends(fork, 0):
                os.kill(fork, signal.SIGKILL)


def test_helper_outlives_the_thread_that_first_asked_it() -> None:
    """A death signal fires when the *thread* that forked ends: none of ours may have one."""
    render = RenderProcess()
    helper = Child(["cat"], 10)
    pids: list[int | None] = []

    def ask() -> None:
        helper.ask(b"x")
        render._started()
        pids.extend((helper.pid, render.pid))

    try:
        for _ in range(2):
            asking = threading.Thread(target=ask)
            asking.start()
            asking.join()
        assert None not in pids
        assert pids[:2] == pids[2:]
    finally:
        helper.close()
        render.close()


OWN = (
    "air_link",
    "gate_link",
    "keyer_link",
    "line_link",
    "monitor_link",
    "sender_link",
    "source_link",
    "nursery",
    "pipe",
    "recorder",
    "service",  # of the fleet
)
"""They start our own programs, each of which ends with its line."""


def test_every_program_that_is_started_is_our_own_or_dies_with_its_starter() -> None:
    for path in sorted(Path(broadcaster.__file__).parent.rglob("*.py")):
        for call in started_by(path):
            assert "preexec_fn" not in {word.arg for word in call.keywords}
            asked = ast.unparse(call.args[0])
            assert asked.startswith("foreign(") or path.stem in OWN, f"{path}: {asked}"


def started_by(path: Path) -> list[ast.Call]:
    """The calls of `subprocess.Popen` and `subprocess.run` in a file."""
    text = path.read_text()
    if "subprocess" not in text:
        return []
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in ("subprocess.Popen", "subprocess.run")]
