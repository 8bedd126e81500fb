"""The exact words an engine is given: clean text, fit for any engine."""

from __future__ import annotations

import re
import unicodedata

from broadcaster.errors import SpeechError

LONGEST = 2000
"""Characters an engine takes at a time: about two minutes, far over any sentence for one breath."""

_WORD = re.compile(r"\w+")


def prepare(words: str) -> str:
    """The words as they go to the engine and into the clip's key; idempotent.

    NFC, because eSpeak spells decomposed letters out; control, formatting and unassigned
    characters gone, because some engines obey them; single spaces.

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
    """How many Vietnamese syllables: runs of letters or digits, as each syllable is written apart."""
    return len(_WORD.findall(words))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    # Zero-width joiners and soft hyphens stand inside words; everything else parts them.
    return "" if unicodedata.category(character) == "Cf" else " "
