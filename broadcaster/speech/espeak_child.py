"""The process in which eSpeak NG speaks; it may crash or hang without harm to its parent.

Run by path with `python -I -S`, so it imports the standard library only and is up in about
25 ms. It loads the library once and then forks for every sentence: eSpeak keeps state from one
sentence to the next that not even its own restart clears (the same words came out different),
and only a fork of the fresh state makes equal words equal bytes. The fork also takes the crash
or the hang of one sentence. Measured: 8 ms a sentence of 15 syllables, 2.5 ms of it the fork.

Protocol (see `broadcaster.speech.pipe`): the question is JSON with `words`, `voice`, `wpm`,
`pitch`, `range` and `volume`; the answer is `S`, the rate as 4 bytes and int16 samples, or `E`
and one of the words `crashed`, `hung`, `not_loaded`.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any, Protocol

_LENGTH = struct.Struct(">I")

# From speak_lib.h of eSpeak NG 1.52.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_END_PAUSE = 0x1000  # without it the last sound's decay of about 70 ms is cut off
_CHARACTERS = 1
_PARAMETERS = {"wpm": 1, "volume": 2, "pitch": 3, "range": 4}
_SEED = 1

_Sink = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, loaded and in its fresh state.

    Args:
        library: path of libespeak-ng.
        data: path of espeak-ng-data.

    Raises:
        OSError: the library or its data cannot be loaded.
    """

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        # eSpeak keeps its data path in 160 bytes: a short relative one always fits.
        os.chdir(Path(data).parent)
        self._rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DONT_EXIT)
        if self._rate <= 0:
            raise OSError(data)
        seed = getattr(self._library, "espeak_ng_SetRandSeed", None) or ctypes.CDLL(None).srand
        seed.argtypes = [ctypes.c_long]
        seed(_SEED)
        self._sound = bytearray()
        self._sink = _Sink(self._take)  # held here as long as the library may call it
        self._library.espeak_SetSynthCallback(self._sink)

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say `words` and give the answer of the protocol."""
        if self._library.espeak_SetVoiceByName(question["voice"].encode()) != 0:
            return b"Enot_loaded"
        for name, number in _PARAMETERS.items():
            self._library.espeak_SetParameter(number, question[name], 0)
        text = question["words"].encode() + b"\0"
        self._library.espeak_Synth(text, len(text), 0, _CHARACTERS, 0, _UTF8 | _END_PAUSE, None, None)
        return b"S" + _LENGTH.pack(self._rate) + self._sound

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, 2 * count)
        return 0


class Voice(Protocol):
    """What speaks in a fork."""

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say what is asked and give the answer of the protocol."""


def in_fork(voice: Voice, question: dict[str, Any], seconds: float, inherited: tuple[int, ...]) -> bytes:
    """Answer a question in a fork of this process.

    Args:
        voice: what answers.
        question: what is asked.
        seconds: after which the fork ends itself.
        inherited: descriptors the fork must not hold open.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for descriptor in (reader, *inherited):
                os.close(descriptor)
            # The default action of SIGALRM ends a process even inside native code.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            with os.fdopen(writer, "wb") as answer:
                answer.write(voice.answer(question))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        data = answers.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        return data
    return b"Ehung" if status == -signal.SIGALRM else b"Ecrashed"


def serve(questions: IO[bytes], answers: IO[bytes], espeak: Espeak | None, seconds: float) -> None:
    """Answer until the parent closes its end; `espeak` None means that loading failed."""
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        question = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        inherited = (questions.fileno(), answers.fileno())
        answer = in_fork(espeak, question, seconds, inherited) if espeak else b"Enot_loaded"
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def main(library: str, data: str, seconds: str) -> None:
    """Take over standard output for the protocol, so that nothing else can write into it."""
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        espeak = Espeak(library, data)
    except OSError:
        espeak = None
    serve(sys.stdin.buffer, answers, espeak, float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
