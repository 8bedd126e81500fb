"""The form of station.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Annotated, cast
from zoneinfo import ZoneInfo, available_timezones

from pydantic_core import PydanticCustomError

from broadcaster.station.declared import HIGHEST_PORT
from broadcaster.station.forms.blocks.contact import Contacts
from broadcaster.station.forms.blocks.keying import AnyKeying
from broadcaster.station.forms.blocks.notices import NoticesForm
from broadcaster.station.forms.blocks.siren import Sirens
from broadcaster.station.forms.blocks.sound import ALL, AnyGain, AnyOutput, SoundForm, Sources
from broadcaster.station.forms.grammar.declared import form_of, mapping_of
from broadcaster.station.forms.grammar.form import Form, checked, fault
from broadcaster.station.forms.grammar.texts import Name, text_of, written_as
from broadcaster.station.forms.grammar.times import Quiet
from broadcaster.station.model.equipment.zone import Zone
from broadcaster.station.model.office.console import Console, Listen
from broadcaster.station.model.rules.regulation import Regulation
from broadcaster.station.model.settings import Settings
from broadcaster.station.naming import nearest, shown

_LISTEN = re.compile(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})")
_DEFAULT_VOICE = "default"


def _timezone(data: object) -> ZoneInfo:
    name = text_of(data)
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise fault("bad_timezone", written=shown(name), near=_near_timezone(name)) from None


def _near_timezone(name: str) -> str:
    region = name.partition("/")[0]
    zones = available_timezones()
    near = {zone for zone in zones if zone.partition("/")[0] == region} or {
        "Asia/Ho_Chi_Minh",
        "Asia/Bangkok",
    }
    return nearest(name, near) or ""


def _listen(data: object) -> Listen:
    text = text_of(data)
    found = _LISTEN.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= HIGHEST_PORT:
        raise fault("bad_listen", written=shown(text))
    return Listen(host=found[1].strip("[]"), port=int(found[2]))


def _zone_names(written: object) -> Iterator[PydanticCustomError]:
    if isinstance(written, dict) and ALL in written:
        yield fault("reserved_name", at=ALL, written=ALL)


class _ZoneChecks(Form):
    def value(self) -> object:
        """What was written; the zone's name is the key above it."""
        return self.written()


_TIMEZONE = Annotated[ZoneInfo, written_as(_timezone, type="string", examples=["Asia/Ho_Chi_Minh"])]
_LISTEN_AT = Annotated[
    Listen, written_as(_listen, type="string", pattern=r"^\S+:\d{1,5}$", examples=["127.0.0.1:8080"])
]
ZoneForm = form_of(Zone, "zones", base=_ZoneChecks, written={"keying": AnyKeying})
_ZONES = mapping_of(Name, ZoneForm, checked(_zone_names))
StationForm = form_of(
    Settings,
    "station",
    written={
        "timezone": _TIMEZONE,
        "sound": SoundForm,
        "output": AnyOutput,
        "keying": AnyKeying,
        "zones": _ZONES,
        "regulation": form_of(Regulation, "regulation", written={"quiet": Quiet}),
        "gain": AnyGain,
        "sirens": Sirens,
        "sources": Sources,
        "contacts": Contacts,
        "console": form_of(Console, "console", written={"listen": _LISTEN_AT}),
        "notices": NoticesForm,
    },
)
"""station.yaml."""


def settings_of(form: Form) -> Settings:
    """The station's settings."""
    written = form.written()
    if "zones" in written:
        zones = {name: Zone(**zone, name=name) for name, zone in written["zones"].items()}
        written["zones"] = MappingProxyType(zones)
    if "voices" in written:
        voices = cast("MappingProxyType[str, MappingProxyType[str, str]]", written["voices"])
        written["voices"] = MappingProxyType({_DEFAULT_VOICE: MappingProxyType({}), **voices})
    return Settings(**written)
