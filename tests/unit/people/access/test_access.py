"""The running station knows who asks and whether they may, by the people in force."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, PeopleError, StoreError
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access.access import Access
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.access.housekeeping import AccessUpkeep
from broadcaster.people.roles.model import Action, Caller, Delegation, Grant, OriginPlace, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.sign_in.sessions import SOON
from broadcaster.people.store.store import NAME, PeopleStore

OWN = pwd.getpwuid(os.getuid()).pw_name
OTHER = next(one for one in pwd.getpwall() if one.pw_uid not in (0, os.getuid()))
TODAY = date(2026, 11, 20)


def person(name: str, *roles: Role, account: str | None = None) -> Person:
    return Person(id=name, name=name.title(), roles=frozenset(roles), account=account)


TECHNICIAN = person("ky-thuat", Role.TECHNICIAN)


class Station:
    """A folder, its access, and what another process does to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(datetime(2026, 11, 20, 16, 59, 30, tzinfo=UTC))  # 23:59:30 there
        self.access = self.opened()
        self.rows: list[Reason] = []
        self.faults: list[str] = []
        self.upkeep = AccessUpkeep(self.access, self._row, self)
        self.full = False

    def opened(self) -> Access:
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        return Access(self.folder, self.folder / "state", self.clock, lambda: zone)

    def elsewhere(self, change: Callable[[Administration, Authority], object]) -> None:
        """Change people as another process does."""
        store = PeopleStore(self.folder / "state" / NAME, self.clock)
        try:
            admin = Administration(store, self.folder, self.clock)
            caller = Caller(person=TECHNICIAN, account=OWN, own=True)
            code = None if admin.people.founded else OneTimeCode(store, self.clock).make(OWN)[0]
            change(admin, Authority(caller=caller, today=TODAY, code=code))
        finally:
            store.close()

    def found(self, *others: Person) -> None:
        for one in (TECHNICIAN, *others):
            self.elsewhere(lambda admin, by, one=one: admin.add(one, by))  # type: ignore[misc]

    def may(self, action: Action, uid: int | None = None, token: str | None = None) -> Grant | None:
        caller = self.access.caller(os.getuid() if uid is None else uid, token)
        try:
            return self.access.require(caller, action)
        except PeopleError:
            return None

    def _row(self, _: datetime, what: Reason) -> None:
        if self.full:
            raise StoreError("store.disk_full", path="x")
        self.rows.append(what)

    def report(self, fault: BroadcasterError) -> None:
        self.faults.append(fault.code)

    def over(self, faults: object) -> None:
        for fault in faults:  # type: ignore[attr-defined]
            self.faults.remove(fault.code)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    made.access.close()


def test_a_station_without_people_works_as_ever_for_its_own_account_alone(station: Station) -> None:
    assert all(station.may(action) == Grant(role=None) for action in Action)
    assert all(station.may(action, OTHER.pw_uid) is None for action in Action)
    assert not (station.folder / "state").exists(), "a question makes no file"


def test_with_the_first_technician_the_own_account_may_only_look_and_stop(station: Station) -> None:
    assert station.may(Action.SPEAK) == Grant(role=None)
    station.found()
    assert {action for action in Action if station.may(action)} == {Action.LOOK, Action.STOP}


def test_an_account_of_the_computer_is_its_person(station: Station) -> None:
    station.found(person("lan", Role.OFFICER, account=OTHER.pw_name))
    caller = station.access.caller(OTHER.pw_uid)
    assert caller.shown == "Lan (lan)"
    assert not caller.own
    assert station.access.require(caller, Action.SPEAK) == Grant(role=Role.OFFICER)
    assert station.may(Action.APPROVE, OTHER.pw_uid) is None


