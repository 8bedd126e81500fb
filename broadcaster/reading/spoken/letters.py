"""The Vietnamese names of letters, for words that must be spelled."""

from __future__ import annotations

from broadcaster.reading.spoken.numerals import DIGITS
from broadcaster.syllables import toneless

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
