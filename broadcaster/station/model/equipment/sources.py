"""Sources that may be relayed."""

from dataclasses import dataclass
from typing import Annotated

from broadcaster.station.declared import Key, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """An input of the sound card, as a source is written; in `Settings.sources` it is `line-in:2`."""

    number: Annotated[int, Within(0, 99), Key(name="line-in", example="2")]
