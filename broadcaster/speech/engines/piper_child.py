"""The process in which a Piper voice speaks: `piper_child MODEL CONFIG`, see `voice_process`.

Its questions have `noise_scale`, `noise_w_scale` and `speaker` too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from broadcaster.speech.engines.voice_process import SEED, run, sound

_LOADING = 20.0  # seconds of processor time; a small PC needs about 4


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
        onnxruntime.set_seed(SEED)
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
        return sound(self._voice.config.sample_rate, b"".join(parts))


if __name__ == "__main__":
    run(lambda: PiperModel(*sys.argv[1:]), _LOADING)
