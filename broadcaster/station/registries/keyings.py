"""The registry of keyings: the kinds of switches and the keys of each, as plain data.

`playout/keying` has the driver of each; `station/forms/settings.py` makes the forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import MappingProxyType
from typing import Annotated, Literal

from broadcaster.station.model.keys import HIGHEST_PORT, Key, Text, Within, nothing

Board = Literal["lcus-1", "lcus-2", "lcus-4", "lcus-8", "kmtronic", "numato"]
# The boards of `playout/keying/serial_port.py`, and how many relays each has.
RELAYS = {"lcus-1": 1, "lcus-2": 2, "lcus-4": 4, "lcus-8": 8, "kmtronic": 8, "numato": 16}

Baud = Annotated[int, Within(300, 921600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysOnKeying:
    """Amplifier or transmitter is always on, or switched by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpioKeying:
    """A pin of a small computer."""

    chip: Annotated[str, Text.PATH] = "/dev/gpiochip0"
    line: Annotated[int, Within(0, 1023), Key(example="17")]
    active: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialKeying:
    """A control line of a serial port, or a relay board that takes bytes over it."""

    port: Annotated[str, Text.PATH, Key(example="/dev/ttyUSB0")]
    line: Literal["rts", "dtr"] = "rts"
    board: Annotated[Board | None, Key(example="lcus-1")] = None
    relay: Annotated[int, Within(1, 16)] = 1
    on: Annotated[str | None, Text.BYTES, Key(example="A0 01 01 A2")] = None
    off: Annotated[str | None, Text.BYTES, Key(example="A0 01 00 A1")] = None
    baud: Baud = 9600  # what nearly every relay board speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusKeying:
    """A relay box on the network (TCP) or on a serial line (RTU)."""

    host: Annotated[str | None, Key(example="192.168.1.50")] = None
    port: Annotated[int, Within(1, HIGHEST_PORT)] = 502
    unit: Annotated[int, Within(0, 255)] = 1
    coil: Annotated[int, Within(0, 65535), Key(example="0")]
    device: Annotated[str | None, Text.PATH, Key(example="/dev/ttyUSB0")] = None
    baud: Baud = 9600
    parity: Literal["none", "even", "odd"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpKeying:
    """A relay that is switched by two web addresses."""

    on: Annotated[str, Text.ADDRESS, Key(example="http://192.168.1.60/on")]
    off: Annotated[str, Text.ADDRESS, Key(example="http://192.168.1.60/off")]
    method: Literal["get", "post", "put"] = "get"
    user: str | None = None
    password: Annotated[str | None, Key(example="!secret relay")] = None
    ca: Annotated[str | None, Text.PATH, Key(example="relay.pem")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKeying:
    """No relay: each switching becomes a line of a file."""

    file: Annotated[str, Text.PATH, Key(example="keying.txt")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingKind:
    """One kind of switch."""

    keys: type  # the driver's own keys; they reach the driver as texts
    module: str = ""  # in `playout/keying`; it has `open_switch(choice)`
    library: str = ""  # what the driver imports, where that is no part of the program itself
    extra: str = ""  # the package extra that brings the library
    device: tuple[str, ...] = ()  # the keys that say what it hangs on: one device has one owner
    node: str = ""  # the key of the device file that must be there
    opens: str = ""  # what a service must be let open: a key of `upkeep/host/systemd.py:DEVICES`
    also: Mapping[str, str] = field(default_factory=nothing)  # key → the kind whose library it needs too


KEYINGS: Mapping[str, KeyingKind] = MappingProxyType(
    {
        "none": KeyingKind(keys=AlwaysOnKeying),
        "gpio": KeyingKind(
            keys=GpioKeying,
            module="gpio",
            library="gpiod",
            extra="gpio",
            device=("chip",),
            node="chip",
            opens="gpio",
        ),
        "serial": KeyingKind(
            keys=SerialKeying,
            module="serial_port",
            library="serial",
            extra="serial",
            device=("port",),
            node="port",
            opens="serial",
        ),
        "modbus": KeyingKind(
            keys=ModbusKeying,
            module="modbus",
            library="pymodbus",
            extra="modbus",
            device=("device", "host"),
            node="device",
            opens="serial",
            also={"device": "serial"},  # Modbus over a serial line speaks through the serial library
        ),
        "http": KeyingKind(keys=HttpKeying, module="http"),
        "file": KeyingKind(keys=FileKeying, module="file", device=("file",)),
    }
)


def missing_extra(kind: str, options: Mapping[str, str]) -> str | None:
    """The extra to install for a keying of this kind, or None if nothing is missing."""
    entry = KEYINGS.get(kind)
    if entry is None:
        return None
    needed = [entry, *(KEYINGS[other] for key, other in entry.also.items() if key in options)]
    return next((each.extra for each in needed if each.library and find_spec(each.library) is None), None)
