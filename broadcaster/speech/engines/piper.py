"""Piper: a neural voice that needs no network.

Measured with a voice of medium quality: 0.6 s of processor time to load, 0.10 s for each second of sound.
"""

from __future__ import annotations

from collections.abc import Collection

from broadcaster.speech.engines.neural import NeuralEngine, VoiceReader
from broadcaster.speech.voices.shelf import InstalledVoice

_NOISE = {"noise_scale": 0.667, "noise_w_scale": 0.8}  # Piper's own defaults


class PiperEngine(NeuralEngine):
    """Piper; the readers of a voice with several speakers are their numbers."""

    name = "piper"

    _child_module = "piper_child"
    _packages = ("piper-tts", "onnxruntime")
    _loading = 60.0  # a small PC with a slow disk needs about 10

    def _readers(self, voice: InstalledVoice) -> Collection[str]:
        return tuple(map(str, range(voice.facts.speakers)))

    def _settings(self, reader: VoiceReader, stretch: float) -> dict[str, object]:
        speaker = int(reader.name) if reader.name else None
        return {"length_scale": stretch, "speaker": speaker, **_NOISE}
