"""Written Vietnamese syllables as sounds, and as the phonemes of eSpeak.

The norm is the northern one that broadcasters speak: d, gi and r are one sound, so are ch and tr,
s and x; six tones. Symbols are those of the International Phonetic Alphabet.

eSpeak's letter rules read some syllables as English, drop glides, give "các" a palatal final, and
weaken three dozen common words such as "không" and "được". So every Vietnamese syllable is given
to eSpeak as phonemes; other words stay as written. docs/voice.md lists the differences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from broadcaster.core.text.syllables import speakable, split_tone


class Tone(StrEnum):
    """The six tones by their Vietnamese names, written plainly."""

    NGANG = "ngang"
    HUYEN = "huyền"
    SAC = "sắc"
    HOI = "hỏi"
    NGA = "ngã"
    NANG = "nặng"


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """The sounds of one syllable."""

    onset: str  # "" where the syllable begins with its vowel
    glide: bool  # a [w] between onset and nucleus
    nucleus: str
    final: str  # consonant or the glides w and j; "" for none
    tone: Tone


_WRITTEN_TONES = {
    "": Tone.NGANG,
    "`": Tone.HUYEN,
    "'": Tone.SAC,
    "?": Tone.HOI,
    "~": Tone.NGA,
    ".": Tone.NANG,
}
_WRITTEN_ONSETS = {
    "b": "b", "c": "k", "ch": "tɕ", "d": "z", "đ": "ɗ", "g": "ɣ", "gh": "ɣ", "gi": "z", "h": "h", "k": "k",
    "kh": "x", "l": "l", "m": "m", "n": "n", "ng": "ŋ", "ngh": "ŋ", "nh": "ɲ", "p": "p", "ph": "f", "q": "k",
    "r": "z", "s": "s", "t": "t", "th": "tʰ", "tr": "tɕ", "v": "v", "x": "s", "": "",
}  # fmt: skip
_ONSET = re.compile(r"ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnpqrstvx]|")
_WRITTEN_FINALS = {
    "m": "m", "n": "n", "ng": "ŋ", "nh": "ɲ", "p": "p", "t": "t", "c": "k", "k": "k", "ch": "c", "i": "j",
    "y": "j", "u": "w", "o": "w", "": "",
}  # fmt: skip
# Longest first: the letters of a nucleus, its sound, and whether a [w] stands before it.
_WRITTEN_NUCLEI = (
    ("uyê", "iə", True), ("uya", "iə", True), ("iê", "iə", False), ("yê", "iə", False), ("ia", "iə", False),
    ("ươ", "ɨə", False), ("ưa", "ɨə", False), ("uô", "uə", False), ("ua", "uə", False),
    ("oo", "ɔː", False), ("ôô", "oː", False),
    ("oa", "aː", True), ("oă", "a", True), ("oe", "ɛ", True), ("uâ", "ə", True), ("uê", "e", True),
    ("uy", "i", True), ("uơ", "əː", True), ("uă", "a", True),
    ("a", "aː", False), ("ă", "a", False), ("â", "ə", False), ("e", "ɛ", False), ("ê", "e", False),
    ("i", "i", False), ("y", "i", False), ("o", "ɔ", False), ("ô", "o", False), ("ơ", "əː", False),
    ("u", "u", False), ("ư", "ɨ", False),
)  # fmt: skip
_AFTER_GI = ("", "m", "n", "p", "t", "ch", "nh")  # what may follow when the i of gi is the nucleus
_SHORT_A = ("u", "y", "ch", "nh")  # before these finals a written a is short: đau, may, sách, nhanh


@lru_cache(maxsize=16384)
def sounds(word: str) -> Syllable | None:
    """The sounds of a lower-case NFC word; None where it is not one Vietnamese syllable."""
    if not speakable(word):
        return None
    letters, marks = split_tone(word)
    found = _ONSET.match(letters)
    onset = found[0] if found else ""
    rhyme = letters[len(onset) :]
    if onset == "g" and rhyme.startswith("i"):
        # The i of gi is a vowel only if no other vowel follows: gì, gìn; giêng is spoken with iê.
        own = rhyme[1:] in _AFTER_GI or rhyme.startswith("iê")
        onset, rhyme = "gi", rhyme if own else rhyme[1:]
    if onset == "q" and rhyme.startswith("u") and not rhyme.startswith("uô"):
        return _after_q(rhyme[1:], _WRITTEN_TONES[marks])
    parted = _parted(rhyme)
    if parted is None:
        return None
    nucleus, glide, final = parted
    return Syllable(
        onset=_WRITTEN_ONSETS[onset], glide=glide, nucleus=nucleus, final=final, tone=_WRITTEN_TONES[marks]
    )


def _after_q(rhyme: str, tone: Tone) -> Syllable | None:
    parted = _parted(rhyme)
    if parted is None:
        return None
    nucleus, _, final = parted
    return Syllable(onset="k", glide=True, nucleus=nucleus, final=final, tone=tone)


def _parted(rhyme: str) -> tuple[str, bool, str] | None:
    """Nucleus, glide and final of a written rhyme."""
    for letters, nucleus, glide in _WRITTEN_NUCLEI:
        rest = rhyme.removeprefix(letters)
        if rhyme.startswith(letters) and rest in _WRITTEN_FINALS:
            short = nucleus == "aː" and rest in _SHORT_A
            return "a" if short else nucleus, glide, _WRITTEN_FINALS[rest]
    return None


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
