"""A VieNeu model and its readers, as its own package drives it; loaded in `vieneu_child` only."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy
from sea_g2p import G2P, punc_norm
from vieneu._v3_turbo_engine.onnx_runtime_lite import OnnxV3LiteEngine
from vieneu.v3nano import OnnxV3NanoEngine
from vieneu_utils.core_utils import (
    gaps_to_silence,
    join_audio_chunks,
    split_text_into_chunks_with_gaps,
    strip_encoder_pad_frame,
)

from broadcaster.speech.engines.voice_process import SEED, sound
from broadcaster.speech.voices.presets import is_turbo, presets

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
"""For what no reading engine has read; after it no figure is left."""
_RUN = re.compile(r"([.,!?])(?:\s*[.,!?])+")  # one pause, as the models were taught
_SILENT = re.compile(r"[^\w\s.,!?]|_")
_PAUSES = str.maketrans({":": ",", ";": ",", "…": ".", "-": " ", "–": ",", "(": ",", ")": ","})
_FOREIGN = {
    "ben": "bˈɛn", "den": "zˈɛn", "gong": "ɣˈɔŋ", "on": "ˈɔn", "ten": "t̪ˈɛn", "them": "tˈɛm", "veo": "vˈɛw",
}  # fmt: skip
"""Syllables that the package's dictionary takes for other languages' words, as it says them with a tone."""


class Pronunciation:
    """Words as the package's phonemes, each as Vietnamese. Its own normaliser never sees the reading's words.

    By itself the package takes *ban*, *to* or *in* for English where their neighbours have no tone mark
    either, so each word is asked for between two that have one.
    """

    def __init__(self) -> None:
        self._g2p = G2P(lang="vi")
        self._said = cache(self._ask)
        self._said("chào")  # its dictionary is read once for all forks

    def phonemes(self, words: str) -> str:
        """The phonemes of a sentence or a part of one, pauses included."""
        told = _DIGIT.sub(lambda digit: f" {_DIGITS[int(digit[0])]} ", words.lower().translate(_PAUSES))
        told = _WORD.sub(lambda word: self._said(word[0]), punc_norm(_SILENT.sub(" ", told)))
        return " ".join(_RUN.sub(r"\1", told).split())

    def _ask(self, word: str) -> str:
        return _FOREIGN.get(word) or " ".join(self._g2p.convert(f"ạ {word} ạ").split(" ")[1:-1])


_CHARACTERS = {False: 140, True: 256}
"""The most that the model says at once, by whether it is Turbo: the package's own limits. Nano was taught
sentences of 15 s and says no longer ones."""


class VieneuModel:
    """A voice, loaded and in its fresh state. `paths`: its files, all in one folder."""

    def __init__(self, *paths: str) -> None:
        folder, names = Path(paths[0]).parent, [Path(path).name for path in paths]
        self._turbo = is_turbo(names)
        # The engines themselves: what stands above them takes text, and some files from the network.
        if self._turbo:
            place = str(folder)
            self._engine = OnnxV3LiteEngine(place, onnx_dir=place, codec_dir=place, threads=1)
        else:
            self._engine = OnnxV3NanoEngine(local_dir=str(folder), threads=1)
        self._readers = {
            name: {
                "speaker_emb": numpy.asarray(each["speaker_emb"], numpy.float32),
                "ref_codes": strip_encoder_pad_frame(numpy.asarray(each["codes"], numpy.int64))
                if self._turbo
                else numpy.asarray(each["style"], numpy.float32),
            }
            for name, each in presets(names)["presets"].items()
        }
        self._pronunciation = Pronunciation()

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say `words` and give the answer of the protocol."""
        stretch = question["length_scale"]
        most = round(_CHARACTERS[self._turbo] / max(1.0, 1.0 if self._turbo else stretch))
        pieces, gaps = split_text_into_chunks_with_gaps(question["words"], most)
        reader, rate = self._readers[question["reader"]], self._engine.SAMPLE_RATE
        numpy.random.seed(SEED)  # Turbo draws from these numbers, Nano from its own
        spoken = [
            self._engine.infer(
                phonemes=self._pronunciation.phonemes(piece), speed=1 / stretch, seed=SEED, **reader
            )
            for piece in pieces
        ]
        wave = join_audio_chunks(spoken, rate, silence_ps=gaps_to_silence(gaps))
        return sound(rate, (numpy.clip(wave, -1, 1) * 32767).astype("<i2").tobytes())
