"""What an output is, what it knows of the air that it pulls sound from.

`open_output` gives the output that the station asks for.

Sound on its way to an output is interleaved 16-bit stereo. Whoever adds an output needs this module alone.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.station.registries.outputs import OUTPUTS

BYTES_PER_SAMPLE = 2
CHANNELS = 2
FRAME_BYTES = BYTES_PER_SAMPLE * CHANNELS


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChoice:
    """What the station asks for. `kind` is one of `station/registries/outputs.py`."""

    kind: str
    rate: int  # Hz
    device: str = "default"
    latency: float = 0.05  # seconds
    folder: str = ""
    timezone: str = "UTC"  # for the names of files
    options: Mapping[str, str] = field(default_factory=dict)  # the own keys of a kind
    hurried: bool = False  # files are written as fast as they can be, not at the pace of sound


class OutputLost(Exception):
    """The device is missing or has gone; the reason is for the log."""


class SoundingAiring(Protocol):
    """What an output that keeps files must know of what sounds."""

    @property
    def id(self) -> str:
        """The airing's id."""

    @property
    def name(self) -> str:
        """What its file is called."""

    @property
    def utc_ns(self) -> int:
        """The planned instant of its first frame, ns since 1970."""

    @property
    def start_frame(self) -> int:
        """The frame of the programme from which it is played."""

    @property
    def left(self) -> int | None:
        """Delay of the left channel in frames; None: silent."""

    @property
    def right(self) -> int | None:
        """The same of the right channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringMark:
    """Where in the last block an airing began (`start`) or ended."""

    airing: SoundingAiring
    frame: int
    start: bool


class BlockSource(Protocol):
    """The mixer, as an output uses it. All of it belongs to the output's thread."""

    @property
    def marks(self) -> list[AiringMark]:
        """What began or ended in the last block."""

    @property
    def place(self) -> int:
        """The frame up to which the newest file that sounds has been pulled; 0 while nothing sounds."""

    @property
    def sounds(self) -> bool:
        """True while something is heard."""

    def held(self, frames: int) -> bool:
        """True if all that sounds has its next frames at hand."""

    def underrun(self) -> None:
        """The device ran empty before this block."""

    def pull(self, frames: int, utc_ns: int) -> bytes:
        """The block of `frames` whose first frame is heard at `utc_ns`."""


class PullCounter(Protocol):
    """Where an output reports how much it has pulled: the air's heartbeat."""

    def tick(self, frames: int, place: int = 0, pulled: int = 0) -> None:
        """`frames` have been pulled in all, now; of the file on air, frame `place` was heard last."""

    def ended(self, rate: int) -> None:
        """The device has gone; see `air.heartbeat`."""


class AirOutput(Protocol):
    """A place where sound goes."""

    def describe(self) -> str:
        """What it is, for `status`."""

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Pull blocks until `stop` is set.

        Raises:
            OutputLost: the device is missing, was lost or pulls no more.
        """


def open_output(choice: OutputChoice) -> AirOutput:
    """The output that `choice` names.

    Raises:
        OutputLost: the device cannot be opened.
        ValueError: unknown kind.
    """
    entry = OUTPUTS.get(choice.kind)
    if entry is None:
        raise ValueError(choice.kind)
    module = importlib.import_module(f"broadcaster.playout.outputs.{entry.module}")
    output: AirOutput = module.open_output(choice)
    return output
