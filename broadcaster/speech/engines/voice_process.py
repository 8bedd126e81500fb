"""The process in which a neural voice speaks; it may crash or hang without harm to its parent.

It loads one voice and then forks for every sentence, as eSpeak's process does. So the voice's random
numbers, without which speech sounds flat, begin alike for each sentence, and equal words give equal
bytes. The memory of a sentence is freed with its fork, and a crash or a hang takes that sentence only.
Forking allows no second thread, so it computes on one core; the other cores are for the air.

Protocol (see `speech.engines.pipe`): the first question is `{"load": true}`, answered by `R`. Then JSON
with `words`, `length_scale`, `seconds` and what else the voice's module names; the answer is `S`, the
seconds of processor time as 4 bytes, the rate as 4 bytes and int16 samples, or `E` and one of the words
`crashed`, `hung`, `not_loaded`; the last one with the reason on a line of its own.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from collections.abc import Callable
from typing import IO, Any

from broadcaster.speech.engines.fork import ForkVoice, in_fork

SEED = 1
"""What the random numbers of every sentence begin with."""

_LENGTH, _WORK = struct.Struct(">I"), struct.Struct(">f")
_LEAST, _TIMES = 1.0, 5.0  # seconds of it for any sentence, and the factor on what others took

_OUTWARD = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"}


class Allowance:
    """How much processor time a sentence may take, by what earlier sentences took.

    Processor time, not wall time: on a busy machine nothing counts as hung.
    """

    def __init__(self) -> None:
        self._most = 0.0  # seconds for a letter at stretch 1

    def seconds(self, question: dict[str, Any]) -> float:
        """The allowance for this question; 0 if nothing is known yet."""
        return max(_LEAST, _TIMES * self._most * _size(question)) if self._most else 0.0

    def note(self, question: dict[str, Any], seconds: float) -> None:
        """Note that a question was answered with a sound in that time."""
        self._most = max(self._most, seconds / _size(question))


def _size(question: dict[str, Any]) -> float:
    return max(1, len(question["words"])) * float(question["length_scale"])


def sound(rate: int, samples: bytes) -> bytes:
    """The answer of a fork: int16 samples of `rate` Hz."""
    return b"S" + _LENGTH.pack(rate) + samples


def serve(questions: IO[bytes], answers: IO[bytes], voice: ForkVoice | str) -> None:
    """Answer until the parent closes its end; a text instead of a voice says why it could not be loaded."""
    allowance = Allowance()
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        question = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        if isinstance(voice, str):
            answer = b"Enot_loaded\n" + voice.encode()
        elif "load" in question:
            answer = b"R"
        else:
            inherited = (questions.fileno(), answers.fileno())
            before = _spent()
            answer = in_fork(voice, {**question, "cpu": allowance.seconds(question)}, inherited)
            if answer[:1] == b"S":
                spent = _spent() - before
                allowance.note(question, spent)
                answer = b"S" + _WORK.pack(spent) + answer[1:]
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _spent() -> float:
    """Seconds of processor time that all forks so far have taken."""
    times = os.times()
    return times.children_user + times.children_system


def run(load: Callable[[], ForkVoice], limit: float) -> None:
    """Load a voice and answer for it until the parent closes its end.

    Standard output is taken over for the protocol, so that nothing else can write into it.

    Args:
        load: makes the voice; may raise whatever its libraries raise.
        limit: seconds of processor time for that.
    """
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Its default action ends this process even inside native code.
    signal.setitimer(signal.ITIMER_PROF, limit)
    sys.addaudithook(_offline)
    voice: ForkVoice | str
    try:
        voice = load()
    except Exception as error:
        # The outermost handler of loading: libraries raise any error for a damaged file.
        voice = f"{type(error).__name__}: {error}"
    signal.setitimer(signal.ITIMER_PROF, 0)
    serve(sys.stdin.buffer, answers, voice)


def _offline(event: str, _facts: tuple[object, ...]) -> None:
    """Let no library fetch anything: a voice speaks with what is installed, or not at all.

    Raises:
        ConnectionRefusedError: one tries.
    """
    if event in _OUTWARD:
        raise ConnectionRefusedError(event)
