"""Vietnamese words as the phonemes that VieNeu's models were taught.

The package is given phonemes and no text: its own normaliser, which reads figures, dates and abbreviations in
its way, never sees the words that the reading engine has made (it would change one reading of eighteen).
"""

from __future__ import annotations

import re
from functools import cache

from sea_g2p import G2P, punc_norm

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
    """Words as the package's phonemes, each as Vietnamese.

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