def test_a_token_is_its_person_whatever_the_account(station: Station) -> None:
    thu = person("thu", Role.LEADER)
    station.found(thu, person("lan", Role.OFFICER, account=OTHER.pw_name))
    token = station.access.sessions.open(thu, OriginPlace.SOCKET)
    assert station.may(Action.APPROVE, OTHER.pw_uid, token) == Grant(role=Role.LEADER)
    assert station.access.caller(None, token, OriginPlace.WEB).person is None, "it was given on the socket"
    assert station.may(Action.SPEAK, OTHER.pw_uid) == Grant(role=Role.OFFICER)
    assert station.may(Action.SPEAK, OTHER.pw_uid, "no token") is None, "it is nobody's, nor of the account"


def test_who_is_removed_while_signed_in_may_nothing_at_the_next_question(station: Station) -> None:
    thu = person("thu", Role.LEADER)
    station.found(thu)
    token = station.access.sessions.open(thu, OriginPlace.SOCKET)
    caller = station.access.caller(os.getuid(), token)
    assert station.access.require(caller, Action.APPROVE)
    station.elsewhere(lambda admin, by: admin.remove("thu", by))
    with pytest.raises(PeopleError):
        station.access.require(caller, Action.APPROVE)
    assert station.access.caller(os.getuid(), token).person is None


def test_what_somebody_asked_for_is_judged_later_from_memory_by_what_they_may_then(station: Station) -> None:
    thu, lan = person("thu", Role.LEADER), person("lan", Role.OFFICER)
    station.found(thu, lan)

    def asked(one: Person) -> Callable[[], bool]:
        token = station.access.sessions.open(one, OriginPlace.SOCKET)
        still = station.access.by(station.access.caller(os.getuid(), token), Action.SPEAK).still_leads
        assert still is not None
        return still

    of_thu, of_lan = asked(thu), asked(lan)
    assert (of_thu(), of_lan()) == (True, False)
    station.elsewhere(lambda admin, by: admin.remove("thu", by))
    assert of_thu(), "the disk is not asked"
    station.upkeep.look()
    assert of_lan() is False
    with pytest.raises(PeopleError):
        of_thu()


def test_what_somebody_asked_for_stands_while_nobody_can_say_who_the_people_are(station: Station) -> None:
    thu = person("thu", Role.LEADER)
    station.found(thu)
    lost = Access(station.folder, station.folder / "state", station.clock, lambda: ZoneInfo("UTC"))
    (station.folder / "state" / NAME).write_bytes(b"damaged" * 1000)
    assert lost.people.lost
    assert lost.still_leads(Caller(person=thu, account="", own=False), Action.EMERGENCY) is False
    lost.close()


def test_a_delegation_ends_at_midnight_in_the_stations_zone(station: Station) -> None:
    station.found(person("thu", Role.LEADER), person("lan", Role.OFFICER, account=OTHER.pw_name))
    given = Delegation(to="lan", start=TODAY, until=TODAY)
    station.elsewhere(lambda admin, by: admin.delegate("thu", given, by))
    assert station.may(Action.APPROVE, OTHER.pw_uid) == Grant(role=Role.LEADER, delegated_by="thu")
    station.clock.advance(29)
    assert station.may(Action.APPROVE, OTHER.pw_uid)
    station.clock.advance(1)
    assert station.may(Action.APPROVE, OTHER.pw_uid) is None


