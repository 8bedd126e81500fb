"""Sentences for eSpeak's northern Vietnamese as its own phonemes, syllable by syllable.

Its letter rules take some syllables for English or drop their glide, say the final of "các" at
the palate, and weaken three dozen common words such as "không" and "được". So every Vietnamese
syllable is given to it as sounds; what is no syllable stays as written. docs/voice.md lists what
differs.
"""

from __future__ import annotations

import re

from broadcaster.speech.phonology import Syllable, Tone, sounds

VERSION = "1"
"""Part of every clip's key; raise it when other phonemes are chosen."""

_ONSETS = {
    "": "", "b": "_b", "k": "k", "tɕ": "tS", "z": "z", "ɗ": "d_", "ɣ": "Q", "h": "h", "x": "x", "l": "l",
    "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "f": "f", "s": "s", "t": "t[", "tʰ": "t", "v": "v",
}  # fmt: skip
_NUCLEI = {
    "aː": "a:", "a": "a", "ə": "@", "əː": "@:", "ɛ": "E", "e": "e", "i": "i", "ɔ": "O", "o": "o", "u": "u",
    "ɨ": "y", "iə": "iE", "ɨə": "y@", "uə": "u@", "ɔː": "O", "oː": "o",
}  # fmt: skip
_OPEN_IA = "i@"  # iə without a final: mía
_ROUNDED = {"ɔ": "O#", "o": "o#"}  # before ŋ and k the lips close: ong, ốc
_FRONTED = "e-"  # anh, ách
_GLIDING = {("ə", "j"): ("@I", "")}  # a vowel of its own in its tables: ây
_FINALS = {
    "": "", "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "t": "t[", "k": "k", "c": "c", "j": "j",
    "w": "w",
}  # fmt: skip
_TONES = {Tone.NGANG: "", Tone.HUYEN: "2", Tone.SAC: "3", Tone.HOI: "4", Tone.NGA: "5", Tone.NANG: "6"}
_STRESS = "'"
_WORD = re.compile(r"\w+")
_PLAIN = str.maketrans("[]-", "   ")  # brackets would be taken for phonemes, hyphens would part them


def phonemes(syllable: Syllable) -> str:
    """The syllable in eSpeak's mnemonics for Vietnamese."""
    nucleus = _NUCLEI[syllable.nucleus]
    if syllable.final in ("ŋ", "k"):
        nucleus = _ROUNDED.get(syllable.nucleus, nucleus)
    elif syllable.nucleus == "a" and syllable.final in ("ɲ", "c"):
        nucleus = _FRONTED
    elif syllable.nucleus == "iə" and not syllable.final:
        nucleus = _OPEN_IA
    nucleus, final = _GLIDING.get((syllable.nucleus, syllable.final), (nucleus, _FINALS[syllable.final]))
    glide = "w" if syllable.glide else ""
    return f"{_ONSETS[syllable.onset]}{glide}{_STRESS}{nucleus}{_TONES[syllable.tone]}{final}"


def with_phonemes(words: str) -> str:
    """`words` with each Vietnamese syllable as phonemes in double brackets, marks kept."""
    return _WORD.sub(_said, words.translate(_PLAIN))


def _said(word: re.Match[str]) -> str:
    syllable = sounds(word[0].lower())
    return word[0] if syllable is None else f"[[{phonemes(syllable)}]]"
