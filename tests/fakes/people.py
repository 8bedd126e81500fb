"""A station with people, made by the same calls as the commands."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import Clock, SystemClock
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, OriginPlace, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.sign_in.sessions import Sessions
from broadcaster.people.store.store import NAME, PeopleStore

OWN = pwd.getpwuid(os.getuid()).pw_name
TECHNICIAN = Person(id="ky-thuat", name="Sùng A Chơ", roles=frozenset({Role.TECHNICIAN}))
PIN = "493027"
PASSWORD = "trâu vàng mưa chợ"  # noqa: S105 - of the tests


def person(role: Role | None, **more: object) -> Person:
    """Somebody with one role, or none; the id is the role's name."""
    roles = frozenset() if role is None else frozenset({role})
    name = "nobody" if role is None else str(role)
    return Person(id=name, name=f"Người {name}", roles=roles, **more)  # type: ignore[arg-type]


def change(
    folder: Path, work: Callable[[Administration, Authority], object], clock: Clock | None = None
) -> None:
    """Change people as another process does."""
    clock = clock or SystemClock()
    (folder / "state").mkdir(mode=0o700, exist_ok=True)
    store = PeopleStore(folder / "state" / NAME, clock)
    try:
        admin = Administration(store, folder, clock)
        caller = Caller(person=TECHNICIAN, account=OWN, own=True)
        code = None if admin.people.founded else OneTimeCode(store, clock).make(OWN)[0]
        work(admin, Authority(caller=caller, today=clock.now().date(), code=code))
    finally:
        store.close()


def found(folder: Path, *persons: Person, pin: str | None = None, password: str | None = None) -> None:
    """Give a station people: a technician, and these; each has the PIN and the password."""
    for one in (TECHNICIAN, *persons):
        change(folder, lambda admin, by, one=one: admin.add(one, by))  # type: ignore[misc]
        if pin is not None:
            change(folder, lambda admin, by, one=one: admin.set_pin(one.id, pin, by))  # type: ignore[misc]
        if password is not None:
            change(folder, lambda admin, by, one=one: admin.set_password(one.id, password, by))  # type: ignore[misc]


def token(folder: Path, one: Person, clock: Clock | None = None) -> str:
    """A session of a person, opened without asking for their secret."""
    store = PeopleStore(folder / "state" / NAME, clock or SystemClock())
    try:
        return Sessions(store, clock or SystemClock()).open(one, OriginPlace.SOCKET)
    finally:
        store.close()


@dataclass(frozen=True)
class Session:
    """Of a person; see `http.Session`."""

    token: str

    def renew(self) -> bool:
        return False


def client(folder: Path, one: Person) -> HttpClient:
    """Asks a running station as a person."""
    return HttpClient(folder / "state", Session(token(folder, one)))


def today() -> date:
    """The day in which delegations are given, in the zone of a station that names none."""
    return SystemClock().now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
