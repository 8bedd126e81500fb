"""The forms of `keying:`, one for each kind of switch; the driver's own keys become options."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import FilePath, Line
from broadcaster.station.forms.times import HOUR, MINUTE, lasting
from broadcaster.station.model import Keying
from broadcaster.station.naming import listed, nearest, shown

Settle = Annotated[float, lasting(0, 5 * MINUTE, "5s")]
Tail = Annotated[float, lasting(0, MINUTE, "1.5s")]
Longest = Annotated[float, lasting(MINUTE, 24 * HOUR, "60m")]
_SHARED = ("type", "settle", "noise", "tail", "longest")


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

    type: Literal["gpio"] = key("keys.keying.type")
    chip: FilePath = key("keys.keying.chip")
    line: Annotated[int, Field(ge=0, le=1023)] = required("keys.keying.gpio_line")
    active: Literal["high", "low"] = key("keys.keying.active")


class SerialKeying(KeyingForm):
    """A control line of a serial port."""

    type: Literal["serial"] = key("keys.keying.type")
    port: FilePath = required("keys.keying.port")
    line: Literal["rts", "dtr"] = key("keys.keying.serial_line")


class ModbusKeying(KeyingForm):
    """A relay box on the network."""

    type: Literal["modbus"] = key("keys.keying.type")
    host: Line = required("keys.keying.host")
    port: Annotated[int, Field(ge=1, le=65535)] = key("keys.keying.tcp_port")
    unit: Annotated[int, Field(ge=0, le=255)] = key("keys.keying.unit")
    coil: Annotated[int, Field(ge=0, le=65535)] = required("keys.keying.coil")


class HttpKeying(KeyingForm):
    """A relay that is switched by two web addresses."""

    type: Literal["http"] = key("keys.keying.type")
    on: Annotated[str, Field(pattern=r"^https?://\S+$")] = required("keys.keying.on")
    off: Annotated[str, Field(pattern=r"^https?://\S+$")] = required("keys.keying.off")


KINDS: dict[str, type[KeyingForm]] = {
    "none": NoKeying,
    "gpio": GpioKeying,
    "serial": SerialKeying,
    "modbus": ModbusKeying,
    "http": HttpKeying,
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
    | Annotated[HttpKeying, Tag("<http>")],
    Discriminator(_kind),
    BeforeValidator(_known_kind),
]
