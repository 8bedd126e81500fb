"""Keying: switching the transmitter or amplifier on and off around an airing.

A keyer is one module with `on`, `off`, `describe`; `off` must be safe to call at any time, any
number of times, for it is called first thing at start and on every way out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.errors import PlayoutError


class Keyer(Protocol):
    """Whoever holds the relay. Called from the director's thread only."""

    def on(self) -> None:
        """Switch the transmitter on."""

    def off(self) -> None:
        """Release it."""

    def describe(self) -> str:
        """What it is, for `status`."""


class NoKeying:
    """The loudspeaker system listens all the time: nothing to switch."""

    def on(self) -> None:
        """Nothing to do."""

    def off(self) -> None:
        """Nothing to do."""

    def describe(self) -> str:
        """The word for this keyer."""
        return "none"


@dataclass
class RecordingKeyer:
    """The fake: keeps what it was told, and can be told to fail."""

    log: list[bool] = field(default_factory=list)
    fail: bool = False

    @property
    def held(self) -> bool:
        """True while the relay would be closed."""
        return bool(self.log) and self.log[-1]

    def on(self) -> None:
        """Keep that it was switched on."""
        if self.fail:
            raise PlayoutError("playout.keyer_failed", reason="told to fail")
        self.log.append(True)

    def off(self) -> None:
        """Keep that it was released."""
        self.log.append(False)

    def describe(self) -> str:
        """The word for this keyer."""
        return "recording"


def open_keyer(kind: str) -> Keyer:
    """The keyer of `keying: {type: …}`.

    Raises:
        PlayoutError: this version has no such keyer. Airing without switching the transmitter
            would be silence that looks like sound, so the station does not start.
    """
    if kind == "none":
        return NoKeying()
    raise PlayoutError("playout.keying_missing", kind=kind)
