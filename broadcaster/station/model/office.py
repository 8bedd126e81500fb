"""The blocks `console`, `notices`, `backup`, `calendars` and `fleet` of station.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from typing import Annotated, Self

from broadcaster.station.model.keys import (
    HIGHEST_PORT,
    AtMost,
    Key,
    Loosens,
    OneOf,
    Special,
    Text,
    Within,
    hints,
    nothing,
)

CERTIFICATE = "tls.pem"
"""The file of the web console's certificate, in the station's own folder `state/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where the web console listens."""

    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def text(self) -> str:
        """As it is written."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def local(self) -> bool:
        """True if only this computer can reach it."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The web console's settings."""

    listen: Annotated[Listen, Special.WRITTEN, Loosens.ADDRESS, Key(example="127.0.0.1:8080")] = field(
        default_factory=Listen
    )


class Duty(StrEnum):
    """What somebody does at the station. What they are told follows from it."""

    OFFICER = "officer"
    LEADER = "leader"
    DUTY = "duty"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayEntry:
    """A way by which people are told: it stands beside its address, the field of `Recipient` by its name."""

    module: str  # in `notices/sender`; it has `open_way(orders)`
    short: bool = False  # carries a few lines, and is paid for: beside another way only for what cannot wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who is told."""

    name: Annotated[str, Special.UNWRITTEN]
    roles: Annotated[frozenset[Duty], AtMost(len(Duty)), Key(example="[officer, duty]")]
    mail: Annotated[
        str, WayEntry(module="mail"), Text.MAIL, Special.APART, Key(example="!secret thu-lan")
    ] = field(default="", repr=False)
    sms: Annotated[
        str, WayEntry(module="gammu", short=True), Text.PHONE, Special.APART, Key(example='"+84912345678"')
    ] = field(default="", repr=False)
    url: Annotated[
        str, WayEntry(module="apprise"), Text.NOTICE_URL, Special.APART, Key(example="!secret zalo-phuong")
    ] = field(default="", repr=False)
    language: Annotated[str, OneOf(("vi", "en"))] = "vi"
    digest: bool = False  # once a day; faults that need somebody at once come at once

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the fields whose address is known."""
        return tuple(way for way in WAYS if getattr(self, way))


WAYS: Mapping[str, WayEntry] = MappingProxyType(
    {
        name: mark
        for name, hint in hints(Recipient).items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, WayEntry)
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Takes the mail of the station."""

    server: Annotated[str, Key(example="mail.phuong.gov.vn")]
    port: Annotated[int, Within(1, HIGHEST_PORT)] = 587
    security: Annotated[str, OneOf(("starttls", "tls", "none"))] = "starttls"
    user: Annotated[str, Key(example="daitruyenthanh")] = ""
    password: Annotated[str, Key(example="!secret mail")] = field(default="", repr=False)
    sender: Annotated[str, Text.MAIL, Key(name="from", example="daitruyenthanh@phuong.gov.vn")]

    @property
    def login(self) -> Self | None:
        """The server that a password is sent to, without it; None where none is."""
        return replace(self, user="", password="", sender="") if self.password or self.user else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Modem:
    """Sends text messages by the command `gammu`."""

    # "": gammu's own. Such a file also says where gammu writes.
    config: Annotated[str, Loosens.OTHER, Key(example="/etc/gammurc")] = ""
    # With its marks Vietnamese takes 70 signs a part instead of 160.
    accents: Annotated[bool, Loosens.NOTHING] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Who is told, and how. Nobody by default."""

    to: Annotated[
        Mapping[str, Recipient],
        Special.WRITTEN,
        Loosens.NOTHING,
        Key(example="{lan: {roles: [officer], mail: lan@phuong.gov.vn}}"),
    ] = field(default_factory=nothing)
    mail: Annotated[
        MailServer | None,
        Special.WRITTEN,
        Loosens.LOGIN,
        Key(example="{server: mail.phuong.gov.vn, from: dai@phuong.gov.vn}"),
    ] = None
    sms: Annotated[Modem, Special.WRITTEN, Key(example="{config: /etc/gammurc}")] = field(
        default_factory=Modem
    )
    # Nothing but faults that need somebody at once is sent then; may cross midnight. None: no such hours.
    night: Annotated[
        tuple[time, time] | None, Special.WRITTEN, Loosens.NOTHING, Key(example='"21:00-06:00"')
    ] = (
        time(21),
        time(6),
    )
    # When whoever wants it once a day is told.
    digest: Annotated[time, Loosens.NOTHING, Key(example='"07:00"')] = time(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Where a backup is kept each day. With neither a folder nor a stick none is made."""

    to: Annotated[str, Loosens.NOTHING, Key(example="/mnt/luu-tru")] = (
        ""  # absolute, or below the station's folder
    )
    usb: Annotated[str, Loosens.NOTHING, Key(example="SAO-LUU")] = ""  # the label of a USB stick
    at: Annotated[time, Loosens.NOTHING, Key(example='"02:45"')] = time(2, 45)
    keep: Annotated[int, Loosens.NOTHING, Within(2, 1000)] = 14  # files of this computer
    # Public; without it secrets are left out. Whoever has the other half has all hashes of passwords.
    key: Annotated[str, Loosens.STATED, Key(example="age1…")] = ""

    @property
    def wanted(self) -> bool:
        """True if a backup is to be made each day."""
        return bool(self.to or self.usb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Where they may come from."""

    # Hosts in the ward's own network, or this computer, that may be asked for a calendar.
    allow: Annotated[tuple[str, ...], AtMost(20), Key(example="[lich.phuong.lan]")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The centre whose campaigns the station takes, and which hears what was aired."""

    # The SHA-256 of the first root.json of the centre's repository; "": no centre.
    root: Annotated[str, Text.DIGEST, Loosens.STATED, Key(example="5f3c…")] = ""
    # Where the repository is, asked in turn; none: it comes on a stick alone.
    centre: Annotated[
        tuple[Annotated[str, Text.ADDRESS], ...],
        AtMost(8),
        Loosens.NOTHING,
        Key(example="[https://trung-tam.example.vn/loa]"),
    ] = ()
    # What the centre may call this ward by, beside its name, its code and its province.
    tags: Annotated[
        tuple[Annotated[str, Text.NAME], ...], AtMost(50), Loosens.NOTHING, Key(example="[mien-nui]")
    ] = ()
    rate: Annotated[int, Within(8, 100_000), Loosens.NOTHING, Key(unit="kbit/s")] = 48
    # Where the bell is, and what was aired goes to; as whom. "": no broker.
    broker: Annotated[
        str, Text.BROKER, Loosens.STATED, Key(example="mqtts://trung-tam.example.vn", since="1.1")
    ] = ""
    user: Annotated[str, Text.NAME, Loosens.NOTHING, Key(example="tan-phong", since="1.1")] = ""
    password: Annotated[str, Loosens.NOTHING, Key(example="!secret trung-tam", since="1.1")] = field(
        default="", repr=False
    )
