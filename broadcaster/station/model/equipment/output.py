"""Where sound goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Key, Special, Text, Within, nothing


class OutputKind(StrEnum):
    """The kinds that other rooms tell apart."""

    DEVICE = "device"
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The audio output that feeds the loudspeaker system."""

    # Of `station/registries/outputs.py`; set from the key that is written.
    kind: Annotated[str, Special.UNWRITTEN] = OutputKind.DEVICE
    device: str = "default"
    latency: Annotated[float, Within(0.005, 2), Key(unit="s")] = 0.05
    # Where what was aired is heard back: "monitor", an input, "" for nowhere.
    listen: Annotated[str, Key(example="monitor")] = ""
    folder: Annotated[str | None, Text.PATH, Key(name="file", example="out")] = None  # for kind FILE
    # The own keys of another kind, as texts.
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)
