"""The process in which a Piper voice speaks; it may crash or hang without harm to its parent.

Run as a module. It loads one voice and then forks for every sentence, as eSpeak's process does.
So the voice's random numbers, without which speech sounds flat, begin alike for each sentence, and
equal words give equal bytes. The memory of a sentence is freed with its fork, and a crash or a hang
takes that sentence only. Forking allows no second thread, so it computes on one core; the other
cores are for the air.

Protocol (see `speech.engines.pipe`): the first question is `{"load": true}`, answered by `R`.
Then JSON with `words`, `length_scale`, `noise_scale`, `noise_w_scale`, `speaker` and `seconds`;
the answer is `S`, the rate as 4 bytes and int16 samples, or `E` and one of the words `crashed`,
`hung`, `not_loaded`; the last one with the reason on a line of its own.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

from broadcaster.speech.engines.fork import in_fork

_LENGTH = struct.Struct(">I")
_SEED = 1

_LOADING = 20.0  # seconds of processor time; a small PC needs about 4
_LEAST, _TIMES = 1.0, 5.0  # seconds of it for any sentence, and the factor on what others took


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


class PiperModel:
    """A voice, loaded and in its fresh state.

    Args:
        model: path of the ONNX file.
        config: path of the JSON file beside it.
    """

    def __init__(self, model: str, config: str) -> None:
        import onnxruntime
        from piper import PiperConfig, PiperVoice

        # Set before the session is made: it takes its random seeds from here.
        onnxruntime.set_seed(_SEED)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._voice = PiperVoice(
            config=PiperConfig.from_dict(json.loads(Path(config).read_bytes())),
            session=onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]),
        )
        # Loads eSpeak's data, which turns letters into sounds, once for all forks.
        self._voice.phonemize("chào")

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say `words` and give the answer of the protocol."""
        from piper import SynthesisConfig

        settings = SynthesisConfig(
            speaker_id=question["speaker"],
            length_scale=question["length_scale"],
            noise_scale=question["noise_scale"],
            noise_w_scale=question["noise_w_scale"],
            # Not each sentence to full scale: then its loudness would depend on its loudest sound.
            normalize_audio=False,
        )
        # Piper reads text in double brackets as phonemes.
        words = question["words"].replace("[[", "[ [")
        parts = [chunk.audio_int16_bytes for chunk in self._voice.synthesize(words, settings)]
        return b"S" + _LENGTH.pack(self._voice.config.sample_rate) + b"".join(parts)


def serve(questions: IO[bytes], answers: IO[bytes], voice: PiperModel | str) -> None:
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
                allowance.note(question, _spent() - before)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _spent() -> float:
    """Seconds of processor time that all forks so far have taken."""
    times = os.times()
    return times.children_user + times.children_system


def main(model: str, config: str) -> None:
    """Take over standard output for the protocol, so that nothing else can write into it."""
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Its default action ends this process even inside native code.
    signal.setitimer(signal.ITIMER_PROF, _LOADING)
    voice: PiperModel | str
    try:
        voice = PiperModel(model, config)
    except Exception as error:
        # The outermost handler of loading: libraries raise any error for a damaged file.
        voice = f"{type(error).__name__}: {error}"
    signal.setitimer(signal.ITIMER_PROF, 0)
    serve(sys.stdin.buffer, answers, voice)


if __name__ == "__main__":
    main(*sys.argv[1:])
