"""Clips of speech, the engines that make them, and the exact words an engine is given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from broadcaster.core.errors import SpeechError
from broadcaster.core.text.forms import nfc


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One sentence of speech: mono, signed 16-bit little-endian samples."""

    samples: bytes
    rate: int  # Hz

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.samples) // 2

    def stretch(self, start: int, frames: int) -> bytes:
        """The samples of `frames` from `start` on."""
        return self.samples[2 * start : 2 * (start + frames)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineIdentity:
    """Everything that shapes an engine's sound, besides the words: part of the clip's key."""

    engine: str
    version: str  # of program, data and model
    voice: str
    rate: int  # syllables a minute
    settings: tuple[tuple[str, str], ...] = ()


class Engine(Protocol):
    """A speech engine. Calls come from one thread at a time."""

    name: str
    offline: bool  # true if it needs no network

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; `voice` None means the engine's own default.

        Raises:
            EngineMissing: engine or voice is not installed.
        """

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words` (one sentence).

        Raises:
            EngineMissing: engine or voice is not installed.
            EngineFailed: it crashed, hung or gave no sound.
            EngineBusy: it asks to wait.
        """

    def close(self) -> None:
        """Give back child processes and connections."""


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
    clean = " ".join(nfc(visible).split())
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
