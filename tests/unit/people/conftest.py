from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Origin, OriginPlace, People, Person, Role
from broadcaster.people.roles.people_file import FILE
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import FirstProof, ProofWay
from broadcaster.people.store.store import NAME, PeopleStore
from tests.fakes.quick_hashes import quick_hashes

TODAY = date(2026, 11, 20)


def person(name: str, *roles: Role, **more: Any) -> Person:
    return replace(Person(id=name, name=name.title(), roles=frozenset(roles)), **more)


def people(*persons: Person) -> People:
    return People(persons={one.id: one for one in persons})


@dataclass(frozen=True)
class Ward:
    """A station folder with a store, and the rows that were told."""

    folder: Path
    store: PeopleStore
    clock: FakeClock
    admin: Administration
    rows: list[Reason]

    def by(self, one: Person | None = None, *, code: str | None = None) -> Authority:
        return Authority(caller=Caller(person=one, account="pi", own=one is None), today=TODAY, code=code)

    def told(self) -> list[str]:
        """The codes of all rows so far."""
        self.store.outbox.deliver(lambda _, what: self.rows.append(what))
        return [what.code for what in self.rows]

    @property
    def file(self) -> Path:
        return self.folder / FILE


TECHNICIAN = person("ky-thuat", Role.TECHNICIAN)


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    with quick_hashes():
        yield


@pytest.fixture
def make_ward(tmp_path: Path) -> Iterator[Callable[..., Ward]]:
    opened: list[PeopleStore] = []

    def make(*, founded: bool = True) -> Ward:
        clock = FakeClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
        store = PeopleStore(tmp_path / "state" / NAME, clock)
        opened.append(store)
        ward = Ward(tmp_path, store, clock, Administration(store, tmp_path, clock, "pi"), [])
        if founded:
            from broadcaster.people.sign_in.codes import OneTimeCode

            code, _ = OneTimeCode(store, clock).make("pi")
            ward.admin.add(TECHNICIAN, ward.by(code=code))
            ward.told()
            ward.rows.clear()
        return ward

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def ward(make_ward: Callable[..., Ward]) -> Ward:
    """A station with one technician."""
    return make_ward()


@pytest.fixture
def fresh(make_ward: Callable[..., Ward]) -> Ward:
    """A station that never had people."""
    return make_ward(founded=False)


SOCKET = OriginPlace.SOCKET
ADDRESS = "203.0.113.7"


def origin(place: OriginPlace, account: str = "", address: str = ADDRESS, device: str = "") -> Origin:
    return Origin(place=place, account=account, address=address, device=device)


def by_password(signing: SigningIn, who: str, secret: str, place: OriginPlace, **more: str) -> Person:
    return signing.enter(who, secret, origin(place, **more), ways=(ProofWay.PASSWORD,)).person


def by_pin(signing: SigningIn, who: str, secret: str, place: OriginPlace, **more: str) -> Person:
    return signing.enter(who, secret, origin(place, **more), ways=(ProofWay.PIN,)).person


def by_any(signing: SigningIn, who: str, secret: str, place: OriginPlace, **more: str) -> Person:
    return signing.enter(who, secret, origin(place, **more)).person


def by_recovery(signing: SigningIn, who: str, secret: str, place: OriginPlace, **more: str) -> Person:
    return signing.enter(who, secret, origin(place, **more), ways=(ProofWay.RECOVERY,)).person


def by_totp(signing: SigningIn, who: str, code: str, place: OriginPlace, **more: str) -> Person:
    return signing.on_the_telephone(who, code, origin(place, **more))


def by_second(signing: SigningIn, one: Person, code: str, place: OriginPlace, **more: str) -> Person:
    return signing.finish(FirstProof(person=one, way=ProofWay.PASSWORD), code, origin(place, **more)).person
