"""Persons, roles and callers, as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.keys import AtMost, Key, Special, Text

MOST_DELEGATIONS = 50


class Role(StrEnum):
    """What a person does at the station. One person may have several roles."""

    OFFICER = "officer"  # công chức Văn hóa – Xã hội: writes, schedules, speaks
    LEADER = "leader"  # Chủ tịch, Phó Chủ tịch: approves
    DUTY = "duty"  # trực ban: emergencies and stop
    TECHNICIAN = "technician"  # the station, its voices and its people
    VIEWER = "viewer"


class Action(StrEnum):
    """What somebody may ask of the station. `rights.RIGHTS` says who may."""

    LOOK = "look"  # status, plan, log, settings
    REHEARSE = "rehearse"  # listen without airing
    WRITE = "write"  # drafts, submit, lexicon, schedules
    SPEAK = "speak"  # play, say, live, relay, catch-up, prefer, correct, rearm, release
    EMERGENCY = "emergency"
    STOP = "stop"
    APPROVE = "approve"  # approve, return, end, confirm, object, reread
    CLOCK = "clock"  # say what time it is
    MAINTAIN = "maintain"  # keying test, measurements, sound of doctor
    STATION = "station"  # settings, orders, mourning; confirm a change of zone or of quiet hours
    PEOPLE = "people"  # who works here and what they may
    TRUST = "trust"  # that a sender of alerts may speak


class OriginPlace(StrEnum):
    """Where somebody asks from."""

    SOCKET = "socket"  # the station's own socket or screen: its computer
    WEB = "web"  # the network


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From where somebody shows who they are; failures are counted by it."""

    place: OriginPlace
    account: str = ""  # of the computer, as the kernel tells it; "" from the network
    address: str = ""  # from the network: of the other computer; "" where nobody knows it
    device: str = ""  # the id of a device on which just this person signed in before; "" for any other


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Uỷ quyền: a leader lets another person approve on these days, in the station's zone."""

    to: Annotated[str, Text.NAME]  # the person's id
    start: Annotated[date, Key(name="from", example="2026-11-20")]
    until: Annotated[date, Key(example="2026-11-30")]  # this day included
    basis: Annotated[str | None, Key(example="Văn bản uỷ quyền số 12/UQ-UBND")] = None

    def holds_on(self, day: date) -> bool:
        """True on its first day, its last and those between."""
        return self.start <= day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of people.yaml."""

    id: Annotated[str, Special.UNWRITTEN]
    name: Annotated[str, Key(example="Lò Thị Lan")]
    title: Annotated[str | None, Key(example="công chức Văn hóa – Xã hội")] = None
    # Of the computer: whoever asks from this account is this person, without a password.
    account: Annotated[str | None, Text.ACCOUNT, Key(example="lan")] = None
    roles: Annotated[frozenset[Role], AtMost(len(Role)), Key(example="[officer]")]
    delegations: Annotated[tuple[Delegation, ...], Special.WRITTEN, AtMost(MOST_DELEGATIONS)] = ()
    enabled: bool = True

    @property
    def shown(self) -> str:
        """Name and id, as the journal keeps them."""
        return f"{self.name} ({self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonContact:
    """How a person is reached, for notices. Kept in people.db alone."""

    mail: str = field(default="", repr=False)  # "": none
    phone: str = field(default="", repr=False)
    daily: bool = False  # told once a day of what can wait

    @property
    def known(self) -> bool:
        """True if there is any address."""
        return bool(self.mail or self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """By what right somebody may do something."""

    role: Role | None  # None: the station's own account, where there are no people
    delegated_by: str | None = None  # the id of the leader whose right it is


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of the station as they were last accepted."""

    persons: Mapping[str, Person]  # by id
    # Senders of alerts by id.
    senders: Mapping[str, AlertSender] = field(default_factory=lambda: MappingProxyType({}))
    # False: this station never had people, and its own account may do all, as before there were any.
    founded: bool = True
    # True: there are people, and the store that knows them cannot be read.
    lost: bool = False

    def by_account(self, account: str) -> Person | None:
        """The enabled person whose account of the computer this is."""
        return next((one for one in self.enabled() if one.account == account), None)

    def enabled(self) -> Iterator[Person]:
        """All who may do anything at all."""
        return (one for one in self.persons.values() if one.enabled)


UNFOUNDED = People(persons={}, founded=False)
"""A station that never had people."""

LOST = People(persons={}, lost=True)
"""A station whose people.db cannot be read, and was not since the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks for something, and from where."""

    person: Person | None
    account: str  # of the computer; "" from the network
    own: bool  # the account that runs the station: its own screen and socket
    place: OriginPlace = OriginPlace.SOCKET
    by_pin: bool = False  # the person showed a PIN and nothing else

    @property
    def origin(self) -> Origin:
        """From where they ask."""
        return Origin(place=self.place, account=self.account)

    @property
    def shown(self) -> str:
        """For the journal's `who`: the person, else the account."""
        return self.person.shown if self.person is not None else self.account
