"""Letters by their Vietnamese names, and foreign words in Vietnamese syllables.

Consonant clusters are separated by "ờ", letters that Vietnamese lacks are replaced by the nearest,
and final consonants are kept where Vietnamese has them.
"""

from __future__ import annotations

import re

from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import speakable, split_tone, stopped, toneless
from broadcaster.reading.numerals import DIGITS

NAMES = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e", "ê": "ê",
    "f": "ép", "g": "gờ", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "lờ", "m": "mờ", "n": "nờ",
    "o": "o", "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy", "r": "rờ", "s": "ét", "t": "tê", "u": "u",
    "ư": "ư", "v": "vê", "w": "đúp vê", "x": "ích", "y": "y", "z": "dét",
}  # fmt: skip

# For character classes: the range "À-Ỹ" would contain small letters, too.
UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"


def spell(text: str) -> str:
    """Letters by their names and digits one by one; other characters are silent."""
    names = []
    for character in text.lower():
        if character in NAMES:
            names.append(NAMES[character])
        elif character in "0123456789":
            names.append(DIGITS[int(character)])
        else:
            plain = toneless(character)
            names.extend(NAMES[c] for c in plain if c in NAMES)
    return " ".join(names)


_SOUNDS = (
    (re.compile(r"tion\b"), "sân"),
    (re.compile(r"sch|sh"), "s"),
    (re.compile(r"ck|cqu|q(?!u)"), "k"),
    (re.compile(r"ph|f+"), "ph"),
    (re.compile(r"th(?=[aeiouy])"), "th"),
    (re.compile(r"ee|ea"), "i"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"x"), "x"),
    (re.compile(r"c(?=[eiy])"), "x"),
    (re.compile(r"([bcdfgklmnpqrstvxz])\1"), r"\1"),
)
_ONSETS = {
    "": "", "b": "b", "c": "c", "ch": "ch", "d": "đ", "đ": "đ", "g": "g", "gh": "g", "h": "h", "j": "gi",
    "k": "c", "kh": "kh", "l": "l", "m": "m", "n": "n", "ng": "ng", "nh": "nh", "p": "p", "ph": "ph",
    "q": "qu", "qu": "qu", "r": "r", "s": "x", "t": "t", "th": "th", "tr": "tr", "v": "v", "w": "o",
    "x": "x", "y": "d", "z": "d",
}  # fmt: skip
_OPENED = {
    "b": "bờ", "c": "cờ", "d": "đờ", "đ": "đờ", "f": "phờ", "g": "gờ", "h": "hờ", "j": "giờ", "k": "cờ",
    "l": "lờ", "m": "mờ", "n": "nờ", "p": "pờ", "q": "quờ", "r": "rờ", "s": "xờ", "t": "tờ", "v": "vờ",
    "w": "u", "x": "xờ", "y": "i", "z": "dờ", "ph": "phờ", "ch": "chờ", "th": "thờ", "kh": "khờ",
    "nh": "nhờ", "ng": "ngờ", "tr": "tờ rờ", "gh": "gờ", "qu": "quờ",
}  # fmt: skip
_VOWELS = {
    "a": "a", "e": "e", "i": "i", "o": "ô", "u": "u", "y": "i", "ai": "ai", "ay": "ay", "ao": "ao",
    "au": "au", "ei": "ây", "ey": "ây", "ie": "i", "oi": "oi", "oy": "oi", "eu": "êu", "ew": "iu",
    "ia": "ia", "io": "iô", "ua": "ua", "ui": "ui", "ue": "ue", "ow": "ao", "aw": "o", "oa": "oa",
    "eo": "eo",
}  # fmt: skip
_CODAS = {
    "m": "m", "n": "n", "ng": "ng", "nh": "nh", "p": "p", "t": "t", "c": "c", "k": "c", "ch": "ch",
    "b": "p", "d": "t", "đ": "t", "g": "c", "l": "n", "r": "", "s": "t", "x": "t", "z": "t", "v": "p",
    "f": "p", "ph": "p", "th": "t", "st": "t", "nd": "n", "nt": "n", "nk": "nh", "rt": "t", "rk": "c",
    "rs": "", "ns": "n", "lt": "n", "ld": "n", "ct": "c", "ts": "t", "ks": "c", "rd": "t", "rm": "m",
    "rn": "n", "mp": "m", "ps": "p", "gn": "n", "h": "", "w": "u", "j": "",
    "ngs": "ng",
}  # fmt: skip
_PIECE = re.compile(
    r"(?P<onset>ph|ch|th|kh|nh|ng|tr|gh|qu|[bcdđfghjklmnpqrstvwxz]|)(?P<vowel>ai|ay|ao|au|ei|ey|ie|oi|oy|eu|ew|ia|io|ua|ui|ue|ow|aw|oa|eo|[aeiouy])"
)
_CONSONANTS = re.compile(r"[^aeiouy]*")
_DROPPED_END = re.compile(r"(?<=[^aeiouy])e(?=s?\Z)")
_LONGEST = 7  # letters of one syllable: nghiêng
_DIGRAPHS = ("ph", "ch", "th", "kh", "nh", "ng", "tr", "gh", "qu")


