"""One question answered in a fork of this process, and how a process that hangs is found.

Standard library only: the process in which eSpeak speaks loads this too.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import time
from typing import Any, Protocol

STILL = 1.0
"""Seconds asleep or stopped, without any work, after which a computing process counts as hung."""

STOPPED = 0.5
"""Seconds stopped, after which a process that waits for its fork counts as hung."""

LOOK = 0.1
"""Seconds between two looks at a process."""


class Stillness:
    """Watches whether a process does anything.

    A process that waits for a processor or a disk is not still, however busy the machine is. Only
    sleeping and stopped processes count, and only while they use no processor time at all.

    Args:
        pid: the process; it must be our child, so that its number is not used again.
        states: letters of `/proc/PID/stat` that count.
        seconds: how long it must be still.
    """

    def __init__(self, pid: int, states: str = "ST", seconds: float = STILL) -> None:
        self._path = f"/proc/{pid}/stat"
        self._states = states
        self._seconds = seconds
        self._used: list[bytes] = []
        self._since = time.monotonic()

    def hung(self) -> bool:
        """Look once; true if it has been still for that long."""
        now = time.monotonic()
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would double the time to start
                # After the name, which may contain spaces and brackets: the state first, the ticks of
                # user and system time as 12th and 13th.
                facts = file.read().rpartition(b")")[2].split()
            state, used = facts[0].decode(), facts[11:13]
        except (OSError, IndexError):
            return False
        if state not in self._states or used != self._used:
            self._used, self._since = used, now
        return now - self._since >= self._seconds


_PIECE = 1 << 16  # bytes; as much as a pipe holds

_PROCESS = ctypes.CDLL(None)
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class ParentGoneError(Exception):
    """The process that asked has ended."""


class ForkVoice(Protocol):
    """An object that speaks in a fork."""

    def answer(self, question: dict[str, Any]) -> bytes:
        """Speak what the question asks for; the answer of the protocol."""


def in_fork(voice: ForkVoice, question: dict[str, Any], inherited: tuple[int, ...]) -> bytes:
    """Answer a question in a fork of this process.

    Args:
        question: what is asked. The fork ends itself after `seconds` of time or `cpu` seconds of
            processor time; a fork that does nothing at all is killed earlier.
        inherited: descriptors that the fork must not hold open. The first is that of the questions:
            if its other end closes, this process ends.
    """
    reader, writer = os.pipe()
    us = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            _die_with(us)
            for descriptor in (reader, *inherited):
                os.close(descriptor)
            # The default action of SIGALRM ends a process even inside native code.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, question["seconds"])
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, question.get("cpu", 0))
            with os.fdopen(writer, "wb") as answer:
                answer.write(voice.answer(question))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    try:
        data = _all(reader, Stillness(child), inherited[:1])
    except ParentGoneError:
        os.kill(child, signal.SIGKILL)
        os._exit(1)
    finally:
        os.close(reader)
    if data is None:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0 and data is not None:
        return data
    hung = data is None or status in (-signal.SIGALRM, -signal.SIGPROF)
    return b"Ehung" if hung else b"Ecrashed"


def _die_with(parent: int) -> None:
    """Have the kernel kill this fork when its parent (of one thread) ends, even inside native code."""
    _PROCESS.prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _all(reader: int, writer: Stillness, questions: tuple[int, ...]) -> bytes | None:
    """All data until the pipe ends; None if its writer hangs.

    Raises:
        ParentGoneError: the pipe of the questions has ended.
    """
    data = bytearray()
    both = select.poll()
    both.register(reader, select.POLLIN)
    for line in questions:
        both.register(line, 0)  # reports only its end
    while True:
        ready = dict(both.poll(LOOK * 1000))
        if ready.keys() & questions:
            raise ParentGoneError
        if ready:
            piece = os.read(reader, _PIECE)
            if not piece:
                return bytes(data)
            data += piece
        elif writer.hung():
            return None
