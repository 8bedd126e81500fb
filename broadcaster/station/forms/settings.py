"""The form of station.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Annotated, ClassVar, cast
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.contact import Contacts
from broadcaster.station.forms.form import Different, Form, checked, fault, key, required
from broadcaster.station.forms.keying import AnyKeying
from broadcaster.station.forms.siren import OwnSirens
from broadcaster.station.forms.sound import ALL, AnyGain, AnyOutput, Number, SoundForm, Sources
from broadcaster.station.forms.texts import Line, Name, Switch, text_of, written_as
from broadcaster.station.forms.times import MINUTE, Quiet, lasting
from broadcaster.station.model import (
    ApprovalRule,
    Bind,
    Channel,
    CodeStyle,
    Listen,
    Manner,
    Odd,
    Place,
    Quotas,
    Regulation,
    Settings,
    Speech,
    Thousand,
    Ups,
    YearStyle,
    Zone,
)
from broadcaster.station.naming import listed, nearest, shown

_LISTEN = re.compile(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})")
_HIGHEST_PORT = 65535
_DEFAULT_VOICE = "default"

_ENGINES = ("espeak", "piper", "gtts", "edge")
# Says every word as a tone, for tests and for trying a sound path without a voice; offered to nobody.
_TONE = "tone"
Delay = Annotated[float, lasting(0, MINUTE, "0.8s")]


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
    if not found or not 1 <= int(found[2]) <= _HIGHEST_PORT:
        raise fault("bad_listen", written=shown(text))
    return Listen(host=found[1].strip("[]"), port=int(found[2]))


def _zone_names(written: object) -> Iterator[PydanticCustomError]:
    if isinstance(written, dict) and ALL in written:
        yield fault("reserved_name", at=ALL, written=ALL)


def _engine(data: object) -> str:
    name = text_of(data)
    if name not in (*_ENGINES, _TONE):
        near = nearest(name, _ENGINES) or ""
        raise fault("unknown_word", written=shown(name), expected=listed(_ENGINES), near=near)
    return name


Engine = Annotated[str, written_as(_engine, type="string", enum=list(_ENGINES))]


class PlaceForm(Form):
    """`place:`."""

    makes: ClassVar = Place
    ward: Line = key("keys.place.ward")
    province: Line = key("keys.place.province")


class MannerForm(Form):
    """`reading:`."""

    makes: ClassVar = Manner
    codes: CodeStyle = key("keys.reading.codes")
    years: YearStyle = key("keys.reading.years")
    thousand: Thousand = key("keys.reading.thousand")
    odd: Odd = key("keys.reading.odd")


class SpeechForm(Form):
    """`speech:`."""

    makes: ClassVar = Speech
    engines: Annotated[list[Engine], Field(min_length=1), Different] = key("keys.speech.engines")
    rate: Annotated[int, Field(ge=80, le=400)] = key("keys.speech.rate")
    online: Switch = key("keys.speech.online")


class ZoneForm(Form):
    """One zone below `zones:`."""

    channel: Channel = key("keys.zones.channel")
    delay: Delay = key("keys.zones.delay")
    keying: AnyKeying = key("keys.zones.keying")


class RegulationForm(Form):
    """`regulation:`."""

    makes: ClassVar = Regulation
    quiet: Quiet = key("keys.regulation.quiet")
    sessions_per_day: Annotated[int, Field(ge=1, le=96)] = key("keys.regulation.sessions_per_day")
    minutes_per_session: Annotated[Number, Field(ge=1, le=720)] = key("keys.regulation.minutes_per_session")
    days_per_week: Annotated[int, Field(ge=1, le=7)] = key("keys.regulation.days_per_week")
    quotas: Quotas = key("keys.regulation.quotas")


class ApprovalRuleForm(Form):
    """`approval:`."""

    makes: ClassVar = ApprovalRule
    required: Switch = key("keys.approval.required")
    bind: Bind = key("keys.approval.bind")


class ConsoleForm(Form):
    """`console:`."""

    listen: Annotated[
        Listen, written_as(_listen, type="string", pattern=r"^\S+:\d{1,5}$", examples=["127.0.0.1:8080"])
    ] = key("keys.console.listen")

    def value(self) -> Listen:
        """Where the console listens; the model's default where nothing is written."""
        return self.listen or Listen()


class UpsForm(Form):
    """`ups:`."""

    makes: ClassVar = Ups
    host: Line = key("keys.ups.host")
    port: Annotated[int, Field(ge=1, le=_HIGHEST_PORT)] = key("keys.ups.port")
    name: Line = key("keys.ups.name")


class StationForm(Form):
    """station.yaml."""

    name: Line = required("keys.station.name")
    place: PlaceForm = key("keys.station.place")
    reading: MannerForm = key("keys.station.reading")
    timezone: Annotated[ZoneInfo, written_as(_timezone, type="string", examples=["Asia/Ho_Chi_Minh"])] = key(
        "keys.station.timezone"
    )
    speech: SpeechForm = key("keys.station.speech")
    voices: dict[Name, dict[Engine, Line]] = key("keys.station.voices")
    sound: SoundForm = key("keys.station.sound")
    output: AnyOutput = key("keys.station.output")
    keying: AnyKeying = key("keys.station.keying")
    zones: Annotated[dict[Name, ZoneForm], checked(_zone_names)] = key("keys.station.zones")
    regulation: RegulationForm = key("keys.station.regulation")
    approval: ApprovalRuleForm = key("keys.station.approval")
    gain: AnyGain = key("keys.station.gain")
    sirens: OwnSirens = key("keys.station.sirens")
    sources: Sources = key("keys.station.sources")
    contacts: Contacts = key("keys.station.contacts")
    console: ConsoleForm = key("keys.station.console")
    ups: UpsForm = key("keys.station.ups")


def settings_of(form: StationForm) -> Settings:
    """The station's settings."""
    written = form.written()
    if "zones" in written:
        zones = {name: Zone(**{**zone.written(), "name": name}) for name, zone in form.zones.items()}
        written["zones"] = MappingProxyType(zones)
    if "voices" in written:
        voices = cast("MappingProxyType[str, MappingProxyType[str, str]]", written["voices"])
        written["voices"] = MappingProxyType({_DEFAULT_VOICE: MappingProxyType({}), **voices})
    return Settings(**written)
