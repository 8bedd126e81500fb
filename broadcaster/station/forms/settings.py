"""The form of station.yaml, and of its blocks `keying`, `contacts` and `notices`.

The keys of a driver become its options.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, cast
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.fields import KindForm, any_of_kinds, form_of, mapping_of
from broadcaster.station.forms.form import Form, checked, fault
from broadcaster.station.forms.services import AccessForm
from broadcaster.station.forms.sound import ALL, AnyGain, AnyOutput, Sirens, SoundForm, Sources
from broadcaster.station.forms.texts import Engine, Line, Name, text_of, written_as
from broadcaster.station.forms.times import Quiet
from broadcaster.station.model.equipment import Contact, Keying, Zone
from broadcaster.station.model.keys import HIGHEST_PORT
from broadcaster.station.model.names import nearest, shown
from broadcaster.station.model.office import WAYS, Console, Listen, MailServer, Modem, Notices, Recipient
from broadcaster.station.model.regulation import Regulation
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.contacts import CONTACTS
from broadcaster.station.registries.engines import ENGINES
from broadcaster.station.registries.keyings import KEYINGS, RELAYS


class _SerialChecks(KindForm):
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

    @field_validator("relay", mode="after", check_fields=False)
    @classmethod
    def _on_board(cls, relay: int, info: ValidationInfo) -> int:
        most = RELAYS.get(info.data.get("board") or "", relay)
        if relay > most:
            raise fault("too_big", limit=most)
        return relay


class _ModbusChecks(KindForm):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """By network or by serial line."""
        keys = written.keys()
        serial, network = keys & {"device", "baud", "parity"}, keys & {"host", "port"}
        if not keys & {"host", "device"}:
            yield fault("one_of", one="host", other="device")
        elif serial and network:
            yield fault("one_way", at=min(serial), known="host + port, device + baud + parity")


AnyKeying = any_of_kinds(
    Keying,
    "keying",
    {name: kind.keys for name, kind in KEYINGS.items()},
    checks={"serial": _SerialChecks, "modbus": _ModbusChecks},
)


_CONTACT = any_of_kinds(Contact, "contacts", CONTACTS)
Contacts = mapping_of(Name, _CONTACT)


class _RecipientChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """Whoever is to be told needs an address."""
        if not WAYS.keys() & written.keys():
            yield fault("notices_no_address")

    def value(self) -> object:
        """What was written; the recipient's name is the key above it."""
        written = self.written()
        return written | {"roles": frozenset(written["roles"])}


class _Checks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """Mail needs a server."""
        to = written.get("to")
        if "mail" in written or not isinstance(to, dict):
            return
        if any(isinstance(one, dict) and "mail" in one for one in to.values()):
            yield fault("notices_no_server", at="to")

    def value(self) -> object:
        """The recipients under their names."""
        written = self.written()
        if "to" in written:
            people = {name: Recipient(**one, name=name) for name, one in written["to"].items()}
            written["to"] = MappingProxyType(people)
        return Notices(**written)


RecipientForm = form_of(Recipient, "notices.to", base=_RecipientChecks)
MailForm = form_of(MailServer, "notices.mail")
ModemForm = form_of(Modem, "notices.sms")
NoticesForm = form_of(
    Notices,
    "notices",
    base=_Checks,
    written={"to": mapping_of(Name, RecipientForm), "mail": MailForm, "sms": ModemForm, "night": Quiet},
)
"""`notices:`."""


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


def _foreign_voices(written: object) -> Iterator[PydanticCustomError]:
    """A voice that the engine has, but of which nobody understands Vietnamese."""
    for engine, voice in written.items() if isinstance(written, dict) else ():
        entry = ENGINES.get(engine) if isinstance(engine, str) else None
        if entry and isinstance(voice, str) and not re.fullmatch(entry.own_voices, voice.strip()):
            yield fault("foreign_voice", at=engine, engine=engine, written=shown(voice))


class _ZoneChecks(Form):
    def value(self) -> object:
        """What was written; the zone's name is the key above it."""
        return self.written()


_TIMEZONE = Annotated[ZoneInfo, written_as(_timezone, type="string", examples=["Asia/Ho_Chi_Minh"])]
_LISTEN_AT = Annotated[
    Listen, written_as(_listen, type="string", pattern=r"^\S+:\d{1,5}$", examples=["127.0.0.1:8080"])
]
ZoneForm = form_of(Zone, "zones", base=_ZoneChecks, written={"keying": AnyKeying})
_VOICES = mapping_of(Name, mapping_of(Engine, Line, checked(_foreign_voices)))
_ZONES = mapping_of(Name, ZoneForm, checked(_zone_names))
StationForm = form_of(
    Settings,
    "station",
    written={
        "timezone": _TIMEZONE,
        "sound": SoundForm,
        "output": AnyOutput,
        "keying": AnyKeying,
        "voices": _VOICES,
        "services": mapping_of(Name, AccessForm),
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
