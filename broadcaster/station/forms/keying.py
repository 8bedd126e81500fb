"""The forms of `keying:`, one for each kind of switch; the driver's own keys become options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import FilePath, Line, text_of, written_as
from broadcaster.station.forms.times import HOUR, MINUTE, lasting
from broadcaster.station.model import Keying
from broadcaster.station.naming import listed, nearest, shown

Settle = Annotated[float, lasting(0, 5 * MINUTE, "5s")]
Tail = Annotated[float, lasting(0, MINUTE, "1.5s")]
Longest = Annotated[float, lasting(MINUTE, 24 * HOUR, "60m")]
Baud = Annotated[int, Field(ge=300, le=921600)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
_SHARED = ("type", "settle", "noise", "tail", "longest")


_BYTES = r"[0-9a-fA-F]{2}(?:[ :]?[0-9a-fA-F]{2}){0,31}"
# The boards of `playout/keying/drivers/boards.py`, and how many relays each has.
RELAYS = {"lcus-1": 1, "lcus-2": 2, "lcus-4": 4, "lcus-8": 8, "kmtronic": 8, "numato": 16}


def _bytes(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_BYTES, text, re.ASCII):
        raise fault("bad_bytes", written=shown(text))
    return bytes.fromhex(text.replace(":", "")).hex(" ")


Bytes = Annotated[str, written_as(_bytes, type="string", pattern=f"^{_BYTES}$", examples=["A0 01 01 A2"])]


class KeyingForm(Form):
    """The times that every kind of keying has."""

    type: str = key("keys.keying.type")
    settle: Settle = key("keys.keying.settle")
    noise: Tail = key("keys.keying.noise")
    tail: Tail = key("keys.keying.tail")
    longest: Longest = key("keys.keying.longest")

    def value(self) -> Keying:
        """The keying with the driver's keys as texts."""
        written = self.written()
        shared: dict[str, Any] = {name: written.pop(name) for name in _SHARED if name in written}
        return Keying(**shared, options={name: str(value) for name, value in written.items()})


class NoKeying(KeyingForm):
    """Amplifier or transmitter is always on, or switched by hand."""

    type: Literal["none"] = key("keys.keying.type")


class GpioKeying(KeyingForm):
    """A pin of a small computer."""

    type: Literal["gpio"] = required("keys.keying.type")
    chip: FilePath = key("keys.keying.chip")
    line: Annotated[int, Field(ge=0, le=1023)] = required("keys.keying.gpio_line")
    active: Literal["high", "low"] = key("keys.keying.active")


class SerialKeying(KeyingForm):
    """A control line of a serial port, or a relay board that takes bytes over it."""

    type: Literal["serial"] = required("keys.keying.type")
    port: FilePath = required("keys.keying.port")
    line: Literal["rts", "dtr"] = key("keys.keying.serial_line")
    board: Literal["lcus-1", "lcus-2", "lcus-4", "lcus-8", "kmtronic", "numato"] = key("keys.keying.board")
    relay: Annotated[int, Field(ge=1, le=16)] = key("keys.keying.relay")
    on: Bytes = key("keys.keying.bytes_on")
    off: Bytes = key("keys.keying.bytes_off")
    baud: Baud = key("keys.keying.baud")

    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """A line, a board, or bytes of its own: one of the three, and whole."""
        ways = [way for way in (("line",), ("board", "relay"), ("on", "off")) if written.keys() & {*way}]
        if len(ways) > 1:
            second = next(key for key in ways[1] if key in written)
            yield fault("one_way", at=second, known="line, board, on + off")
            return
        if len(written.keys() & {"on", "off"}) == 1:
            yield fault("missing_key", key="off" if "on" in written else "on")
        if "relay" in written and "board" not in written:
            yield fault("missing_key", key="board")

    @field_validator("relay", mode="after")
    @classmethod
    def _on_board(cls, relay: int, info: ValidationInfo) -> int:
        most = RELAYS.get(info.data.get("board") or "", relay)
        if relay > most:
            raise fault("too_big", limit=most)
        return relay


class ModbusKeying(KeyingForm):
    """A relay box on the network (TCP) or on a serial line (RTU)."""

    type: Literal["modbus"] = required("keys.keying.type")
    host: Line = key("keys.keying.host")
    port: Annotated[int, Field(ge=1, le=65535)] = key("keys.keying.tcp_port")
    unit: Annotated[int, Field(ge=0, le=255)] = key("keys.keying.unit")
    coil: Annotated[int, Field(ge=0, le=65535)] = required("keys.keying.coil")
    device: FilePath = key("keys.keying.device")
    baud: Baud = key("keys.keying.baud")
    parity: Literal["none", "even", "odd"] = key("keys.keying.parity")

    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """By network or by serial line."""
        keys = written.keys()
        serial, network = keys & {"device", "baud", "parity"}, keys & {"host", "port"}
        if not keys & {"host", "device"}:
            yield fault("one_of", one="host", other="device")
        elif serial and network:
            yield fault("one_way", at=min(serial), known="host + port, device + baud + parity")


class HttpKeying(KeyingForm):
    """A relay that is switched by two web addresses."""

    type: Literal["http"] = required("keys.keying.type")
    on: Address = required("keys.keying.on")
    off: Address = required("keys.keying.off")
    method: Literal["get", "post", "put"] = key("keys.keying.method")
    user: Line = key("keys.keying.user")
    password: Line = key("keys.keying.password")
    ca: FilePath = key("keys.keying.ca")


class FileKeying(KeyingForm):
    """No relay: each switching becomes a line of a file."""

    type: Literal["file"] = required("keys.keying.type")
    file: FilePath = required("keys.keying.file")


KINDS: dict[str, type[KeyingForm]] = {
    "none": NoKeying,
    "gpio": GpioKeying,
    "serial": SerialKeying,
    "modbus": ModbusKeying,
    "http": HttpKeying,
    "file": FileKeying,
}


def _kind(data: object) -> str | None:
    return f"<{data.get('type', 'none')}>" if isinstance(data, dict) else None


def _known_kind(data: object) -> object:
    if not isinstance(data, dict):
        raise fault("want_mapping")
    kind = data.get("type", "none")
    if not isinstance(kind, str):
        raise fault("want_text", at="type")
    if kind not in KINDS:
        near = nearest(kind, KINDS) or ""
        raise fault("unknown_word", at="type", written=shown(kind), expected=listed(KINDS), near=near)
    return data


AnyKeying = Annotated[
    Annotated[NoKeying, Tag("<none>")]
    | Annotated[GpioKeying, Tag("<gpio>")]
    | Annotated[SerialKeying, Tag("<serial>")]
    | Annotated[ModbusKeying, Tag("<modbus>")]
    | Annotated[HttpKeying, Tag("<http>")]
    | Annotated[FileKeying, Tag("<file>")],
    Discriminator(_kind),
    BeforeValidator(_known_kind),
]
