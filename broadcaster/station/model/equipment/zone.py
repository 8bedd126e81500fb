"""Zones: clusters of loudspeakers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import MINUTE, Key, Lasting, Special
from broadcaster.station.model.equipment.keying import Keying


class Channel(StrEnum):
    """Channels of the one output stream that a zone hangs on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A cluster of loudspeakers."""

    name: Annotated[str, Special.UNWRITTEN]
    channel: Channel = Channel.BOTH
    delay: Annotated[float, Lasting(0, MINUTE), Key(example="0.8s")] = 0.0
    # Its own transmitter; None: the station's.
    keying: Annotated[Keying | None, Special.WRITTEN, Key(example="{type: gpio, line: 17}")] = None
