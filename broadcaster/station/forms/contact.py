"""The forms of `contacts:`, one for each kind of input; the driver's own keys become options."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from broadcaster.station.contacts import Contact
from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import FilePath, Id, Name, Switch
from broadcaster.station.forms.times import lasting
from broadcaster.station.naming import listed, nearest, shown

_SHARED = ("type", "message", "hold", "emergency")
_KINDS = ("gpio", "serial", "file")


class ContactForm(Form):
    """What every contact has."""

    message: Id = required("keys.contacts.message")
    hold: Annotated[float, lasting(0.05, 10, "0.5s")] = key("keys.contacts.hold")
    emergency: Switch = key("keys.contacts.emergency")

    def value(self) -> Contact:
        """The contact with the driver's keys as texts."""
        written = self.written()
        shared: dict[str, Any] = {name: written.pop(name) for name in _SHARED if name in written}
        return Contact(**shared, options={name: str(value) for name, value in written.items()})


class GpioContact(ContactForm):
    """A pin of a small computer."""

    type: Literal["gpio"] = required("keys.contacts.type")
    chip: FilePath = key("keys.keying.chip")
    line: Annotated[int, Field(ge=0, le=1023)] = required("keys.keying.gpio_line")
    active: Literal["high", "low"] = key("keys.keying.active")


class SerialContact(ContactForm):
    """A status line of a serial port."""

    type: Literal["serial"] = required("keys.contacts.type")
    port: FilePath = required("keys.keying.port")
    line: Literal["cts", "dsr", "cd"] = key("keys.contacts.serial_line")


class FileContact(ContactForm):
    """Closed while a file exists: for trials, and for programs that can only write files."""

    type: Literal["file"] = required("keys.contacts.type")
    path: FilePath = required("keys.contacts.path")


def _kind(data: object) -> str | None:
    return f"<{data.get('type')}>" if isinstance(data, dict) else None


def _known_kind(data: object) -> object:
    if not isinstance(data, dict):
        raise fault("want_mapping")
    kind = data.get("type")
    if not isinstance(kind, str):
        raise fault("unknown_word", at="type", written="", expected=listed(_KINDS), near="")
    if kind not in _KINDS:
        near = nearest(kind, _KINDS) or ""
        raise fault("unknown_word", at="type", written=shown(kind), expected=listed(_KINDS), near=near)
    return data


AnyContact = Annotated[
    Annotated[GpioContact, Tag("<gpio>")]
    | Annotated[SerialContact, Tag("<serial>")]
    | Annotated[FileContact, Tag("<file>")],
    Discriminator(_kind),
    BeforeValidator(_known_kind),
]
Contacts = dict[Name, AnyContact]