class TestStoreLost:
    def test_while_the_station_runs_those_in_force_stay(self, station: Station) -> None:
        station.found(person("lan", Role.OFFICER, account=OTHER.pw_name))
        assert station.may(Action.SPEAK, OTHER.pw_uid)
        (station.folder / "state" / NAME).unlink()
        assert station.may(Action.SPEAK, OTHER.pw_uid)
        assert station.may(Action.SPEAK) is None
        station.upkeep.look()
        assert station.faults == ["people.store_gone"]

    def test_damaged_at_the_start_it_opens_nothing_but_an_emergency_of_the_own_account(
        self, station: Station
    ) -> None:
        station.found(person("lan", Role.OFFICER, account=OTHER.pw_name))
        (station.folder / "state" / NAME).write_bytes(b"damaged" * 1000)
        restarted = station.opened()
        own, other = restarted.caller(os.getuid()), restarted.caller(OTHER.pw_uid)
        assert restarted.require(own, Action.EMERGENCY) == Grant(role=None)
        for caller, action in ((own, Action.SPEAK), (own, Action.PEOPLE), (other, Action.LOOK)):
            with pytest.raises(PeopleError):
                restarted.require(caller, action)
        with pytest.raises(PeopleError) as error:
            _ = restarted.signing_in
        assert error.value.code == "people.store_damaged"

    def test_restored_from_a_backup_it_is_taken_at_once(self, station: Station) -> None:
        station.found()
        path = station.folder / "state" / NAME
        shutil.copy(path, station.folder / "kept")
        station.elsewhere(lambda admin, by: admin.add(person("lan", Role.OFFICER), by))
        assert set(station.access.people.persons) == {"ky-thuat", "lan"}
        path.unlink()
        (station.folder / "kept").rename(path)
        assert set(station.access.people.persons) == {"ky-thuat"}

    def test_replaced_by_a_damaged_one_those_in_force_stay_and_it_is_told(self, station: Station) -> None:
        station.found(lan := person("lan", Role.OFFICER, account=OTHER.pw_name))
        token = station.access.sessions.open(lan, OriginPlace.SOCKET)
        path = station.folder / "state" / NAME
        shutil.copy(path, station.folder / "good")
        (station.folder / "bad").write_bytes(b"damaged" * 1000)
        (station.folder / "bad").replace(path)
        assert station.may(Action.SPEAK, OTHER.pw_uid) == Grant(role=Role.OFFICER)
        assert station.may(Action.SPEAK, token=token) == Grant(role=Role.OFFICER)
        assert station.may(Action.SPEAK) is None
        station.upkeep.look()
        assert "people.store_damaged" in station.faults
        with pytest.raises(PeopleError) as error:
            _ = station.access.administration  # a change would be lost with the old file
        assert error.value.code == "people.store_damaged"
        (station.folder / "good").replace(path)
        station.upkeep.look()
        assert station.faults == []
        assert station.access.administration.people.persons["lan"] == lan


