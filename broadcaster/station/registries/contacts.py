"""The registry of contacts: the kinds of inputs and the keys of each, as plain data.

`playout/links/contacts.py` has the driver of each; `station/forms/settings.py` makes the forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from broadcaster.station.model.keys import Key, Text, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class GpioContact:
    """A pin of a small computer."""

    chip: Annotated[str, Text.PATH] = "/dev/gpiochip0"
    line: Annotated[int, Within(0, 1023), Key(example="17")]
    active: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialContact:
    """A status line of a serial port."""

    port: Annotated[str, Text.PATH, Key(example="/dev/ttyUSB0")]
    line: Literal["cts", "dsr", "cd"] = "cts"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContact:
    """Closed while a file exists: for trials, and for programs that can only write files."""

    path: Annotated[str, Text.PATH, Key(example="button")]


CONTACTS: Mapping[str, type] = MappingProxyType(
    {"gpio": GpioContact, "serial": SerialContact, "file": FileContact}
)
