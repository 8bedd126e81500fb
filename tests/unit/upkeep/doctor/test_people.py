"""The examination says whether the station has people, and who of them cannot sign in."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.people import people
from tests.fakes.quick_hashes import quick_hashes

OWN = pwd.getpwuid(os.getuid()).pw_name
SON = Person(id="son", name="Lò Văn Sơn", roles=frozenset({Role.TECHNICIAN}))
PASSWORD = "trâu vàng mưa chợ"  # noqa: S105


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    with quick_hashes():
        yield


def found(folder: Path) -> list[tuple[Grade, str]]:
    return [(one.level, one.code) for one in people(folder, Settings(name="x"))]


def take_in(folder: Path, *persons: Person, password: str | None = PASSWORD) -> None:
    clock = FakeClock(datetime(2026, 11, 20, tzinfo=UTC))
    store = PeopleStore(folder / "state" / NAME, clock)
    try:
        admin = Administration(store, folder, clock)
        for one in persons:
            code, _ = OneTimeCode(store, clock).make("pi")
            by = Authority(
                caller=Caller(person=None, account="pi", own=True), today=date(2026, 11, 20), code=code
            )
            admin.add(one, by, password=password)
    finally:
        store.close()


def _give_pin(folder: Path, name: str) -> None:
    store = PeopleStore(folder / "state" / NAME, FakeClock(datetime(2026, 11, 20, tzinfo=UTC)))
    try:
        caller = Caller(person=SON, account="pi", own=True)
        by = Authority(caller=caller, today=date(2026, 11, 20))
        Administration(store, folder, store.clock).set_pin(name, "493027", by)
    finally:
        store.close()


def test_a_station_without_people_is_a_warning(tmp_path: Path) -> None:
    assert found(tmp_path) == [(Grade.WARN, "doctor.no_people")]
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_was_only_made_changes_nothing(tmp_path: Path) -> None:
    take_in(tmp_path)
    assert found(tmp_path) == [(Grade.WARN, "doctor.no_people")]


def test_a_file_that_nobody_accepted_is_told(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("son: {name: Sơn, roles: [technician]}")
    assert found(tmp_path) == [(Grade.WARN, "doctor.no_people"), (Grade.WARN, "doctor.people_file")]


def test_people_who_can_sign_in_are_well(tmp_path: Path) -> None:
    take_in(tmp_path, SON)
    assert found(tmp_path) == [(Grade.OK, "doctor.people")]
    (tmp_path / "people.yaml").unlink()
    assert found(tmp_path) == [(Grade.OK, "doctor.people"), (Grade.WARN, "doctor.people_file")]


def test_a_technician_who_cannot_sign_in_is_a_failure_and_another_a_warning(tmp_path: Path) -> None:
    take_in(tmp_path, SON, password=None)
    assert found(tmp_path)[1:] == [
        (Grade.FAIL, "doctor.no_technician_signs_in"),
        (Grade.WARN, "doctor.cannot_sign_in"),
    ]
    take_in(tmp_path, replace(SON, id="tam", name="Tám"))
    assert found(tmp_path)[1:] == [(Grade.WARN, "doctor.cannot_sign_in")]


def test_who_has_a_pin_alone_and_may_more_than_it_opens_is_told(tmp_path: Path) -> None:
    take_in(tmp_path, SON)
    for name, role in (("truc", Role.DUTY), ("lan", Role.OFFICER)):
        take_in(tmp_path, Person(id=name, name=name, roles=frozenset({role})), password=None)
        _give_pin(tmp_path, name)
    assert found(tmp_path)[1:] == [(Grade.WARN, "doctor.pin_only")]


def test_accounts_that_are_not_there_or_run_the_station_are_told(tmp_path: Path) -> None:
    take_in(
        tmp_path,
        replace(SON, account="khong-co-dau"),
        Person(id="lan", name="Lan", account=OWN, roles=frozenset({Role.OFFICER})),
    )
    assert found(tmp_path)[1:] == [
        (Grade.WARN, "doctor.no_such_account"),
        (Grade.WARN, "doctor.account_of_station"),
    ]


def test_a_damaged_store_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / NAME).write_bytes(b"damaged" * 1000)
    assert found(tmp_path) == [(Grade.FAIL, "doctor.people_unknown")]
