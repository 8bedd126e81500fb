"""The blocks `keying`, `output`, `zones`, `sources`, `contacts`, `ups` of station.yaml, and clusters.yaml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Self
from urllib.parse import urlsplit

from broadcaster.station.model.keys import (
    HIGHEST_PORT,
    HOUR,
    MINUTE,
    Key,
    Lasting,
    Loosens,
    Special,
    Text,
    Within,
    nothing,
)

_LOGIN = ("user", "password")
LEAST_LEAD = 0.5  # seconds from on to the first sample at least: a relay must have time to obey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keying:
    """How the transmitter or amplifier is switched; all times in seconds."""

    type: Annotated[str, Special.WRITTEN, Loosens.NOTHING] = "none"  # of `station/registries/keyings.py`
    settle: Annotated[float, Lasting(0, MINUTE), Loosens.NOTHING] = 5.0  # an emergency waits for it
    noise: Annotated[float, Lasting(0, 10), Loosens.NOTHING] = 1.0
    tail: Annotated[float, Lasting(0, MINUTE), Loosens.NOTHING] = 1.5
    # An emergency repeats for so long without a person's new yes.
    longest: Annotated[float, Lasting(MINUTE, 24 * HOUR), Loosens.HIGHER] = 3600.0
    # The driver's own keys as texts, those that were written.
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)

    @property
    def lead(self) -> float:
        """From on to the first sample."""
        return max(LEAST_LEAD, self.settle + self.noise)

    @property
    def logins(self) -> frozenset[str]:
        """The servers that are sent a password, `http://192.168.1.60`."""
        if not self.options.keys() & set(_LOGIN):
            return frozenset()
        parts = (urlsplit(self.options[way]) for way in ("on", "off") if way in self.options)
        return frozenset(f"{each.scheme}://{each.netloc.rpartition('@')[2].lower()}" for each in parts)

    def without_logins(self, servers: Collection[str]) -> Self:
        """The same without a password where it would go to one of these servers."""
        if self.logins.isdisjoint(servers):
            return self
        left = {key: text for key, text in self.options.items() if key not in _LOGIN}
        return replace(self, options=MappingProxyType(left))


class OutputKind(StrEnum):
    """The kinds that other rooms tell apart."""

    DEVICE = "device"
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The audio output that feeds the loudspeaker system."""

    # Of `station/registries/outputs.py`; set from the key that is written.
    kind: Annotated[str, Special.UNWRITTEN] = OutputKind.DEVICE
    device: str = "default"
    latency: Annotated[float, Within(0.005, 2), Key(unit="s")] = 0.05
    # Where what was aired is heard back: "monitor", an input, "" for nowhere.
    listen: Annotated[str, Key(example="monitor")] = ""
    folder: Annotated[str | None, Text.PATH, Key(name="file", example="out")] = None  # for kind FILE
    # The own keys of another kind, as texts.
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)


class Channel(StrEnum):
    """Channels of the one output stream that a zone hangs on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A cluster of loudspeakers."""

    name: Annotated[str, Special.UNWRITTEN]
    # What people call it; its name where nothing is written.
    title: Annotated[str, Key(example="Bản Tà Lạn Than")] = ""
    channel: Channel = Channel.BOTH
    delay: Annotated[float, Lasting(0, 10), Key(example="0.8s")] = 0.0
    # Its own transmitter; None: the station's.
    keying: Annotated[Keying | None, Special.WRITTEN, Key(example="{type: gpio, line: 17}")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """An input of the sound card, as a source is written; in `Settings.sources` it is `line-in:2`."""

    number: Annotated[int, Within(0, 99), Key(name="line-in", example="2")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact of station.yaml."""

    type: Annotated[str, Special.WRITTEN, Loosens.NOTHING]  # of `station/registries/contacts.py`
    message: Annotated[str, Text.ID, Loosens.NOTHING]
    hold: Annotated[float, Lasting(0.05, 10), Loosens.NOTHING] = 0.5  # seconds closed before it counts
    # The ward says: whoever closes it has the right to break quiet hours.
    emergency: Annotated[bool, Loosens.TRUE] = False
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ups:
    """A UPS behind NUT's upsd."""

    host: str = "localhost"
    port: Annotated[int, Within(1, HIGHEST_PORT)] = 3493
    name: Annotated[str, Key(example="ups")] = ""  # "": the first that upsd lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done to a cluster, and when."""

    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A place with loudspeakers."""

    name: Annotated[str, Special.UNWRITTEN]
    place: Annotated[str, Key(example="Nhà văn hóa tổ 3")]
    zone: Annotated[str | None, Text.NAME, Key(example="trung-tam")] = None  # of station.yaml
    speakers: Annotated[int, Within(1, 500)] = 1
    installed: Annotated[date | None, Key(example="2021-05-01")] = None
    broken: Annotated[date | None, Key(example="2026-11-02")] = None  # since when; None: it works
    repairs: Annotated[
        tuple[Repair, ...], Special.WRITTEN, Key(example="[{on: 2026-03-01, what: thay củ loa}]")
    ] = ()
