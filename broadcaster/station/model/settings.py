"""station.yaml as one value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated
from zoneinfo import ZoneInfo

from broadcaster.station.model.equipment import Contact, Keying, LineIn, Output, Ups, Zone
from broadcaster.station.model.keys import AtMost, Key, Loosens, Special, Text, nothing
from broadcaster.station.model.office import Backup, Calendars, Console, Fleet, Notices
from broadcaster.station.model.regulation import ApprovalRule, Limits, QuietRule, Regulation, Rulebook
from broadcaster.station.model.service import ServiceAccess, ServiceInUse, SpeechService, WardService
from broadcaster.station.model.sound import Gain, Manner, Siren, Sound, Speech, StationPlace

MOST_NEIGHBOURS = 12


def _own_voice() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({"default": nothing()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """station.yaml."""

    name: Annotated[str, Loosens.NOTHING, Key(example="Đài truyền thanh phường …")]
    place: StationPlace = field(default_factory=StationPlace)
    # The SHA-256 of the ward's own template of alerts; "": there is none, and the program's own counts.
    alert_words: Annotated[str, Special.UNWRITTEN, Loosens.TEXT] = ""
    reading: Annotated[Manner, Loosens.NOTHING] = field(default_factory=Manner)
    # Stations whose loudspeakers overlap with the own ones, by their names.
    neighbours: Annotated[
        tuple[str, ...], AtMost(MOST_NEIGHBOURS), Loosens.NOTHING, Key(example="[Đài truyền thanh phường …]")
    ] = ()
    # Beside Vietnamese: each message should have a recording in each.
    languages: Annotated[
        tuple[Annotated[str, Text.LANGUAGE], ...], AtMost(20), Loosens.NOTHING, Key(example="[hmn, blt]")
    ] = ()
    timezone: Annotated[ZoneInfo, Special.WRITTEN, Loosens.QUIET] = field(
        default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh")
    )
    speech: Annotated[Speech, Loosens.NOTHING] = field(default_factory=Speech)
    # Voice name → engine → the engine's own voice.
    voices: Annotated[
        Mapping[Annotated[str, Text.NAME], Mapping[Annotated[str, Text.ENGINE], str]],
        Special.WRITTEN,
        Loosens.NOTHING,
        Key(example="{default: {piper: vi_VN-vais1000-medium, espeak: vi}}"),
    ] = field(default_factory=_own_voice)
    # Services that say words, by the names of their descriptions.
    services: Annotated[
        Mapping[Annotated[str, Text.NAME], ServiceAccess],
        Special.WRITTEN,
        Loosens.SERVICES,
        Key(example='{openai: {address: "http://192.168.1.9:8000"}}'),
    ] = field(default_factory=nothing)
    # The descriptions of all there are: shipped, and the files of services/.
    described: Annotated[Mapping[str, SpeechService], Special.UNWRITTEN] = field(default_factory=nothing)
    # `speech.engines` as it is written, while a service among them waits for a leader's yes; else ().
    listed: Annotated[tuple[str, ...], Special.UNWRITTEN] = ()
    sound: Annotated[Sound, Loosens.NOTHING] = field(default_factory=Sound)
    output: Annotated[Output, Special.WRITTEN, Loosens.NOTHING] = field(default_factory=Output)
    keying: Annotated[Keying, Special.WRITTEN] = field(default_factory=Keying)
    zones: Annotated[
        Mapping[str, Zone],
        Special.WRITTEN,
        Loosens.NOTHING,
        Key(example="{trung-tam: {channel: left}, ban-xa: {channel: right, delay: 0.8s}}"),
    ] = field(default_factory=nothing)
    regulation: Regulation = field(default_factory=Regulation)
    # regulation.yaml, which then stands in place of `regulation`; see `station.rules.rulebook`.
    rulebook: Annotated[Rulebook | None, Special.UNWRITTEN] = None
    # What was quiet before and stays so until a person confirms the shorter hours.
    still_quiet: Annotated[QuietRule | None, Special.UNWRITTEN] = None
    # Quotas that refused before and do so until a leader says yes to looser ones.
    still_limits: Annotated[Limits | None, Special.UNWRITTEN] = None
    approval: ApprovalRule = field(default_factory=ApprovalRule)
    gain: Annotated[
        Gain, Special.WRITTEN, Loosens.NOTHING, Key(unit="dB", example='{all: 0, "05:00-06:30": -6}')
    ] = field(default_factory=Gain)
    # The ward's own patterns.
    sirens: Annotated[
        Mapping[str, Siren],
        Special.WRITTEN,
        Loosens.NOTHING,
        Key(example="{xa-lu: {steps: [{from: 420, for: 20s}, {rest: 10s}], times: 3}}"),
    ] = field(default_factory=nothing)
    # Relay source → URL, or "line-in:2".
    sources: Annotated[
        Mapping[str, str],
        Special.WRITTEN,
        Loosens.ENTRIES,
        LineIn,
        Key(example='{dai-tinh: "http://…/phat.mp3", phong-hop: line-in:2}'),
    ] = field(default_factory=nothing)
    contacts: Annotated[
        Mapping[str, Contact],
        Special.WRITTEN,
        Loosens.ENTRIES,
        Key(example="{nut-lu: {type: gpio, line: 17, active: low, message: loi-chao, hold: 0.5s}}"),
    ] = field(default_factory=nothing)
    console: Console = field(default_factory=Console)
    backup: Annotated[Backup, Key(example="{to: /mnt/luu-tru, keep: 14}")] = field(default_factory=Backup)
    calendars: Annotated[Calendars, Loosens.NOTHING, Key(example="{allow: [lich.phuong.lan]}")] = field(
        default_factory=Calendars
    )
    fleet: Annotated[
        Fleet, Key(example="{root: 5f3c…, centre: [https://trung-tam.example.vn/loa]}", since="1.1")
    ] = field(default_factory=Fleet)
    notices: Annotated[
        Notices,
        Special.WRITTEN,
        Key(
            example="{to: {lan: {roles: [officer], mail: lan@phuong.gov.vn}},"
            " mail: {server: mail.phuong.gov.vn, from: dai@phuong.gov.vn}}"
        ),
    ] = field(default_factory=Notices)
    # None: this machine's own, if there is one.
    ups: Annotated[Ups | None, Loosens.NOTHING, Key(example="{host: localhost, port: 3493, name: ups}")] = (
        None
    )

    def service(self, name: str) -> WardService | None:
        """A service as the ward uses it; None where nothing of that name is described."""
        service = self.described.get(name)
        if service is None:
            return None
        return WardService(name=name, service=service, access=self.services.get(name, ServiceAccess()))

    @property
    def services_listed(self) -> Mapping[str, ServiceInUse]:
        """The services that station.yaml lets speak, those that wait for a yes among them."""
        names = self.listed or self.speech.engines
        return {name: one.in_use for name in names if (one := self.service(name)) is not None}

    def may_speak(self, engine: str) -> bool:
        """False for a service that no leader has said yes to; asked of settings under what holds."""
        return self.service(engine) is None or engine in self.speech.engines

    def without_engines(self, waiting: Collection[str]) -> "Settings":
        """The same with the engines as they are written, but for those that wait for a yes."""
        listed = self.listed or self.speech.engines
        left = tuple(name for name in listed if name not in waiting)
        speech = replace(self.speech, engines=left or Speech().engines[-1:])
        return replace(self, speech=speech, listed=listed if waiting else ())

    @property
    def key_logins(self) -> frozenset[str]:
        """The servers that are sent a password to switch something."""
        keyings = (self.keying, *(zone.keying for zone in self.zones.values()))
        return frozenset[str]().union(*(one.logins for one in keyings if one is not None))

    def without_logins(self, servers: Collection[str]) -> "Settings":
        """The same, but what any of these servers switches is asked for without a password."""
        zones = {
            name: zone if zone.keying is None else replace(zone, keying=zone.keying.without_logins(servers))
            for name, zone in self.zones.items()
        }
        keying = self.keying.without_logins(servers)
        return replace(self, keying=keying, zones=MappingProxyType(zones)) if servers else self

    def zone_title(self, name: str) -> str:
        """What people call a zone; its name where it has no title, or the station no such zone any more."""
        zone = self.zones.get(name)
        return zone.title or name if zone is not None else name
