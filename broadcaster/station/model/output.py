"""Where sound goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Key, Special, Text, Within


class OutputKind(StrEnum):
    """Where sound goes."""

    DEVICE = "device"
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The audio output that feeds the loudspeaker system."""

    kind: Annotated[OutputKind, Special.UNWRITTEN] = OutputKind.DEVICE  # told by the key that is written
    device: str = "default"
    latency: Annotated[float, Within(0.005, 2), Key(unit="s")] = 0.05
    # Where what was aired is heard back: "monitor", an input, "" for nowhere.
    listen: Annotated[str, Key(example="monitor")] = ""
    folder: Annotated[str | None, Text.PATH, Key(name="file", example="out")] = None  # for kind FILE
