"""Sentences for eSpeak's northern Vietnamese as its own phonemes, syllable by syllable.

eSpeak's letter rules read some syllables as English, drop glides, give "các" a palatal final, and
weaken three dozen common words such as "không" and "được". So every Vietnamese syllable is given
to eSpeak as phonemes; other words stay as written. docs/voice.md lists the differences.
"""

from __future__ import annotations

import re

from broadcaster.speech.engines.espeak.phonology import Syllable, Tone, sounds

VERSION = "1"
"""Part of every clip's key; raise it when other phonemes are chosen."""

_ONSETS = {
    "": "", "b": "_b", "k": "k", "tɕ": "tS", "z": "dz", "ɗ": "d_", "ɣ": "Q", "h": "h", "x": "x", "l": "l",
    "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "f": "f", "s": "S", "t": "t[", "tʰ": "t", "v": "v",
}  # fmt: skip
_NUCLEI = {
    "aː": "a:", "a": "a", "ə": "@", "əː": "@:", "ɛ": "E", "e": "e", "i": "i", "ɔ": "O", "o": "o", "u": "u",
    "ɨ": "y", "iə": "iE", "ɨə": "y@", "uə": "u@", "ɔː": "O", "oː": "o",
}  # fmt: skip
_FINALS = {
    "": "", "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "t": "t[", "k": "c", "c": "c", "j": "j",
    "w": "w",
}  # fmt: skip
_RHYMES = {
    ("iə", ""): "i@", ("ɨə", ""): "y{}|@:",
    ("a", "ɲ"): "e-{}n^", ("a", "c"): "e-{}c",
    ("ɔ", "ŋ"): "O#{}N", ("ɔ", "k"): "O#{}k", ("o", "ŋ"): "@U{}N", ("o", "k"): "@U{}k",
    ("a", "j"): "aI", ("aː", "j"): "a:I", ("o", "j"): "oI", ("ə", "j"): "@I", ("ɨə", "j"): "y|'@:I",
    ("a", "w"): "aU", ("aː", "w"): "a:U", ("ə", "w"): "aU",
}  # fmt: skip
"""Rhymes that are not nucleus + final. Braces mark the place of the tone, which is else at the end; the
stress is written if it is not on the first vowel."""
_TONES = {Tone.NGANG: "", Tone.HUYEN: "2", Tone.SAC: "3", Tone.HOI: "4", Tone.NGA: "5", Tone.NANG: "6"}
_STRESS = "'"
_WORD = re.compile(r"\w+")
_PLAIN = str.maketrans("[]-", "   ")  # brackets would begin phonemes, hyphens would separate them


def phonemes(syllable: Syllable) -> str:
    """The syllable in eSpeak's mnemonics for Vietnamese."""
    rhyme = _RHYMES.get((syllable.nucleus, syllable.final))
    if rhyme is None:
        rhyme = f"{_NUCLEI[syllable.nucleus]}{{}}{_FINALS[syllable.final]}"
    elif "{}" not in rhyme:
        rhyme += "{}"
    stress = "" if _STRESS in rhyme else _STRESS
    glide = "w" if syllable.glide else ""
    return f"{_ONSETS[syllable.onset]}{glide}{stress}{rhyme.format(_TONES[syllable.tone])}"


def with_phonemes(words: str) -> str:
    """`words` with each Vietnamese syllable as phonemes in double brackets, marks kept."""
    return _WORD.sub(_spoken, words.translate(_PLAIN))


def _spoken(word: re.Match[str]) -> str:
    syllable = sounds(word[0].lower())
    return word[0] if syllable is None else f"[[{phonemes(syllable)}]]"
