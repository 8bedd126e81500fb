"""VieNeu: neural voices of the north, the centre and the south that need no network.

v3 Nano (24 kHz) speaks at any stretch by itself. v3 Turbo (48 kHz) has one pace; its sound is stretched
afterwards, as that of a service is.
"""

from __future__ import annotations

from collections.abc import Collection

from broadcaster.speech.engines.neural import NeuralEngine, VoiceReader
from broadcaster.speech.samples import change_tempo
from broadcaster.speech.voices.presets import is_turbo, readers
from broadcaster.speech.voices.shelf import InstalledVoice

_FASTEST, _SLOWEST = 2.0, 0.5  # tempo, within what ffmpeg's filter gives in one step


class VieneuEngine(NeuralEngine):
    """VieNeu; the readers of a voice are the presets that its package ships, by name."""

    name = "vieneu"

    _child_module = "vieneu_child"
    _packages = ("vieneu", "sea-g2p", "onnxruntime")
    _loading = (
        180.0  # 280 MB are read and prepared: a PC needs about 10, a small one with a slow disk minutes
    )

    def _readers(self, voice: InstalledVoice) -> Collection[str]:
        return readers(voice.facts.files)

    def _settings(self, reader: VoiceReader, stretch: float) -> dict[str, object]:
        own = next(iter(readers(reader.voice.facts.files)), "")
        return {"length_scale": stretch, "reader": reader.name or own}

    def _heard(self, samples: bytes, rate: int, reader: VoiceReader, stretch: float) -> bytes:
        if not is_turbo(reader.voice.facts.files):
            return samples
        tempo = min(max(1 / stretch, _SLOWEST), _FASTEST)
        return change_tempo(samples, rate, tempo, engine=self.name)
