"""What the director asks of the air and what the air reports, whether a process or its stand-in plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from broadcaster.playout.air.wire import Event, Level, Queue


class Air(Protocol):
    """Where takes are handed to: the link to the air process, or its stand-in."""

    def queue(self, order: Queue) -> None:
        """Hand over a file and its instant."""

    def fade(self, take_id: str) -> None:
        """Fade one item out, or withdraw it."""

    def restart(self) -> None:
        """End what does not report and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirReady:
    """The output is open and pulls sound."""

    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLost:
    """The process or its device has gone; a new one is being started."""

    reason: str
    frame: int | None = None  # the file's frame up to which it was heard; None if that is not known


AirReport = Event | Level | AirReady | AirLost
