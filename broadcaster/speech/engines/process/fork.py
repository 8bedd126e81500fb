"""One question answered in a fork of this process: a crash or a hang takes the fork only.

Standard library only: the process in which eSpeak speaks loads this too.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
from typing import Any, Protocol

from broadcaster.speech.engines.process.stillness import LOOK, Stillness

_PIECE = 1 << 16  # bytes; as much as a pipe holds

_PROCESS = ctypes.CDLL(None)
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class ParentGoneError(Exception):
    """The process that asked has ended."""


class Voice(Protocol):
    """An object that speaks in a fork."""

    def answer(self, question: dict[str, Any]) -> bytes:
        """Speak what the question asks for; the answer of the protocol."""


def in_fork(voice: Voice, question: dict[str, Any], inherited: tuple[int, ...]) -> bytes:
    """Answer a question in a fork of this process.

    Args:
        voice: what answers.
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
