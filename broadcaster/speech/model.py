"""Clips of speech and the engines that make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
