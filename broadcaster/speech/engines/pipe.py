"""A helper process asked through a pipe: if it crashes or hangs, the caller gets an error."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from broadcaster.core.errors import EngineFailed
from broadcaster.speech.engines.fork import LOOK, STILL, STOPPED, Stillness

_LENGTH = struct.Struct(">I")
_log = logging.getLogger(__name__)


class ChildLostError(Exception):
    """The child ended or hung before it had answered; it has been killed."""

    def __init__(self, *, hung: bool) -> None:
        super().__init__("hung" if hung else "crashed")
        self.hung = hung


class Child:
    """One helper process, started when first asked. Used from one thread at a time.

    Each question and each answer is a 4-byte big-endian length and that many bytes. The child
    must end when its standard input does, so that it never outlives us.

    Args:
        command: program and arguments; never given to a shell.
        timeout: seconds for one answer, the start included; then the child is killed.
        still: seconds after which a child that does nothing is killed, see `ask`.
    """

    def __init__(self, command: Sequence[str], timeout: float, *, still: float = STILL) -> None:
        self._command = tuple(command)
        self._timeout = timeout
        self._still = still
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id; None while none runs."""
        return self._process.pid if self._process else None

    def ask(self, question: bytes, *, within: float | None = None, computes: bool = False) -> bytes:
        """Send a question and wait for its answer.

        A child that is stopped is found long before its time is over.

        Args:
            within: seconds for this one answer instead of the child's time-out.
            computes: the child computes the answer itself, so if it sleeps it hangs.

        Raises:
            ChildLostError: no whole answer came; the next question starts a new child.
            OSError: the program cannot be started.
        """
        process = self._process or self._start()
        expired, answered = threading.Event(), threading.Event()
        end = time.monotonic() + (self._timeout if within is None else within)
        # A sleeping child may only be late; a stopped one never goes on by itself.
        seconds = self._still if computes else min(self._still, STOPPED)
        work = Stillness(process.pid, "ST" if computes else "T", seconds)

        def watch() -> None:
            while not answered.wait(max(0.0, min(LOOK, end - time.monotonic()))):
                if time.monotonic() >= end or work.hung():
                    # Killing it ends whatever the caller waits for: a full pipe, a stopped or looping child.
                    expired.set()
                    _kill(process)
                    return

        watcher = threading.Thread(target=watch, name="watch", daemon=True)
        watcher.start()
        try:
            return _exchange(process, question)
        except (OSError, EOFError) as error:
            self.close()
            raise ChildLostError(hung=expired.is_set()) from error
        except BaseException:
            # Ctrl-C between question and answer: the answer must not be taken for that of the next question.
            self.close()
            raise
        finally:
            answered.set()

    def close(self) -> None:
        """Kill the child, if any; a later question starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        for end in (process.stdin, process.stdout):
            if end is not None:
                # Unsent data is of no use: the child is dead.
                with contextlib.suppress(OSError):
                    end.close()
        process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C at the terminal must not reach the child.
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _log.debug("started helper process %d", process.pid)
        self._process = process
        return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and its forks, even stopped ones; the child must not have been waited for yet."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    to_child, from_child = process.stdin, process.stdout
    if to_child is None or from_child is None:
        raise EOFError
    to_child.write(_LENGTH.pack(len(question)) + question)
    to_child.flush()
    (length,) = _LENGTH.unpack(_read(from_child, _LENGTH.size))
    return _read(from_child, length)


def spoken(engine: str, tries: Iterable[Callable[[], bytes]], restart: Callable[[], None]) -> bytes:
    """The sound that a child of the protocol answers with; after a crash or a hang it is asked again.

    Args:
        tries: called one after the other; each gives `S` and the sound, or `E` and a word, after which a line
            may say more.
        restart: ends a child that cannot be used any more, so that the next try starts another.

    Raises:
        EngineFailed: every try crashed or hung, or the child answered with another error.
    """
    reason = "crashed"
    for ask in tries:
        try:
            answer = ask()
        except ChildLostError as lost:
            reason = "hung" if lost.hung else "crashed"
        except OSError as error:
            raise EngineFailed("speech.not_loaded", engine=engine) from error
        else:
            if answer[:1] == b"S":
                return answer[1:]
            reason = answer[1:].decode(errors="replace").partition("\n")[0]
        if reason == "not_loaded":  # by this one: another one may find what was missing
            restart()
        if reason not in ("crashed", "hung"):
            break
        _log.warning("%s %s; restarting it", engine, reason)
        restart()
    raise EngineFailed(f"speech.{reason}", engine=engine)


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
