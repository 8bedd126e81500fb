"""Which engines speak, and how fast."""

from dataclasses import dataclass
from typing import Annotated

from broadcaster.station.declared import Text, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Which engines speak, in order: the first that works; and how fast."""

    engines: tuple[Annotated[str, Text.ENGINE], ...] = ("piper", "gtts", "espeak")
    rate: Annotated[int, Within(80, 400)] = 185
    online: bool = True  # false: no words of a message leave the computer