class TestUpkeep:
    def test_rows_come_into_the_journal_and_wait_for_it(self, station: Station) -> None:
        station.found()
        station.full = True
        station.upkeep.look()
        assert station.rows == []
        station.full = False
        station.upkeep.look()
        codes = [what.code for what in station.rows]
        assert codes == ["people.row.code", "people.row.code_used", "people.row.changed"]
        station.upkeep.look()
        assert len(station.rows) == 3

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (None, "people.file_missing"),
            ("ky-thuat: [", "people.file_broken"),
            ("ky-thuat: {name: K, roles: [technician, leader]}", "people.file_changed"),
        ],
    )
    def test_a_file_that_is_not_in_force_changes_nothing_and_is_told_once(
        self, station: Station, text: str | None, fault: str
    ) -> None:
        station.found()
        station.upkeep.look()
        assert station.faults == []
        file = station.folder / "people.yaml"
        before = file.read_text()
        if text is None:
            file.unlink()
        else:
            file.write_text(text)
        station.upkeep.look()
        station.upkeep.look()
        assert station.faults == [fault]
        assert station.access.people.persons == {TECHNICIAN.id: TECHNICIAN}
        file.write_text(before)
        station.upkeep.look()
        assert station.faults == []

    def test_a_file_in_a_station_without_people_gives_nobody_anything(self, station: Station) -> None:
        (station.folder / "people.yaml").write_text(
            f"x: {{name: X, account: {OTHER.pw_name}, roles: [leader]}}"
        )
        station.upkeep.look()
        assert station.faults == ["people.file_waiting"]
        assert station.may(Action.APPROVE, OTHER.pw_uid) is None
        assert station.may(Action.SPEAK) == Grant(role=None)

    def test_a_file_that_a_killed_command_left_behind_is_written(
        self, station: Station, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from broadcaster.people.access import acceptance as files

        station.found()

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(files, "write_people_file", killed)
            with pytest.raises(KeyboardInterrupt):
                station.elsewhere(lambda admin, by: admin.add(person("lan", Role.OFFICER), by))
        assert "lan" not in (station.folder / "people.yaml").read_text()
        station.upkeep.look()
        assert "lan:" in (station.folder / "people.yaml").read_text()
        assert station.faults == []

    def test_its_thread_ends_and_moves_the_last_rows(self, station: Station) -> None:
        station.upkeep.start()
        station.found()
        station.upkeep.close()
        assert len(station.rows) == 3


class TestBusyStore:
    """Whoever stops or calls an emergency waits for no disk."""

    def test_question_is_answered_from_memory_while_another_process_writes(self, station: Station) -> None:
        station.found(person("lan", Role.OFFICER, account=OTHER.pw_name))
        assert station.may(Action.EMERGENCY, OTHER.pw_uid) == Grant(role=Role.OFFICER)
        other = sqlite3.connect(station.folder / "state" / NAME, isolation_level=None)
        try:
            other.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            assert station.may(Action.EMERGENCY, OTHER.pw_uid) == Grant(role=Role.OFFICER)
            assert station.may(Action.STOP) == Grant(role=None)
            assert time.monotonic() - began < 4 * SOON + 0.5
            assert station.access.fault is None
        finally:
            other.close()

    def test_replaced_by_one_that_is_busy_those_in_force_stay_until_it_can_be_read(
        self, station: Station
    ) -> None:
        station.found(person("lan", Role.OFFICER, account=OTHER.pw_name))
        path, copied = station.folder / "state" / NAME, station.folder / "copied"
        shutil.copy(path, copied)
        station.elsewhere(lambda admin, by: admin.add(person("thu", Role.LEADER), by))
        assert station.may(Action.EMERGENCY, OTHER.pw_uid) == Grant(role=Role.OFFICER)
        other = sqlite3.connect(copied, isolation_level=None)
        try:
            other.execute("BEGIN EXCLUSIVE")
            copied.replace(path)
            began = time.monotonic()
            assert station.may(Action.EMERGENCY, OTHER.pw_uid) == Grant(role=Role.OFFICER)
            assert station.may(Action.STOP) == Grant(role=None)
            assert set(station.access.people.persons) == {"ky-thuat", "lan", "thu"}
            assert time.monotonic() - began < 6 * SOON + 0.5
            other.execute("COMMIT")
            assert set(station.access.people.persons) == {"ky-thuat", "lan"}
        finally:
            other.close()

    def test_session_is_known_from_memory_while_the_station_itself_writes(self, station: Station) -> None:
        station.found(lan := person("lan", Role.OFFICER))
        token = station.access.sessions.open(lan, OriginPlace.SOCKET)
        store, written, go = station.access.store, threading.Event(), threading.Event()
        assert store is not None

        def write() -> None:
            with store.changing():
                written.set()
                go.wait(10)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert written.wait(10)
            began = time.monotonic()
            assert station.may(Action.EMERGENCY, token=token) == Grant(role=Role.OFFICER)
            assert time.monotonic() - began < 6 * SOON + 0.5
        finally:
            go.set()
            writer.join()

    def test_disk_hears_of_a_session_when_nobody_waits(self, station: Station) -> None:
        station.found(lan := person("lan", Role.OFFICER))
        token = station.access.sessions.open(lan, OriginPlace.SOCKET)
        station.clock.advance(120)
        assert station.may(Action.SPEAK, token=token) is not None
        station.upkeep.look()
        station.clock.advance(800)
        other = station.opened()
        try:
            assert other.caller(os.getuid(), token).person == lan
        finally:
            other.close()


def test_at_home_are_the_own_account_and_those_of_persons_and_root_only_where_it_is_the_station_s(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, stranger = os.getuid(), OTHER.pw_uid
    assert [station.access.is_at_home(uid) for uid in (own, stranger, None)] == [True, False, False]
    station.found(
        person("lan", Role.OFFICER, account=OTHER.pw_name), person("goc", Role.OFFICER, account="root")
    )
    assert station.access.is_at_home(stranger)
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert [station.access.is_at_home(uid) for uid in (4711, 0, stranger)] == [True, False, True]
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert station.access.is_at_home(0)
