"""A written Vietnamese syllable as its sounds: onset, glide, nucleus, final and tone. Pure.

The norm is the northern one that broadcasters speak: d, gi and r are one sound, so are ch and tr,
s and x; six tones. Symbols are those of the International Phonetic Alphabet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from broadcaster.syllables import speakable, split_tone


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


_TONES = {"": Tone.NGANG, "`": Tone.HUYEN, "'": Tone.SAC, "?": Tone.HOI, "~": Tone.NGA, ".": Tone.NANG}
_ONSETS = {
    "b": "b", "c": "k", "ch": "tɕ", "d": "z", "đ": "ɗ", "g": "ɣ", "gh": "ɣ", "gi": "z", "h": "h", "k": "k",
    "kh": "x", "l": "l", "m": "m", "n": "n", "ng": "ŋ", "ngh": "ŋ", "nh": "ɲ", "p": "p", "ph": "f", "q": "k",
    "r": "z", "s": "s", "t": "t", "th": "tʰ", "tr": "tɕ", "v": "v", "x": "s", "": "",
}  # fmt: skip
_ONSET = re.compile(r"ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnpqrstvx]|")
_FINALS = {
    "m": "m", "n": "n", "ng": "ŋ", "nh": "ɲ", "p": "p", "t": "t", "c": "k", "k": "k", "ch": "c", "i": "j",
    "y": "j", "u": "w", "o": "w", "": "",
}  # fmt: skip
# Longest first: the letters of a nucleus, its sound, and whether a [w] stands before it.
_NUCLEI = (
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
        return _after_q(rhyme[1:], _TONES[marks])
    parted = _parted(rhyme)
    if parted is None:
        return None
    nucleus, glide, final = parted
    return Syllable(onset=_ONSETS[onset], glide=glide, nucleus=nucleus, final=final, tone=_TONES[marks])


def _after_q(rhyme: str, tone: Tone) -> Syllable | None:
    parted = _parted(rhyme)
    if parted is None:
        return None
    nucleus, _, final = parted
    return Syllable(onset="k", glide=True, nucleus=nucleus, final=final, tone=tone)


def _parted(rhyme: str) -> tuple[str, bool, str] | None:
    """Nucleus, glide and final of a written rhyme."""
    for letters, nucleus, glide in _NUCLEI:
        rest = rhyme.removeprefix(letters)
        if rhyme.startswith(letters) and rest in _FINALS:
            short = nucleus == "aː" and rest in _SHORT_A
            return "a" if short else nucleus, glide, _FINALS[rest]
    return None
