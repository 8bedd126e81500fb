"""Outputs: what pulls blocks from the mixer. Each is one module, imported when it is chosen.

An output has `run(mixer, beat, stop)`, which blocks until `stop` is set or the device is lost. To
add one, write a module with such a class and name it in `open_output`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from broadcaster.playout.air.heartbeat import Beat
from broadcaster.playout.air.mixer import Mixer


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChoice:
    """What the station asks for. `kind` is device, file or none."""

    kind: str
    rate: int  # Hz
    device: str = "default"
    latency: float = 0.05  # seconds
    folder: str = ""
    timezone: str = "UTC"  # for the names of files
    hurried: bool = False  # files are written as fast as they can be, not at the pace of sound


class OutputLost(Exception):
    """The device is missing or has gone; the reason is for the log."""


class Output(Protocol):
    """A place where sound goes."""

    def describe(self) -> str:
        """What it is, for `status`."""

    def run(self, mixer: Mixer, beat: Beat, stop: threading.Event) -> None:
        """Pull blocks until `stop` is set.

        Raises:
            OutputLost: the device is missing, was lost or pulls no more.
        """


def open_output(choice: OutputChoice) -> Output:
    """The output that `choice` names.

    Raises:
        OutputLost: the device cannot be opened.
        ValueError: unknown kind.
    """
    if choice.kind == "device":
        from broadcaster.playout.outputs.soundcard import SoundCard

        return SoundCard(choice)
    from broadcaster.playout.outputs.paced import HurriedFiles, Nowhere, WavFiles

    if choice.kind == "file":
        return HurriedFiles(choice) if choice.hurried else WavFiles(choice)
    if choice.kind == "none":
        return Nowhere(choice)
    raise ValueError(choice.kind)
