"""The process in which eSpeak NG speaks; it may crash or hang without harm to its parent.

Run by `engines.process.bare` with `python -I -S`: it imports the standard library only and is ready
after about 25 ms. It loads the library once and then forks for every sentence. eSpeak keeps state
from one sentence to the next that not even its own restart clears (the same words came out
different); only a fork of the fresh state makes equal words equal bytes. The fork also takes the
crash or the hang of one sentence. Measured: 8 ms a sentence of 15 syllables, 2.5 ms of it the fork.

Protocol (see `engines.process.pipe`): the question is JSON with `words`, `phonemes` (true where
double brackets hold phonemes), `voice`, `wpm`, `pitch`, `range`, `volume` and `seconds`, after which
a sentence counts as hung. The answer is `S`, the rate as 4 bytes and int16 samples, or `E`
and one of the words `crashed`, `hung`, `not_loaded`.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from typing import IO

from broadcaster.speech.engines.espeak.library import Espeak
from broadcaster.speech.engines.process.fork import in_fork

_LENGTH = struct.Struct(">I")


def serve(questions: IO[bytes], answers: IO[bytes], espeak: Espeak | None) -> None:
    """Answer until the parent closes its end; `espeak` None means that loading failed."""
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        question = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        inherited = (questions.fileno(), answers.fileno())
        answer = in_fork(espeak, question, inherited) if espeak else b"Enot_loaded"
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def main(library: str, data: str, manner: str) -> None:
    """Take over standard output for the protocol, so that nothing else can write into it.

    `manner` is `tuned`, or `own` for eSpeak as it comes.
    """
    # Ctrl-C on a terminal reaches the whole process group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        espeak = Espeak(library, data, tuned=manner == "tuned")
    except OSError:
        espeak = None
    serve(sys.stdin.buffer, answers, espeak)
