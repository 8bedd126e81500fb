"""The station's side of the process of which render processes are forks (`mother`)."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass

LONGEST = 64  # bytes of an order
PATIENCE = 5.0  # seconds for an answer: somebody has stopped the process, or it has no memory
LOADING = 30.0  # seconds for the process to load everything
GRACE = 5.0  # seconds for a render process to end after being asked to
_LOOK = 0.01  # seconds between two looks whether it has


@dataclass(frozen=True, slots=True)
class Fork:
    """A render process.

    Args:
        pid: its number, which is that of its session too. Nobody else gets it before `Nursery.end`.
        orders: a pipe to it.
        answers: a pipe from it.
    """

    pid: int
    orders: int
    answers: int

    @property
    def alive(self) -> bool:
        """Whether it still runs: nothing else holds the other end of its pipe."""
        look = select.poll()
        look.register(self.answers, 0)
        return not look.poll(0)

    def kill(self) -> None:
        """Kill its whole session: the engines' processes and ffmpeg too."""
        with suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.alive:  # it may not have its session yet, and so be in nobody's group
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)


class Nursery:
    """Starts and ends render processes. Thread-safe.

    The process behind it is started with the first of them, or by `load`. One that has crashed or stands
    still is replaced. It ends when all that `join` have called `leave`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mother: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._users = 0
        self._wanted = False  # loaded: whoever replaces the process loads too

    def join(self) -> None:
        """Somebody will want render processes."""
        self._users += 1

    def leave(self) -> None:
        """Whoever joined wants no more."""
        with self._lock:
            self._users -= 1
            if not self._users:
                self._close()

    def load(self) -> bool:
        """Have everything loaded that rendering needs, and wait for it; False where that failed.

        Forks are made meanwhile too, of what is loaded by then.
        """
        read, write = os.pipe()
        try:
            try:
                with self._lock:
                    self._wanted = True
                    socket.send_fds(self._started(), [b"load"], [write])
            except OSError:
                return False
            finally:
                os.close(write)
            look = select.poll()
            look.register(read, 0)
            return bool(look.poll(1000 * LOADING))
        finally:
            os.close(read)

    def fork(self, idle: float, nice: int) -> Fork:
        """Start a render process.

        Args:
            idle: seconds without a job after which it ends.
            nice: how much it yields to others.

        Raises:
            OSError: there is no memory for it, or the program is not there.
        """
        theirs, orders = os.pipe()
        try:
            answers, ours = os.pipe()
        except OSError:
            os.close(theirs)
            os.close(orders)
            raise
        try:
            with self._lock:
                number = self._forked(f"fork {idle} {nice}".encode(), [theirs, ours])
            if number < 0:
                raise OSError(-number, os.strerror(-number))
        except BaseException:
            os.close(orders)
            os.close(answers)
            raise
        finally:
            os.close(theirs)
            os.close(ours)
        return Fork(number, orders, answers)

    def end(self, child: Fork) -> int:
        """End a process and all that it started, in order if it does so in time; its exit code."""
        os.close(child.orders)
        code = None
        waits = int(GRACE / _LOOK)
        pause = threading.Event()
        try:
            while (code := self._ended(child)) is None and waits:
                waits -= 1
                pause.wait(_LOOK)
        except OSError:
            pass  # what its parent was has ended: who was it told to?
        child.kill()
        if code is None:
            code = -signal.SIGKILL
            with suppress(OSError):
                while self._ended(child) is None:
                    pause.wait(_LOOK)
        os.close(child.answers)
        return code

    def _ended(self, child: Fork) -> int | None:
        """The exit code of a process, once it has ended.

        Raises:
            OSError: the process that would know is gone, or another one now.
        """
        with self._lock:
            if self._line is None:
                raise ConnectionError
            answer = self._asked(self._line, f"end {child.pid}".encode(), [])
        return None if answer == b"-" else int(answer)

    def _forked(self, order: bytes, pipes: list[int]) -> int:
        try:
            return int(self._asked(self._started(), order, pipes))
        except (ConnectionError, TimeoutError):
            pass
        return int(self._asked(self._started(), order, pipes))

    def _asked(self, line: socket.socket, order: bytes, descriptors: list[int]) -> bytes:
        try:
            socket.send_fds(line, [order], descriptors)
            answer = line.recv(LONGEST)
            if not answer:
                raise ConnectionError
        except OSError:
            self._close()  # what it may still answer must not be taken for the next answer
            raise
        return answer

    def _started(self) -> socket.socket:
        if self._line is not None and self._mother is not None and self._mother.poll() is None:
            return self._line
        self._close()
        if not self._users:
            raise ConnectionAbortedError
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._mother = subprocess.Popen(
                    [sys.executable, "-m", "broadcaster.studio.render.mother", str(theirs.fileno())],
                    pass_fds=(theirs.fileno(),),
                    # One thread for arithmetic: the other cores are for the air.
                    env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        ours.settimeout(PATIENCE)
        self._line = ours
        if self._wanted:
            ours.send(b"load")
        return ours

    def _close(self) -> None:
        line, self._line = self._line, None
        mother, self._mother = self._mother, None
        if line is not None:
            line.close()
        if mother is not None:
            mother.kill()  # it holds nothing: its forks end by their own pipes
            mother.wait()
