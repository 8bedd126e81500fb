"""The UPS behind NUT's upsd."""

from dataclasses import dataclass
from typing import Annotated

from broadcaster.station.declared import HIGHEST_PORT, Key, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Ups:
    """A UPS behind NUT's upsd."""

    host: str = "localhost"
    port: Annotated[int, Within(1, HIGHEST_PORT)] = 3493
    name: Annotated[str, Key(example="ups")] = ""  # "": the first that upsd lists