def respell(word: str) -> str:
    """`word` in syllables that a Vietnamese voice can say; letter names as a last resort."""
    if not word.isascii():
        parts = joined(nfc(word.lower()))
        if parts:
            return " ".join(parts)
    text = split_tone(word.lower())[0]
    text = re.sub(r"[ăâ]", "a", re.sub(r"ê", "e", re.sub(r"[ôơ]", "o", re.sub("ư", "u", text))))
    text = re.sub(r"[^a-zđ]", "", text)
    if not re.search(r"[aeiouy]", text):
        return spell(word)
    if not re.fullmatch(r".[aeiouy]?.", text):
        text = (
            _DROPPED_END.sub("", text)
            if re.search(r"[aeiouy].*[^aeiouy]e s?\Z".replace(" ", ""), text)
            else text
        )
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    syllables = [piece for piece in _syllables(text) if piece]
    return " ".join(syllables) if syllables else spell(word)


def joined(word: str) -> list[str] | None:
    """The syllables of a lower-case word that was written without its spaces: "kilôgam"."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            held, part = best[start], word[start:end]
            if held is None or not speakable(part):
                continue
            # A doubled vowel is a typing error, not two syllables: "kieểm".
            if held and toneless(held[-1][-1]) == toneless(part[0]):
                continue
            here = best[end]
            if here is None or len(held) + 1 < len(here):
                best[end] = [*held, part]
    return best[len(word)]


def _syllables(text: str) -> list[str]:
    text = split_tone(text)[0].replace("â", "a")
    position = 0
    made: list[str] = []
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            letters = next((d for d in _DIGRAPHS if text.startswith(d, position)), text[position])
            made.append(_OPENED.get(letters, ""))
            position += len(letters)
            continue
        position = piece.end()
        between = _CONSONANTS.match(text, position)
        cluster = between.group() if between else ""
        last = position + len(cluster) == len(text)
        coda = cluster if last else _coda(cluster)
        made.extend(_syllable(piece["onset"], piece["vowel"], coda))
        position += len(coda)
    return made


def _coda(cluster: str) -> str:
    """How many of the consonants between two vowels belong to the first syllable."""
    if len(cluster) < 2 or cluster in _DIGRAPHS or cluster[:2] in ("ph", "ch", "th", "kh"):
        return ""
    for size in (2, 1):
        rest = cluster[size:]
        if rest and cluster[:size] in ("ng", "nh", "m", "n", "c", "p", "t", "l", "k", "r", "s"):
            return cluster[:size] if size == 1 or rest else ""
    return ""


def _syllable(onset: str, vowel: str, coda: str) -> list[str]:
    head, core, tail = _ONSETS.get(onset, ""), _VOWELS[vowel], _CODAS.get(coda)
    extra: list[str] = []
    if tail is None:
        tail = _CODAS.get(coda[:1], "")
        extra = [_OPENED[c] for c in coda[1:] if c in _OPENED]
    if head == "c" and core[0] in "eêi":
        head = "k"
    if head in ("g", "ng") and core[0] in "eêi":
        head += "h"
    if vowel == "io":  # two syllables, since Vietnamese has no such rhyme
        return [*_syllable(onset, "i", ""), *_syllable("", "o", coda)]
    for rhyme in (core + tail, core[0] + tail, core, core[0]):
        for candidate in (head + rhyme, head + stopped(rhyme)):
            if speakable(candidate):
                return [candidate, *extra]
    return [_OPENED.get(onset, ""), core[0], *extra]
