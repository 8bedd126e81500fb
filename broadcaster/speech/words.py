"""The exact words an engine is given: clean text, fit for any engine."""

from __future__ import annotations

import re
import unicodedata

from broadcaster.errors import SpeechError

LONGEST = 2000
"""Characters that an engine is given at a time: about two minutes, far longer than any sentence."""

_WORD = re.compile(r"\w+")


def prepare(words: str) -> str:
    """The words as they go to the engine and into the clip's key; idempotent.

    NFC, because eSpeak spells decomposed letters; without control, formatting and unassigned
    characters, because some engines interpret them; with single spaces.

    Raises:
        SpeechError: nothing in it can be spoken, or it is longer than `LONGEST`.
    """
    visible = "".join(map(_visible, words))
    clean = " ".join(unicodedata.normalize("NFC", visible).split())
    if not any(c.isalnum() for c in clean):
        raise SpeechError("speech.nothing_to_say", words=clean[:40])
    if len(clean) > LONGEST:
        raise SpeechError("speech.too_long", length=len(clean), longest=LONGEST)
    return clean


def syllables(words: str) -> int:
    """The number of Vietnamese syllables: runs of letters or digits, because each is written separately."""
    return len(_WORD.findall(words))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    # Zero-width joiners and soft hyphens are inside words; all other such characters separate words.
    return "" if unicodedata.category(character) == "Cf" else " "
